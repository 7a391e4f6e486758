//! A checkpoint as other modules use it: token ids in, token ids out.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};

use super::{GenerationConfig, Seq2SeqConfig, TextTokenizer, beam, greedy, network::Network};
use crate::model::{ModelError, ModelFolder, Task, Weights, manifest::MANIFEST, threads};

/// The `[settings]` of a model folder that generates text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenerationSettings {
    /// Tokens of an input at most, special tokens included.
    pub window: usize,
    /// What is put before every input (`summarize: ` for some T5 models).
    #[serde(default)]
    pub prefix: String,
    /// How text is generated.
    pub generation: GenerationConfig,
}

/// An encoder-decoder checkpoint that generates text.
pub struct Generator {
    config: Seq2SeqConfig,
    weights: Weights,
    tokenizer: TextTokenizer,
    settings: GenerationSettings,
    threads: usize,
    /// One network a thread, over the same weights; made when they are first needed.
    networks: RefCell<Vec<Network>>,
}

impl Generator {
    /// Loads `config.json`, `tokenizer.json` and `model.safetensors` of a folder, each checked against
    /// the manifest, and the manifest's settings.
    ///
    /// # Errors
    /// Those of [`ModelFolder::read`], [`Seq2SeqConfig::from_json`], [`TextTokenizer::from_bytes`] and
    /// [`Weights::from_bytes`]; [`ModelError::Task`]; [`ModelError::Invalid`] for settings that do not
    /// fit the model, or a tensor that is missing or has another shape.
    pub fn load(folder: &ModelFolder, threads: usize) -> Result<Self, ModelError> {
        folder.require(Task::Generation)?;
        let path = |name: &str| folder.path.join(name);
        let config = Seq2SeqConfig::from_json(&folder.read("config.json")?, &path("config.json"))?;
        let tokenizer = TextTokenizer::from_bytes(
            &folder.read("tokenizer.json")?,
            &path("tokenizer.json"),
            config.vocabulary(),
        )?;
        let settings: GenerationSettings = folder
            .manifest
            .settings
            .clone()
            .try_into()
            .map_err(|error| ModelError::invalid(path(MANIFEST), error))?;
        let weights = Weights::from_bytes(
            &folder.read("model.safetensors")?,
            &path("model.safetensors"),
        )?;
        let network = Network::load(&config, &weights)?;
        let generator = Self {
            config,
            weights,
            tokenizer,
            settings,
            threads: threads.max(1),
            networks: RefCell::new(vec![network]),
        };
        generator
            .check(&generator.settings)
            .map_err(|problem| ModelError::invalid(path(MANIFEST), problem))?;
        Ok(generator)
    }

    fn check(&self, settings: &GenerationSettings) -> Result<(), String> {
        let positions = self.config.positions();
        // Room for the special tokens and something to read.
        if settings.window < 8 {
            return Err(format!("`window` is {}: give 8 or more", settings.window));
        }
        if let Some(positions) = positions.filter(|&positions| settings.window > positions) {
            return Err(format!(
                "`window` is {} where the model has {positions} positions",
                settings.window
            ));
        }
        settings
            .generation
            .check(self.config.vocabulary(), positions)
    }

    /// The same checkpoint with other settings.
    ///
    /// # Errors
    /// A sentence that says which setting does not fit the model.
    pub fn with_settings(mut self, settings: GenerationSettings) -> Result<Self, String> {
        self.check(&settings)?;
        self.settings = settings;
        Ok(self)
    }

    /// The settings.
    pub fn settings(&self) -> &GenerationSettings {
        &self.settings
    }

    /// The tokenizer.
    pub fn tokenizer(&self) -> &TextTokenizer {
        &self.tokenizer
    }

    /// For each input the ids that the search finds, as transformers' `generate` gives them for it
    /// alone: the start token first, an end token last unless the greatest length was reached without
    /// one. Inputs hold their special tokens.
    ///
    /// Each input is computed on its own, so that its output does not depend on the others nor on the
    /// number of threads.
    ///
    /// # Errors
    /// [`ModelError::Tokenizer`] for an input without tokens, with more than the window, or with one
    /// that the model does not have; [`ModelError::Torch`].
    pub fn generate(&self, inputs: &[Vec<i64>]) -> Result<Vec<Vec<i64>>, ModelError> {
        let vocabulary = self.config.vocabulary();
        for ids in inputs {
            if ids.is_empty() || ids.len() > self.settings.window {
                return Err(ModelError::Tokenizer(format!(
                    "an input has {} tokens; the model takes 1 to {}",
                    ids.len(),
                    self.settings.window
                )));
            }
            if let Some(id) = ids.iter().find(|&&id| !(0..vocabulary).contains(&id)) {
                return Err(ModelError::Tokenizer(format!(
                    "an input has the token {id}; the model has {vocabulary} tokens"
                )));
            }
        }
        let mut networks = self.networks.borrow_mut();
        while networks.len() < self.threads.min(inputs.len()) {
            networks.push(Network::load(&self.config, &self.weights)?);
        }
        let workers: Vec<&mut Network> = networks.iter_mut().take(self.threads).collect();
        let config = &self.settings.generation;
        threads::map(workers, inputs.len(), |network, index| {
            if config.num_beams == 1 {
                greedy::search(network, &inputs[index], config)
            } else {
                beam::search(network, &inputs[index], config)
            }
        })
        .into_iter()
        .collect()
    }
}
