//! `config.json` of an encoder-decoder checkpoint in Hugging Face's format: its sizes and its tensors.

use std::path::Path;

use rust_bert::Activation;
use serde::Deserialize;

use crate::model::ModelError;

/// What a checkpoint is: its type and sizes.
#[derive(Debug, Clone)]
pub struct Seq2SeqConfig {
    model_type: String,
    sizes: Sizes,
}

#[derive(Debug, Clone)]
pub(super) enum Sizes {
    Bart(BartSizes),
    MBart(BartSizes),
    T5(T5Sizes),
}

/// Layers of the encoder or of the decoder.
#[derive(Debug, Clone)]
pub(super) struct Stack {
    pub(super) layers: i64,
    pub(super) heads: i64,
    pub(super) feed_forward: i64,
}

/// Sizes of a BART or mBART.
#[derive(Debug, Clone)]
pub(super) struct BartSizes {
    pub(super) vocabulary: i64,
    pub(super) positions: i64,
    pub(super) hidden: i64,
    pub(super) encoder: Stack,
    pub(super) decoder: Stack,
    pub(super) activation: Activation,
    pub(super) scale_embedding: bool,
}

/// Sizes of a T5 or mT5.
#[derive(Debug, Clone)]
pub(super) struct T5Sizes {
    pub(super) vocabulary: i64,
    pub(super) hidden: i64,
    /// Width of one attention head.
    pub(super) head: i64,
    pub(super) heads: i64,
    pub(super) feed_forward: i64,
    pub(super) layers: i64,
    /// Buckets of relative positions.
    pub(super) buckets: i64,
    /// Distance from which on all positions share a bucket.
    pub(super) max_distance: i64,
    pub(super) layer_norm_eps: f64,
    pub(super) gated: bool,
    /// Whether the output layer is the embeddings.
    pub(super) tied: bool,
}

/// Read first: other types name their sizes otherwise.
#[derive(Deserialize)]
struct Head {
    model_type: String,
    #[serde(default)]
    architectures: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct RawBart {
    vocab_size: i64,
    max_position_embeddings: i64,
    d_model: i64,
    encoder_layers: i64,
    encoder_attention_heads: i64,
    encoder_ffn_dim: i64,
    decoder_layers: i64,
    decoder_attention_heads: i64,
    decoder_ffn_dim: i64,
    #[serde(default = "gelu")]
    activation_function: String,
    #[serde(default)]
    scale_embedding: Option<bool>,
    #[serde(default)]
    static_position_embeddings: Option<bool>,
    #[serde(default)]
    tie_word_embeddings: Option<bool>,
}

fn gelu() -> String {
    "gelu".to_owned()
}

#[derive(Deserialize)]
struct RawT5 {
    vocab_size: i64,
    d_model: i64,
    d_kv: i64,
    d_ff: i64,
    num_layers: i64,
    #[serde(default)]
    num_decoder_layers: Option<i64>,
    num_heads: i64,
    #[serde(default = "buckets")]
    relative_attention_num_buckets: i64,
    #[serde(default = "max_distance")]
    relative_attention_max_distance: i64,
    #[serde(default = "layer_norm_eps")]
    layer_norm_epsilon: f64,
    #[serde(default)]
    feed_forward_proj: Option<String>,
    #[serde(default)]
    tie_word_embeddings: Option<bool>,
}

fn buckets() -> i64 {
    32
}

fn max_distance() -> i64 {
    128
}

fn layer_norm_eps() -> f64 {
    1e-6
}

/// The types that text is generated with.
const TYPES: &str = "mbart (BARThez, mBARThez), bart, t5 and mt5";

impl Seq2SeqConfig {
    /// Reads a `config.json`; `path` serves error messages only.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] for another format or impossible sizes; [`ModelError::Architecture`] for
    /// a model of another type or with parts that are not computed.
    pub fn from_json(bytes: &[u8], path: &Path) -> Result<Self, ModelError> {
        let invalid = |error| ModelError::invalid(path, error);
        let head: Head = serde_json::from_slice(bytes).map_err(invalid)?;
        let refuse = |reason: String| ModelError::Architecture {
            architecture: head.model_type.clone(),
            reason,
        };
        let classes = head.architectures.unwrap_or_default();
        if let Some(class) = classes.iter().find(|class| !generates(class)) {
            return Err(refuse(format!(
                "the checkpoint is a `{class}`, which writes no text; take one that was trained to \
                 summarise"
            )));
        }
        let sizes = match head.model_type.as_str() {
            "bart" => serde_json::from_slice::<RawBart>(bytes)
                .map_err(invalid)?
                .sizes()
                .map(Sizes::Bart),
            "mbart" => serde_json::from_slice::<RawBart>(bytes)
                .map_err(invalid)?
                .sizes()
                .map(Sizes::MBart),
            kind @ ("t5" | "mt5") => serde_json::from_slice::<RawT5>(bytes)
                .map_err(invalid)?
                .sizes(kind == "mt5")
                .map(Sizes::T5),
            other => Err(reason(other)),
        }
        .map_err(refuse)?;
        sizes
            .check()
            .map_err(|problem| ModelError::invalid(path, problem))?;
        Ok(Self {
            model_type: head.model_type,
            sizes,
        })
    }

