//! What the encoder gets of a pair.

use super::{Pair, own_words};
use crate::model::{ModelError, Sequence, Tokenizer};

/// Target and comment in one sequence of at most `limit` tokens, with two spans: all of it, and the
/// target; and whether the comment lost its middle. Of the comment only the writer's own words count.
///
/// # Errors
/// [`ModelError::Tokenizer`].
pub fn sequence(
    tokenizer: &Tokenizer,
    pair: &Pair,
    limit: usize,
) -> Result<(Sequence, bool), ModelError> {
    let tokens = tokenizer.pair(pair.target, &own_words(pair.comment), limit)?;
    // The token that begins the sequence, the target, the token that closes it.
    let end = tokens
        .ids
        .iter()
        .position(|&id| id == tokenizer.end())
        .unwrap_or(1);
    let spans = vec![0..tokens.ids.len(), 1..end];
    let sequence = Sequence {
        ids: tokens.ids,
        spans,
    };
    Ok((sequence, tokens.truncated))
}
