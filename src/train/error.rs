//! What can go wrong while a model is trained.

use std::path::PathBuf;

use crate::{
    evaluate::EvaluateError,
    model::{ModelError, Task},
    stance::StanceError,
    summary::SummaryError,
};

/// An error of the training layer.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// Too little to learn from.
    #[error("{problem}")]
    Data {
        /// What is missing and what to do.
        problem: String,
    },
    /// The output folder holds something else than a model for the task.
    #[error("`{path}` holds other files than a {task} model: name another folder with --out")]
    Occupied {
        /// The folder.
        path: PathBuf,
        /// What the new model is for.
        task: Task,
    },
    /// A file could not be read.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's message.
        source: std::io::Error,
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
    /// A figure could not be computed.
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
    /// The stance layer failed.
    #[error(transparent)]
    Stance(#[from] StanceError),
    /// The summary layer failed.
    #[error(transparent)]
    Summary(#[from] SummaryError),
    /// libtorch reported an error.
    #[error("libtorch failed: {0}")]
    Torch(#[from] tch::TchError),
}
