//! Where results come from: checksums of the inputs, and the models with those under them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::{
    corpus::Corpus,
    model::{ModelError, ModelFolder},
    report::manifest::{FileEntry, InputEntry, ModelEntry},
};

/// Each file of a corpus with its length and checksum, in input order.
pub fn inputs(corpus: &Corpus) -> Vec<InputEntry> {
    let entry = |source: crate::corpus::SourceFile| {
        let (bytes, sha256) = checksum(&source.path).ok().unzip();
        InputEntry {
            path: source.input,
            bytes,
            sha256,
        }
    };
    corpus.sources().map(entry).collect()
}

/// Length and sha256 of a file.
fn checksum(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((bytes, format!("{:x}", digest.finalize())));
        }
        bytes += read as u64;
        digest.update(&buffer[..read]);
    }
}

/// Entries for these models and the encoders under them, each once.
///
/// # Errors
/// [`ModelError`] where the encoder under a model is not found.
pub fn models(folders: &[ModelFolder]) -> Result<Vec<ModelEntry>, ModelError> {
    let mut entries: Vec<ModelEntry> = Vec::new();
    for folder in folders {
        for model in [folder.clone(), folder.encoder()?] {
            let entry = entry(&model);
            if !entries.contains(&entry) {
                entries.push(entry);
            }
        }
    }
    Ok(entries)
}

fn entry(folder: &ModelFolder) -> ModelEntry {
    let manifest = &folder.manifest;
    let files = manifest.files.iter().map(|file| FileEntry {
        path: file.path.clone(),
        bytes: file.bytes,
        sha256: file.sha256.clone(),
    });
    ModelEntry {
        task: manifest.task.to_string(),
        name: manifest.name.clone(),
        version: manifest.version.clone(),
        licence: manifest.licence.clone(),
        files: files.collect(),
        quality: serde_json::to_value(&manifest.quality).unwrap_or_default(),
    }
}
