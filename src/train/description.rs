//! What a trained model says of itself, and where it may be written.

use std::path::Path;

use super::TrainError;
use crate::model::{Base, Manifest, Task};

/// What a written model says of itself.
#[derive(Debug, Clone)]
pub struct Description {
    /// The model's name.
    pub name: String,
    /// One or two sentences.
    pub text: String,
    /// Licence (SPDX).
    pub licence: String,
    /// Data it was trained on.
    pub training_data: Vec<String>,
    /// The command line that made it.
    pub made_with: String,
    /// Its encoder.
    pub base: Base,
}

impl Description {
    /// The manifest of a model for `task` over the encoder; its files are listed when it is written.
    pub(super) fn manifest(
        &self,
        task: Task,
        settings: toml::Table,
        quality: toml::Table,
    ) -> Manifest {
        Manifest {
            name: self.name.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            task,
            architecture: "bert".to_owned(),
            description: self.text.clone(),
            licence: self.licence.clone(),
            training_data: self.training_data.clone(),
            made_with: self.made_with.clone(),
            base: Some(self.base.clone()),
            files: Vec::new(),
            settings,
            quality,
        }
    }
}

/// Whether a model may be written into `out`: it is new, empty, or a model for `task` to be replaced.
///
/// # Errors
/// [`TrainError::Occupied`]; [`TrainError::Io`] when the folder cannot be read.
pub fn check_output(out: &Path, task: Task) -> Result<(), TrainError> {
    let mut entries = match std::fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(source) => {
            return Err(TrainError::Read {
                path: out.to_path_buf(),
                source,
            });
        }
    };
    let replaceable = Manifest::read(out).is_ok_and(|manifest| manifest.task == task);
    if replaceable || entries.next().is_none() {
        return Ok(());
    }
    Err(TrainError::Occupied {
        path: out.to_path_buf(),
        task,
    })
}
