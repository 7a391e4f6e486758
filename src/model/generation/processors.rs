//! Changes of the next token's scores that a [`GenerationConfig`] asks for, in the order and with the
//! arithmetic of transformers 4.46.3 (`generation/logits_process.py`).

use super::{GenerationConfig, ngram::repeats};

/// A hypothesis whose next token is scored.
pub(super) struct Context<'a> {
    /// The settings.
    pub(super) config: &'a GenerationConfig,
    /// The input's tokens.
    pub(super) source: &'a [i64],
    /// The hypothesis' tokens, the start token first.
    pub(super) tokens: &'a [i64],
}

impl Context<'_> {
    /// Changes `scores`, `[vocabulary]`: log-probabilities in a beam search, logits in a greedy one.
    pub(super) fn apply(&self, scores: &mut [f32]) {
        let config = self.config;
        self.penalise_repetition(scores);
        for (seen, size) in [
            (self.tokens, config.no_repeat_ngram_size),
            (self.source, config.encoder_no_repeat_ngram_size),
        ] {
            forbid(scores, repeats(self.tokens, seen, size));
        }
        self.forbid_bad_words(scores);
        if self.tokens.len() < config.min_length {
            forbid(scores, config.eos_token_id.iter().copied());
        }
        if self.tokens.len() == 1 {
            force(scores, config.forced_bos_token_id.as_slice());
        }
        if self.tokens.len() + 1 == config.max_length {
            force(scores, &config.forced_eos_token_id);
        }
        if config.remove_invalid_values {
            for score in scores.iter_mut() {
                *score = if score.is_nan() {
                    0.0
                } else {
                    score.clamp(f32::MIN, f32::MAX)
                };
            }
        }
        forbid(scores, config.suppress_tokens.iter().copied());
        let begin = if config.forced_bos_token_id.is_none() {
            1
        } else {
            2
        };
        if self.tokens.len() == begin {
            forbid(scores, config.begin_suppress_tokens.iter().copied());
        }
    }

    fn penalise_repetition(&self, scores: &mut [f32]) {
        let penalty = self.config.repetition_penalty as f32;
        if (self.config.repetition_penalty - 1.0).abs() < f64::EPSILON {
            return;
        }
        let mut tokens = self.tokens.to_vec();
        tokens.sort_unstable();
        tokens.dedup();
        for token in tokens {
            let score = &mut scores[token as usize];
            *score = if *score < 0.0 {
                *score * penalty
            } else {
                *score / penalty
            };
        }
    }

    fn forbid_bad_words(&self, scores: &mut [f32]) {
        let ends = &self.config.eos_token_id;
        for run in &self.config.bad_words_ids {
            let Some((&last, before)) = run.split_last() else {
                continue;
            };
            // A run of one end token is none, and a run needs a token before the hypothesis' first.
            if before.is_empty() && ends.contains(&last) {
                continue;
            }
            if before.is_empty()
                || (run.len() <= self.tokens.len() && self.tokens.ends_with(before))
            {
                forbid(scores, [last]);
            }
        }
    }
}

fn forbid(scores: &mut [f32], tokens: impl IntoIterator<Item = i64>) {
    for token in tokens {
        if let Some(score) = scores.get_mut(token as usize) {
            *score = f32::NEG_INFINITY;
        }
    }
}

/// Leaves only `tokens` possible, if there are any.
fn force(scores: &mut [f32], tokens: &[i64]) {
    if tokens.is_empty() {
        return;
    }
    scores.fill(f32::NEG_INFINITY);
    for &token in tokens {
        if let Some(score) = scores.get_mut(token as usize) {
            *score = 0.0;
        }
    }
}
