//! `model.toml`: what a model is, which files it has and how good it was measured to be.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{ModelError, weights::write_whole};

/// The name of the manifest inside a model folder.
pub const MANIFEST: &str = "model.toml";

/// What a model folder does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// Turns text into vectors; other models stand on it.
    Encoder,
    /// Chooses the sentences of a summary.
    Summary,
    /// Classifies comments by stance.
    Stance,
    /// Writes text: an encoder-decoder checkpoint that a user imported.
    Generation,
    /// Tells whether a sentence follows from a text: a classifier that a user imported.
    Inference,
}

impl std::fmt::Display for Task {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Encoder => "encoder",
            Self::Summary => "summary",
            Self::Stance => "stance",
            Self::Generation => "generation",
            Self::Inference => "inference",
        })
    }
}

/// A file of the folder with its length in bytes and its sha256 in lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Path relative to the folder.
    pub path: String,
    /// Length in bytes.
    pub bytes: u64,
    /// sha256, 64 hexadecimal digits.
    pub sha256: String,
}

/// The encoder that a task model stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Base {
    /// Name of the encoder's model folder: a sibling of this one, or found as models are.
    pub model: String,
    /// sha256 of its `model.safetensors`: a head does not fit another encoder.
    pub sha256: String,
}

/// The content of `model.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The model's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it does.
    pub task: Task,
    /// The architecture in the field's terms (`bert`, ...).
    pub architecture: String,
    /// One or two sentences on what it is.
    pub description: String,
    /// SPDX expression.
    pub licence: String,
    /// Texts it was trained on.
    #[serde(default)]
    pub training_data: Vec<String>,
    /// The command that made it.
    #[serde(default)]
    pub made_with: String,
    /// The encoder underneath, if it is stored elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Base>,
    /// Every file of the folder besides this one.
    #[serde(rename = "file", default)]
    pub files: Vec<FileEntry>,
    /// Settings of the task.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub settings: toml::Table,
    /// Measured quality, each figure with the command that reproduces it.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub quality: toml::Table,
}

impl Manifest {
    /// Reads `folder/model.toml`.
    ///
    /// # Errors
    /// [`ModelError::Missing`], [`ModelError::Io`], and [`ModelError::Invalid`] with line and column.
    pub fn read(folder: &Path) -> Result<Self, ModelError> {
        let path = folder.join(MANIFEST);
        let text = std::fs::read_to_string(&path).map_err(|error| ModelError::io(&path, error))?;
        let manifest: Self =
            toml::from_str(&text).map_err(|error| ModelError::invalid(&path, error))?;
        for file in &manifest.files {
            let relative = Path::new(&file.path);
            if relative.components().count() != 1 || relative.is_absolute() || file.path == ".." {
                return Err(ModelError::invalid(
                    &path,
                    format!("the file `{}` does not lie in the folder", file.path),
                ));
            }
        }
        Ok(manifest)
    }

    /// Writes `folder/model.toml`, after listing `files` of the folder with their checksums.
    ///
    /// # Errors
    /// [`ModelError::Io`] or [`ModelError::Missing`] for a file that cannot be read.
    pub fn write(mut self, folder: &Path, files: &[&str]) -> Result<(), ModelError> {
        self.files = files
            .iter()
            .map(|name| {
                let path = folder.join(name);
                let bytes = std::fs::read(&path).map_err(|error| ModelError::io(&path, error))?;
                Ok(FileEntry {
                    path: (*name).to_owned(),
                    bytes: bytes.len() as u64,
                    sha256: sha256(&bytes),
                })
            })
            .collect::<Result<_, ModelError>>()?;
        let path = folder.join(MANIFEST);
        let text =
            toml::to_string_pretty(&self).map_err(|error| ModelError::invalid(&path, error))?;
        write_whole(&path, text.as_bytes())
    }
}

/// The sha256 of `bytes` in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
