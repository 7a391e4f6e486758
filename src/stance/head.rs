//! The layer over the encoder that tells the labels apart.

use tch::{Kind, Tensor};

use crate::model::{ModelError, Weights};

/// `logits = W₂ tanh(W₁ v + b₁) + b₂` over the mean vector `v` of a pair.
pub struct StanceHead {
    dense_weight: Tensor,
    dense_bias: Tensor,
    output_weight: Tensor,
    output_bias: Tensor,
}

impl StanceHead {
    /// A head with a random first layer that gives all labels the same probability. `register` gets
    /// each tensor's name and first value and returns the tensor that is trained.
    pub fn new(
        hidden: i64,
        labels: i64,
        mut register: impl FnMut(String, &Tensor) -> Tensor,
    ) -> Self {
        let options = (Kind::Float, tch::Device::Cpu);
        let mut make = |name: &str, value: Tensor| register(name.to_owned(), &value);
        Self {
            dense_weight: make(
                "head.dense.weight",
                Tensor::randn([hidden, hidden], options) / (hidden as f64).sqrt(),
            ),
            dense_bias: make("head.dense.bias", Tensor::zeros([hidden], options)),
            output_weight: make(
                "head.output.weight",
                Tensor::zeros([labels, hidden], options),
            ),
            output_bias: make("head.output.bias", Tensor::zeros([labels], options)),
        }
    }

    /// Takes the tensors `head.dense.*` and `head.output.*`.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] naming the tensor that is missing or has another shape.
    pub fn load(weights: &Weights, hidden: i64, labels: i64) -> Result<Self, ModelError> {
        Ok(Self {
            dense_weight: weights.take("head.dense.weight", &[hidden, hidden])?,
            dense_bias: weights.take("head.dense.bias", &[hidden])?,
            output_weight: weights.take("head.output.weight", &[labels, hidden])?,
            output_bias: weights.take("head.output.bias", &[labels])?,
        })
    }

    /// Logits `[pairs, labels]` of mean vectors `[pairs, hidden]`; `dropout` only while training.
    pub fn forward(&self, vectors: &Tensor, dropout: f64) -> Tensor {
        let training = dropout > 0.0;
        vectors
            .to_kind(Kind::Float)
            .dropout(dropout, training)
            .linear(&self.dense_weight, Some(&self.dense_bias))
            .tanh()
            .dropout(dropout, training)
            .linear(&self.output_weight, Some(&self.output_bias))
    }
}