    /// `mbart`, `bart`, `t5` or `mt5`.
    pub fn model_type(&self) -> &str {
        &self.model_type
    }

    /// Number of tokens.
    pub fn vocabulary(&self) -> i64 {
        match &self.sizes {
            Sizes::Bart(sizes) | Sizes::MBart(sizes) => sizes.vocabulary,
            Sizes::T5(sizes) => sizes.vocabulary,
        }
    }

    /// Number of positions of the encoder and of the decoder, if they are numbered.
    pub fn positions(&self) -> Option<usize> {
        match &self.sizes {
            Sizes::Bart(sizes) | Sizes::MBart(sizes) => Some(sizes.positions as usize),
            Sizes::T5(_) => None,
        }
    }

    pub(super) fn sizes(&self) -> &Sizes {
        &self.sizes
    }

    /// Whether the output layer is the token embeddings.
    pub fn tied(&self) -> bool {
        match &self.sizes {
            Sizes::Bart(_) | Sizes::MBart(_) => true,
            Sizes::T5(sizes) => sizes.tied,
        }
    }

    /// Name of the token embeddings, which encoder and decoder share.
    pub fn embeddings(&self) -> &'static str {
        match &self.sizes {
            Sizes::Bart(_) | Sizes::MBart(_) => "model.shared.weight",
            Sizes::T5(_) => "shared.weight",
        }
    }

    /// Names and shapes of all tensors, as transformers names them; each tensor that several parts
    /// share once.
    pub fn tensors(&self) -> Vec<(String, Vec<i64>)> {
        match &self.sizes {
            Sizes::Bart(sizes) => sizes.tensors(false),
            Sizes::MBart(sizes) => sizes.tensors(true),
            Sizes::T5(sizes) => sizes.tensors(),
        }
    }
}

/// Whether a checkpoint of that class can generate: `BartForConditionalGeneration`, the bare `BartModel`,
/// the old `T5WithLMHeadModel`.
fn generates(class: &str) -> bool {
    class.ends_with("ForConditionalGeneration")
        || (class.ends_with("Model") && !class.ends_with("EncoderModel"))
        || !class.contains("For") && !class.ends_with("EncoderModel")
}

fn reason(model_type: &str) -> String {
    if model_type.starts_with("deberta") {
        return format!(
            "it is an encoder, which writes no text, and rust-bert 0.23 computes its attention wrongly; \
             text is generated with {TYPES}"
        );
    }
    format!("text is generated with {TYPES}")
}

