//! Training the head that chooses the sentences of summaries, on articles with reference summaries.
//!
//! The encoder stays as it is. Its vectors are cached on disk; on them a small transformer learns, by
//! two listwise losses, what each sentence or shorter form is worth alone (a softmax over ROUGE-1 plus
//! ROUGE-2) and what sets of up to three are worth together (a softmax over the mean of ROUGE-1,
//! ROUGE-2 and ROUGE-L). Several heads from different seeds are averaged; a training that was
//! interrupted goes on with the head that it was at.

mod cache;
mod checkpoint;
mod example;
mod learn;

use std::path::{Path, PathBuf};

use tch::{Kind, Tensor};

use self::{cache::Cache, checkpoint::Checkpoints, example::Example};
use super::{Description, TrainError};
use crate::{
    corpus::pairs::Pair,
    model::{Embedder, Encoder, Task, write_weights},
    summary::{
        Document, Heads, TENSORS,
        head::{Item, SummaryHead},
        reading::sentences,
        selection::words,
        windows::encode,
    },
};

/// Articles encoded at once, and in one file of the cache.
const PORTION: usize = 64;

/// Length bonuses that are tried on the validation articles.
const BONUSES: [f64; 8] = [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4];

/// How to train.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Heads that are averaged.
    pub heads: usize,
    /// Passes over the data, at most.
    pub epochs: usize,
    /// Passes without improvement after which a head's training ends.
    pub patience: usize,
    /// Articles in a step.
    pub batch: usize,
    /// Highest learning rate.
    pub learning_rate: f64,
    /// Dropout in the head.
    pub dropout: f64,
    /// Share of articles whose title is left out in a step.
    pub without_title: f64,
    /// Share of the articles held out for validation.
    pub validation: f64,
    /// The longest summary in words for which the length bonus is fitted.
    pub words: usize,
    /// Greatest mean length in words of these summaries.
    pub mean_words: f64,
    /// Seed of all random choices.
    pub seed: u64,
    /// Where vectors are kept.
    pub cache: PathBuf,
}

/// What training tells of its progress.
#[derive(Debug, Clone, Copy)]
pub enum Progress {
    /// Articles read, and encoded where they were not in the cache.
    Encoded {
        /// So far.
        done: usize,
    },
    /// A step of a head.
    Step {
        /// Which head, from 1.
        head: usize,
        /// Steps so far.
        done: usize,
        /// Steps at most.
        of: usize,
    },
    /// A pass of a head is over.
    Epoch {
        /// Which head, from 1.
        head: usize,
        /// Which pass, from 1.
        epoch: usize,
        /// Mean of the two losses.
        loss: f64,
        /// ROUGE-1, ROUGE-2 and ROUGE-L on the validation articles.
        rouge: [f64; 3],
        /// Mean words of the validation summaries.
        words: f64,
    },
}

/// Hears of progress.
pub type Report<'a> = dyn FnMut(Progress) -> Result<(), TrainError> + 'a;

/// Quality on the articles held out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// ROUGE-1, ROUGE-2 and ROUGE-L (F1, ascii), 0 to 1.
    pub rouge: [f64; 3],
    /// Mean length in words.
    pub words: f64,
}

/// Trained heads, not yet written.
pub struct Trained {
    tensors: Vec<(String, Tensor)>,
    heads: usize,
    length_bonus: f64,
    /// Of the averaged heads.
    pub quality: Quality,
    /// Articles trained on, and held out.
    pub sizes: (usize, usize),
}

/// Trains on `pairs`.
///
/// # Errors
/// [`TrainError::Data`] with fewer than 20 usable articles; [`TrainError::Io`] and
/// [`TrainError::Model`] when the cache or the encoder fails.
pub fn train(
    embedder: &Embedder,
    encoder: &str,
    pairs: impl Iterator<Item = Pair>,
    settings: &Settings,
    report: &mut Report,
) -> Result<Trained, TrainError> {
    let (examples, keys) = prepare(embedder, encoder, pairs, &settings.cache, report)?;
    if examples.len() < 20 {
        return Err(TrainError::Data {
            problem: format!(
                "only {} articles have two sentences or more and words in common with their summary: give at least 20, better some thousands",
                examples.len()
            ),
        });
    }
    let held =
        ((examples.len() as f64 * settings.validation) as usize).clamp(1, examples.len() / 2);
    let (training, validation) = learn::split(examples, held, settings.seed);
    let checkpoints = Checkpoints::open(settings, encoder, &keys)?;
    let hidden = embedder.dimension() as i64;
    let mut heads = Vec::new();
    let mut tensors = Vec::new();
    for index in 0..settings.heads {
        let values = if let Some(values) = checkpoints.read(index)? {
            values
        } else {
            let values = learn::head(index, hidden, &training, &validation, settings, report)?;
            checkpoints.write(index, &values)?;
            values
        };
        heads.push(learn::restore(&values, hidden)?);
        tensors.extend(
            values
                .into_iter()
                .map(|(name, value)| (format!("head.{index}.{name}"), value)),
        );
    }
    let (length_bonus, quality) = fit_length_bonus(heads, &validation, settings)?;
    Ok(Trained {
        tensors,
        heads: settings.heads,
        length_bonus,
        quality,
        sizes: (training.len(), validation.len()),
    })
}

