//! What can go wrong between a codebook and a stance.

use std::path::PathBuf;

use crate::model::ModelError;

/// An error of the stance layer.
#[derive(Debug, thiserror::Error)]
pub enum StanceError {
    /// The codebook file cannot be read.
    #[error("cannot read the codebook `{path}`: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's message.
        source: std::io::Error,
    },
    /// The codebook is not valid.
    #[error("the codebook `{path}` is not usable: {problem}")]
    Codebook {
        /// The file, or `built-in`.
        path: String,
        /// What is wrong, where, and what to do.
        problem: String,
    },
    /// The model cannot serve the codebook.
    #[error(
        "the model `{model}` cannot serve the dimension `{dimension}`: {problem}; train one with `tribune train stance --codebook`"
    )]
    Unserved {
        /// The model's name.
        model: String,
        /// The dimension.
        dimension: String,
        /// Why not.
        problem: String,
    },
    /// A label that the codebook does not know.
    #[error(
        "unknown label `{label}`: the dimension `{dimension}` has {known}; mend the row, or add the spelling to the `aliases` of a label in the codebook"
    )]
    UnknownLabel {
        /// The label as written.
        label: String,
        /// The dimension.
        dimension: String,
        /// Its labels.
        known: String,
    },
    /// The model layer failed.
    #[error(transparent)]
    Model(#[from] ModelError),
}