impl RawBart {
    fn sizes(self) -> Result<BartSizes, String> {
        if self.static_position_embeddings == Some(true) {
            return Err("its positions are sinusoidal, only learned ones are computed".to_owned());
        }
        if self.tie_word_embeddings == Some(false) {
            return Err(
                "its output layer is not the embeddings (`tie_word_embeddings` is false)"
                    .to_owned(),
            );
        }
        let activation = match self.activation_function.as_str() {
            "gelu" => Activation::gelu,
            "relu" => Activation::relu,
            "gelu_new" => Activation::gelu_new,
            "silu" | "swish" => Activation::swish,
            other => {
                return Err(format!(
                    "its activation is `{other}`; gelu, gelu_new, relu and silu are computed"
                ));
            }
        };
        Ok(BartSizes {
            vocabulary: self.vocab_size,
            positions: self.max_position_embeddings,
            hidden: self.d_model,
            encoder: Stack {
                layers: self.encoder_layers,
                heads: self.encoder_attention_heads,
                feed_forward: self.encoder_ffn_dim,
            },
            decoder: Stack {
                layers: self.decoder_layers,
                heads: self.decoder_attention_heads,
                feed_forward: self.decoder_ffn_dim,
            },
            activation,
            scale_embedding: self.scale_embedding.unwrap_or(false),
        })
    }
}

impl RawT5 {
    fn sizes(self, multilingual: bool) -> Result<T5Sizes, String> {
        if self
            .num_decoder_layers
            .is_some_and(|n| n != self.num_layers)
        {
            return Err("its decoder has another number of layers than its encoder".to_owned());
        }
        let default = if multilingual { "gated-gelu" } else { "relu" };
        let gated = match self.feed_forward_proj.as_deref().unwrap_or(default) {
            "gated-gelu" => true,
            "relu" => false,
            other => {
                return Err(format!(
                    "its feed-forward layers are `{other}`; relu and gated-gelu are computed"
                ));
            }
        };
        Ok(T5Sizes {
            vocabulary: self.vocab_size,
            hidden: self.d_model,
            head: self.d_kv,
            heads: self.num_heads,
            feed_forward: self.d_ff,
            layers: self.num_layers,
            buckets: self.relative_attention_num_buckets,
            max_distance: self.relative_attention_max_distance,
            layer_norm_eps: self.layer_norm_epsilon,
            gated,
            tied: self.tie_word_embeddings.unwrap_or(!multilingual),
        })
    }
}

/// Greatest size of anything, so that products of two stay in range.
const LARGEST: i64 = 1 << 30;

impl Sizes {
    fn check(&self) -> Result<(), String> {
        let (sizes, heads): (Vec<i64>, Vec<(i64, i64)>) = match self {
            Self::Bart(s) | Self::MBart(s) => (
                vec![
                    s.vocabulary,
                    s.positions,
                    s.hidden,
                    s.encoder.layers,
                    s.encoder.feed_forward,
                    s.decoder.layers,
                    s.decoder.feed_forward,
                ],
                vec![(s.hidden, s.encoder.heads), (s.hidden, s.decoder.heads)],
            ),
            Self::T5(s) => (
                vec![
                    s.vocabulary,
                    s.hidden,
                    s.head,
                    s.feed_forward,
                    s.layers,
                    s.buckets,
                    s.max_distance,
                ],
                vec![(s.heads, s.heads)],
            ),
        };
        if sizes.iter().any(|size| !(1..LARGEST).contains(size)) {
            return Err("one of its sizes is not positive, or far too great".to_owned());
        }
        if heads
            .iter()
            .any(|&(hidden, heads)| !(1..LARGEST).contains(&heads) || hidden % heads != 0)
        {
            return Err("`d_model` is not a multiple of the attention heads".to_owned());
        }
        if let Self::T5(s) = self
            && (s.buckets < 4 || s.buckets % 4 != 0 || s.max_distance <= s.buckets / 2)
        {
            return Err("the buckets of relative positions do not fit their distance".to_owned());
        }
        Ok(())
    }
}

type Tensors = Vec<(String, Vec<i64>)>;

fn linear(tensors: &mut Tensors, name: &str, output: i64, input: i64) {
    tensors.push((format!("{name}.weight"), vec![output, input]));
    tensors.push((format!("{name}.bias"), vec![output]));
}

