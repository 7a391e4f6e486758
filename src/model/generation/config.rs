//! How text is generated: the part of Hugging Face's `GenerationConfig` that decides a deterministic
//! search, under its names.

use serde::{Deserialize, Serialize};

/// When a beam search ends (`early_stopping`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EarlyStopping {
    /// `true`: as soon as there are as many finished hypotheses as beams.
    Always,
    /// `false`: when no open hypothesis, if it ended now, could be better than the worst finished one.
    #[default]
    Heuristic,
    /// `"never"`: when no open hypothesis could become better at any length.
    Never,
}

/// Settings of a search, with the defaults of transformers 4.46.3. Lengths are in tokens and count the
/// decoder's start token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GenerationConfig {
    /// Beams; 1 is greedy search.
    pub num_beams: usize,
    /// Greatest length.
    pub max_length: usize,
    /// Below this length no hypothesis ends.
    pub min_length: usize,
    /// A hypothesis' score is its log-probability divided by its length to this power.
    pub length_penalty: f64,
    /// When the search ends.
    pub early_stopping: EarlyStopping,
    /// No run of so many tokens occurs twice in a hypothesis; 0 allows all.
    pub no_repeat_ngram_size: usize,
    /// No run of so many tokens of the input occurs in a hypothesis; 0 allows all.
    pub encoder_no_repeat_ngram_size: usize,
    /// Scores of tokens that a hypothesis holds already are divided by this (if positive).
    pub repetition_penalty: f64,
    /// The token that the decoder starts with.
    pub decoder_start_token_id: i64,
    /// The tokens that end a hypothesis, at least one.
    pub eos_token_id: Vec<i64>,
    /// The token that comes first after the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forced_bos_token_id: Option<i64>,
    /// The tokens of which one ends a hypothesis of the greatest length; none is forced if empty.
    pub forced_eos_token_id: Vec<i64>,
    /// Tokens that never occur.
    pub suppress_tokens: Vec<i64>,
    /// Tokens that do not come first.
    pub begin_suppress_tokens: Vec<i64>,
    /// Runs of tokens that never occur.
    pub bad_words_ids: Vec<Vec<i64>>,
    /// Whether scores that are not finite are replaced.
    pub remove_invalid_values: bool,
    /// Whether probabilities are made to sum to 1 again after all of the above.
    pub renormalize_logits: bool,
}

impl Default for GenerationConfig {
    fn default() -> Self {
        Self {
            num_beams: 1,
            max_length: 20,
            min_length: 0,
            length_penalty: 1.0,
            early_stopping: EarlyStopping::default(),
            no_repeat_ngram_size: 0,
            encoder_no_repeat_ngram_size: 0,
            repetition_penalty: 1.0,
            decoder_start_token_id: 0,
            eos_token_id: Vec::new(),
            forced_bos_token_id: None,
            forced_eos_token_id: Vec::new(),
            suppress_tokens: Vec::new(),
            begin_suppress_tokens: Vec::new(),
            bad_words_ids: Vec::new(),
            remove_invalid_values: false,
            renormalize_logits: false,
        }
    }
}

/// Beams beyond which a search is taken for a mistake.
const MOST_BEAMS: usize = 256;

impl GenerationConfig {
    /// Checks the settings against a model with `vocabulary` tokens and, if its positions are numbered,
    /// `positions` of them.
    ///
    /// # Errors
    /// A sentence that says which setting is out of its range.
    pub fn check(&self, vocabulary: i64, positions: Option<usize>) -> Result<(), String> {
        if !(1..=MOST_BEAMS).contains(&self.num_beams) {
            return Err(format!(
                "`num_beams` is {}: give 1 to {MOST_BEAMS}",
                self.num_beams
            ));
        }
        if self.max_length < 2 {
            return Err(format!(
                "`max_length` is {}: it counts the start token, give 2 or more",
                self.max_length
            ));
        }
        if self.min_length > self.max_length {
            return Err(format!(
                "`min_length` ({}) is greater than `max_length` ({})",
                self.min_length, self.max_length
            ));
        }
        if let Some(positions) = positions.filter(|&positions| self.max_length > positions) {
            return Err(format!(
                "`max_length` is {} where the model has {positions} positions",
                self.max_length
            ));
        }
        if !self.length_penalty.is_finite() {
            return Err("`length_penalty` is not a finite number".to_owned());
        }
        if !(self.repetition_penalty.is_finite() && self.repetition_penalty > 0.0) {
            return Err("`repetition_penalty` is not a positive number".to_owned());
        }
        if self.eos_token_id.is_empty() {
            return Err("`eos_token_id` is missing: nothing would end a text".to_owned());
        }
        self.check_ids(vocabulary)
    }

    fn check_ids(&self, vocabulary: i64) -> Result<(), String> {
        let single = [
            (
                "decoder_start_token_id",
                std::slice::from_ref(&self.decoder_start_token_id),
            ),
            ("eos_token_id", &self.eos_token_id),
            ("forced_bos_token_id", self.forced_bos_token_id.as_slice()),
            ("forced_eos_token_id", &self.forced_eos_token_id),
            ("suppress_tokens", &self.suppress_tokens),
            ("begin_suppress_tokens", &self.begin_suppress_tokens),
        ];
        let runs = self
            .bad_words_ids
            .iter()
            .map(|run| ("bad_words_ids", run.as_slice()));
        for (name, ids) in single.into_iter().chain(runs) {
            if let Some(id) = ids.iter().find(|&&id| !(0..vocabulary).contains(&id)) {
                return Err(format!(
                    "`{name}` holds {id}, which is none of the model's {vocabulary} tokens"
                ));
            }
        }
        if self.bad_words_ids.iter().any(Vec::is_empty) {
            return Err("`bad_words_ids` holds an empty run".to_owned());
        }
        // Each beam needs a token that does not end it.
        if vocabulary <= 1 + self.eos_token_id.len() as i64 {
            return Err(format!("the model has only {vocabulary} tokens"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_out_of_range_are_named() {
        type Change = fn(&mut GenerationConfig);
        let good = GenerationConfig {
            eos_token_id: vec![2],
            ..GenerationConfig::default()
        };
        assert_eq!(good.check(50, Some(20)), Ok(()));
        let cases: [(&str, Change); 7] = [
            ("num_beams", |c| c.num_beams = 0),
            ("max_length", |c| c.max_length = 21),
            ("min_length", |c| c.min_length = 30),
            ("length_penalty", |c| c.length_penalty = f64::NAN),
            ("repetition_penalty", |c| c.repetition_penalty = 0.0),
            ("eos_token_id", |c| c.eos_token_id.clear()),
            ("bad_words_ids", |c| c.bad_words_ids = vec![vec![50]]),
        ];
        for (name, change) in cases {
            let mut config = good.clone();
            change(&mut config);
            assert!(config.check(50, Some(20)).unwrap_err().contains(name));
        }
    }
}
