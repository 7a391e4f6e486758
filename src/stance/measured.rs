//! Errors that were measured of a stance model.

use super::Dimension;
use crate::model::{MANIFEST, ModelError, ModelFolder};

/// How often each label was taken for each, and where that holds.
pub struct MeasuredErrors {
    /// Counts `[true labels, predicted labels]` of comments at or above the threshold.
    pub counts: Vec<Vec<u64>>,
    /// The threshold; the model's own where there is none.
    threshold: Option<f64>,
    /// The target of the comments; any where there is none.
    target: Option<String>,
}

impl MeasuredErrors {
    /// The settings `confusion`, an array of rows, one a label, and with it `confusion_threshold` and
    /// `confusion_target`; `None` where the folder holds no matrix.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] for a matrix of another shape or with a row of zeros, and for settings of another
    /// type.
    pub fn read(folder: &ModelFolder, labels: usize) -> Result<Option<Self>, ModelError> {
        let settings = &folder.manifest.settings;
        let Some(found) = settings.get("confusion") else {
            return Ok(None);
        };
        let invalid = |problem: String| {
            let remedy = "take it from `confusion.toml` of `tribune evaluate stance -o`";
            ModelError::invalid(folder.path.join(MANIFEST), format!("{problem}: {remedy}"))
        };
        let serves = |matrix: &Vec<Vec<u64>>| {
            let row = |row: &Vec<u64>| row.len() == labels && row.iter().sum::<u64>() > 0;
            matrix.len() == labels && matrix.iter().all(row)
        };
        let counts: Option<Vec<Vec<u64>>> = found.clone().try_into().ok();
        let counts = counts.filter(serves).ok_or_else(|| {
            invalid(format!(
                "`settings.confusion` is not a matrix of {labels} rows of {labels} counts, none of them all 0"
            ))
        })?;
        let setting = |name: &str| settings.get(name).cloned();
        Ok(Some(Self {
            counts,
            threshold: setting("confusion_threshold")
                .map(toml::Value::try_into)
                .transpose()
                .map_err(|_| {
                    invalid("`settings.confusion_threshold` is not a number like 0.5".to_owned())
                })?,
            target: setting("confusion_target")
                .map(toml::Value::try_into)
                .transpose()
                .map_err(|_| invalid("`settings.confusion_target` is not a text".to_owned()))?,
        }))
    }

    /// Whether comments are coded in `dimension` as those were that the errors were measured on: towards the
    /// same target and with the same threshold. `own` is the model's threshold.
    pub fn hold_for(&self, dimension: &Dimension, own: f64) -> bool {
        let measured = self.threshold.unwrap_or(own);
        let used = dimension.threshold.unwrap_or(own);
        let target = self.target.as_ref();
        target.is_none_or(|target| *target == dimension.target) && (measured - used).abs() < 1e-9
    }
}
