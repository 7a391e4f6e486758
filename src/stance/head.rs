//! The layers over the encoder that tell the labels apart.

use tch::{Kind, Tensor};

use crate::model::{ModelError, Weights};

/// What an encoder makes of pairs of target and comment.
pub struct PairVectors {
    /// Means over all tokens of a pair, `[pairs, hidden]`.
    pub whole: Tensor,
    /// Means over the target's tokens, `[pairs, hidden]`.
    pub target: Tensor,
}

impl PairVectors {
    /// From both means of each pair, `[pairs, 2, hidden]`.
    pub fn new(means: &Tensor) -> Self {
        Self {
            whole: means.select(1, 0),
            target: means.select(1, 1),
        }
    }
}

/// `logits = W₂ tanh(W₁ v + b₁) + b₂` over the mean vector `v` of a pair; where two labels are opposite
/// sides, their difference is then multiplied by `tanh(w₃ t + b₃)`, `t` being the mean vector of the
/// target's tokens, which see the comment through the encoder's attention. In the built-in model that is
/// where the side is read: with the factor held constant it never answers `against`.
pub struct StanceHead {
    dense_weight: Tensor,
    dense_bias: Tensor,
    output_weight: Tensor,
    output_bias: Tensor,
    side: Option<Side>,
}

struct Side {
    weight: Tensor,
    bias: Tensor,
    /// Places of the labels `favor` and `against`.
    sides: (i64, i64),
}

impl StanceHead {
    /// A head with a random first layer that gives all labels the same probability and takes each
    /// target as it stands. `register` gets each tensor's name and first value and returns the tensor that is
    /// trained.
    pub fn new(
        hidden: i64,
        labels: &[String],
        mut register: impl FnMut(String, &Tensor) -> Tensor,
    ) -> Self {
        let options = (Kind::Float, tch::Device::Cpu);
        let mut make = |name: &str, value: Tensor| register(name.to_owned(), &value);
        let outputs = labels.len() as i64;
        Self {
            dense_weight: make(
                "head.dense.weight",
                Tensor::randn([hidden, hidden], options) / (hidden as f64).sqrt(),
            ),
            dense_bias: make("head.dense.bias", Tensor::zeros([hidden], options)),
            output_weight: make(
                "head.output.weight",
                Tensor::zeros([outputs, hidden], options),
            ),
            output_bias: make("head.output.bias", Tensor::zeros([outputs], options)),
            side: sides(labels).map(|(favor, against)| Side {
                weight: make("head.side.weight", Tensor::zeros([1, hidden], options)),
                bias: make("head.side.bias", Tensor::ones([1], options)),
                sides: (favor as i64, against as i64),
            }),
        }
    }

    /// Takes the tensors `head.dense.*`, `head.output.*` and, if the labels have sides and the model
    /// was trained to read the target's side, `head.side.*`.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] naming the tensor that is missing or has another shape.
    pub fn load(weights: &Weights, hidden: i64, labels: &[String]) -> Result<Self, ModelError> {
        let outputs = labels.len() as i64;
        let side = sides(labels)
            .filter(|_| weights.contains("head.side.weight"))
            .map(|(favor, against)| {
                Ok::<_, ModelError>(Side {
                    weight: weights.take("head.side.weight", &[1, hidden])?,
                    bias: weights.take("head.side.bias", &[1])?,
                    sides: (favor as i64, against as i64),
                })
            })
            .transpose()?;
        Ok(Self {
            dense_weight: weights.take("head.dense.weight", &[hidden, hidden])?,
            dense_bias: weights.take("head.dense.bias", &[hidden])?,
            output_weight: weights.take("head.output.weight", &[outputs, hidden])?,
            output_bias: weights.take("head.output.bias", &[outputs])?,
            side,
        })
    }

    /// Logits `[pairs, labels]`; `dropout` only while training.
    pub fn forward(&self, vectors: &PairVectors, dropout: f64) -> Tensor {
        let training = dropout > 0.0;
        let logits = vectors
            .whole
            .to_kind(Kind::Float)
            .dropout(dropout, training)
            .linear(&self.dense_weight, Some(&self.dense_bias))
            .tanh()
            .dropout(dropout, training)
            .linear(&self.output_weight, Some(&self.output_bias));
        match &self.side {
            Some(side) => side.apply(&logits, &vectors.target),
            None => logits,
        }
    }
}

impl Side {
    fn apply(&self, logits: &Tensor, target: &Tensor) -> Tensor {
        let side = target
            .to_kind(Kind::Float)
            .linear(&self.weight, Some(&self.bias))
            .tanh()
            .squeeze_dim(1);
        let (favor, against) = self.sides;
        let mut columns = logits.unbind(1);
        let (first, second) = (&columns[favor as usize], &columns[against as usize]);
        let middle = (first + second) / 2.0;
        let half = (first - second) / 2.0 * side;
        columns[favor as usize] = &middle + &half;
        columns[against as usize] = middle - half;
        Tensor::stack(&columns, 1)
    }
}

/// Places of the labels that take opposite sides, `favor` and `against`, if both are there.
pub fn sides(labels: &[String]) -> Option<(usize, usize)> {
    let place = |wanted: &str| labels.iter().position(|label| label == wanted);
    place("favor").zip(place("against"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_of_the_other_side_swaps_the_sides_and_leaves_the_rest() {
        tch::manual_seed(5);
        let _guard = tch::no_grad_guard();
        let labels = ["favor", "none", "against"].map(ToOwned::to_owned);
        let options = (Kind::Float, tch::Device::Cpu);
        let head = StanceHead::new(4, &labels, |name, value| match name.as_str() {
            "head.output.weight" => Tensor::randn([3, 4], options),
            "head.side.weight" => Tensor::from_slice(&[9_f32, 0.0, 0.0, 0.0]).unsqueeze(0),
            "head.side.bias" => Tensor::zeros([1], options),
            _ => value.shallow_clone(),
        });
        let whole = Tensor::randn([1, 4], options);
        let logits = |side: f32| {
            let target = Tensor::from_slice(&[side, 0.0, 0.0, 0.0]).unsqueeze(0);
            let vectors = PairVectors {
                whole: whole.shallow_clone(),
                target,
            };
            Vec::<f32>::try_from(head.forward(&vectors, 0.0).squeeze()).unwrap()
        };
        let (ahead, back) = (logits(1.0), logits(-1.0));
        assert!((ahead[0] - ahead[2]).abs() > 1e-3);
        assert!((ahead[0] - back[2]).abs() < 1e-5 && (ahead[2] - back[0]).abs() < 1e-5);
        assert!((ahead[1] - back[1]).abs() < 1e-6);
    }
}
