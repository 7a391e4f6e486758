//! A Hugging Face folder to a model folder that generates text, or tells what follows from a text.
//!
//! [`import`] reads `config.json`, `tokenizer.json`, the weights and, if there is one,
//! `generation_config.json`; checks that they fit together; and writes a folder with manifest and
//! checksums, under its name only when everything is well.

mod checkpoint;
mod destination;
mod error;
mod inference;
mod pickle;
mod settings;
mod weights;

use std::path::{Path, PathBuf};

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
pub enum Imported {
    /// A model that writes text.
    Generation {
        /// `mbart`, `bart`, `t5` or `mt5`.
        model_type: String,
        /// How it generates.
        settings: Box<GenerationSettings>,
        /// Remarks for the user.
        notes: Vec<String>,
    },
    /// A model of natural-language inference.
    Inference {
        /// `camembert`, `xlm-roberta` or `roberta`.
        model_type: String,
        /// Names of its outputs.
        labels: Vec<String>,
        /// Tokens that it reads at most.
        window: usize,
    },
}

/// The folder to be imported.
struct Source<'a>(&'a Path);

impl Source<'_> {
    fn folder(&self) -> &Path {
        self.0
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
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
    let source = Source(source);
    let config = read_json(&source.path("config.json"))?.unwrap_or_default();
    if inference::is_meant(&config) {
        return inference::import(&source, destination, &config, made_with);
    }
    generation(&source, destination, &config, made_with)
}

fn generation(
    source: &Source,
    destination: Destination,
    config_json: &Map<String, Value>,
    made_with: &str,
) -> Result<Imported, ImportError> {
    let config_bytes = read(&source.path("config.json"))?;
    let config = Seq2SeqConfig::from_json(&config_bytes, &source.path("config.json"))?;
    let tokenizer_path = source.path("tokenizer.json");
    let tokenizer = read_tokenizer(source.folder(), |bytes| {
        TextTokenizer::from_bytes(bytes, &tokenizer_path, config.vocabulary()).map(|_| ())
    })?;
    let generation_json = read_json(&source.path("generation_config.json"))?;
    let tokenizer_json = read_json(&source.path("tokenizer_config.json"))?;
    let (settings, notes) = settings::read(
        &settings::Files {
            config: config_json,
            generation: generation_json.as_ref(),
            tokenizer: tokenizer_json.as_ref(),
            path: &source.path(if generation_json.is_some() {
                "generation_config.json"
            } else {
                "config.json"
            }),
        },
        &config,
    )?;
    let (checkpoint, found) = Checkpoint::read(source.folder())?;
    let inside = |name: &str| destination.path().join(name);
    weights::write(
        &checkpoint,
        &config,
        &source.path(&found),
        &inside("model.safetensors"),
    )?;
    drop(checkpoint);
    write(&inside("config.json"), &config_bytes)?;
    write(&inside("tokenizer.json"), &tokenizer)?;
    let table = toml::Table::try_from(&settings)
        .map_err(|error| ModelError::invalid(source.folder(), error))?;
    let model_type = config.model_type();
    manifest(
        source,
        &destination,
        made_with,
        model_type,
        Task::Generation,
        table,
    )
    .write(
        destination.path(),
        &["config.json", "tokenizer.json", "model.safetensors"],
    )?;
    try_out(destination.path())?;
    destination.commit()?;
    Ok(Imported::Generation {
        model_type: model_type.to_owned(),
        settings: Box::new(settings),
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
    source: &Source,
    destination: &Destination,
    made_with: &str,
    model_type: &str,
    task: Task,
    settings: toml::Table,
) -> Manifest {
    let folder = source.folder();
    let origin = folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf());
    let origin = origin.file_name().unwrap_or_default().to_string_lossy();
    Manifest {
        name: destination.name(),
        version: "1.0.0".to_owned(),
        task,
        architecture: model_type.to_owned(),
        description: format!("The {model_type} checkpoint `{origin}`, imported"),
        licence: licence(folder).unwrap_or_else(|| "unknown".to_owned()),
        training_data: Vec::new(),
        made_with: made_with.to_owned(),
        base: None,
        files: Vec::new(),
        settings,
        quality: toml::Table::new(),
    }
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

/// The bytes of `tokenizer.json`, if `check` finds nothing wrong with them.
fn read_tokenizer(
    source: &Path,
    check: impl FnOnce(&[u8]) -> Result<(), ModelError>,
) -> Result<Vec<u8>, ImportError> {
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
    check(&bytes)?;
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
