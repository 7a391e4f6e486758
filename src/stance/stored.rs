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
    /// Below this probability an answer is better called uncertain, if that was measured.
    pub threshold: Option<f64>,
    /// Counts `[true labels, predicted labels]` measured on comments above the threshold, if the
    /// folder holds them.
    pub confusion: Option<Vec<Vec<u64>>>,
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
        let labels = labels(folder)?;
        Ok(Self {
            weights: Weights::from_bytes(&folder.read(TENSORS)?, &path)?,
            confusion: confusion(folder, labels.len())?,
            labels,
            threshold: settings
                .get("threshold")
                .and_then(toml::Value::as_float)
                .filter(|threshold| (0.0..=1.0).contains(threshold)),
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

/// The matrix `settings.confusion`: an array of rows, one a label.
fn confusion(folder: &ModelFolder, labels: usize) -> Result<Option<Vec<Vec<u64>>>, ModelError> {
    let Some(found) = folder.manifest.settings.get("confusion") else {
        return Ok(None);
    };
    let matrix: Option<Vec<Vec<u64>>> = found.clone().try_into().ok();
    let serves = |matrix: &Vec<Vec<u64>>| {
        matrix.len() == labels
            && matrix
                .iter()
                .all(|row| row.len() == labels && row.iter().sum::<u64>() > 0)
    };
    match matrix.filter(serves) {
        Some(matrix) => Ok(Some(matrix)),
        None => Err(ModelError::invalid(
            folder.path.join(MANIFEST),
            format!(
                "`settings.confusion` is not a matrix of {labels} rows of {labels} counts, none of them all 0: take it from `confusion.toml` of `tribune evaluate stance -o`"
            ),
        )),
    }
}
