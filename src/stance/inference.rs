//! Classification without training, by a model of natural-language inference that the user imported.
//!
//! Each label has a hypothesis, a French sentence on the comment; the probability of a label is the
//! softmax, over the labels, of the logits of "the comment entails the hypothesis" (Yin et al. 2019,
//! arXiv:1909.00161), as the zero-shot pipeline of Hugging Face's library computes it.

use tch::{Kind, Tensor};

use super::{
    Dimension, Label, Pair, Prediction, Role, StanceClassifier, StanceError, classifier::softmax,
    own_words,
};
use crate::model::{
    Embedder, Encoder, INFERENCE_HEAD, ModelError, ModelFolder, Sequence, Task, Weights,
};

/// Stands for the target in a hypothesis.
const PLACEHOLDER: &str = "{target}";

/// A model of natural-language inference: `RoBERTa` type encoder and classification head.
pub struct InferenceClassifier {
    name: String,
    embedder: Embedder,
    /// `[hidden, hidden]`, `[hidden]`.
    dense: (Tensor, Tensor),
    /// Row of the output matrix for entailment `[1, hidden]`, and its bias `[1]`.
    entailment: (Tensor, Tensor),
}

impl InferenceClassifier {
    /// Loads a folder that `tribune model import` wrote.
    ///
    /// # Errors
    /// [`StanceError::Model`] for a damaged or unsuitable folder.
    pub fn load(folder: &ModelFolder, threads: usize) -> Result<Self, StanceError> {
        folder.require(Task::Inference)?;
        let embedder = Embedder::load(folder, threads)?;
        let hidden = embedder.dimension() as i64;
        let path = folder.path.join("model.safetensors");
        let weights = Weights::from_bytes(&folder.read("model.safetensors")?, &path)?;
        let take =
            |part: &str, shape: &[i64]| weights.take(&format!("{INFERENCE_HEAD}.{part}"), shape);
        let place = folder.manifest.settings.get("entailment");
        let place = place.and_then(toml::Value::as_integer).ok_or_else(|| {
            ModelError::invalid(
                folder.path.join(crate::model::MANIFEST),
                "`settings.entailment` does not say which output is entailment",
            )
        })?;
        let (rows, bias) = (
            take("out_proj.weight", &[0, hidden])?,
            take("out_proj.bias", &[0])?,
        );
        if place < 0 || place >= rows.size()[0].min(bias.size()[0]) {
            let problem = format!("it has no output {place}, which is said to be entailment");
            return Err(ModelError::invalid(path, problem).into());
        }
        Ok(Self {
            name: folder.manifest.name.clone(),
            dense: (
                take("dense.weight", &[hidden, hidden])?,
                take("dense.bias", &[hidden])?,
            ),
            entailment: (rows.narrow(0, place, 1), bias.narrow(0, place, 1)),
            embedder,
        })
    }

    /// The logit of entailment from the vector of the first token.
    fn entailment(&self, vector: &[f32]) -> f64 {
        let _guard = tch::no_grad_guard();
        Tensor::from_slice(vector)
            .unsqueeze(0)
            .to_kind(Kind::Float)
            .linear(&self.dense.0, Some(&self.dense.1))
            .tanh()
            .linear(&self.entailment.0, Some(&self.entailment.1))
            .double_value(&[0, 0])
    }
}

/// The hypothesis of a label on a comment towards `target`: the codebook's, else one by its role.
fn hypothesis(label: &Label, target: &str) -> Option<String> {
    let own = label.hypothesis.as_deref();
    let wording = own.or(label.role.map(|role| match role {
        Role::Favor => "L’auteur de ce commentaire est favorable à ceci : {target}.",
        Role::Against => "L’auteur de ce commentaire est opposé à ceci : {target}.",
        Role::None => "L’auteur de ce commentaire ne prend pas position sur ceci : {target}.",
    }))?;
    let target = target.trim_end_matches(['.', ' ']);
    Some(wording.replace(PLACEHOLDER, target))
}

impl StanceClassifier for InferenceClassifier {
    fn check(&self, dimension: &Dimension) -> Result<(), StanceError> {
        let without = dimension
            .labels
            .iter()
            .find(|label| hypothesis(label, "").is_none());
        without.map_or(Ok(()), |label| {
            Err(StanceError::Unserved {
                model: self.name.clone(),
                dimension: dimension.id.clone(),
                problem: format!(
                    "the label `{}` has neither a `hypothesis` nor a `role`: give it a sentence that is true of its comments, such as `hypothesis = \"Ce commentaire est ironique.\"`",
                    label.id
                ),
            })
        })
    }

    fn classify(
        &self,
        dimension: &Dimension,
        pairs: &[Pair],
    ) -> Result<Vec<Prediction>, StanceError> {
        self.check(dimension)?;
        let mut sequences = Vec::with_capacity(pairs.len() * dimension.labels.len());
        let mut truncated = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let mut cut = false;
            for label in &dimension.labels {
                let hypothesis = hypothesis(label, pair.target).unwrap_or_default();
                let tokens = self.embedder.tokenizer().inference(
                    &own_words(pair.comment),
                    &hypothesis,
                    self.embedder.max_tokens(),
                )?;
                cut |= tokens.truncated;
                sequences.push(Sequence {
                    ids: tokens.ids,
                    spans: std::iter::once(0..1).collect(),
                });
            }
            truncated.push(cut);
        }
        let vectors = self.embedder.embed(&sequences)?;
        let rows = vectors.chunks(dimension.labels.len().max(1));
        Ok(rows
            .zip(truncated)
            .map(|(row, truncated)| {
                let logits: Vec<f64> = row.iter().map(|vector| self.entailment(vector)).collect();
                Prediction {
                    probabilities: softmax(&logits, 1.0),
                    truncated,
                }
            })
            .collect())
    }
}
