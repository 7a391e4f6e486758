//! Fine-tuning stored as a low-rank difference from the base encoder.
//!
//! A matrix `W` `[out, in]` becomes `W + B A` with `A` `[rank, in]` and `B` `[out, rank]`
//! (LoRA, Hu et al. 2021, arXiv:2106.09685). While training the product stays apart; when a model
//! is loaded it is merged, so that inference costs what the base encoder costs.

use std::ops::RangeBounds;

use tch::{Kind, Tensor};

use super::{ModelError, TransformerEncoder, Weights};

/// The two factors of the difference.
pub struct LowRank {
    /// `[rank, in]`.
    pub a: Tensor,
    /// `[out, rank]`.
    pub b: Tensor,
}

impl LowRank {
    pub(crate) fn forward(&self, input: &Tensor) -> Tensor {
        let kind = input.kind();
        input
            .linear(&self.a.to_kind(kind), None::<&Tensor>)
            .linear(&self.b.to_kind(kind), None::<&Tensor>)
    }

    pub(crate) fn shallow_clone(&self) -> Self {
        Self {
            a: self.a.shallow_clone(),
            b: self.b.shallow_clone(),
        }
    }
}

impl TransformerEncoder {
    /// Puts an adapter of the given rank on every matrix from layer `from` on: `A` random, `B` zero,
    /// so that the encoder computes what it did. `register` gets each factor's name and first value
    /// and returns the tensor that is trained.
    pub fn add_adapters(
        &mut self,
        rank: i64,
        from: usize,
        mut register: impl FnMut(String, &Tensor) -> Tensor,
    ) {
        for (index, layer) in self.layers.iter_mut().enumerate().skip(from) {
            for (name, matrix) in layer.matrices() {
                let (out, input) = (matrix.weight.size()[0], matrix.weight.size()[1]);
                let options = (Kind::Float, matrix.weight.device());
                let a = Tensor::randn([rank, input], options) / (input as f64).sqrt();
                let b = Tensor::zeros([out, rank], options);
                matrix.adapter = Some(LowRank {
                    a: register(format!("layer.{index}.{name}.a"), &a),
                    b: register(format!("layer.{index}.{name}.b"), &b),
                });
            }
        }
    }
}

/// Adds the adapters that `weights` holds for `layers` (from 0) to the matrices they belong to; the
/// encoder's tensors are copied where they change, so that other handles on them keep their values.
///
/// # Errors
/// [`ModelError::Invalid`] for an adapter of another shape than its matrix.
pub fn merge_adapters(
    encoder: &mut TransformerEncoder,
    weights: &Weights,
    layers: impl RangeBounds<usize>,
) -> Result<(), ModelError> {
    for (index, layer) in encoder.layers.iter_mut().enumerate() {
        if !layers.contains(&index) {
            continue;
        }
        for (name, matrix) in layer.matrices() {
            let key = format!("layer.{index}.{name}");
            if weights.contains(&format!("{key}.a")) {
                let (out, input) = (matrix.weight.size()[0], matrix.weight.size()[1]);
                let a = weights.take(&format!("{key}.a"), &[0, input])?;
                let b = weights.take(&format!("{key}.b"), &[out, a.size()[0]])?;
                matrix.weight = &matrix.weight + b.matmul(&a);
            }
        }
    }
    Ok(())
}
