//! The built-in kind of classifier: target and comment in one sequence through a fine-tuned encoder,
//! and linear models of the comment's n-grams beside it.

use std::{borrow::Cow, collections::BTreeMap, path::Path};

use tch::Tensor;

use super::{
    Dimension, Oriented, Pair, PairVectors, Prediction, StanceClassifier, StanceError, StanceHead,
    StoredModel, THRESHOLD, sequence, sides,
};
use crate::model::{Embedder, Encoder, ModelError, ModelFolder, Sequence, Task, merge_adapters};

/// Tokens of target and comment together; a longer comment loses its middle.
pub const MAX_TOKENS: usize = 256;

/// The file of a stance model's tensors: adapters of the encoder and the head.
pub const TENSORS: &str = "stance.safetensors";

/// A stance model folder, loaded.
pub struct EncoderClassifier {
    name: String,
    embedder: Embedder,
    head: StanceHead,
    stored: StoredModel,
}

impl EncoderClassifier {
    /// Loads the folder's tensors and its encoder.
    ///
    /// # Errors
    /// [`StanceError::Model`] for a damaged or unsuitable folder.
    pub fn load(folder: &ModelFolder, threads: usize) -> Result<Self, StanceError> {
        folder.require(Task::Stance)?;
        let embedder = Embedder::load(&folder.encoder()?, threads)?;
        Self::over(embedder, folder)
    }

    /// As [`EncoderClassifier::load`], over an encoder that is loaded already; its tensors are
    /// shared where fine-tuning left them unchanged.
    ///
    /// # Errors
    /// As [`EncoderClassifier::load`].
    pub fn over(mut embedder: Embedder, folder: &ModelFolder) -> Result<Self, StanceError> {
        let stored = StoredModel::read(folder)?;
        merge_adapters(embedder.transformer_mut(), &stored.weights, ..)?;
        let head = StanceHead::load(&stored.weights, embedder.dimension() as i64, &stored.labels)?;
        Ok(Self {
            name: folder.manifest.name.clone(),
            embedder,
            head,
            stored,
        })
    }

    /// For each label of `dimension`, the place of the model's output for it.
    ///
    /// # Errors
    /// [`StanceError::Unserved`].
    pub fn places(&self, dimension: &Dimension) -> Result<Vec<usize>, StanceError> {
        let unserved = |problem: String| StanceError::Unserved {
            model: self.name.clone(),
            dimension: dimension.id.clone(),
            problem,
        };
        if self.stored.labels == ["favor", "against", "none"] {
            return dimension.roles().ok_or_else(|| {
                unserved("it tells the roles favor, against and none apart, and the dimension's labels do not have each of them once".to_owned())
            });
        }
        dimension
            .labels
            .iter()
            .map(|label| self.stored.labels.iter().position(|own| *own == label.id))
            .collect::<Option<Vec<_>>>()
            .filter(|places| places.len() == self.stored.labels.len())
            .ok_or_else(|| {
                unserved(format!(
                    "it was trained on the labels {}",
                    self.stored.labels.join(", ")
                ))
            })
    }
}

/// Opens the stance model `name`, or the built-in one.
///
/// # Errors
/// [`StanceError::Model`].
pub fn find(name: Option<&Path>) -> Result<ModelFolder, StanceError> {
    Ok(ModelFolder::find(
        name.unwrap_or(Path::new(super::DEFAULT_MODEL)),
    )?)
}

impl StanceClassifier for EncoderClassifier {
    fn check(&self, dimension: &Dimension) -> Result<(), StanceError> {
        self.places(dimension).map(|_| ())
    }

    fn threshold(&self) -> f64 {
        self.stored.threshold.unwrap_or(THRESHOLD)
    }

    fn confusion(&self, dimension: &Dimension) -> Option<Vec<Vec<u64>>> {
        let errors = self.stored.errors.as_ref();
        let errors = errors.filter(|errors| errors.hold_for(dimension, self.threshold()))?;
        let places = self.places(dimension).ok()?;
        let count = |label: usize, other: &usize| errors.counts[label][*other];
        let row = |&label: &usize| places.iter().map(|other| count(label, other)).collect();
        Some(places.iter().map(row).collect())
    }

    fn classify(
        &self,
        dimension: &Dimension,
        pairs: &[Pair],
    ) -> Result<Vec<Prediction>, StanceError> {
        let places = self.places(dimension)?;
        let limit = MAX_TOKENS.min(self.embedder.max_tokens());
        let sides = sides(&self.stored.labels);
        let oriented: Vec<Oriented> = pairs
            .iter()
            .map(|pair| match sides {
                Some(_) => Oriented::new(pair.target),
                None => Oriented::as_it_stands(pair.target),
            })
            .collect();
        let comments: Vec<Cow<str>> = pairs
            .iter()
            .zip(&oriented)
            .map(|(pair, oriented)| oriented.comment(pair.comment))
            .collect();
        let pairs: Vec<Pair> = comments
            .iter()
            .zip(&oriented)
            .map(|(comment, oriented)| Pair {
                target: &oriented.target,
                comment,
            })
            .collect();
        let inputs = pairs
            .iter()
            .map(|pair| sequence(self.embedder.tokenizer(), pair, limit))
            .collect::<Result<Vec<_>, _>>()?;
        let (sequences, truncated): (Vec<Sequence>, Vec<bool>) = inputs.into_iter().unzip();
        let vectors = self.embedder.embed(&sequences)?;
        let mut known = BTreeMap::new();
        vectors
            .chunks_exact(2)
            .zip(pairs.iter().zip(&oriented))
            .zip(truncated)
            .map(|((rows, (pair, oriented)), truncated)| {
                // One pair at a time: the result cannot depend on the others.
                let _guard = tch::no_grad_guard();
                let means = Tensor::from_slice2(rows).unsqueeze(0);
                let logits = self.head.forward(&PairVectors::new(&means), 0.0);
                let values =
                    Vec::<f32>::try_from(logits.squeeze_dim(0)).map_err(ModelError::Torch)?;
                let mut values: Vec<f64> = values.into_iter().map(f64::from).collect();
                let towards = known.entry(pair.target);
                let towards = towards.or_insert_with(|| self.stored.towards(pair.target));
                towards.add_to(&mut values, pair.comment);
                if let Some((favor, against)) = sides.filter(|_| oriented.reversed) {
                    values.swap(favor, against);
                }
                let own = softmax(&values, self.stored.temperature);
                Ok(Prediction {
                    probabilities: places.iter().map(|&place| own[place]).collect(),
                    truncated,
                })
            })
            .collect()
    }
}

/// Probabilities of logits at a temperature; they sum to 1.
pub fn softmax(logits: &[f64], temperature: f64) -> Vec<f64> {
    let scaled = logits.iter().map(|value| value / temperature);
    let highest = scaled.clone().fold(f64::NEG_INFINITY, f64::max);
    let exponents: Vec<f64> = scaled.map(|value| (value - highest).exp()).collect();
    let sum: f64 = exponents.iter().sum();
    exponents.into_iter().map(|value| value / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::softmax;

    #[test]
    fn softmax_sums_to_one_and_temperature_flattens() {
        let sharp = softmax(&[2.0, 0.0, -1.0], 1.0);
        let flat = softmax(&[2.0, 0.0, -1.0], 4.0);
        assert!((sharp.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(flat[0] < sharp[0] && flat[0] > flat[1]);
        assert!((sharp[0] - 0.843_794).abs() < 1e-6);
    }
}
