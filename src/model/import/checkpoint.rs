//! The tensors of a checkpoint as they lie in its files: safetensors or `PyTorch`, whole or sharded.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::{Cursor as Seekable, Read as _},
    ops::Range,
    path::{Path, PathBuf},
};

use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use serde::Deserialize;

use super::{
    ImportError,
    error::python,
    pickle::{self, Cursor, Stored, Value},
};
use crate::model::ModelError;

/// Named tensors over the files' bytes.
#[derive(Default)]
pub(super) struct Checkpoint {
    buffers: Vec<Vec<u8>>,
    tensors: BTreeMap<String, Tensor>,
}

struct Tensor {
    dtype: Dtype,
    shape: Vec<usize>,
    buffer: usize,
    range: Range<usize>,
}

#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

/// What a reader says of a file: what is wrong.
type Read = Result<(), String>;

impl Checkpoint {
    /// Reads the weights of a folder: `model.safetensors`, else its shards, else `pytorch_model.bin`,
    /// else its shards. Also the name of the file that was found.
    pub(super) fn read(folder: &Path) -> Result<(Self, String), ImportError> {
        for stem in ["model.safetensors", "pytorch_model.bin"] {
            let mut checkpoint = Self::default();
            if folder.join(stem).is_file() {
                checkpoint.add(&folder.join(stem), folder)?;
                return Ok((checkpoint, stem.to_owned()));
            }
            let index = format!("{stem}.index.json");
            if folder.join(&index).is_file() {
                for shard in shards(&folder.join(&index))? {
                    checkpoint.add(&folder.join(shard), folder)?;
                }
                return Ok((checkpoint, index));
            }
        }
        Err(no_weights(folder))
    }

    fn add(&mut self, path: &Path, folder: &Path) -> Result<(), ImportError> {
        let bytes = std::fs::read(path).map_err(|error| ModelError::io(path, error))?;
        let is_safetensors = path.extension().is_some_and(|end| end == "safetensors");
        let read = if is_safetensors {
            self.add_safetensors(bytes)
        } else if bytes.starts_with(b"PK") {
            self.add_zip(bytes)
        } else {
            self.add_legacy(&bytes)
        };
        read.map_err(|problem| ImportError::Weights {
            path: path.to_path_buf(),
            problem,
            remedy: if is_safetensors {
                "copy the file anew".to_owned()
            } else {
                python("AutoModelForSeq2SeqLM", folder, "")
            },
        })
    }

    fn add_safetensors(&mut self, bytes: Vec<u8>) -> Read {
        let incomplete = |error| format!("{error}: it is not a complete safetensors file");
        SafeTensors::deserialize(&bytes).map_err(incomplete)?;
        let (header, metadata) = SafeTensors::read_metadata(&bytes).map_err(incomplete)?;
        let start = header + 8;
        for (name, info) in metadata.tensors() {
            let tensor = Tensor {
                dtype: info.dtype,
                shape: info.shape.clone(),
                buffer: self.buffers.len(),
                range: start + info.data_offsets.0..start + info.data_offsets.1,
            };
            self.tensors.insert(name, tensor);
        }
        self.buffers.push(bytes);
        Ok(())
    }

    /// The format of `torch.save` since 1.6: `data.pkl` and one entry a storage, not compressed.
    fn add_zip(&mut self, bytes: Vec<u8>) -> Read {
        let failed = |error: zip::result::ZipError| format!("{error}");
        let mut archive = zip::ZipArchive::new(Seekable::new(bytes)).map_err(failed)?;
        let names: Vec<String> = archive.file_names().map(ToOwned::to_owned).collect();
        let root = names
            .iter()
            .find_map(|name| name.strip_suffix("data.pkl"))
            .ok_or("it has no `data.pkl`")?;
        let mut entry = |name: &str| -> Result<Vec<u8>, String> {
            let mut content = Vec::new();
            archive
                .by_name(&format!("{root}{name}"))
                .map_err(|error| format!("`{name}`: {error}"))?
                .read_to_end(&mut content)
                .map_err(|error| format!("`{name}`: {error}"))?;
            Ok(content)
        };
        if names.contains(&format!("{root}byteorder")) && entry("byteorder")? != b"little" {
            return Err("it was written on a machine of the other byte order".to_owned());
        }
        let pickled = entry("data.pkl")?;
        let value = pickle::load(&mut Cursor {
            bytes: &pickled,
            place: 0,
        })?;
        let mut buffers = HashMap::new();
        for (name, stored) in tensors(value)? {
            if !buffers.contains_key(&stored.key) {
                buffers.insert(stored.key.clone(), self.buffers.len());
                self.buffers.push(entry(&format!("data/{}", stored.key))?);
            }
            self.add_stored(name, &stored, buffers[&stored.key])?;
        }
        Ok(())
    }

