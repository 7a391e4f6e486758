//! What can go wrong while reading: typed errors, and their form in `errors.csv`.

use std::fmt;
use std::io;

/// What could not be read, as one row of `errors.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file or folder as given, or `-`.
    pub input: String,
    /// Line in the input, from 1, if known.
    pub line: Option<u64>,
    /// Column in characters, from 1, if known.
    pub column: Option<u64>,
    /// What is wrong.
    pub problem: String,
    /// What to do next.
    pub remedy: String,
}

impl Problem {
    /// A problem of a whole input.
    pub fn new(
        input: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            input: input.into(),
            line: None,
            column: None,
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }

    /// The same problem at a line and, if known, a column, both from 1.
    #[must_use]
    pub fn at(mut self, line: u64, column: Option<u64>) -> Self {
        self.line = Some(line);
        self.column = column;
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.input)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        write!(f, ": {}; {}", self.problem, self.remedy)
    }
}

impl std::error::Error for Problem {}

/// An error of the reading layer. Its text is a [`Problem`]'s: what, where, and what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// The inputs hold no file that could be read.
    #[error("{0}")]
    NoInput(Problem),
    /// A named file or folder does not exist.
    #[error("{0}")]
    NotFound(Problem),
    /// The system does not let the file be read.
    #[error("{0}")]
    Permission(Problem),
    /// The system failed to read.
    #[error("{problem}")]
    Io {
        /// Where, and what to do.
        problem: Problem,
        /// The system's error.
        source: io::Error,
    },
    /// Nothing in the file.
    #[error("{0}")]
    Empty(Problem),
    /// The file is no text, or of a kind that is not read.
    #[error("{0}")]
    Unsupported(Problem),
    /// A damaged gzip file.
    #[error("{0}")]
    Gzip(Problem),
    /// Larger than [`ReadOptions`](super::ReadOptions) allows.
    #[error("{0}")]
    TooLarge(Problem),
    /// A table without a column that is needed.
    #[error("{0}")]
    MissingColumn(Problem),
    /// A row that cannot be understood.
    #[error("{0}")]
    Row(Problem),
}

impl CorpusError {
    /// The row of `errors.csv` for this error.
    pub fn problem(&self) -> &Problem {
        match self {
            Self::Io { problem, .. }
            | Self::NoInput(problem)
            | Self::NotFound(problem)
            | Self::Permission(problem)
            | Self::Empty(problem)
            | Self::Unsupported(problem)
            | Self::Gzip(problem)
            | Self::TooLarge(problem)
            | Self::MissingColumn(problem)
            | Self::Row(problem) => problem,
        }
    }

    pub(super) fn empty(input: &str) -> Self {
        let remedy = "put text into the file or take it out of the inputs";
        Self::Empty(Problem::new(input, "the file is empty", remedy))
    }

    /// The error for what the system, or a [`Fault`] on the way, said about `input`.
    pub(super) fn from_io(input: &str, source: io::Error) -> Self {
        match source.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(fault @ Fault::Gzip(_)) => {
                let remedy = "copy or compress the file anew; `gzip -t` checks it";
                return Self::Gzip(Problem::new(input, fault.to_string(), remedy));
            }
            Some(fault @ Fault::TooLarge(_)) => {
                let remedy = "split the file into smaller ones; a compressed one that is sound can \
                              be decompressed first";
                return Self::TooLarge(Problem::new(input, fault.to_string(), remedy));
            }
            None => {}
        }
        match source.kind() {
            io::ErrorKind::NotFound => Self::NotFound(Problem::new(
                input,
                MISSING,
                "check the spelling and the current folder",
            )),
            io::ErrorKind::PermissionDenied => Self::Permission(Problem::new(
                input,
                "no permission to read",
                "give yourself the right to read it (`chmod u+r`) or ask its owner",
            )),
            _ => Self::Io {
                problem: Problem::new(
                    input,
                    format!("cannot be read: {source}"),
                    "check the disk and that the file is not in use, then run again",
                ),
                source,
            },
        }
    }
}

impl From<CorpusError> for Problem {
    fn from(error: CorpusError) -> Self {
        match error {
            CorpusError::Io { problem, .. }
            | CorpusError::NoInput(problem)
            | CorpusError::NotFound(problem)
            | CorpusError::Permission(problem)
            | CorpusError::Empty(problem)
            | CorpusError::Unsupported(problem)
            | CorpusError::Gzip(problem)
            | CorpusError::TooLarge(problem)
            | CorpusError::MissingColumn(problem)
            | CorpusError::Row(problem) => problem,
        }
    }
}

/// The problem of an input that is not there.
pub(super) const MISSING: &str = "no such file or folder";

/// A refusal inside a chain of readers, carried through [`io::Error`].
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("the gzip data are damaged ({0})")]
    Gzip(String),
    #[error("{0}")]
    TooLarge(String),
}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        io::Error::new(io::ErrorKind::InvalidData, fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_input_line_column_and_remedy() {
        let problem = Problem::new("a.jsonl", "invalid JSON", "mend the line").at(7, Some(3));
        assert_eq!(
            problem.to_string(),
            "a.jsonl:7:3: invalid JSON; mend the line"
        );
    }

    #[test]
    fn faults_keep_their_type_through_io() {
        let error = CorpusError::from_io("x.gz", Fault::Gzip("cut short".into()).into());
        assert!(matches!(error, CorpusError::Gzip(_)), "{error}");
        let error = CorpusError::from_io("x", io::ErrorKind::PermissionDenied.into());
        assert!(matches!(error, CorpusError::Permission(_)), "{error}");
        assert!(Problem::from(error).remedy.contains("chmod"));
    }
}
