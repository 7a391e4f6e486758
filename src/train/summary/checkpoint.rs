//! Finished heads on disk, so that a training that was interrupted goes on with the next head.

use std::path::PathBuf;

use tch::{Kind, Tensor};

use super::Settings;
use crate::{
    model::{Weights, sha256, write_weights},
    train::TrainError,
};

/// The folder of one training: its name stands for all that its outcome depends on.
pub(super) struct Checkpoints {
    folder: PathBuf,
}

impl Checkpoints {
    /// Those of a training over `encoder` on `articles`, given by their keys in order.
    ///
    /// # Errors
    /// [`TrainError::Io`] when the folder cannot be made.
    pub(super) fn open(
        settings: &Settings,
        encoder: &str,
        articles: &[String],
    ) -> Result<Self, TrainError> {
        let Settings {
            epochs,
            patience,
            batch,
            learning_rate,
            dropout,
            without_title,
            validation,
            words,
            seed,
            heads: _,
            mean_words: _,
            cache,
        } = settings;
        let what = format!(
            "{encoder} {epochs} {patience} {batch} {learning_rate} {dropout} {without_title} {validation} {words} {seed} {}",
            articles.join(" ")
        );
        let folder = cache.join(format!("heads-{}", &sha256(what.as_bytes())[..16]));
        std::fs::create_dir_all(&folder).map_err(|source| TrainError::Io {
            path: folder.clone(),
            source,
        })?;
        Ok(Self { folder })
    }

    fn path(&self, head: usize) -> PathBuf {
        self.folder.join(format!("{head}.safetensors"))
    }

    /// The tensors of a head that was finished before.
    ///
    /// # Errors
    /// [`TrainError::Read`]; [`TrainError::Model`] for a damaged file.
    pub(super) fn read(&self, head: usize) -> Result<Option<Vec<(String, Tensor)>>, TrainError> {
        let path = self.path(head);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(Weights::from_bytes(&bytes, &path)?.into_tensors())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(TrainError::Read { path, source }),
        }
    }

    /// Keeps a finished head.
    ///
    /// # Errors
    /// [`TrainError::Model`].
    pub(super) fn write(
        &self,
        head: usize,
        tensors: &[(String, Tensor)],
    ) -> Result<(), TrainError> {
        Ok(write_weights(&self.path(head), tensors, Kind::Float)?)
    }
}
