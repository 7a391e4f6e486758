//! What can go wrong while a report is written.

use std::io;
use std::path::{Path, PathBuf};

/// An error of the report layer; the text says what is wrong and what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// Where the folder should be, or above it, there is something else.
    #[error("`{path}` is not a folder: give another one, or move away what is there")]
    NotADirectory {
        /// The path as given.
        path: PathBuf,
    },
    /// Where a file should be written, there is a folder.
    #[error("`{path}` cannot be replaced, it is a folder: move it away or give another folder")]
    IsADirectory {
        /// The path of the file.
        path: PathBuf,
    },
    /// The system does not allow to write there.
    #[error(
        "no permission to write `{path}`: give yourself the right to, or choose another folder"
    )]
    Permission {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The disk, or the user's part of it, is full. Outputs of an earlier run are as they were.
    #[error("no space left to write `{path}`: {remedy}; earlier results were left as they were")]
    NoSpace {
        /// The file or folder.
        path: PathBuf,
        /// What to do.
        remedy: &'static str,
        /// The system's error.
        source: io::Error,
    },
    /// The system failed to read or write.
    #[error("`{path}` could not be {action} ({source}): {remedy}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was being done, as a participle.
        action: &'static str,
        /// What to do.
        remedy: &'static str,
        /// The system's error.
        source: io::Error,
    },
    /// A row in the temporary file is not what was written.
    #[error(
        "row {row} of the temporary file `{file}` is damaged ({source}): check the disk that \
         holds temporary files, or set TMPDIR to another, and run again"
    )]
    Spool {
        /// Which of the temporary files.
        file: &'static str,
        /// The row, from 1.
        row: u64,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The workbook cannot be made.
    #[error(
        "`{path}` could not be made ({source}): leave `xlsx` out of `--formats` and report this"
    )]
    Workbook {
        /// The path of the file.
        path: PathBuf,
        /// What the writer of workbooks says.
        source: rust_xlsxwriter::XlsxError,
    },
    /// The page cannot be made.
    #[error(
        "`{path}` could not be made ({source}): leave `html` out of `--formats` and report this"
    )]
    Page {
        /// The path of the file.
        path: PathBuf,
        /// What the template says.
        source: askama::Error,
    },
    /// Two columns of a table would have the same name.
    #[error(
        "two columns would be called `{name}`: rename a dimension or a label in the codebook \
         (`uncertain` is no name for a label)"
    )]
    Column {
        /// The name.
        name: String,
    },
}

impl ReportError {
    /// The error for what the system said about an output file or folder.
    pub(super) fn output(path: &Path, action: &'static str, source: io::Error) -> Self {
        Self::of(
            path,
            action,
            "free some, or choose a folder on another disk",
            source,
        )
    }

    /// The error for what the system said about the temporary files.
    pub(super) fn spool(path: &Path, action: &'static str, source: io::Error) -> Self {
        Self::of(
            path,
            action,
            "free some, or set TMPDIR to a folder on another disk",
            source,
        )
    }

    fn of(path: &Path, action: &'static str, more: &'static str, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotADirectory => Self::NotADirectory { path },
            io::ErrorKind::IsADirectory => Self::IsADirectory { path },
            io::ErrorKind::PermissionDenied => Self::Permission { path, source },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoSpace {
                path,
                remedy: more,
                source,
            },
            io::ErrorKind::ReadOnlyFilesystem => Self::Io {
                path,
                action,
                remedy: "choose a folder that can be written",
                source,
            },
            _ => {
                let remedy = "check the disk and that the file is not in use, then run again";
                Self::Io {
                    path,
                    action,
                    remedy,
                    source,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_the_system_become_types() {
        let error = |kind: io::ErrorKind| {
            ReportError::output(Path::new("out"), "written", io::Error::from(kind))
        };
        let full = error(io::ErrorKind::StorageFull);
        assert!(matches!(full, ReportError::NoSpace { .. }));
        assert!(full.to_string().contains("free some"), "{full}");
        assert!(matches!(
            error(io::ErrorKind::QuotaExceeded),
            ReportError::NoSpace { .. }
        ));
        assert!(matches!(
            error(io::ErrorKind::NotADirectory),
            ReportError::NotADirectory { .. }
        ));
        assert!(matches!(
            error(io::ErrorKind::PermissionDenied),
            ReportError::Permission { .. }
        ));
        let other = error(io::ErrorKind::TimedOut).to_string();
        assert!(
            other.starts_with("`out` could not be written (timed out): check"),
            "{other}"
        );
    }
}
