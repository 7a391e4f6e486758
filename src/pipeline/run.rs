//! A whole corpus to a spool of report rows.

use super::{ARTICLES_AT_ONCE, COMMENTS_AT_ONCE, Stances, Summarised, summaries};
use crate::{
    corpus::{Article, Comment, Corpus, CorpusError, Problem},
    report::{Console, ErrorRow, Progress, ReportError, Spool},
    stance::{Codebook, StanceError},
    summary::{Summariser, SummaryError},
};

/// What happens at an input that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnError {
    /// It is named, and the others are read.
    Skip,
    /// The run ends without reports.
    Stop,
}

/// What a run works with.
pub struct Setting<'a> {
    /// Makes the summaries.
    pub summariser: &'a dyn Summariser,
    /// What is coded.
    pub codebook: &'a Codebook,
    /// Greatest number of words of a summary.
    pub words: usize,
    /// What happens at an input that cannot be read.
    pub on_error: OnError,
}

/// Why a run ended without reports.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// An input could not be read, and `--on-error stop` was asked for.
    #[error("{}", describe(.0))]
    Input(Problem),
    /// The inputs could not be opened.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// Summarising failed.
    #[error(transparent)]
    Summary(#[from] SummaryError),
    /// Classifying failed.
    #[error(transparent)]
    Stance(#[from] StanceError),
    /// The rows could not be kept.
    #[error(transparent)]
    Report(#[from] ReportError),
}

/// A problem in one line: where, what, and what to do.
pub fn describe(problem: &Problem) -> String {
    let line = problem
        .line
        .map_or_else(String::new, |line| format!(", line {line}"));
    let column = problem
        .column
        .map_or_else(String::new, |column| format!(", column {column}"));
    format!(
        "`{}`{line}{column}: {}; {}",
        problem.input, problem.problem, problem.remedy
    )
}

/// Reads `corpus` to its end and spools the rows of articles, comments and errors; comments of no
/// article come last.
///
/// # Errors
/// [`RunError`]; an input that cannot be read is none unless `on_error` says so.
pub fn run(
    corpus: &mut Corpus,
    setting: &Setting,
    stances: &mut Stances,
    console: &Console,
    spool: &mut Spool,
) -> Result<(), RunError> {
    let progress = console.progress(Some(corpus.article_count()));
    let on_error = setting.on_error;
    let mut work = Work {
        setting,
        stances,
        spool,
        progress: &progress,
        console,
    };
    let mut portion: Vec<Article> = Vec::new();
    for article in corpus.articles() {
        match article {
            Ok(article) => {
                progress.expect_comments(article.comments.len() as u64);
                portion.push(article);
            }
            Err(problem) => {
                fail(problem, on_error, console, work.spool)?;
                progress.article();
            }
        }
        let comments: usize = portion.iter().map(|article| article.comments.len()).sum();
        if portion.len() >= ARTICLES_AT_ONCE || comments >= COMMENTS_AT_ONCE {
            work.articles(&std::mem::take(&mut portion))?;
        }
    }
    work.articles(&portion)?;
    let mut orphans = 0_u64;
    let mut portion: Vec<Comment> = Vec::new();
    for comment in corpus.orphans() {
        match comment {
            Ok(comment) => portion.push(comment),
            Err(problem) => fail(problem, on_error, console, work.spool)?,
        }
        if portion.len() >= COMMENTS_AT_ONCE {
            orphans += work.orphans(&mut portion)?;
        }
    }
    orphans += work.orphans(&mut portion)?;
    progress.finish();
    if orphans > 0 {
        console.warning(format!(
            "{orphans} comment row(s) name no article of the inputs: they are classified, and in no article's counts"
        ));
    }
    Ok(())
}

fn fail(
    problem: Problem,
    on_error: OnError,
    console: &Console,
    spool: &mut Spool,
) -> Result<(), RunError> {
    if on_error == OnError::Stop {
        return Err(RunError::Input(problem));
    }
    console.error(describe(&problem));
    spool.error(&error_row(problem))?;
    Ok(())
}

/// The row of `errors.csv` for a problem.
pub fn error_row(problem: Problem) -> ErrorRow {
    ErrorRow {
        input: problem.input,
        line: problem.line,
        column: problem.column,
        problem: problem.problem,
        remedy: problem.remedy,
    }
}

struct Work<'a, 'b> {
    setting: &'a Setting<'a>,
    stances: &'a mut Stances<'b>,
    spool: &'a mut Spool,
    progress: &'a Progress,
    console: &'a Console,
}

impl Work<'_, '_> {
    fn articles(&mut self, articles: &[Article]) -> Result<(), RunError> {
        let Summarised { rows, problems } =
            summaries(self.setting.summariser, articles, self.setting.words)?;
        for problem in problems {
            fail(problem, self.setting.on_error, self.console, self.spool)?;
        }
        // Comments of all articles together fill the batches better; keys keep articles apart.
        let comments: Vec<Comment> = articles
            .iter()
            .flat_map(|article| article.comments.iter().cloned())
            .collect();
        let mut stances = Vec::new();
        for portion in comments.chunks(COMMENTS_AT_ONCE) {
            stances.extend(self.stances.rows(portion)?);
            self.progress.comments(portion.len() as u64);
        }
        self.stances.forget();
        let mut rest = stances.as_slice();
        for (article, mut row) in articles.iter().zip(rows) {
            let (own, others) =
                rest.split_at(article.comments.len() * self.setting.codebook.dimensions.len());
            rest = others;
            row.dimensions = self.stances.counts(&article.comments, own);
            row.warnings.extend(self.own_targets(article));
            self.spool.article(&row)?;
            for comment in own {
                self.spool.comment(comment)?;
            }
            self.progress.article();
        }
        Ok(())
    }

    /// What is to be said of comments that are coded towards another target than the codebook's.
    fn own_targets(&self, article: &Article) -> Option<String> {
        let dimensions = &self.setting.codebook.dimensions;
        let own = |target: &String| {
            dimensions
                .iter()
                .any(|dimension| dimension.target != *target)
        };
        let targets = article.comments.iter().filter_map(|c| c.target.as_ref());
        let count = targets.filter(|target| own(target)).count();
        (count > 0).then(|| {
            format!(
                "Comments towards targets of their own, which the shares count with the others: {count}."
            )
        })
    }

    fn orphans(&mut self, comments: &mut Vec<Comment>) -> Result<u64, RunError> {
        for mut row in self.stances.rows(comments)? {
            row.warnings
                .push("No article of the inputs has this article_id.".to_owned());
            self.spool.comment(&row)?;
        }
        let count = comments.len() as u64;
        comments.clear();
        Ok(count)
    }
}
