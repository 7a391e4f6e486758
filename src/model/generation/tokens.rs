//! Tensors to numbers.

use tch::Tensor;

use crate::model::ModelError;

/// The values of a float tensor, in row order.
pub(super) fn values(tensor: &Tensor) -> Result<Vec<f32>, ModelError> {
    let tensor = tensor.f_contiguous()?;
    let mut values = vec![0_f32; tensor.numel()];
    tensor.f_copy_data(&mut values, tensor.numel())?;
    Ok(values)
}
