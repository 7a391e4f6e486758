//! The weights of a linear model, as a model folder holds them.

use tch::{Kind, Tensor};

use crate::{
    linear::Sparse,
    model::{ModelError, Weights},
};

/// Logits of sparse vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    features: usize,
    /// `[outputs, features]`.
    weights: Vec<f32>,
    /// One an output.
    bias: Vec<f32>,
}

impl Linear {
    /// Of the weights and the intercept of each output; weights are those of the features `active`, in this
    /// order, out of `features`. Those of a feature that is there twice are added up.
    pub fn new(rows: &[(Vec<f64>, f64)], active: &[usize], features: usize) -> Self {
        let mut weights = vec![0.0; rows.len() * features];
        for (output, (own, _)) in rows.iter().enumerate() {
            for (&feature, &weight) in active.iter().zip(own) {
                weights[output * features + feature] += weight as f32;
            }
        }
        Self {
            features,
            weights,
            bias: rows.iter().map(|(_, bias)| *bias as f32).collect(),
        }
    }

    /// Takes the tensors `<name>.weight` and `<name>.bias`.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] naming the tensor that is missing or has another shape.
    pub fn load(
        weights: &Weights,
        name: &str,
        outputs: usize,
        features: usize,
    ) -> Result<Self, ModelError> {
        let take = |part: &str, shape: &[i64]| {
            let tensor = weights.take(&format!("{name}.{part}"), shape)?;
            let flat = tensor.to_kind(Kind::Float).flatten(0, -1);
            Vec::<f32>::try_from(flat).map_err(ModelError::Torch)
        };
        Ok(Self {
            features,
            weights: take("weight", &[outputs as i64, features as i64])?,
            bias: take("bias", &[outputs as i64])?,
        })
    }

    /// The tensors that [`Linear::load`] takes.
    pub fn tensors(&self, name: &str) -> [(String, Tensor); 2] {
        let outputs = self.bias.len() as i64;
        let weights = Tensor::from_slice(&self.weights).view([outputs, self.features as i64]);
        [
            (format!("{name}.weight"), weights),
            (format!("{name}.bias"), Tensor::from_slice(&self.bias)),
        ]
    }

    /// One logit an output.
    pub fn logits(&self, vector: &Sparse) -> Vec<f64> {
        let output = |(row, bias): (&[f32], &f32)| {
            let products = vector
                .iter()
                .map(|&(index, value)| value * f64::from(row[index]));
            products.sum::<f64>() + f64::from(*bias)
        };
        let rows = self.weights.chunks_exact(self.features);
        rows.zip(&self.bias).map(output).collect()
    }
}
