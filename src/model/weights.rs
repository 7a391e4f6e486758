//! Tensors by name from a safetensors file, in f32 whatever the file holds.

use std::{collections::BTreeMap, path::Path};

use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use tch::{Kind, Tensor};

use super::ModelError;

/// Named tensors of a checkpoint; shapes as in the file, values in f32.
pub struct Weights {
    tensors: BTreeMap<String, Tensor>,
    path: std::path::PathBuf,
}

impl Weights {
    /// Reads the tensors of a safetensors file; `path` serves error messages only.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] for a damaged file or a type other than f16, bf16 and f32.
    pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self, ModelError> {
        let file = SafeTensors::deserialize(bytes).map_err(|error| {
            ModelError::invalid(
                path,
                format!("{error}: it is not a complete safetensors file"),
            )
        })?;
        let mut tensors = BTreeMap::new();
        for (name, view) in file.tensors() {
            let kind = match view.dtype() {
                Dtype::F32 => Kind::Float,
                Dtype::F16 => Kind::Half,
                Dtype::BF16 => Kind::BFloat16,
                // Buffers such as `position_ids`.
                Dtype::I64 => continue,
                other => {
                    return Err(ModelError::invalid(
                        path,
                        format!(
                            "the tensor `{name}` has the type {other:?}; save it as f16 or f32"
                        ),
                    ));
                }
            };
            let shape: Vec<i64> = view.shape().iter().map(|&size| size as i64).collect();
            let tensor =
                Tensor::f_from_data_size(view.data(), &shape, kind)?.f_to_kind(Kind::Float)?;
            tensors.insert(name, tensor);
        }
        // `BertForX` and `RobertaForX` put the encoder below a prefix.
        for prefix in ["bert.", "roberta.", "camembert.", "model."] {
            if tensors
                .keys()
                .any(|name| name.starts_with(&format!("{prefix}embeddings.")))
            {
                tensors = tensors
                    .into_iter()
                    .map(|(name, tensor)| {
                        let short = name.strip_prefix(prefix).map(ToOwned::to_owned);
                        (short.unwrap_or(name), tensor)
                    })
                    .collect();
            }
        }
        Ok(Self {
            tensors,
            path: path.to_path_buf(),
        })
    }

    /// The tensor `name` of the given shape (0 stands for any size).
    ///
    /// # Errors
    /// [`ModelError::Invalid`] naming the tensor that is missing or has another shape.
    pub fn take(&self, name: &str, shape: &[i64]) -> Result<Tensor, ModelError> {
        let tensor = self
            .tensors
            .get(name)
            .ok_or_else(|| ModelError::invalid(&self.path, format!("it has no tensor `{name}`")))?;
        let found = tensor.size();
        let fits =
            found.len() == shape.len() && found.iter().zip(shape).all(|(a, b)| *b == 0 || a == b);
        if !fits {
            return Err(ModelError::invalid(
                &self.path,
                format!("the tensor `{name}` has the shape {found:?} where {shape:?} is expected"),
            ));
        }
        Ok(tensor.shallow_clone())
    }

    /// The tensor `name`, if there is one.
    pub fn get(&self, name: &str) -> Option<Tensor> {
        self.tensors.get(name).map(Tensor::shallow_clone)
    }

    /// Names and tensors, in order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tensor)> {
        self.tensors
            .iter()
            .map(|(name, tensor)| (name.as_str(), tensor))
    }

    /// All tensors by name.
    pub fn into_tensors(self) -> Vec<(String, Tensor)> {
        self.tensors.into_iter().collect()
    }

    /// Whether a tensor of that name exists.
    pub fn contains(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }
}

/// Writes a file so that a program killed meanwhile leaves the old one or the new one.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), ModelError> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    std::fs::write(&partial, bytes)
        .and_then(|()| std::fs::rename(&partial, path))
        .map_err(|error| ModelError::io(path, error))
}

/// Writes named tensors as f16 or f32 (`kind`) into a safetensors file, in the order given.
///
/// # Errors
/// [`ModelError::Io`] when the file cannot be written.
pub fn write(path: &Path, tensors: &[(String, Tensor)], kind: Kind) -> Result<(), ModelError> {
    let dtype = if kind == Kind::Half {
        Dtype::F16
    } else {
        Dtype::F32
    };
    let data: Vec<(String, Vec<usize>, Vec<u8>)> = tensors
        .iter()
        .map(|(name, tensor)| {
            let tensor = tensor.detach().f_to_kind(kind)?.f_contiguous()?;
            let shape = tensor.size().iter().map(|&size| size as usize).collect();
            let mut bytes = vec![0_u8; tensor.numel() * if kind == Kind::Half { 2 } else { 4 }];
            tensor.f_copy_data_u8(&mut bytes, tensor.numel())?;
            Ok((name.clone(), shape, bytes))
        })
        .collect::<Result<_, tch::TchError>>()?;
    let views = data
        .iter()
        .map(|(name, shape, bytes)| {
            TensorView::new(dtype, shape.clone(), bytes)
                .map(|view| (name.as_str(), view))
                .map_err(|error| ModelError::invalid(path, error))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let bytes =
        safetensors::serialize(views, &None).map_err(|error| ModelError::invalid(path, error))?;
    write_whole(path, &bytes)
}
