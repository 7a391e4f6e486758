//! What can go wrong between a model folder on disk and its vectors.

use std::path::PathBuf;

/// An error of the model layer; the text says what is wrong and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// No model folder under that name or path.
    #[error(
        "no model `{name}`: looked in {searched}; give a folder with a `model.toml`, or set TRIBUNE_MODELS to the folder that holds it"
    )]
    NotFound {
        /// What was asked for.
        name: String,
        /// The places looked at, joined by commas.
        searched: String,
    },
    /// A file that the manifest lists is not in the folder.
    #[error("`{path}` is missing: restore the file, or copy the model folder anew")]
    Missing {
        /// The missing file.
        path: PathBuf,
    },
    /// A file has another length than the manifest says.
    #[error(
        "`{path}` has {found} bytes where the manifest says {expected}: it is truncated or was altered; copy the model folder anew"
    )]
    Size {
        /// The file.
        path: PathBuf,
        /// Bytes on disk.
        found: u64,
        /// Bytes in the manifest.
        expected: u64,
    },
    /// A file's content is not what the manifest describes.
    #[error(
        "`{path}` was altered: its sha256 is {found}, the manifest says {expected}; copy the model folder anew"
    )]
    Checksum {
        /// The file.
        path: PathBuf,
        /// The checksum of the file on disk.
        found: String,
        /// The checksum in the manifest.
        expected: String,
    },
    /// A file could not be read or written.
    #[error("cannot access `{path}`: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's message.
        source: std::io::Error,
    },
    /// A file of the folder is not what it should be.
    #[error("`{path}` is not usable: {problem}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong in it and what to do.
        problem: String,
    },
    /// The folder is a model of another kind than the command needs.
    #[error("`{path}` is a model for the task `{found}`, where `{expected}` is needed")]
    Task {
        /// The folder.
        path: PathBuf,
        /// The task in its manifest.
        found: String,
        /// The task that was needed.
        expected: String,
    },
    /// The architecture is not supported.
    #[error("the architecture `{architecture}` is not supported: {reason}")]
    Architecture {
        /// `model_type` of the configuration.
        architecture: String,
        /// Why, and what works instead.
        reason: String,
    },
    /// The tokenizer refused a text.
    #[error("the tokenizer failed: {0}")]
    Tokenizer(String),
    /// libtorch reported an error.
    #[error("libtorch failed: {0}")]
    Torch(#[from] tch::TchError),
}

impl ModelError {
    pub(crate) fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        let path = path.into();
        if source.kind() == std::io::ErrorKind::NotFound {
            return Self::Missing { path };
        }
        Self::Io { path, source }
    }

    #[allow(clippy::needless_pass_by_value)] // any error or text is taken as it comes
    pub(crate) fn invalid(path: impl Into<PathBuf>, problem: impl ToString) -> Self {
        Self::Invalid {
            path: path.into(),
            problem: problem.to_string(),
        }
    }
}
