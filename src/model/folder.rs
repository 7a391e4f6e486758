//! A model folder: where it is found, and its files, each checked against the manifest when read.

use std::{
    env,
    path::{Path, PathBuf},
};

use super::{
    ModelError,
    manifest::{Base, FileEntry, MANIFEST, Manifest, Task, sha256},
};

/// The encoder that is part of the repository.
pub const DEFAULT_ENCODER: &str = "tribune-fr";

/// An opened model folder.
#[derive(Debug, Clone)]
pub struct ModelFolder {
    /// Where it lies.
    pub path: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
}

impl ModelFolder {
    /// Opens the folder at `name`, or the model of that name in the search path
    /// (see [`search_path`]). Reads the manifest only.
    ///
    /// # Errors
    /// [`ModelError::NotFound`] with the places looked at; otherwise as [`Manifest::read`].
    pub fn find(name: &Path) -> Result<Self, ModelError> {
        let candidates: Vec<PathBuf> = std::iter::once(name.to_path_buf())
            .chain(search_path().into_iter().map(|folder| folder.join(name)))
            .collect();
        match candidates.iter().find(|path| path.join(MANIFEST).is_file()) {
            Some(path) => Self::open(path),
            None => Err(ModelError::NotFound {
                name: name.display().to_string(),
                searched: candidates
                    .iter()
                    .map(|path| format!("`{}`", path.display()))
                    .collect::<Vec<_>>()
                    .join(", "),
            }),
        }
    }

    /// Opens the folder at `path`.
    ///
    /// # Errors
    /// As [`Manifest::read`].
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        Ok(Self {
            path: path.to_path_buf(),
            manifest: Manifest::read(path)?,
        })
    }

    /// Fails with [`ModelError::Task`] unless the model is for `task`.
    ///
    /// # Errors
    /// [`ModelError::Task`].
    pub fn require(&self, task: Task) -> Result<&Self, ModelError> {
        if self.manifest.task == task {
            return Ok(self);
        }
        Err(ModelError::Task {
            path: self.path.clone(),
            found: self.manifest.task.to_string(),
            expected: task.to_string(),
        })
    }

    /// The encoder folder that this model stands on: itself for an encoder, else its base, looked
    /// for beside this folder first.
    ///
    /// # Errors
    /// [`ModelError::NotFound`]; [`ModelError::Checksum`] when the encoder is another one than
    /// the model was trained on.
    pub fn encoder(&self) -> Result<Self, ModelError> {
        let Some(base) = &self.manifest.base else {
            return Ok(self.clone());
        };
        let sibling = self.path.join("..").join(&base.model);
        let encoder = if sibling.join(MANIFEST).is_file() {
            Self::open(&sibling)?
        } else {
            Self::find(Path::new(&base.model))?
        };
        let weights = encoder.entry("model.safetensors")?;
        if weights.sha256 != base.sha256 {
            return Err(ModelError::Checksum {
                path: encoder.path.join("model.safetensors"),
                found: weights.sha256.clone(),
                expected: format!("{} (by `{}`)", base.sha256, self.path.display()),
            });
        }
        Ok(encoder)
    }

    /// The reference that a model trained on this encoder writes into its manifest.
    ///
    /// # Errors
    /// [`ModelError::Missing`] when the manifest lists no weights.
    pub fn as_base(&self) -> Result<Base, ModelError> {
        Ok(Base {
            model: self.manifest.name.clone(),
            sha256: self.entry("model.safetensors")?.sha256.clone(),
        })
    }

    fn entry(&self, name: &str) -> Result<&FileEntry, ModelError> {
        self.manifest
            .files
            .iter()
            .find(|file| file.path == name)
            .ok_or_else(|| ModelError::Missing {
                path: self.path.join(name),
            })
    }

    /// The content of a file that the manifest lists, after its length and checksum are checked.
    ///
    /// # Errors
    /// [`ModelError::Missing`], [`ModelError::Size`], [`ModelError::Checksum`], [`ModelError::Io`];
    /// each names the file.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, ModelError> {
        let entry = self.entry(name)?;
        let path = self.path.join(name);
        let bytes = std::fs::read(&path).map_err(|error| ModelError::io(&path, error))?;
        if bytes.len() as u64 != entry.bytes {
            return Err(ModelError::Size {
                path,
                found: bytes.len() as u64,
                expected: entry.bytes,
            });
        }
        let found = sha256(&bytes);
        if found != entry.sha256 {
            return Err(ModelError::Checksum {
                path,
                found,
                expected: entry.sha256.clone(),
            });
        }
        Ok(bytes)
    }

    /// Checks every file of the folder, and of its base; the errors in the manifest's order.
    pub fn verify(&self) -> Vec<ModelError> {
        let mut errors: Vec<ModelError> = self
            .manifest
            .files
            .iter()
            .filter_map(|file| self.read(&file.path).err())
            .collect();
        if self.manifest.base.is_some() {
            match self.encoder() {
                Ok(encoder) => errors.extend(encoder.verify()),
                Err(error) => errors.push(error),
            }
        }
        errors
    }
}

/// The folders that hold models, in order: `TRIBUNE_MODELS`, `models/` beside the executable and
/// beside each folder above it, and the checkout that the program was built from.
pub fn search_path() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = env::var_os("TRIBUNE_MODELS")
        .map(|value| env::split_paths(&value).collect())
        .unwrap_or_default();
    if let Ok(executable) = env::current_exe() {
        folders.extend(
            executable
                .ancestors()
                .skip(1)
                .map(|folder| folder.join("models"))
                .filter(|folder| folder.is_dir()),
        );
    }
    folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
    let mut seen = std::collections::HashSet::new();
    folders.retain(|folder| seen.insert(folder.clone()));
    folders
}

/// Every model in the search path, by name; of two with one name the first found.
pub fn list() -> Vec<Result<ModelFolder, ModelError>> {
    let mut names = std::collections::HashSet::new();
    let mut models = Vec::new();
    for folder in search_path() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.join(MANIFEST).is_file()
                && names.insert(path.file_name().map(ToOwned::to_owned))
            {
                models.push(ModelFolder::open(&path));
            }
        }
    }
    models
}
