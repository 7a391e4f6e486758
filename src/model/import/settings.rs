//! How a checkpoint generates text: from its `generation_config.json`, or without one from its
//! `config.json`, as transformers 4.46.3 reads them.

use std::path::Path;

use serde_json::{Map, Value};

use super::ImportError;
use crate::model::generation::{
    EarlyStopping, GenerationConfig, GenerationSettings, Seq2SeqConfig,
};

/// Tokens that T5 models read when their files name no limit: what they were trained with.
const T5_WINDOW: usize = 512;

/// Settings that ask for another search than the one that is made, each with its neutral values.
const UNSUPPORTED: [(&str, &[f64]); 11] = [
    ("num_beam_groups", &[1.0]),
    ("diversity_penalty", &[0.0]),
    ("penalty_alpha", &[0.0]),
    ("guidance_scale", &[1.0]),
    ("encoder_repetition_penalty", &[1.0]),
    ("exponential_decay_length_penalty", &[]),
    ("sequence_bias", &[]),
    ("constraints", &[]),
    ("force_words_ids", &[]),
    ("forced_decoder_ids", &[]),
    ("watermarking_config", &[]),
];

/// The JSON files of a checkpoint, with the path of the one that generation follows.
pub(super) struct Files<'a> {
    pub(super) config: &'a Map<String, Value>,
    pub(super) generation: Option<&'a Map<String, Value>>,
    pub(super) tokenizer: Option<&'a Map<String, Value>>,
    pub(super) path: &'a Path,
}

/// The settings, and remarks for the user.
pub(super) fn read(
    files: &Files,
    model: &Seq2SeqConfig,
) -> Result<(GenerationSettings, Vec<String>), ImportError> {
    let problem = |problem: String| ImportError::Setting {
        path: files.path.to_path_buf(),
        problem,
    };
    let source = Source { files, model };
    let mut notes = Vec::new();
    for (name, neutral) in UNSUPPORTED {
        let value = source.get(name);
        let is_neutral = match &value {
            Value::Null => true,
            Value::Number(number) => number.as_f64().is_some_and(|n| neutral.contains(&n)),
            Value::Array(values) => values.is_empty(),
            _ => false,
        };
        if !is_neutral {
            return Err(problem(format!(
                "`{name}` is {value}, which is not supported: take the setting out"
            )));
        }
    }
    if source.get("do_sample") == Value::Bool(true) {
        notes.push("`do_sample` is left out: summaries are the same every time".to_owned());
    }
    let mut generation = source.generation().map_err(problem)?;
    if source.get("max_length").is_null() && source.get("max_new_tokens").is_null() {
        notes.push(format!(
            "no `max_length` is set, so a summary has at most {} tokens: give --max-length when \
             summarising, or set it in `model.toml`",
            generation.max_length
        ));
    }
    if let Some(positions) = model.positions().filter(|&n| generation.max_length > n) {
        notes.push(format!(
            "`max_length` is {}, the model has {positions} positions: {positions} is used",
            generation.max_length
        ));
        generation.max_length = positions;
        generation.min_length = generation.min_length.min(positions);
    }
    generation
        .check(model.vocabulary(), model.positions())
        .map_err(problem)?;
    let settings = GenerationSettings {
        window: source.window(),
        prefix: source.prefix(),
        generation,
    };
    if !settings.prefix.is_empty() {
        notes.push(format!("every text is read after {:?}", settings.prefix));
    }
    Ok((settings, notes))
}

struct Source<'a> {
    files: &'a Files<'a>,
    model: &'a Seq2SeqConfig,
}