fn norm(tensors: &mut Tensors, name: &str, hidden: i64) {
    tensors.push((format!("{name}.weight"), vec![hidden]));
    tensors.push((format!("{name}.bias"), vec![hidden]));
}

impl BartSizes {
    fn tensors(&self, final_norm: bool) -> Tensors {
        let hidden = self.hidden;
        let mut tensors = vec![
            ("final_logits_bias".to_owned(), vec![1, self.vocabulary]),
            (
                "model.shared.weight".to_owned(),
                vec![self.vocabulary, hidden],
            ),
        ];
        for (part, stack) in [("encoder", &self.encoder), ("decoder", &self.decoder)] {
            let root = format!("model.{part}");
            // The first two rows are unused.
            tensors.push((
                format!("{root}.embed_positions.weight"),
                vec![self.positions + 2, hidden],
            ));
            norm(&mut tensors, &format!("{root}.layernorm_embedding"), hidden);
            if final_norm {
                norm(&mut tensors, &format!("{root}.layer_norm"), hidden);
            }
            let attentions: &[&str] = if part == "decoder" {
                &["self_attn", "encoder_attn"]
            } else {
                &["self_attn"]
            };
            for layer in 0..stack.layers {
                let layer = format!("{root}.layers.{layer}");
                for attention in attentions {
                    for matrix in ["k_proj", "v_proj", "q_proj", "out_proj"] {
                        linear(
                            &mut tensors,
                            &format!("{layer}.{attention}.{matrix}"),
                            hidden,
                            hidden,
                        );
                    }
                    norm(
                        &mut tensors,
                        &format!("{layer}.{attention}_layer_norm"),
                        hidden,
                    );
                }
                linear(
                    &mut tensors,
                    &format!("{layer}.fc1"),
                    stack.feed_forward,
                    hidden,
                );
                linear(
                    &mut tensors,
                    &format!("{layer}.fc2"),
                    hidden,
                    stack.feed_forward,
                );
                norm(&mut tensors, &format!("{layer}.final_layer_norm"), hidden);
            }
        }
        tensors
    }
}

impl T5Sizes {
    fn tensors(&self) -> Tensors {
        let (hidden, inner) = (self.hidden, self.heads * self.head);
        let mut tensors = vec![("shared.weight".to_owned(), vec![self.vocabulary, hidden])];
        let mut add = |name: String, shape: &[i64]| tensors.push((name, shape.to_vec()));
        if !self.tied {
            add("lm_head.weight".to_owned(), &[self.vocabulary, hidden]);
        }
        for part in ["encoder", "decoder"] {
            add(format!("{part}.final_layer_norm.weight"), &[hidden]);
            add(
                format!("{part}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"),
                &[self.buckets, self.heads],
            );
            let attentions: &[&str] = if part == "decoder" {
                &["SelfAttention", "EncDecAttention"]
            } else {
                &["SelfAttention"]
            };
            for block in 0..self.layers {
                let block = format!("{part}.block.{block}.layer");
                for (place, attention) in attentions.iter().enumerate() {
                    for matrix in ["q", "k", "v"] {
                        add(
                            format!("{block}.{place}.{attention}.{matrix}.weight"),
                            &[inner, hidden],
                        );
                    }
                    add(
                        format!("{block}.{place}.{attention}.o.weight"),
                        &[hidden, inner],
                    );
                    add(format!("{block}.{place}.layer_norm.weight"), &[hidden]);
                }
                let last = format!("{block}.{}", attentions.len());
                let inputs: &[&str] = if self.gated {
                    &["wi_0", "wi_1"]
                } else {
                    &["wi"]
                };
                for matrix in inputs {
                    add(
                        format!("{last}.DenseReluDense.{matrix}.weight"),
                        &[self.feed_forward, hidden],
                    );
                }
                add(
                    format!("{last}.DenseReluDense.wo.weight"),
                    &[hidden, self.feed_forward],
                );
                add(format!("{last}.layer_norm.weight"), &[hidden]);
            }
        }
        tensors
    }
}
