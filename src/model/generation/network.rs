//! rust-bert's networks, one step of generation at a time.
//!
//! Their configurations are made here from the sizes alone. A checkpoint's own `"output_past": false`
//! would have rust-bert keep no keys and values and so predict every token from the last one only; and
//! its BART leaves out `final_logits_bias`.

use rust_bert::{
    bart::{self, BartConfig, BartForConditionalGeneration},
    mbart::{MBartConfig, MBartForConditionalGeneration},
    t5::{self, T5Config, T5ForConditionalGeneration},
};
use tch::{Device, Tensor, nn::VarStore};

use super::seq2seq::{BartSizes, Seq2SeqConfig, Sizes, T5Sizes};
use crate::model::{ModelError, Weights};

/// An encoder-decoder network with its weights.
pub(super) enum Network {
    Bart(Box<BartForConditionalGeneration>, Tensor),
    MBart(Box<MBartForConditionalGeneration>),
    T5(Box<T5ForConditionalGeneration>),
}

type Layer<State> = (Option<State>, Option<State>);

/// Keys and values of the decoder's layers: of the tokens so far, and of the input.
pub(super) enum Cache {
    Bart(Vec<Layer<bart::LayerState>>),
    T5(Vec<Layer<t5::LayerState>>),
}

impl Network {
    /// Builds the network over `weights`, whose storage it shares.
    pub(super) fn load(config: &Seq2SeqConfig, weights: &Weights) -> Result<Self, ModelError> {
        let tensors: Vec<(String, Tensor)> = config
            .tensors()
            .into_iter()
            .map(|(name, shape)| Ok((name.clone(), weights.take(&name, &shape)?)))
            .collect::<Result<_, ModelError>>()?;
        let mut store = VarStore::new(Device::Cpu);
        let network = match config.sizes() {
            Sizes::Bart(sizes) => {
                let bias = weights.take("final_logits_bias", &[1, sizes.vocabulary])?;
                let model = BartForConditionalGeneration::new(store.root(), &bart(sizes));
                Self::Bart(Box::new(model), bias)
            }
            Sizes::MBart(sizes) => Self::MBart(Box::new(MBartForConditionalGeneration::new(
                store.root(),
                &mbart(sizes),
            ))),
            Sizes::T5(sizes) => {
                let config: T5Config = serde_json::from_value(t5(sizes))
                    .map_err(|error| ModelError::invalid("config.json", error))?;
                let model = T5ForConditionalGeneration::new(store.root(), &config);
                Self::T5(Box::new(model))
            }
        };
        store.freeze();
        let mut variables = store.variables();
        for (name, tensor) in tensors {
            // The modules hold the same variables, so they see the new data.
            if let Some(mut variable) = variables.remove(&name) {
                variable.f_set_data(&tensor)?;
            }
        }
        if let Some(name) = variables.keys().next() {
            return Err(ModelError::invalid(
                "model.safetensors",
                format!("it has no tensor `{name}`"),
            ));
        }
        Ok(network)
    }

    /// The encoder's last hidden states, `[1, tokens, hidden]`.
    pub(super) fn encode(&self, source: &[i64]) -> Result<Tensor, ModelError> {
        let ids = Tensor::f_from_slice(source)?.f_view([1, -1])?;
        Ok(match self {
            Self::Bart(model, _) => model.encode(&ids, None),
            Self::MBart(model) => model.encode(&ids, None),
            Self::T5(model) => model.encode(&ids, None),
        })
    }

    /// Logits of the token after `last`, `[beams, vocabulary]`, and the cache for the step after.
    ///
    /// `encoded` is `[beams, tokens, hidden]`, `last` the last token of each beam; `cache` is that of
    /// the step before, none at the first.
    pub(super) fn step(
        &self,
        encoded: &Tensor,
        last: &[i64],
        cache: Option<Cache>,
    ) -> Result<(Tensor, Cache), ModelError> {
        let last = Tensor::f_from_slice(last)?.f_view([-1, 1])?;
        let (logits, cache) = match self {
            Self::Bart(model, bias) => {
                let (encoded, last) = (Some(encoded), Some(&last));
                let states = cache.and_then(Cache::bart);
                let output = model.forward_t(None, None, encoded, last, None, states, false);
                let logits = output.decoder_output.f_add(bias)?;
                (logits, output.cache.map(Cache::Bart))
            }
            Self::MBart(model) => {
                let (encoded, last) = (Some(encoded), Some(&last));
                let states = cache.and_then(Cache::bart);
                let output = model.forward_t(None, None, encoded, last, None, states, false);
                (output.decoder_output, output.cache.map(Cache::Bart))
            }
            Self::T5(model) => {
                let (encoded, last) = (Some(encoded), Some(&last));
                let states = cache.and_then(Cache::t5);
                let output =
                    model.forward_t(None, None, encoded, last, None, None, None, states, false);
                (output.decoder_output, output.next_cache.map(Cache::T5))
            }
        };
        let cache = cache.ok_or_else(|| ModelError::Architecture {
            architecture: "encoder-decoder".to_owned(),
            reason: "its decoder keeps no keys and values".to_owned(),
        })?;
        Ok((logits.f_select(1, -1)?, cache))
    }
}

