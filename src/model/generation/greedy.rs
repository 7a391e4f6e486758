//! Greedy search, after `_sample` with `do_sample=False` of transformers 4.46.3.

use tch::{Kind, Tensor};

use super::{GenerationConfig, network::Network, processors::Context, tokens::values};
use crate::model::ModelError;

/// The start token and what follows it, up to an end token or the greatest length.
pub(super) fn search(
    network: &Network,
    source: &[i64],
    config: &GenerationConfig,
) -> Result<Vec<i64>, ModelError> {
    let encoded = network.encode(source)?;
    let mut tokens = vec![config.decoder_start_token_id];
    let mut cache = None;
    while tokens.len() < config.max_length {
        let last = &tokens[tokens.len() - 1..];
        let (logits, next) = network.step(&encoded, last, cache)?;
        cache = Some(next);
        let mut scores = values(&logits.f_to_kind(Kind::Float)?)?;
        Context {
            config,
            source,
            tokens: &tokens,
        }
        .apply(&mut scores);
        let best = Tensor::f_from_slice(&scores)?.f_argmax(-1, false)?;
        let token = i64::try_from(&best)?;
        tokens.push(token);
        if config.eos_token_id.contains(&token) {
            break;
        }
    }
    Ok(tokens)
}