    /// The format of `torch.save` before 1.6: a magic number, a version, the machine, the dictionary,
    /// the keys of its storages, and for each its length in elements and its values.
    fn add_legacy(&mut self, bytes: &[u8]) -> Read {
        const MAGIC: [u8; 15] = *b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e";
        if !bytes.starts_with(&MAGIC) {
            return Err("it is no file of `torch.save`".to_owned());
        }
        let mut cursor = Cursor {
            bytes,
            place: MAGIC.len(),
        };
        pickle::load(&mut cursor)?;
        pickle::load(&mut cursor)?;
        let tensors = tensors(pickle::load(&mut cursor)?)?;
        let Value::Tuple(keys) = pickle::load(&mut cursor)? else {
            return Err("it has no list of storages".to_owned());
        };
        let mut widths = HashMap::new();
        for (_, stored) in &tensors {
            widths.insert(stored.key.clone(), dtype(&stored.kind)?.size() as u64);
        }
        let mut buffers = HashMap::new();
        for key in keys {
            let Value::Text(key) = key else {
                return Err("the list of its storages is no list of texts".to_owned());
            };
            let elements = cursor.number(8)?;
            let width = widths.get(&key).ok_or("a storage belongs to no tensor")?;
            let length = elements
                .checked_mul(*width)
                .and_then(|n| usize::try_from(n).ok());
            let data = cursor.take(length.ok_or("a storage is too long")?)?;
            buffers.insert(key, self.buffers.len());
            self.buffers.push(data.to_vec());
        }
        for (name, stored) in tensors {
            let buffer = buffers.get(&stored.key).ok_or("a storage is missing")?;
            self.add_stored(name, &stored, *buffer)?;
        }
        Ok(())
    }

    fn add_stored(&mut self, name: String, stored: &Stored, buffer: usize) -> Read {
        let mut elements: u64 = 1;
        for (&size, &stride) in stored.shape.iter().zip(&stored.stride).rev() {
            if size != 1 && stride != elements {
                return Err(format!("the tensor `{name}` is not stored row by row"));
            }
            elements = elements
                .checked_mul(size)
                .ok_or_else(|| format!("the tensor `{name}` is too large"))?;
        }
        let dtype = dtype(&stored.kind)?;
        let width = dtype.size() as u64;
        let range = stored
            .offset
            .checked_mul(width)
            .and_then(|start| Some(start..start.checked_add(elements.checked_mul(width)?)?))
            .filter(|range| range.end <= self.buffers[buffer].len() as u64)
            .ok_or_else(|| format!("the tensor `{name}` goes beyond its storage"))?;
        let tensor = Tensor {
            dtype,
            shape: stored.shape.iter().map(|&size| size as usize).collect(),
            buffer,
            range: range.start as usize..range.end as usize,
        };
        self.tensors.insert(name, tensor);
        Ok(())
    }

    /// The tensors' names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// The tensor of that name.
    pub(super) fn get(&self, name: &str) -> Option<TensorView<'_>> {
        let tensor = self.tensors.get(name)?;
        let data = self.buffers.get(tensor.buffer)?.get(tensor.range.clone())?;
        TensorView::new(tensor.dtype, tensor.shape.clone(), data).ok()
    }
}

fn shards(index: &Path) -> Result<BTreeSet<PathBuf>, ImportError> {
    let text = std::fs::read(index).map_err(|error| ModelError::io(index, error))?;
    let map: Index =
        serde_json::from_slice(&text).map_err(|error| ModelError::invalid(index, error))?;
    map.weight_map
        .into_values()
        .map(|name| {
            let path = PathBuf::from(&name);
            if path.components().count() == 1 && path.file_name().is_some() {
                return Ok(path);
            }
            let problem = format!("the shard `{name}` does not lie in the folder");
            Err(ModelError::invalid(index, problem).into())
        })
        .collect()
}

/// The tensors of a state dictionary; whatever else it holds is left out.
fn tensors(value: Value) -> Result<Vec<(String, Stored)>, String> {
    let Value::Dictionary(entries) = value else {
        return Err("it holds no dictionary of tensors".to_owned());
    };
    let tensors: Vec<(String, Stored)> = entries
        .into_iter()
        .filter_map(|entry| match entry {
            (Value::Text(name), Value::Tensor(stored)) => Some((name, stored)),
            _ => None,
        })
        .collect();
    if tensors.is_empty() {
        return Err("it holds no dictionary of tensors".to_owned());
    }
    Ok(tensors)
}

fn dtype(kind: &str) -> Result<Dtype, String> {
    Ok(match kind {
        "FloatStorage" => Dtype::F32,
        "HalfStorage" => Dtype::F16,
        "BFloat16Storage" => Dtype::BF16,
        "DoubleStorage" => Dtype::F64,
        "LongStorage" => Dtype::I64,
        "IntStorage" => Dtype::I32,
        "ByteStorage" => Dtype::U8,
        "BoolStorage" => Dtype::BOOL,
        other => return Err(format!("it has a storage of the type `{other}`")),
    })
}

fn no_weights(folder: &Path) -> ImportError {
    let others = [
        ("tf_model.h5", ", from_tf=True"),
        ("flax_model.msgpack", ", from_flax=True"),
        ("rust_model.ot", ""),
    ];
    let found = others.iter().find(|(name, _)| folder.join(name).is_file());
    ImportError::NoWeights {
        path: folder.to_path_buf(),
        found: found.map_or_else(String::new, |(name, _)| format!(", only `{name}`")),
        remedy: match found {
            Some((_, options)) if !options.is_empty() => {
                python("AutoModelForSeq2SeqLM", folder, options)
            }
            _ => "copy the file from where the model was published".to_owned(),
        },
    }
}
