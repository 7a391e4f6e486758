//! `config.json` of an encoder checkpoint in Hugging Face's format.

use serde::Deserialize;

use super::ModelError;

/// The families of encoders that [`super::TransformerEncoder`] computes; they differ in how
/// positions are numbered and in the names of their tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// BERT: positions from 0.
    Bert,
    /// `RoBERTa`, XLM-R and `CamemBERT`: positions from `pad_token_id + 1`.
    Roberta,
}

/// Sizes of an encoder.
#[derive(Debug, Clone, PartialEq)]
pub struct EncoderConfig {
    /// BERT or `RoBERTa` type.
    pub family: Family,
    /// Width of the hidden states.
    pub hidden: i64,
    /// Number of layers.
    pub layers: i64,
    /// Attention heads per layer.
    pub heads: i64,
    /// Longest sequence in tokens, special tokens included.
    pub max_tokens: usize,
    /// Number that the first position has.
    pub first_position: i64,
    /// Epsilon of the layer norms.
    pub layer_norm_eps: f64,
}

/// Read first: other architectures name their sizes otherwise.
#[derive(Deserialize)]
struct Architecture {
    model_type: String,
}

#[derive(Deserialize)]
struct Raw {
    hidden_size: i64,
    num_hidden_layers: i64,
    num_attention_heads: i64,
    max_position_embeddings: i64,
    #[serde(default = "default_eps")]
    layer_norm_eps: f64,
    #[serde(default = "default_activation")]
    hidden_act: String,
    #[serde(default)]
    pad_token_id: Option<i64>,
    #[serde(default)]
    position_embedding_type: Option<String>,
}

fn default_eps() -> f64 {
    1e-12
}

fn default_activation() -> String {
    "gelu".to_owned()
}

impl EncoderConfig {
    /// Reads a `config.json`.
    ///
    /// # Errors
    /// A text with the problem, for [`ModelError::Invalid`], or [`ModelError::Architecture`] for a
    /// model that is not of BERT, `RoBERTa`, XLM-R or `CamemBERT` type.
    pub fn from_json(bytes: &[u8], path: &std::path::Path) -> Result<Self, ModelError> {
        let invalid = |error| ModelError::invalid(path, error);
        let Architecture { model_type } = serde_json::from_slice(bytes).map_err(invalid)?;
        let refuse = |reason: String| ModelError::Architecture {
            architecture: model_type.clone(),
            reason,
        };
        let family = match model_type.as_str() {
            "bert" => Family::Bert,
            "roberta" | "xlm-roberta" | "camembert" => Family::Roberta,
            _ => {
                return Err(refuse(
                    "use an encoder of the type bert, roberta, xlm-roberta or camembert".to_owned(),
                ));
            }
        };
        let raw: Raw = serde_json::from_slice(bytes).map_err(invalid)?;
        if raw.hidden_act != "gelu" {
            return Err(refuse(format!(
                "its activation is `{}`, only `gelu` is computed",
                raw.hidden_act
            )));
        }
        if raw.position_embedding_type.as_deref().unwrap_or("absolute") != "absolute" {
            return Err(refuse(
                "its position embeddings are not absolute".to_owned(),
            ));
        }
        if raw.num_attention_heads < 1 || raw.hidden_size % raw.num_attention_heads != 0 {
            return Err(ModelError::invalid(
                path,
                "`hidden_size` is not a multiple of `num_attention_heads`",
            ));
        }
        let first_position = match family {
            Family::Bert => 0,
            Family::Roberta => raw.pad_token_id.unwrap_or(1) + 1,
        };
        Ok(Self {
            family,
            hidden: raw.hidden_size,
            layers: raw.num_hidden_layers,
            heads: raw.num_attention_heads,
            max_tokens: (raw.max_position_embeddings - first_position).max(0) as usize,
            first_position,
            layer_norm_eps: raw.layer_norm_eps,
        })
    }
}
