//! Finding the files of the inputs: files, folders, standard input.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::TempPath;
use walkdir::WalkDir;

use super::error::{CorpusError, MISSING, Problem};
use super::kind::{EXTENSIONS, Kind, is_own_output, stem};
use super::lines::{peek, sample_text};
use super::options::ReadOptions;

/// A file to be read.
#[derive(Debug)]
pub(super) struct Source {
    /// As given, or `-`.
    pub input: String,
    /// The file to open: the input itself or a temporary copy of a stream.
    pub path: PathBuf,
    pub kind: Kind,
    /// The name without extension, for ids.
    pub stem: String,
    /// The folders above, nearest first, as far as the input names them.
    pub parents: Vec<String>,
    /// The folder that it lies in; comments join articles of their own folder first.
    pub folder: PathBuf,
}

/// What the inputs came to, in their order.
#[derive(Debug)]
pub(super) enum Entry {
    Source(Source),
    Problem(Problem),
}

/// Everything found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub entries: Vec<Entry>,
    /// What was left out on purpose, as full sentences.
    pub notices: Vec<String>,
    /// Copies of streams, deleted when dropped.
    pub spooled: Vec<TempPath>,
    seen: HashSet<PathBuf>,
}

/// Finds the files of all inputs.
///
/// Fails with [`CorpusError::NoInput`] if there is no file at all, and with
/// [`CorpusError::NotFound`] if none of the inputs exists; everything else is an [`Entry`].
pub(super) fn discover(inputs: &[PathBuf], options: &ReadOptions) -> Result<Found, CorpusError> {
    let mut found = Found::default();
    let mut missing = None;
    for input in inputs {
        let name = input.to_string_lossy().into_owned();
        let result = if name == "-" {
            found.stream("-", io::stdin().lock(), options)
        } else {
            match fs::metadata(input) {
                Err(error) => Err(CorpusError::from_io(&name, error)),
                Ok(data) if data.is_dir() => found.folder(input, options),
                Ok(data) if data.is_file() => found.named(input, options),
                Ok(_) => fs::File::open(input)
                    .map_err(|error| CorpusError::from_io(&name, error))
                    .and_then(|stream| found.stream(&name, stream, options)),
            }
        };
        if let Err(error) = result {
            found.entries.push(Entry::Problem(error.problem().clone()));
            if matches!(error, CorpusError::NotFound(_) | CorpusError::NoInput(_)) {
                missing = missing.or(Some(error));
            } else {
                missing = None;
            }
        }
    }
    let nothing = |entry: &Entry| match entry {
        Entry::Source(_) => false,
        Entry::Problem(problem) => problem.problem == MISSING || problem.problem == NO_FILE,
    };
    match missing {
        Some(error) if found.entries.iter().all(nothing) => Err(error),
        None if found.entries.is_empty() => Err(CorpusError::NoInput(Problem::new(
            "inputs",
            NO_FILE,
            format!("name files or folders with {EXTENSIONS}, or `-` for standard input"),
        ))),
        _ => Ok(found),
    }
}

const NO_FILE: &str = "no file that could be read";

impl Found {
    fn push(&mut self, input: String, path: PathBuf, kind: Kind) {
        let given = Path::new(&input);
        let mut parents: Vec<String> = given
            .parent()
            .into_iter()
            .flat_map(Path::components)
            .filter_map(|part| match part {
                Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
                _ => None,
            })
            .collect();
        parents.reverse();
        let stem = if input == "-" {
            "stdin".to_owned()
        } else {
            stem(given)
        };
        let folder = given.parent().map(Path::to_owned).unwrap_or_default();
        let source = Source {
            input,
            path,
            kind,
            stem,
            parents,
            folder,
        };
        self.entries.push(Entry::Source(source));
    }

    /// Whether this file is met for the first time, under whatever name.
    fn is_new(&mut self, path: &Path) -> bool {
        let new = fs::canonicalize(path).map_or(true, |path| self.seen.insert(path));
        if !new {
            let name = path.display();
            self.notices.push(format!(
                "`{name}` was already among the inputs and is read once."
            ));
        }
        new
    }