/// Encodes what the cache does not hold, portion by portion.
fn prepare(
    embedder: &Embedder,
    encoder: &str,
    pairs: impl Iterator<Item = Pair>,
    folder: &Path,
    report: &mut Report,
) -> Result<(Vec<Example>, Vec<String>), TrainError> {
    let mut cache = Cache::open(folder, encoder)?;
    let (mut examples, mut keys) = (Vec::new(), Vec::new());
    let mut pairs = pairs.peekable();
    let mut done = 0;
    while pairs.peek().is_some() {
        let portion: Vec<Pair> = pairs.by_ref().take(PORTION).collect();
        let articles: Vec<_> = portion
            .iter()
            .map(|pair| {
                let sentences = sentences(&Document::new(&pair.title, &pair.article));
                (cache::key(&pair.title, &sentences), sentences)
            })
            .collect();
        let missing: Vec<usize> = (0..portion.len())
            .filter(|&index| !cache.has(&articles[index].0))
            .collect();
        let inputs: Vec<(&str, &[_])> = missing
            .iter()
            .map(|&index| (portion[index].title.as_str(), articles[index].1.as_slice()))
            .collect();
        let vectors = encode(embedder, &inputs)?;
        let entries: Vec<_> = missing
            .iter()
            .map(|&index| articles[index].0.clone())
            .zip(vectors)
            .collect();
        cache.put(&entries, embedder.dimension())?;
        for (pair, (key, sentences)) in portion.iter().zip(&articles) {
            if let Some(vectors) = cache.get(key, &pair.title, sentences)? {
                let example = Example::new(&pair.title, sentences, &vectors, &pair.summary);
                if example.is_useful() {
                    examples.push(example);
                    keys.push(key.clone());
                }
            }
        }
        done += portion.len();
        report(Progress::Encoded { done })?;
    }
    Ok((examples, keys))
}

/// The bonus with the best mean ROUGE among those whose summaries are short enough on average.
fn fit_length_bonus(
    heads: Vec<SummaryHead>,
    validation: &[Example],
    settings: &Settings,
) -> Result<(f64, Quality), TrainError> {
    let mut heads = Heads {
        heads,
        length_bonus: 0.0,
    };
    let mut best: Option<(f64, Quality)> = None;
    for bonus in BONUSES {
        heads.length_bonus = bonus;
        let quality = quality(&heads, validation, settings.words)?;
        tracing::info!(bonus, ?quality, "length bonus");
        let total = |quality: &Quality| quality.rouge.iter().sum::<f64>();
        let better = best.as_ref().is_none_or(|(_, kept)| {
            quality.words <= settings.mean_words && total(&quality) > total(kept)
        });
        if better {
            best = Some((bonus, quality));
        }
    }
    best.ok_or_else(|| TrainError::Data {
        problem: "no length bonus was tried".to_owned(),
    })
}

fn quality(heads: &Heads, validation: &[Example], limit: usize) -> Result<Quality, TrainError> {
    let mut rouge = [0.0; 3];
    let mut length = 0;
    for example in validation {
        let item = Item {
            input: &example.input,
            features: &example.input.features,
            use_title: example.input.title.is_some(),
        };
        let chosen = heads.choose(&item, limit)?;
        for (sum, value) in rouge.iter_mut().zip(example.rouge(&chosen)) {
            *sum += value;
        }
        length += words(&example.input.units, &chosen);
    }
    let count = validation.len().max(1) as f64;
    Ok(Quality {
        rouge: rouge.map(|sum| sum / count),
        words: length as f64 / count,
    })
}

impl Trained {
    /// Writes the model folder `out`; its files appear complete, the manifest last.
    ///
    /// # Errors
    /// [`TrainError::Io`], [`TrainError::Model`].
    pub fn write(&self, out: &Path, description: &Description) -> Result<(), TrainError> {
        std::fs::create_dir_all(out).map_err(|source| TrainError::Io {
            path: out.to_path_buf(),
            source,
        })?;
        write_weights(&out.join(TENSORS), &self.tensors, Kind::Half)?;
        let rounded = |value: f64| (value * 1e4).round() / 1e4;
        let mut settings = toml::Table::new();
        settings.insert("heads".into(), (self.heads as i64).into());
        settings.insert("length_bonus".into(), self.length_bonus.into());
        let mut validation = toml::Table::new();
        for (name, value) in ["rouge_1", "rouge_2", "rouge_l"]
            .into_iter()
            .zip(self.quality.rouge)
        {
            validation.insert(name.into(), rounded(value).into());
        }
        validation.insert("words".into(), rounded(self.quality.words).into());
        validation.insert("articles".into(), (self.sizes.1 as i64).into());
        validation.insert("training_articles".into(), (self.sizes.0 as i64).into());
        let mut quality = toml::Table::new();
        quality.insert("held_out_articles".into(), validation.into());
        let manifest = description.manifest(Task::Summary, settings, quality);
        Ok(manifest.write(out, &[TENSORS])?)
    }
}
