//! A stance model as its folder holds it.

use super::{StanceError, TENSORS};
use crate::model::{MANIFEST, ModelError, ModelFolder, Task, Weights};

/// Tensors and settings of a stance model.
pub struct StoredModel {
    /// Adapters of the encoder (`layer.*`) and the head (`head.*`).
    pub weights: Weights,
    /// Label identifiers, in the order of the head's outputs.
    pub labels: Vec<String>,
    /// What logits are divided by before they become probabilities.
    pub temperature: f64,
}

impl StoredModel {
    /// Reads the folder of a stance model.
    ///
    /// # Errors
    /// [`StanceError::Model`] for a damaged or unsuitable folder.
    pub fn read(folder: &ModelFolder) -> Result<Self, StanceError> {
        folder.require(Task::Stance)?;
        let path = folder.path.join(TENSORS);
        let settings = &folder.manifest.settings;
        let temperature = settings.get("temperature").and_then(toml::Value::as_float);
        Ok(Self {
            weights: Weights::from_bytes(&folder.read(TENSORS)?, &path)?,
            labels: labels(folder)?,
            temperature: temperature.unwrap_or(1.0),
        })
    }
}

fn labels(folder: &ModelFolder) -> Result<Vec<String>, ModelError> {
    let labels: Option<Vec<String>> = folder
        .manifest
        .settings
        .get("labels")
        .and_then(toml::Value::as_array)
        .and_then(|array| {
            array
                .iter()
                .map(|v| v.as_str().map(ToOwned::to_owned))
                .collect()
        });
    labels.filter(|labels| labels.len() > 1).ok_or_else(|| {
        ModelError::invalid(
            folder.path.join(MANIFEST),
            "`settings.labels` does not name at least two labels",
        )
    })
}
