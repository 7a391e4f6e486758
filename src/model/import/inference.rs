//! Checkpoints of natural-language inference: a `RoBERTa` type encoder with a classification head.

use std::path::Path;

use safetensors::Dtype;
use serde_json::{Map, Value};

use super::{Checkpoint, Destination, ImportError, Imported, Source};
use crate::model::{
    Embedder, Encoder, EncoderConfig, INFERENCE_HEAD, ModelError, ModelFolder, Task, Tokenizer,
    Weights,
};

/// The prefix of the encoder's tensors in such a checkpoint.
const PREFIX: &str = "roberta.";

/// Whether a configuration is that of an encoder, which can only be imported as a classifier.
pub(super) fn is_meant(config: &Map<String, Value>) -> bool {
    matches!(
        config.get("model_type").and_then(Value::as_str),
        Some("roberta" | "xlm-roberta" | "camembert" | "bert" | "deberta" | "deberta-v2")
    )
}

/// Writes the model folder of the classifier in `source`.
pub(super) fn import(
    source: &Source,
    destination: Destination,
    config: &Map<String, Value>,
    made_with: &str,
) -> Result<Imported, ImportError> {
    let path = source.path("config.json");
    let model_type = config
        .get("model_type")
        .and_then(Value::as_str)
        .unwrap_or("unknown");
    if !matches!(model_type, "roberta" | "xlm-roberta" | "camembert") {
        let reason = if model_type.starts_with("deberta") {
            "rust-bert 0.23 computes its attention wrongly (logits off by 1 to 2.6), and this program's own encoder has none of that kind: use a CamemBERT or XLM-R model of inference"
        } else {
            "a model of inference must be of the type camembert, xlm-roberta or roberta"
        };
        return Err(ModelError::Architecture {
            architecture: model_type.to_owned(),
            reason: reason.to_owned(),
        }
        .into());
    }
    let config_bytes = super::read(&path)?;
    let sizes = EncoderConfig::from_json(&config_bytes, &path)?;
    let (labels, entailment) = labels(config).map_err(|problem| ImportError::Setting {
        path: path.clone(),
        problem,
    })?;
    let tokenizer_path = source.path("tokenizer.json");
    let tokenizer = super::read_tokenizer(source.folder(), |bytes| {
        Tokenizer::from_bytes(bytes, &tokenizer_path).map(|_| ())
    })?;
    let (checkpoint, found) = Checkpoint::read(source.folder())?;
    let weights = destination.path().join("model.safetensors");
    write(&checkpoint, &source.path(&found), &weights)?;
    drop(checkpoint);
    super::write(&destination.path().join("config.json"), &config_bytes)?;
    super::write(&destination.path().join("tokenizer.json"), &tokenizer)?;
    let mut settings = toml::Table::new();
    settings.insert("labels".into(), labels.clone().into());
    settings.insert("entailment".into(), (entailment as i64).into());
    super::manifest(
        source,
        &destination,
        made_with,
        model_type,
        Task::Inference,
        settings,
    )
    .write(
        destination.path(),
        &["config.json", "tokenizer.json", "model.safetensors"],
    )?;
    try_out(destination.path(), &weights, labels.len() as i64)?;
    destination.commit()?;
    Ok(Imported::Inference {
        model_type: model_type.to_owned(),
        labels,
        window: sizes.max_tokens,
    })
}

/// Names of the outputs, and which of them is entailment.
fn labels(config: &Map<String, Value>) -> Result<(Vec<String>, usize), String> {
    let names = config.get("id2label").and_then(Value::as_object);
    let labels: Option<Vec<String>> = names.and_then(|names| {
        (0..names.len())
            .map(|index| Some(names.get(&index.to_string())?.as_str()?.to_owned()))
            .collect()
    });
    let labels = labels.unwrap_or_default();
    let entailment = labels
        .iter()
        .position(|label| label.to_lowercase().starts_with("entail"));
    match entailment {
        Some(place) => Ok((labels, place)),
        None => Err(format!(
            "`id2label` names no output `entailment` (it has: {}): if this is a model of natural-language inference, write the outputs' names there, such as {{\"0\": \"contradiction\", \"1\": \"neutral\", \"2\": \"entailment\"}}",
            if labels.is_empty() {
                "nothing".to_owned()
            } else {
                labels.join(", ")
            }
        )),
    }
}

/// The tensors of encoder and head, each as it is stored.
fn write(checkpoint: &Checkpoint, source: &Path, to: &Path) -> Result<(), ImportError> {
    let mut views = Vec::new();
    for name in checkpoint.names() {
        let bare = name.strip_prefix(PREFIX).unwrap_or(name);
        let wanted = ["embeddings.", "encoder.", INFERENCE_HEAD]
            .iter()
            .any(|part| bare.starts_with(part));
        let Some(view) = checkpoint.get(name).filter(|_| wanted) else {
            continue;
        };
        match view.dtype() {
            Dtype::F16 | Dtype::BF16 | Dtype::F32 => views.push((bare.to_owned(), view)),
            // Buffers such as `position_ids`.
            Dtype::I64 => {}
            other => {
                let problem =
                    format!("the tensor `{name}` has the type {other:?}; save it as f16 or f32");
                return Err(ModelError::invalid(source, problem).into());
            }
        }
    }
    safetensors::serialize_to_file(views, &None, to)
        .map_err(|error| ModelError::invalid(to, error).into())
}

/// Loads the encoder and looks at the head's tensors, so that what is missing shows now.
fn try_out(folder: &Path, weights: &Path, labels: i64) -> Result<(), ImportError> {
    let folder = ModelFolder::open(folder)?;
    let embedder = Embedder::load(&folder, 1)?;
    let hidden = embedder.dimension() as i64;
    let stored = Weights::from_bytes(&folder.read("model.safetensors")?, weights)?;
    for (part, shape) in [
        ("dense.weight", vec![hidden, hidden]),
        ("dense.bias", vec![hidden]),
        ("out_proj.weight", vec![labels, hidden]),
        ("out_proj.bias", vec![labels]),
    ] {
        let _ = stored.take(&format!("{INFERENCE_HEAD}.{part}"), &shape)?;
    }
    Ok(())
}