impl Cache {
    fn bart(self) -> Option<Vec<Layer<bart::LayerState>>> {
        match self {
            Self::Bart(layers) => Some(layers),
            Self::T5(_) => None,
        }
    }

    fn t5(self) -> Option<Vec<Layer<t5::LayerState>>> {
        match self {
            Self::T5(layers) => Some(layers),
            Self::Bart(_) => None,
        }
    }

    /// Puts the beams into another order; `order[i]` is the old place of the new beam `i`. What comes
    /// from the input is the same for all beams and stays.
    pub(super) fn reorder(&mut self, order: &[i64]) -> Result<(), ModelError> {
        let order = Tensor::f_from_slice(order)?;
        let select = |tensor: &mut Tensor| -> Result<(), ModelError> {
            *tensor = tensor.f_index_select(0, &order)?;
            Ok(())
        };
        match self {
            Self::Bart(layers) => {
                for state in layers.iter_mut().filter_map(|layer| layer.0.as_mut()) {
                    select(&mut state.prev_key)?;
                    select(&mut state.prev_value)?;
                }
            }
            Self::T5(layers) => {
                for state in layers.iter_mut().filter_map(|layer| layer.0.as_mut()) {
                    select(&mut state.prev_key)?;
                    select(&mut state.prev_value)?;
                }
            }
        }
        Ok(())
    }
}

fn bart(sizes: &BartSizes) -> BartConfig {
    BartConfig {
        vocab_size: sizes.vocabulary,
        max_position_embeddings: sizes.positions,
        d_model: sizes.hidden,
        encoder_layers: sizes.encoder.layers,
        encoder_attention_heads: sizes.encoder.heads,
        encoder_ffn_dim: sizes.encoder.feed_forward,
        decoder_layers: sizes.decoder.layers,
        decoder_attention_heads: sizes.decoder.heads,
        decoder_ffn_dim: sizes.decoder.feed_forward,
        activation_function: Some(sizes.activation),
        scale_embedding: Some(sizes.scale_embedding),
        pad_token_id: Some(0),
        output_past: Some(true),
        ..BartConfig::default()
    }
}

fn mbart(sizes: &BartSizes) -> MBartConfig {
    MBartConfig {
        vocab_size: sizes.vocabulary,
        max_position_embeddings: sizes.positions,
        d_model: sizes.hidden,
        encoder_layers: sizes.encoder.layers,
        encoder_attention_heads: sizes.encoder.heads,
        encoder_ffn_dim: sizes.encoder.feed_forward,
        decoder_layers: sizes.decoder.layers,
        decoder_attention_heads: sizes.decoder.heads,
        decoder_ffn_dim: sizes.decoder.feed_forward,
        activation_function: Some(sizes.activation),
        scale_embedding: Some(sizes.scale_embedding),
        pad_token_id: Some(0),
        output_past: Some(true),
        ..MBartConfig::default()
    }
}

/// As JSON: the type of `feed_forward_proj` is private to rust-bert.
fn t5(sizes: &T5Sizes) -> serde_json::Value {
    let feed_forward = if sizes.gated { "gated-gelu" } else { "relu" };
    serde_json::json!({
        "vocab_size": sizes.vocabulary,
        "d_model": sizes.hidden,
        "d_kv": sizes.head,
        "d_ff": sizes.feed_forward,
        "num_layers": sizes.layers,
        "num_heads": sizes.heads,
        "relative_attention_num_buckets": sizes.buckets,
        "relative_attention_max_distance": sizes.max_distance,
        "layer_norm_epsilon": sizes.layer_norm_eps,
        "feed_forward_proj": feed_forward,
        "tie_word_embeddings": sizes.tied,
        "dropout_rate": 0.0,
        "initializer_factor": 1.0,
        "output_past": true,
    })
}