    /// A file that the user named: read whatever it is called, if its content can be read.
    fn named(&mut self, path: &Path, options: &ReadOptions) -> Result<(), CorpusError> {
        if !self.is_new(path) {
            return Ok(());
        }
        let input = path.to_string_lossy().into_owned();
        let kind = match Kind::of_name(path) {
            Some(kind) => kind,
            None => sniff(&input, path, options)?,
        };
        self.push(input, path.to_owned(), kind);
        Ok(())
    }

    /// Standard input or another stream, copied to a temporary file since it is read twice.
    fn stream(
        &mut self,
        input: &str,
        mut stream: impl Read,
        options: &ReadOptions,
    ) -> Result<(), CorpusError> {
        if self
            .entries
            .iter()
            .any(|e| matches!(e, Entry::Source(s) if s.input == input))
        {
            return Ok(());
        }
        let io = |error| CorpusError::from_io(input, error);
        let mut file = tempfile::NamedTempFile::new().map_err(io)?;
        io::copy(&mut stream, &mut file).map_err(io)?;
        file.flush().map_err(io)?;
        let copy = file.into_temp_path();
        let path = copy.to_path_buf();
        self.spooled.push(copy);
        let kind = match Kind::of_name(Path::new(input)) {
            Some(kind) => kind,
            None => sniff(input, &path, options)?,
        };
        self.push(input.to_owned(), path, kind);
        Ok(())
    }

    /// All readable files below a folder, in the order of their names.
    fn folder(&mut self, folder: &Path, options: &ReadOptions) -> Result<(), CorpusError> {
        let before = self.entries.len();
        let mut folders = HashSet::new();
        let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name();
        let visible = |entry: &walkdir::DirEntry| {
            let hidden = entry.depth() > 0 && is_hidden(entry.path());
            let again = entry.file_type().is_dir()
                && fs::canonicalize(entry.path()).is_ok_and(|path| !folders.insert(path));
            !hidden && !again
        };
        let mut other = 0;
        for entry in walk.into_iter().filter_entry(visible) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.walk_error(error);
                    continue;
                }
            };
            let Some(kind) = Kind::of_name(entry.path()).filter(|_| entry.file_type().is_file())
            else {
                other += usize::from(entry.file_type().is_file());
                continue;
            };
            if self.is_new(entry.path()) {
                self.found_file(entry.into_path(), kind, options);
            }
        }
        if self.entries.len() > before || self.notices.iter().any(|n| n.contains("read once")) {
            return Ok(());
        }
        let others = if other == 1 {
            "1 other file".into()
        } else {
            format!("{other} other files")
        };
        Err(CorpusError::NoInput(Problem::new(
            folder.to_string_lossy(),
            NO_FILE,
            format!("give a folder with {EXTENSIONS}; this one holds {others}"),
        )))
    }

    /// A file found in a folder: the program's own outputs are left out.
    fn found_file(&mut self, path: PathBuf, kind: Kind, options: &ReadOptions) {
        let input = path.to_string_lossy().into_owned();
        let own = kind != Kind::Page
            && (kind != Kind::Html || stem(&path) == "report")
            && peek(&input, &path, options)
                .is_ok_and(|peeked| is_own_output(&path, kind, &sample_text(&peeked.sample)));
        if own {
            self.notices.push(format!(
                "`{input}` is an output of this program and was left out."
            ));
        } else {
            self.push(input, path, kind);
        }
    }

    fn walk_error(&mut self, error: walkdir::Error) {
        let path = error.path().map(Path::to_owned).unwrap_or_default();
        let name = path.to_string_lossy().into_owned();
        if error.loop_ancestor().is_some() {
            self.notices.push(format!(
                "`{name}` links to a folder above it and was left out."
            ));
            return;
        }
        let broken_link = error
            .io_error()
            .is_some_and(|e| e.kind() == io::ErrorKind::NotFound);
        if is_hidden(&path) || (broken_link && Kind::of_name(&path).is_none()) {
            return;
        }
        let error = error
            .into_io_error()
            .unwrap_or_else(|| io::Error::other("cannot be listed"));
        self.entries
            .push(Entry::Problem(CorpusError::from_io(&name, error).into()));
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// The kind of a file whose name does not tell.
fn sniff(input: &str, path: &Path, options: &ReadOptions) -> Result<Kind, CorpusError> {
    let peeked = peek(input, path, options)?;
    Kind::of_content(input, &sample_text(&peeked.sample))
}
