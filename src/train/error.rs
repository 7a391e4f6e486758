//! What can go wrong while a model is trained.

use std::path::PathBuf;

use crate::{model::ModelError, stance::StanceError};

/// An error of the training layer.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// Too little to learn from.
    #[error("{problem}")]
    Data {
        /// What is missing and what to do.
        problem: String,
    },
    /// The output folder holds something that is no stance model.
    #[error("`{path}` holds other files than a stance model: name another folder with --out")]
    Occupied {
        /// The folder.
        path: PathBuf,
    },
    /// A file could not be written.
    #[error("cannot write `{path}`: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's message.
        source: std::io::Error,
    },
    /// The model layer failed.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The stance layer failed.
    #[error(transparent)]
    Stance(#[from] StanceError),
    /// libtorch reported an error.
    #[error("libtorch failed: {0}")]
    Torch(#[from] tch::TchError),
}
