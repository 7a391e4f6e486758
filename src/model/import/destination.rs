//! A model folder that appears whole or not at all.

use std::path::{Path, PathBuf};

use super::ImportError;
use crate::model::{MANIFEST, Manifest, ModelError, Task};

/// A folder under a temporary name beside the one that it will be.
pub(super) struct Destination {
    to: PathBuf,
    temporary: tempfile::TempDir,
}

impl Destination {
    /// Begins a folder that will be `to`, which must be absent, empty, or an earlier import.
    pub(super) fn new(to: &Path) -> Result<Self, ImportError> {
        check(to)?;
        let parent = match to.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let io = |error| ModelError::io(parent, error);
        std::fs::create_dir_all(parent).map_err(io)?;
        let temporary = tempfile::Builder::new()
            .prefix(".import-")
            .tempdir_in(parent)
            .map_err(io)?;
        Ok(Self {
            to: to.to_path_buf(),
            temporary,
        })
    }

    /// The temporary folder.
    pub(super) fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// The name that the folder will have.
    pub(super) fn name(&self) -> String {
        let name = self.to.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// Gives the folder its name; an earlier import goes.
    pub(super) fn commit(self) -> Result<(), ImportError> {
        let Self { to, temporary } = self;
        check(&to)?;
        let io = |error| ModelError::io(&to, error);
        #[cfg(unix)]
        {
            // A temporary folder is its owner's alone; a model folder is like any other.
            use std::os::unix::fs::PermissionsExt as _;
            let open = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(temporary.path(), open).map_err(io)?;
        }
        if to.exists() {
            std::fs::remove_dir_all(&to).map_err(io)?;
        }
        std::fs::rename(temporary.path(), &to).map_err(io)?;
        // There is nothing left to be removed under the temporary name.
        let _ = temporary.keep();
        Ok(())
    }
}

fn check(to: &Path) -> Result<(), ImportError> {
    let occupied = || ImportError::Occupied {
        path: to.to_path_buf(),
    };
    if !to.exists() {
        return Ok(());
    }
    let entries = std::fs::read_dir(to).map_err(|_| occupied())?;
    let names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let own = Manifest::read(to).is_ok_and(|manifest| {
        matches!(manifest.task, Task::Generation | Task::Inference)
            && names.iter().all(|name| {
                name == MANIFEST || manifest.files.iter().any(|file| *name == *file.path)
            })
    });
    if own { Ok(()) } else { Err(occupied()) }
}
