//! A stance model as its folder holds it.

use super::{
    StanceError, TENSORS,
    measured::MeasuredErrors,
    ngrams::{NgramWeights, Ngrams, Towards},
};
use crate::model::{MANIFEST, ModelError, ModelFolder, Task, Weights};

/// Tensors and settings of a stance model.
pub struct StoredModel {
    /// Adapters of the encoder (`layer.*`), the head (`head.*`) and linear models of n-grams (`ngrams.*`).
    pub weights: Weights,
    /// Label identifiers, in the order of the head's outputs.
    pub labels: Vec<String>,
    /// Sets of linear models of n-grams; none in a model that only reads with its encoder.
    pub ngrams: Vec<Ngrams>,
    /// The weights of each set.
    pub ngram_weights: Vec<NgramWeights>,
    /// What the sums of logits are divided by before they become probabilities.
    pub temperature: f64,
    /// Below this probability an answer is better called uncertain, if that was measured.
    pub threshold: Option<f64>,
    /// How often it errs, if the folder holds that.
    pub errors: Option<MeasuredErrors>,
}

impl StoredModel {
    /// What the n-grams know of a target.
    pub fn towards(&self, target: &str) -> TowardsTarget<'_> {
        let sets = self.ngrams.iter().map(|ngrams| ngrams.towards(target));
        TowardsTarget(sets.zip(&self.ngram_weights).collect())
    }

    /// Reads the folder of a stance model.
    ///
    /// # Errors
    /// [`StanceError::Model`] for a damaged or unsuitable folder.
    pub fn read(folder: &ModelFolder) -> Result<Self, StanceError> {
        folder.require(Task::Stance)?;
        let path = folder.path.join(TENSORS);
        let settings = &folder.manifest.settings;
        let number = |name: &str, valid: fn(f64) -> bool| {
            let Some(found) = settings.get(name) else {
                return Ok(None);
            };
            let number: Option<f64> = found.clone().try_into().ok();
            let number = number.filter(|number| valid(*number));
            let problem = format!(
                "`settings.{name}` is not a number that can serve: take it from the training's own manifest, or leave it out"
            );
            let problem = || ModelError::invalid(folder.path.join(MANIFEST), problem);
            number.ok_or_else(problem).map(Some)
        };
        let temperature = number("temperature", |value| value.is_finite() && value > 0.0)?;
        let threshold = number("threshold", |value| (0.0..=1.0).contains(&value))?;
        let labels = labels(folder)?;
        let weights = Weights::from_bytes(&folder.read(TENSORS)?, &path)?;
        if weights.contains("head.direction.weight") {
            let problem = "it was trained by an earlier version, whose head had other tensors: train it again with `tribune train stance`";
            return Err(ModelError::invalid(path, problem).into());
        }
        let ngrams = Ngrams::load_all(&weights, &labels)?;
        Ok(Self {
            weights,
            ngram_weights: NgramWeights::read(folder, ngrams.len())?,
            ngrams,
            errors: MeasuredErrors::read(folder, labels.len())?,
            labels,
            threshold,
            temperature: temperature.unwrap_or(1.0),
        })
    }
}

/// All sets of n-grams for one target, with their weights.
pub struct TowardsTarget<'a>(Vec<(Towards<'a>, &'a NgramWeights)>);

impl TowardsTarget<'_> {
    /// Adds what the n-grams of a comment say to the logits of the head.
    pub fn add_to(&self, logits: &mut [f64], comment: &str) {
        for (towards, weights) in &self.0 {
            for (logit, own) in logits.iter_mut().zip(towards.parts(comment).sum(weights)) {
                *logit += own;
            }
        }
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
