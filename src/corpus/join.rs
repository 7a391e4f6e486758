//! Comments that stand alone, kept on disk until their article comes.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{Hash, Hasher};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use super::article::Comment;

/// Comments by the id of their article; memory holds 16 bytes for each, a file the rest.
///
/// The same id may stand for different articles in different folders. A comment belongs to the
/// article of its own folder; where that folder has none of that id, to the first article of
/// that id anywhere.
#[derive(Debug, Default)]
pub(super) struct Store {
    writer: Option<BufWriter<File>>,
    reader: Option<BufReader<File>>,
    /// By article id: (folder, offset in the file).
    places: HashMap<String, Vec<(u64, u64)>>,
    /// Hashes of (folder, id) of all articles.
    articles: HashSet<u64>,
    /// Offsets of the comments that have found their article.
    joined: HashSet<u64>,
    end: u64,
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Store {
    /// Notes that a folder has an article of this id.
    pub fn add_article(&mut self, folder: &Path, id: &str) {
        self.articles.insert(hash((hash(folder), id)));
    }

    /// Keeps a comment.
    pub fn add(&mut self, folder: &Path, comment: &Comment) -> io::Result<()> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(BufWriter::new(tempfile::tempfile()?)),
        };
        let mut line = serde_json::to_vec(comment)?;
        line.push(b'\n');
        writer.write_all(&line)?;
        let place = (hash(folder), self.end);
        match self.places.get_mut(&comment.article_id) {
            Some(places) => places.push(place),
            None => drop(self.places.insert(comment.article_id.clone(), vec![place])),
        }
        self.end += line.len() as u64;
        Ok(())
    }

    /// Ends the adding.
    pub fn finish(&mut self) -> io::Result<()> {
        if let Some(writer) = self.writer.take() {
            let file = writer
                .into_inner()
                .map_err(io::IntoInnerError::into_error)?;
            self.reader = Some(BufReader::new(file));
        }
        Ok(())
    }

    /// Forgets which comments have found their article.
    pub fn restart(&mut self) {
        self.joined.clear();
    }

    /// The comments of an article that no earlier article took, in input order.
    pub fn take(&mut self, folder: &Path, id: &str) -> io::Result<Vec<Comment>> {
        let (Some(places), Some(reader)) = (self.places.get(id), &mut self.reader) else {
            return Ok(Vec::new());
        };
        let own = hash(folder);
        let mut comments = Vec::new();
        for &(folder, place) in places {
            let theirs = folder == own || !self.articles.contains(&hash((folder, id)));
            if theirs && self.joined.insert(place) {
                comments.push(read_at(reader, place)?);
            }
        }
        Ok(comments)
    }

    /// The comments that have found no article, in input order.
    pub fn orphans(&mut self) -> impl Iterator<Item = io::Result<Comment>> + Send + '_ {
        let Self {
            places,
            joined,
            reader,
            ..
        } = self;
        let all = places.values().flatten().map(|&(_, place)| place);
        let mut rest: Vec<u64> = all.filter(|place| !joined.contains(place)).collect();
        rest.sort_unstable();
        let mut rest = rest.into_iter();
        std::iter::from_fn(move || Some(read_at(reader.as_mut()?, rest.next()?)))
    }
}

/// The comment at an offset; one that is near is read from the buffer.
fn read_at(reader: &mut BufReader<File>, place: u64) -> io::Result<Comment> {
    let here = reader.stream_position()?;
    match i64::try_from(place).ok().zip(i64::try_from(here).ok()) {
        Some((place, here)) => reader.seek_relative(place - here)?,
        None => drop(reader.seek(SeekFrom::Start(place))?),
    }
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line)?;
    Ok(serde_json::from_slice(&line)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(id: &str, article: &str) -> Comment {
        Comment {
            id: id.into(),
            article_id: article.into(),
            text: "é\n".into(),
            ..Comment::default()
        }
    }

    fn ids(comments: Vec<Comment>) -> String {
        comments.into_iter().map(|comment| comment.id).collect()
    }

    #[test]
    fn comments_find_the_article_of_their_own_folder() {
        let (a, b, c) = (Path::new("a"), Path::new("b"), Path::new("c"));
        let mut store = Store::default();
        store.add_article(a, "1");
        store.add_article(b, "1");
        store.add_article(b, "2");
        for (folder, id, article) in [
            (a, "k", "1"),
            (b, "l", "1"),
            (a, "m", "2"),
            (c, "n", "1"),
            (c, "o", "9"),
        ] {
            store.add(folder, &comment(id, article)).unwrap();
        }
        store.finish().unwrap();
        for _ in 0..2 {
            store.restart();
            assert_eq!(ids(store.take(b, "1").unwrap()), "ln");
            assert_eq!(ids(store.take(a, "1").unwrap()), "k");
            assert_eq!(ids(store.take(b, "2").unwrap()), "m");
            assert_eq!(ids(store.take(b, "3").unwrap()), "");
            assert_eq!(ids(store.orphans().map(Result::unwrap).collect()), "o");
        }
    }
}
