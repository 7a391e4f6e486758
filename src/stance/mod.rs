//! Stance: which side a comment takes towards a target.
//!
//! A [`Codebook`] says what is asked; a [`StanceClassifier`] gives each (target, comment) pair a
//! probability per label; [`decide`] turns these into a label or `uncertain`; [`evidence()`] finds the
//! sentence or clause that decides.

mod answers;
mod classifier;
mod codebook;
mod error;
mod evidence;
mod head;
mod inference;
mod input;
mod measured;
pub mod ngrams;
mod orientation;
mod own_words;
mod stored;

pub use classifier::{EncoderClassifier, MAX_TOKENS, TENSORS, find, softmax};
pub use codebook::{Codebook, DEFAULT_CODEBOOK, Dimension, Label, Role, UNCERTAIN};
pub use error::StanceError;
pub use evidence::{Evidence, Faithfulness, MAX_PARTS, evidence, faithfulness};
pub use head::{PairVectors, StanceHead, sides};
pub use inference::InferenceClassifier;
pub use input::sequence;
pub use orientation::Oriented;
pub use own_words::own_words;
pub use stored::StoredModel;

use crate::model::{ModelFolder, Task};

/// The stance model that is part of the repository.
pub const DEFAULT_MODEL: &str = "tribune-fr-stance";

/// The threshold of `uncertain` of a classifier that was not measured: its best label should be more
/// probable than all others together.
pub const THRESHOLD: f64 = 0.5;

/// A comment and what its stance is asked towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair<'a> {
    /// The target, a French sentence.
    pub target: &'a str,
    /// The comment.
    pub comment: &'a str,
}

/// What a classifier says of one pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// One probability per label of the dimension, in its order; they sum to 1.
    pub probabilities: Vec<f64>,
    /// Whether the comment was longer than the model's window (its middle was left out).
    pub truncated: bool,
}

/// Classifies comments by stance.
pub trait StanceClassifier {
    /// Fails unless the labels of `dimension` can be told apart.
    ///
    /// # Errors
    /// [`StanceError::Unserved`].
    fn check(&self, dimension: &Dimension) -> Result<(), StanceError>;

    /// One prediction per pair, in order. A pair's prediction does not depend on the other pairs
    /// beyond rounding in the seventh digit.
    ///
    /// # Errors
    /// [`StanceError::Unserved`], [`StanceError::Model`].
    fn classify(
        &self,
        dimension: &Dimension,
        pairs: &[Pair],
    ) -> Result<Vec<Prediction>, StanceError>;

    /// Below this probability an answer is better called uncertain, unless a codebook says otherwise.
    fn threshold(&self) -> f64 {
        THRESHOLD
    }

    /// How often each label of `dimension` (rows) was taken for each (columns) where the classifier was
    /// measured, comments below the threshold left out; `None` where it was not, or on comments towards
    /// another target or with another threshold.
    fn confusion(&self, dimension: &Dimension) -> Option<Vec<Vec<u64>>> {
        let _ = dimension;
        None
    }
}

/// Loads the classifier of a model folder: a trained stance model, or an imported model of inference.
///
/// # Errors
/// [`StanceError::Model`] for a damaged folder or a model for another task.
pub fn load(
    folder: &ModelFolder,
    threads: usize,
) -> Result<Box<dyn StanceClassifier>, StanceError> {
    Ok(match folder.manifest.task {
        Task::Inference => Box::new(InferenceClassifier::load(folder, threads)?),
        _ => Box::new(EncoderClassifier::load(folder, threads)?),
    })
}

/// The most probable label's identifier, or [`UNCERTAIN`] when its probability, rounded to four
/// decimals as in the reports, is below the dimension's threshold; and that probability. Of equal
/// ones the first label wins.
pub fn decide<'a>(dimension: &'a Dimension, probabilities: &[f64]) -> (&'a str, f64) {
    let (best, confidence) = most_probable(probabilities);
    match dimension.labels.get(best) {
        Some(label) if is_certain(confidence, dimension.threshold()) => (&label.id, confidence),
        _ => (UNCERTAIN, confidence),
    }
}

/// Whether a probability, rounded to four decimals as in the reports, is at or above a threshold.
pub fn is_certain(confidence: f64, threshold: f64) -> bool {
    (confidence * 1e4).round() / 1e4 >= threshold
}

/// Index and value of the greatest probability; of equal ones the first.
pub fn most_probable(probabilities: &[f64]) -> (usize, f64) {
    probabilities
        .iter()
        .copied()
        .enumerate()
        .fold((0, f64::NEG_INFINITY), |best, next| {
            if next.1 > best.1 { next } else { best }
        })
}
