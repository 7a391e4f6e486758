//! The corpus: articles and comments of all inputs, one after the other.

use std::path::PathBuf;

use super::article::{Article, Comment};
use super::build::{Record, number_comments};
use super::discover::{Entry, Found, Source, discover};
use super::error::{CorpusError, Problem};
use super::ids::Ids;
use super::join::Store;
use super::kind::Kind;
use super::options::ReadOptions;
use super::read::{Records, records};

/// Everything that the inputs hold, read as it is asked for.
#[derive(Debug)]
pub struct Corpus {
    found: Found,
    options: ReadOptions,
    store: Store,
    articles: u64,
    comments: u64,
}

/// A file of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The file as given, or `-`.
    pub input: String,
    /// Where its bytes are: the file itself, or a copy that lives as long as the corpus.
    pub path: PathBuf,
}

impl Corpus {
    /// Finds the files of the inputs: files, folders (recursively, in the order of names) and `-`
    /// for standard input; and collects the comment rows that stand alone.
    ///
    /// Hidden files, links that lead back to a folder above, files met twice and the program's
    /// own earlier outputs are left out of folders; see [`Corpus::notices`].
    ///
    /// # Errors
    ///
    /// [`CorpusError::NotFound`] if no input exists, [`CorpusError::NoInput`] if the inputs hold
    /// no file of a kind that is read, [`CorpusError::Io`] if the comment rows cannot be kept in a
    /// temporary file. Any other fault of a file is an item of [`Corpus::articles`].
    pub fn open(inputs: &[PathBuf], options: &ReadOptions) -> Result<Self, CorpusError> {
        let found = discover(inputs, options)?;
        let mut store = Store::default();
        let (mut articles, mut comments) = (0, 0);
        let kept = |error| CorpusError::from_io("temporary file", error);
        for entry in &found.entries {
            let Entry::Source(source) = entry else {
                continue;
            };
            if matches!(source.kind, Kind::Page | Kind::Html) {
                store.add_article(&source.folder, &source.stem);
                articles += 1;
                continue;
            }
            // Problems are told when the articles are read.
            for record in records(source, options).flatten() {
                match record {
                    Record::Article(article) => {
                        store.add_article(&source.folder, &article.id);
                        articles += 1;
                    }
                    Record::Comment(comment) => {
                        store.add(&source.folder, &comment).map_err(kept)?;
                        comments += 1;
                    }
                }
            }
        }
        store.finish().map_err(kept)?;
        Ok(Self {
            found,
            options: options.clone(),
            store,
            articles,
            comments,
        })
    }

    /// Articles in input order, each with its comments, those of other files behind its own.
    ///
    /// What cannot be read comes as an `Err` in its place, and reading goes on. Calling this
    /// again begins anew.
    pub fn articles(&mut self) -> impl Iterator<Item = Result<Article, Problem>> + Send + '_ {
        self.store.restart();
        let Self {
            found,
            options,
            store,
            ..
        } = self;
        let mut records = Sequence::new(&found.entries, options);
        let mut ids = Ids::default();
        std::iter::from_fn(move || {
            loop {
                let (source, record) = match records.next()? {
                    Ok(next) => next,
                    Err(problem) => return Some(Err(problem)),
                };
                if let Record::Article(article) = record {
                    return Some(finish(*article, source, store, &mut ids));
                }
            }
        })
    }

    /// Comment rows that stand alone and whose article was not among those that
    /// [`Corpus::articles`] has given so far, in input order.
    pub fn orphans(&mut self) -> impl Iterator<Item = Result<Comment, Problem>> + Send + '_ {
        let io = |error| Problem::from(CorpusError::from_io("temporary file", error));
        self.store.orphans().map(move |comment| comment.map_err(io))
    }

    /// Every comment of the inputs in input order, those of articles and those that stand alone,
    /// with ids as [`Corpus::articles`] gives them.
    pub fn comments(&mut self) -> impl Iterator<Item = Result<Comment, Problem>> + Send + '_ {
        let mut records = Sequence::new(&self.found.entries, &self.options);
        let mut ids = Ids::default();
        let mut ready = Vec::new().into_iter();
        std::iter::from_fn(move || {
            loop {
                if let Some(comment) = ready.next() {
                    return Some(Ok(comment));
                }
                match records.next()? {
                    Ok((_, Record::Comment(comment))) => return Some(Ok(*comment)),
                    Ok((source, Record::Article(mut article))) => {
                        article.id = ids.distinct(&article.id, &source.parents);
                        number_comments(&mut article);
                        ready = article.comments.into_iter();
                    }
                    Err(problem) => return Some(Err(problem)),
                }
            }
        })
    }

    /// How many articles can be read, for progress; pages that fail are counted.
    pub fn article_count(&self) -> u64 {
        self.articles
    }

    /// How many comment rows stand alone.
    pub fn lone_comment_count(&self) -> u64 {
        self.comments
    }

    /// What was left out of the inputs on purpose, as full sentences.
    pub fn notices(&self) -> &[String] {
        &self.found.notices
    }

    /// The files to be read, in input order.
    pub fn sources(&self) -> impl Iterator<Item = SourceFile> + '_ {
        self.found.entries.iter().filter_map(|entry| match entry {
            Entry::Source(Source { input, path, .. }) => Some(SourceFile {
                input: input.clone(),
                path: path.clone(),
            }),
            Entry::Problem(_) => None,
        })
    }
}

/// The article under a distinct id and with its comments from other files.
fn finish(
    mut article: Article,
    source: &Source,
    store: &mut Store,
    ids: &mut Ids,
) -> Result<Article, Problem> {
    let lone = store
        .take(&source.folder, &article.id)
        .map_err(|error| Problem::from(CorpusError::from_io("temporary file", error)))?;
    let id = ids.distinct(&article.id, &source.parents);
    if id != article.id && !matches!(source.kind, Kind::Page | Kind::Html) {
        let old = &article.id;
        article.warnings.push(format!(
            "An earlier article has the id `{old}`; this is `{id}`."
        ));
    }
    article.id = id;
    article.comments.extend(lone);
    number_comments(&mut article);
    Ok(article)
}

/// The records of all sources, and the problems between them.
struct Sequence<'a> {
    entries: std::slice::Iter<'a, Entry>,
    options: &'a ReadOptions,
    current: Option<(&'a Source, Records)>,
}

impl<'a> Sequence<'a> {
    fn new(entries: &'a [Entry], options: &'a ReadOptions) -> Self {
        Self {
            entries: entries.iter(),
            options,
            current: None,
        }
    }
}

impl<'a> Iterator for Sequence<'a> {
    type Item = Result<(&'a Source, Record), Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((source, records)) = &mut self.current {
                if let Some(record) = records.next() {
                    return Some(record.map(|record| (*source, record)));
                }
                self.current = None;
            }
            match self.entries.next()? {
                Entry::Source(source) => {
                    self.current = Some((source, records(source, self.options)));
                }
                Entry::Problem(problem) => return Some(Err(problem.clone())),
            }
        }
    }
}
