//! Vectors of articles on disk, so that encoding is paid for once and goes on where it stopped.
//!
//! A folder of safetensors files. For each article, under the sha256 of its title and sentences, the
//! vectors `[title and chunks, hidden]` in f16 (the first row is the title's, zeros without one) and
//! the tokens of each chunk `[chunks]`, sentence after sentence.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use safetensors::SafeTensors;
use tch::{Kind, Tensor};

use crate::{
    model::{ModelError, sha256, write_weights},
    summary::{
        reading::Sentence,
        windows::{ChunkVectors, Vectors},
    },
    train::TrainError,
};

/// A cache folder; it belongs to one encoder.
pub(super) struct Cache {
    folder: PathBuf,
    /// For each key, the file that holds it.
    files: HashMap<String, PathBuf>,
    /// The file read last.
    open: Option<(PathBuf, Vec<u8>)>,
}

/// The key of an article.
pub(super) fn key(title: &str, sentences: &[Sentence]) -> String {
    let mut text = title.to_owned();
    for sentence in sentences {
        text.push('\u{1f}');
        text.push_str(&sentence.text);
    }
    sha256(text.as_bytes())
}

impl Cache {
    /// Opens the folder for an encoder, given by the sha256 of its weights; makes it if there is none.
    ///
    /// # Errors
    /// [`TrainError::Io`]. A file that is damaged is left out.
    pub(super) fn open(folder: &Path, encoder: &str) -> Result<Self, TrainError> {
        let folder = folder.join(encoder.get(..16).unwrap_or(encoder));
        let io = |source| TrainError::Io {
            path: folder.clone(),
            source,
        };
        std::fs::create_dir_all(&folder).map_err(io)?;
        let mut files = HashMap::new();
        for entry in std::fs::read_dir(&folder).map_err(io)?.flatten() {
            let path = entry.path();
            if path
                .extension()
                .is_none_or(|extension| extension != "safetensors")
            {
                continue;
            }
            let bytes = std::fs::read(&path).map_err(io)?;
            let Ok(tensors) = SafeTensors::deserialize(&bytes) else {
                tracing::warn!("`{}` is damaged and not used", path.display());
                continue;
            };
            for name in tensors.names() {
                if let Some(key) = name.strip_suffix(".vectors") {
                    files.insert(key.to_owned(), path.clone());
                }
            }
        }
        Ok(Self {
            folder,
            files,
            open: None,
        })
    }

    /// Whether an article is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.files.contains_key(key)
    }

    /// The vectors of an article with `sentences`; `None` if they are not there or do not fit.
    ///
    /// # Errors
    /// [`TrainError::Io`], [`TrainError::Torch`].
    pub(super) fn get(
        &mut self,
        key: &str,
        title: &str,
        sentences: &[Sentence],
    ) -> Result<Option<Vectors>, TrainError> {
        let Some(path) = self.files.get(key).cloned() else {
            return Ok(None);
        };
        if self.open.as_ref().is_none_or(|(open, _)| *open != path) {
            let bytes = std::fs::read(&path).map_err(|source| TrainError::Read {
                path: path.clone(),
                source,
            })?;
            self.open = Some((path.clone(), bytes));
        }
        let Some((_, bytes)) = &self.open else {
            return Ok(None);
        };
        let invalid = |error| ModelError::invalid(&path, error);
        let file = SafeTensors::deserialize(bytes).map_err(invalid)?;
        let read = |suffix: &str, kind: Kind| -> Result<Tensor, TrainError> {
            let view = file.tensor(&format!("{key}.{suffix}")).map_err(invalid)?;
            let shape: Vec<i64> = view.shape().iter().map(|&size| size as i64).collect();
            Ok(Tensor::f_from_data_size(view.data(), &shape, kind)?)
        };
        let vectors = read("vectors", Kind::Half)?.to_kind(Kind::Float);
        let tokens = Vec::<f32>::try_from(read("tokens", Kind::Half)?.to_kind(Kind::Float))?;
        let (rows, hidden) = vectors.size2()?;
        let values = Vec::<f32>::try_from(vectors.reshape(-1))?;
        let chunks: usize = sentences.iter().map(|sentence| sentence.chunks.len()).sum();
        if tokens.len() != chunks || rows as usize != chunks + 1 {
            return Ok(None);
        }
        let mut rows = values.chunks_exact(hidden as usize).map(<[f32]>::to_vec);
        let first = rows.next();
        let mut tokens = tokens.into_iter().map(|count| count as usize);
        Ok(Some(Vectors {
            title: first.filter(|_| !title.is_empty()),
            sentences: sentences
                .iter()
                .map(|sentence| ChunkVectors {
                    tokens: tokens.by_ref().take(sentence.chunks.len()).collect(),
                    vectors: rows.by_ref().take(sentence.chunks.len()).collect(),
                })
                .collect(),
        }))
    }

    /// Adds articles in one new file.
    ///
    /// # Errors
    /// [`TrainError::Model`] when the file cannot be written.
    pub(super) fn put(
        &mut self,
        articles: &[(String, Vectors)],
        hidden: usize,
    ) -> Result<(), TrainError> {
        let Some((name, _)) = articles.first() else {
            return Ok(());
        };
        let path = self
            .folder
            .join(format!("{}.safetensors", &name[..16.min(name.len())]));
        let mut tensors = Vec::with_capacity(2 * articles.len());
        for (key, vectors) in articles {
            let mut values = vectors.title.clone().unwrap_or_else(|| vec![0.0; hidden]);
            let mut tokens: Vec<f32> = Vec::new();
            for sentence in &vectors.sentences {
                tokens.extend(sentence.tokens.iter().map(|&count| count as f32));
                values.extend(sentence.vectors.iter().flatten());
            }
            let vectors = Tensor::from_slice(&values).view([-1, hidden as i64]);
            tensors.push((format!("{key}.vectors"), vectors));
            tensors.push((format!("{key}.tokens"), Tensor::from_slice(&tokens)));
        }
        write_weights(&path, &tensors, Kind::Half)?;
        for (key, _) in articles {
            self.files.insert(key.clone(), path.clone());
        }
        Ok(())
    }
}