impl Source<'_> {
    /// A setting; null where none applies. Without a `generation_config.json` the special tokens of the
    /// model type's class stand in for what `config.json` leaves out.
    fn get(&self, name: &str) -> Value {
        if let Some(generation) = self.files.generation {
            return generation.get(name).cloned().unwrap_or(Value::Null);
        }
        self.files
            .config
            .get(name)
            .cloned()
            .unwrap_or_else(|| class_default(self.model.model_type(), name))
    }

    fn generation(&self) -> Result<GenerationConfig, String> {
        let default = GenerationConfig::default();
        let max_new = self.count("max_new_tokens")?;
        let min_new = self.count("min_new_tokens")?;
        let begin = self.token("bos_token_id")?;
        let start = match self.token("decoder_start_token_id")? {
            Some(id) => id,
            None => begin.ok_or(
                "it has neither `decoder_start_token_id` nor `bos_token_id`: the decoder needs a first token",
            )?,
        };
        let legacy_begin = self.model.model_type() == "bart"
            && self.files.generation.is_none()
            && self.get("force_bos_token_to_be_generated") == Value::Bool(true);
        Ok(GenerationConfig {
            num_beams: self.count("num_beams")?.unwrap_or(default.num_beams),
            // The start token counts.
            max_length: match max_new {
                Some(count) => count + 1,
                None => self.count("max_length")?.unwrap_or(default.max_length),
            },
            min_length: match min_new {
                Some(count) => count + 1,
                None => self.count("min_length")?.unwrap_or(default.min_length),
            },
            length_penalty: self
                .number("length_penalty")?
                .unwrap_or(default.length_penalty),
            early_stopping: self.early_stopping()?,
            no_repeat_ngram_size: self.count("no_repeat_ngram_size")?.unwrap_or_default(),
            encoder_no_repeat_ngram_size: self
                .count("encoder_no_repeat_ngram_size")?
                .unwrap_or_default(),
            repetition_penalty: self
                .number("repetition_penalty")?
                .unwrap_or(default.repetition_penalty),
            decoder_start_token_id: start,
            eos_token_id: self.tokens("eos_token_id")?,
            forced_bos_token_id: self
                .token("forced_bos_token_id")?
                .or(begin.filter(|_| legacy_begin)),
            forced_eos_token_id: self.tokens("forced_eos_token_id")?,
            suppress_tokens: self.tokens("suppress_tokens")?,
            begin_suppress_tokens: self.tokens("begin_suppress_tokens")?,
            bad_words_ids: self.runs("bad_words_ids")?,
            remove_invalid_values: self.get("remove_invalid_values") == Value::Bool(true),
            renormalize_logits: self.get("renormalize_logits") == Value::Bool(true),
        })
    }

    fn early_stopping(&self) -> Result<EarlyStopping, String> {
        match self.get("early_stopping") {
            Value::Null | Value::Bool(false) => Ok(EarlyStopping::Heuristic),
            Value::Bool(true) => Ok(EarlyStopping::Always),
            Value::String(text) if text == "never" => Ok(EarlyStopping::Never),
            other => Err(format!(
                "`early_stopping` is {other}: true, false and \"never\" are known"
            )),
        }
    }

    fn count(&self, name: &str) -> Result<Option<usize>, String> {
        match self.get(name) {
            Value::Null => Ok(None),
            value => value
                .as_u64()
                .and_then(|count| usize::try_from(count).ok())
                .filter(|&count| count < usize::MAX)
                .map(Some)
                .ok_or_else(|| format!("`{name}` is {value}, no whole number")),
        }
    }

    fn number(&self, name: &str) -> Result<Option<f64>, String> {
        match self.get(name) {
            Value::Null => Ok(None),
            value => value
                .as_f64()
                .map(Some)
                .ok_or_else(|| format!("`{name}` is {value}, no number")),
        }
    }

    fn token(&self, name: &str) -> Result<Option<i64>, String> {
        match self.get(name) {
            Value::Null => Ok(None),
            value => value
                .as_i64()
                .map(Some)
                .ok_or_else(|| format!("`{name}` is {value}, no token id")),
        }
    }

    /// One token or a list of them.
    fn tokens(&self, name: &str) -> Result<Vec<i64>, String> {
        match self.get(name) {
            Value::Null => Ok(Vec::new()),
            Value::Array(values) => ids(name, &values),
            value => ids(name, &[value]),
        }
    }

    fn runs(&self, name: &str) -> Result<Vec<Vec<i64>>, String> {
        match self.get(name) {
            Value::Null => Ok(Vec::new()),
            Value::Array(values) => values
                .iter()
                .map(|run| match run {
                    Value::Array(values) => ids(name, values),
                    other => Err(format!("`{name}` holds {other}, no list of token ids")),
                })
                .collect(),
            other => Err(format!("`{name}` is {other}, no list")),
        }
    }

    /// The positions of the model or the tokenizer's `model_max_length`, whichever is smaller.
    fn window(&self) -> usize {
        let count = |map: Option<&Map<String, Value>>, name: &str| {
            let value = map.and_then(|map| map.get(name))?.as_u64()?;
            usize::try_from(value).ok()
        };
        let model = self
            .model
            .positions()
            .or_else(|| count(Some(self.files.config), "n_positions"));
        let tokenizer = count(self.files.tokenizer, "model_max_length");
        match (model, tokenizer) {
            (Some(model), Some(tokenizer)) => model.min(tokenizer),
            (Some(limit), None) | (None, Some(limit)) => limit,
            (None, None) => T5_WINDOW,
        }
    }

    /// `prefix` of the configuration, or that of its task `summarization`.
    fn prefix(&self) -> String {
        let config = self.files.config;
        let task = || {
            config
                .get("task_specific_params")?
                .get("summarization")?
                .get("prefix")
        };
        config
            .get("prefix")
            .filter(|prefix| !prefix.is_null())
            .or_else(task)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }
}

fn ids(name: &str, values: &[Value]) -> Result<Vec<i64>, String> {
    values
        .iter()
        .map(|value| {
            value
                .as_i64()
                .ok_or_else(|| format!("`{name}` holds {value}, no token id"))
        })
        .collect()
}

/// Special tokens that the configuration classes of transformers set when a file does not.
fn class_default(model_type: &str, name: &str) -> Value {
    let id = match (model_type, name) {
        ("bart" | "mbart", "bos_token_id") | ("mt5", "decoder_start_token_id") => 0,
        ("t5" | "mt5", "eos_token_id") => 1,
        ("bart" | "mbart", "eos_token_id" | "forced_eos_token_id")
        | ("bart", "decoder_start_token_id") => 2,
        _ => return Value::Null,
    };
    Value::from(id)
}
