//! A checkpoint's tensors under the names and in the shapes that its configuration has.

use std::path::Path;

use safetensors::{Dtype, tensor::TensorView};

use super::{ImportError, checkpoint::Checkpoint};
use crate::model::{ModelError, generation::Seq2SeqConfig};

/// Writes the tensors that `config` names as safetensors, each as it is stored in `checkpoint`; `source`
/// serves error messages only.
pub(super) fn write(
    checkpoint: &Checkpoint,
    config: &Seq2SeqConfig,
    source: &Path,
    to: &Path,
) -> Result<(), ImportError> {
    let problem = |problem: String| ImportError::from(ModelError::invalid(source, problem));
    check_shared(checkpoint, config).map_err(problem)?;
    let expected = config.tensors();
    let zeros = vec![0_u8; config.vocabulary() as usize * 4];
    let mut views = Vec::with_capacity(expected.len());
    for (name, shape) in expected {
        let shape: Vec<usize> = shape.iter().map(|&size| size as usize).collect();
        let view = match find(checkpoint, config, &name) {
            Some(view) => view,
            // A checkpoint of the bare model has none: all zeros.
            None if name == "final_logits_bias" => {
                TensorView::new(Dtype::F32, shape.clone(), &zeros)
                    .map_err(|error| problem(error.to_string()))?
            }
            None => return Err(problem(format!("it has no tensor `{name}`"))),
        };
        if view.shape() != shape {
            return Err(problem(format!(
                "the tensor `{name}` has the shape {:?} where `config.json` means {shape:?}",
                view.shape()
            )));
        }
        if !matches!(view.dtype(), Dtype::F16 | Dtype::BF16 | Dtype::F32) {
            return Err(problem(format!(
                "the tensor `{name}` has the type {:?}; save it as f16 or f32",
                view.dtype()
            )));
        }
        views.push((name, view));
    }
    safetensors::serialize_to_file(views, &None, to)
        .map_err(|error| ModelError::invalid(to, error).into())
}

/// The tensor under its name, without the prefix that a bare model lacks, or under the name of a part
/// that shares it.
fn find<'a>(
    checkpoint: &'a Checkpoint,
    config: &Seq2SeqConfig,
    name: &str,
) -> Option<TensorView<'a>> {
    let bare = |name: &str| name.strip_prefix("model.").unwrap_or(name).to_owned();
    let mut names = vec![name.to_owned(), bare(name)];
    if name == config.embeddings() {
        for part in shared(config) {
            names.extend([bare(&part), part]);
        }
    }
    names.iter().find_map(|name| checkpoint.get(name))
}

/// Names of what is the same tensor as the embeddings.
fn shared(config: &Seq2SeqConfig) -> Vec<String> {
    let prefix = config
        .embeddings()
        .strip_suffix("shared.weight")
        .unwrap_or_default();
    let mut names = vec![
        format!("{prefix}encoder.embed_tokens.weight"),
        format!("{prefix}decoder.embed_tokens.weight"),
    ];
    if config.tied() {
        names.push("lm_head.weight".to_owned());
    }
    names
}

/// A checkpoint may hold the shared embeddings several times, but not differing ones.
fn check_shared(checkpoint: &Checkpoint, config: &Seq2SeqConfig) -> Result<(), String> {
    let Some(embeddings) = find(checkpoint, config, config.embeddings()) else {
        return Ok(());
    };
    for name in shared(config) {
        if checkpoint
            .get(&name)
            .is_some_and(|part| part.data() != embeddings.data())
        {
            return Err(format!(
                "the tensor `{name}` differs from `{}`; only models that share their embeddings are \
                 computed",
                config.embeddings()
            ));
        }
    }
    Ok(())
}
