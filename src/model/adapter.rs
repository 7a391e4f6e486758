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

/// What training adds to a matrix `[out, in]`.
pub enum Adapter {
    /// A product of two thin matrices.
    LowRank(LowRank),
    /// A matrix of the same shape.
    Full(Tensor),
}

impl Adapter {
    pub(crate) fn shallow_clone(&self) -> Self {
        match self {
            Self::LowRank(factors) => Self::LowRank(factors.shallow_clone()),
            Self::Full(difference) => Self::Full(difference.shallow_clone()),
        }
    }
}

impl LowRank {
    /// The factors of rank `rank` whose product is closest to `difference` `[out, in]`: its largest
    /// singular directions.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn closest(difference: &Tensor, rank: i64) -> Result<Self, ModelError> {
        let _guard = tch::no_grad_guard();
        let difference = difference.to_kind(Kind::Float);
        let rank = rank.min(difference.size().into_iter().min().unwrap_or(rank));
        let (left, values, right) = difference.f_svd(true, true)?;
        let root = values.narrow(0, 0, rank).sqrt();
        Ok(Self {
            a: right.narrow(1, 0, rank).transpose(0, 1) * root.unsqueeze(1),
            b: left.narrow(1, 0, rank) * root.unsqueeze(0),
        })
    }

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
                matrix.adapter = Some(Adapter::LowRank(LowRank {
                    a: register(format!("layer.{index}.{name}.a"), &a),
                    b: register(format!("layer.{index}.{name}.b"), &b),
                }));
            }
        }
    }

    /// Puts a difference of full size on every matrix from layer `from` on, zero at first. `register`
    /// gets each one's name and first value and returns the tensor that is trained.
    pub fn add_differences(
        &mut self,
        from: usize,
        mut register: impl FnMut(String, &Tensor) -> Tensor,
    ) {
        for (index, layer) in self.layers.iter_mut().enumerate().skip(from) {
            for (name, matrix) in layer.matrices() {
                let zero =
                    Tensor::zeros(matrix.weight.size(), (Kind::Float, matrix.weight.device()));
                let difference = register(format!("layer.{index}.{name}"), &zero);
                matrix.adapter = Some(Adapter::Full(difference));
            }
        }
    }

    /// The same encoder with every difference of full size replaced by its closest factors of a rank,
    /// and these factors by name.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    pub fn compressed(&self, rank: i64) -> Result<(Self, Vec<(String, Tensor)>), ModelError> {
        let mut encoder = self.shallow_clone();
        let mut factors = Vec::new();
        for (index, layer) in encoder.layers.iter_mut().enumerate() {
            for (name, matrix) in layer.matrices() {
                if let Some(Adapter::Full(difference)) = &matrix.adapter {
                    let found = LowRank::closest(difference, rank)?;
                    let key = format!("layer.{index}.{name}");
                    factors.push((format!("{key}.a"), found.a.shallow_clone()));
                    factors.push((format!("{key}.b"), found.b.shallow_clone()));
                    matrix.adapter = Some(Adapter::LowRank(found));
                }
            }
        }
        Ok((encoder, factors))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_of_a_rank_is_found_again_from_that_rank_on() {
        tch::manual_seed(3);
        let options = (Kind::Float, tch::Device::Cpu);
        let matrix = Tensor::randn([7, 2], options).matmul(&Tensor::randn([2, 5], options));
        let distance = |rank: i64| {
            let found = LowRank::closest(&matrix, rank).unwrap();
            (found.b.matmul(&found.a) - &matrix)
                .norm()
                .double_value(&[])
        };
        assert!(distance(2) < 1e-4 && distance(9) < 1e-4);
        assert!(distance(1) > 0.1);
    }
}
