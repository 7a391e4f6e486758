//! A Hugging Face folder to a model folder that generates text.
//!
//! [`import`] reads `config.json`, `tokenizer.json`, the weights and, if there is one,
//! `generation_config.json`; checks that they fit together; and writes a folder with manifest and
//! checksums, under its name only when everything is well.

mod checkpoint;
mod destination;
mod error;
mod pickle;
mod settings;
mod weights;

use std::path::Path;

use serde_json::{Map, Value};

pub use error::ImportError;

use super::{
    Manifest, ModelError, ModelFolder, Task,
    generation::{GenerationSettings, Generator, Seq2SeqConfig, TextTokenizer},
};
use checkpoint::Checkpoint;
use destination::Destination;
use error::python;

/// What was imported.
#[derive(Debug)]
pub struct Imported {
    /// `mbart`, `bart`, `t5` or `mt5`.
    pub model_type: String,
    /// How it generates.
    pub settings: GenerationSettings,
    /// Remarks for the user.
    pub notes: Vec<String>,
}

/// Imports the checkpoint in the folder `source` as the model folder `to`. `made_with` is written into
/// the manifest: the command that asked for it.
///
/// The weights keep their type (f32, f16 or bf16); tensors that the network does not have are left out,
/// and those that several parts share are stored once. A former import is replaced.
///
/// # Errors
/// [`ImportError`]; nothing is left behind then.
pub fn import(source: &Path, to: &Path, made_with: &str) -> Result<Imported, ImportError> {
    if !source.join("config.json").is_file() {
        return Err(ImportError::NoConfig {
            path: source.to_path_buf(),
        });
    }
    let destination = Destination::new(to)?;
    let path = |name: &str| source.join(name);
    let config_bytes = read(&path("config.json"))?;
    let config = Seq2SeqConfig::from_json(&config_bytes, &path("config.json"))?;
    let tokenizer = read_tokenizer(source, &config)?;
    let json = |name: &str| read_json(&path(name));
    let config_json = json("config.json")?.unwrap_or_default();
    let generation_json = json("generation_config.json")?;
    let tokenizer_json = json("tokenizer_config.json")?;
    let (settings, notes) = settings::read(
        &settings::Files {
            config: &config_json,
            generation: generation_json.as_ref(),
            tokenizer: tokenizer_json.as_ref(),
            path: &path(if generation_json.is_some() {
                "generation_config.json"
            } else {
                "config.json"
            }),
        },
        &config,
    )?;
    let (checkpoint, found) = Checkpoint::read(source)?;
    let inside = |name: &str| destination.path().join(name);
    weights::write(
        &checkpoint,
        &config,
        &path(&found),
        &inside("model.safetensors"),
    )?;
    drop(checkpoint);
    write(&inside("config.json"), &config_bytes)?;
    write(&inside("tokenizer.json"), &tokenizer)?;
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    manifest(source, &name, made_with, &config, &settings)?.write(
        destination.path(),
        &["config.json", "tokenizer.json", "model.safetensors"],
    )?;
    try_out(destination.path())?;
    destination.commit()?;
    Ok(Imported {
        model_type: config.model_type().to_owned(),
        settings,
        notes,
    })
}

/// Loads the folder and generates a few tokens, so that what is wrong shows now.
fn try_out(folder: &Path) -> Result<(), ImportError> {
    let generator = Generator::load(&ModelFolder::open(folder)?, 1)?;
    let mut settings = generator.settings().clone();
    settings.generation.max_length = settings.generation.max_length.min(4);
    settings.generation.min_length = 0;
    let invalid = |problem: String| ModelError::invalid(folder, problem);
    let generator = generator.with_settings(settings).map_err(invalid)?;
    let (ids, _) = generator
        .tokenizer()
        .encode("Un essai.", generator.settings().window)?;
    generator.generate(&[ids])?;
    Ok(())
}

fn manifest(
    source: &Path,
    name: &str,
    made_with: &str,
    config: &Seq2SeqConfig,
    settings: &GenerationSettings,
) -> Result<Manifest, ImportError> {
    let origin = source
        .canonicalize()
        .unwrap_or_else(|_| source.to_path_buf());
    let origin = origin.file_name().unwrap_or_default().to_string_lossy();
    Ok(Manifest {
        name: name.to_owned(),
        version: "1.0.0".to_owned(),
        task: Task::Generation,
        architecture: config.model_type().to_owned(),
        description: format!(
            "The {} checkpoint `{origin}`, imported",
            config.model_type()
        ),
        licence: licence(source).unwrap_or_else(|| "unknown".to_owned()),
        training_data: Vec::new(),
        made_with: made_with.to_owned(),
        base: None,
        files: Vec::new(),
        settings: toml::Table::try_from(settings)
            .map_err(|error| ModelError::invalid(source, error))?,
        quality: toml::Table::new(),
    })
}

/// The licence that the model card's header states (`license: mit`).
fn licence(source: &Path) -> Option<String> {
    let card = std::fs::read_to_string(source.join("README.md")).ok()?;
    let header = card.strip_prefix("---")?.split("\n---").next()?;
    let value = header
        .lines()
        .find_map(|line| line.strip_prefix("license:"))?;
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_owned())
}

fn read_tokenizer(source: &Path, config: &Seq2SeqConfig) -> Result<Vec<u8>, ImportError> {
    let path = source.join("tokenizer.json");
    if !path.is_file() {
        let others = [
            "sentencepiece.bpe.model",
            "spiece.model",
            "tokenizer.model",
            "vocab.json",
        ];
        let found = others.into_iter().find(|name| source.join(name).is_file());
        return Err(ImportError::NoTokenizer {
            path: source.to_path_buf(),
            found: found.map_or_else(String::new, |name| format!(", only `{name}`")),
            remedy: match found {
                Some("vocab.json") => python("AutoTokenizer", source, ", use_fast=True"),
                Some(_) => format!(
                    "with the packages transformers, sentencepiece and protobuf {}",
                    python("AutoTokenizer", source, ", use_fast=True")
                ),
                None => "copy the file from where the model was published".to_owned(),
            },
        });
    }
    let bytes = read(&path)?;
    TextTokenizer::from_bytes(&bytes, &path, config.vocabulary())?;
    Ok(bytes)
}

/// A JSON object, if the file is there.
fn read_json(path: &Path) -> Result<Option<Map<String, Value>>, ImportError> {
    if !path.is_file() {
        return Ok(None);
    }
    let map =
        serde_json::from_slice(&read(path)?).map_err(|error| ModelError::invalid(path, error))?;
    Ok(Some(map))
}

fn read(path: &Path) -> Result<Vec<u8>, ImportError> {
    std::fs::read(path).map_err(|error| ModelError::io(path, error).into())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), ImportError> {
    std::fs::write(path, bytes).map_err(|error| ModelError::io(path, error).into())
}
