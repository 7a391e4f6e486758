//! What can go wrong while a checkpoint is imported.

use std::path::PathBuf;

use crate::model::ModelError;

/// An error of the import; the text says what is wrong and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The source has no `config.json`.
    #[error(
        "`{path}` has no `config.json`: give the folder that `save_pretrained` of Hugging Face transformers writes"
    )]
    NoConfig {
        /// The source folder.
        path: PathBuf,
    },
    /// The source has no `tokenizer.json`.
    #[error("`{path}` has no `tokenizer.json`{found}; {remedy}")]
    NoTokenizer {
        /// The source folder.
        path: PathBuf,
        /// What there is instead.
        found: String,
        /// How the file is made.
        remedy: String,
    },
    /// The source has no weights that can be read.
    #[error("`{path}` has no `model.safetensors` and no `pytorch_model.bin`{found}; {remedy}")]
    NoWeights {
        /// The source folder.
        path: PathBuf,
        /// What there is instead.
        found: String,
        /// How the file is made.
        remedy: String,
    },
    /// A file of the weights cannot be read.
    #[error("`{path}` is not usable: {problem}; {remedy}")]
    Weights {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// The destination holds something else.
    #[error(
        "`{path}` holds other files, which are kept: give a new folder, an empty one, or an earlier import"
    )]
    Occupied {
        /// The destination.
        path: PathBuf,
    },
    /// A setting asks for a search that is not made.
    #[error("`{path}` is not usable: {problem}")]
    Setting {
        /// The file that holds the setting.
        path: PathBuf,
        /// Which setting, and what to do.
        problem: String,
    },
    /// The model layer failed.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Python lines that load a checkpoint with transformers and write it anew.
pub(super) fn python(class: &str, source: &std::path::Path, options: &str) -> String {
    let source = source.display();
    format!(
        "run in Python: from transformers import {class}; {class}.from_pretrained(\"{source}\"{options}).save_pretrained(\"{source}\")"
    )
}
