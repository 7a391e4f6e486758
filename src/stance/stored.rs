//! A stance model as its folder holds it.

use super::{Pair, StanceError, TENSORS, measured::MeasuredErrors, ngrams::Ngrams};
use crate::model::{MANIFEST, ModelError, ModelFolder, Task, Weights};

/// Tensors and settings of a stance model.
pub struct StoredModel {
    /// Adapters of the encoder (`layer.*`), the head (`head.*`) and linear models of n-grams (`ngrams.*`).
    pub weights: Weights,
    /// Label identifiers, in the order of the head's outputs.
    pub labels: Vec<String>,
    /// Sets of linear models of n-grams; none in a model that only reads with its encoder.
    pub ngrams: Vec<Ngrams>,
    /// What the logits of each set are multiplied by before they are added to those of the head.
    pub ngram_weights: Vec<f64>,
    /// What the sums of logits are divided by before they become probabilities.
    pub temperature: f64,
    /// Below this probability an answer is better called uncertain, if that was measured.
    pub threshold: Option<f64>,
    /// How often it errs, if the folder holds that.
    pub errors: Option<MeasuredErrors>,
}

impl StoredModel {
    /// What the n-grams add to the logits of the head.
    pub fn add_ngrams(&self, logits: &mut [f64], pair: &Pair) {
        for (ngrams, weight) in self.ngrams.iter().zip(&self.ngram_weights) {
            let own = ngrams.logits(pair.target, pair.comment);
            for (logit, own) in logits.iter_mut().zip(own) {
                *logit += weight * own;
            }
        }
    }

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
        let weights = Weights::from_bytes(&folder.read(TENSORS)?, &path)?;
        if weights.contains("head.direction.weight") {
            let problem = "it was trained by an earlier version, whose head had other tensors: train it again with `tribune train stance`";
            return Err(ModelError::invalid(path, problem).into());
        }
        let ngrams = Ngrams::load_all(&weights, &labels)?;
        Ok(Self {
            weights,
            ngram_weights: ngram_weights(folder, ngrams.len())?,
            ngrams,
            errors: MeasuredErrors::read(folder, labels.len())?,
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

/// The numbers `settings.ngram_weights`, one a set.
fn ngram_weights(folder: &ModelFolder, sets: usize) -> Result<Vec<f64>, ModelError> {
    let found = folder.manifest.settings.get("ngram_weights");
    let weights: Option<Vec<f64>> = match found {
        Some(found) => found.clone().try_into().ok(),
        None => Some(Vec::new()),
    };
    weights
        .filter(|weights| weights.len() == sets && weights.iter().all(|weight| weight.is_finite()))
        .ok_or_else(|| {
            ModelError::invalid(
                folder.path.join(MANIFEST),
                format!("`settings.ngram_weights` is not an array of {sets} numbers, one for each set of tensors `ngrams.*`"),
            )
        })
}
