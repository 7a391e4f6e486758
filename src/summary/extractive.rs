//! Summaries of the article's own sentences, word for word.

use std::path::Path;

use tch::{Kind, Tensor};

use super::{
    Document, MAX_WORDS, Summariser, Summary, SummaryError,
    head::{Batch, Item, Start, SummaryHead, set_tensors},
    reading::{Sentence, sentences},
    selection::{best, fill, opens_unresolved, sets, text, without_broken, words},
    units::Input,
    windows::encode,
};
use crate::{
    model::{Embedder, Encoder, ModelError, ModelFolder, Task, Weights},
    text::count_words,
};

/// The file of a summary model's tensors.
pub const TENSORS: &str = "summary.safetensors";

/// The summary model that is part of the repository.
pub const DEFAULT_MODEL: &str = "tribune-fr-summary";

/// Limits above this are filled up sentence by sentence; below, whole sets of sentences are scored.
const SETS_UP_TO: usize = 75;

/// What a set's score loses when its first sentence opens with a pronoun that nothing explains.
const UNRESOLVED_OPENING: f64 = 0.4;

/// Heads that were trained alike from different seeds; their scores are averaged.
pub(crate) struct Heads {
    pub(crate) heads: Vec<SummaryHead>,
    /// Added to a set's score for every ten words.
    pub(crate) length_bonus: f64,
}

/// Chooses sentences, whole or shortened, by the scores of a trained head.
pub struct Extractive<E> {
    encoder: E,
    heads: Heads,
    compress: bool,
}

impl Extractive<Embedder> {
    /// Loads a summary model and its encoder.
    ///
    /// # Errors
    /// [`SummaryError::Model`] for a damaged or unsuitable folder.
    pub fn load(folder: &ModelFolder, threads: usize) -> Result<Self, SummaryError> {
        folder.require(Task::Summary)?;
        Self::over(Embedder::load(&folder.encoder()?, threads)?, folder)
    }

    /// As [`Extractive::load`], over the model's encoder, loaded already.
    ///
    /// # Errors
    /// As [`Extractive::load`].
    pub fn over(encoder: Embedder, folder: &ModelFolder) -> Result<Self, SummaryError> {
        folder.require(Task::Summary)?;
        let heads = Heads::load(folder, encoder.dimension() as i64)?;
        Ok(Self {
            encoder,
            heads,
            compress: true,
        })
    }
}

impl<E: Encoder> Extractive<E> {
    /// Whether sentences may be shortened; they may by default.
    #[must_use]
    pub fn with_compression(mut self, compress: bool) -> Self {
        self.compress = compress;
        self
    }
}

/// Opens the summary model `name`, or the built-in one.
///
/// # Errors
/// [`SummaryError::Model`].
pub fn find(name: Option<&Path>) -> Result<ModelFolder, SummaryError> {
    Ok(ModelFolder::find(name.unwrap_or(Path::new(DEFAULT_MODEL)))?)
}

impl Heads {
    fn load(folder: &ModelFolder, hidden: i64) -> Result<Self, ModelError> {
        let path = folder.path.join(TENSORS);
        let weights = Weights::from_bytes(&folder.read(TENSORS)?, &path)?;
        let setting = |name: &str| {
            let value = folder.manifest.settings.get(name);
            value.ok_or_else(|| {
                ModelError::invalid(
                    folder.path.join(crate::model::MANIFEST),
                    format!("`settings.{name}` is missing"),
                )
            })
        };
        let count = setting("heads")?.as_integer().unwrap_or_default();
        let length_bonus = setting("length_bonus")?.as_float().unwrap_or_default();
        let heads = (0..count)
            .map(|index| {
                let mut take = |name: &str, shape: &[i64], _: Start| {
                    weights.take(&format!("head.{index}.{name}"), shape)
                };
                SummaryHead::new(&mut take, hidden)
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            heads,
            length_bonus,
        })
    }

    /// Indices of the chosen units under `limit` words; empty without units.
    pub(crate) fn choose(&self, item: &Item, limit: usize) -> Result<Vec<usize>, ModelError> {
        let units = &item.input.units;
        if units.is_empty() {
            return Ok(Vec::new());
        }
        let _guard = tch::no_grad_guard();
        let hidden = item.input.vectors.first().map_or(0, Vec::len);
        let batch = Batch::new(std::slice::from_ref(item), hidden);
        let outputs: Vec<_> = self
            .heads
            .iter()
            .map(|head| head.forward(&batch, 0.0))
            .collect();
        let logits: Vec<Tensor> = outputs
            .iter()
            .map(|output| output.scores.log_softmax(1, Kind::Float))
            .collect();
        let scores = without_broken(units, values(&mean(&logits))?, limit);
        let chosen = if limit > SETS_UP_TO {
            fill(units, &scores, &item.input.vectors, limit)
        } else {
            let sets = sets(units, &scores, limit);
            let (indices, _) = set_tensors(std::slice::from_ref(&sets));
            let worth: Vec<Tensor> = self
                .heads
                .iter()
                .zip(&outputs)
                .map(|(head, output)| head.sets(&batch, output, &indices, 0.0))
                .collect();
            self.best_set(item.input, &sets, &values(&mean(&worth))?)
        };
        if chosen.is_empty() {
            return Ok(best(&scores).into_iter().collect());
        }
        Ok(chosen)
    }

    fn best_set(&self, input: &Input, sets: &[Vec<usize>], scores: &[f32]) -> Vec<usize> {
        let value = |set: &[usize], score: f32| {
            let opening = set.first().is_some_and(|&unit| {
                let unit = &input.units[unit];
                input.pool[unit.sentence] > 0 && opens_unresolved(&unit.text)
            });
            // Rounded, so that ties are broken by order and not by the last bit.
            let penalty = if opening { UNRESOLVED_OPENING } else { 0.0 };
            let bonus = self.length_bonus * words(&input.units, set) as f64 / 10.0;
            ((f64::from(score) + bonus - penalty) * 1e4).round()
        };
        sets.iter()
            .zip(scores)
            .map(|(set, &score)| (set, value(set, score)))
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(set, _)| set.clone())
            .unwrap_or_default()
    }
}

fn mean(tensors: &[Tensor]) -> Tensor {
    Tensor::stack(tensors, 0).mean_dim(0, false, Kind::Float)
}

/// The values of a tensor `[1, n]`.
fn values(tensor: &Tensor) -> Result<Vec<f32>, ModelError> {
    Ok(Vec::<f32>::try_from(tensor.f_view(-1)?)?)
}

impl<E: Encoder> Summariser for Extractive<E> {
    fn summarise(
        &self,
        documents: &[Document],
        limit: usize,
    ) -> Result<Vec<Summary>, SummaryError> {
        let read: Vec<(&Document, Vec<Sentence>)> = documents
            .iter()
            .filter(|document| document.words() > limit)
            .map(|document| (document, sentences(document)))
            .collect();
        let inputs: Vec<(&str, &[Sentence])> = read
            .iter()
            .map(|(document, sentences)| (document.title.as_str(), sentences.as_slice()))
            .collect();
        let mut vectors = encode(&self.encoder, &inputs)?.into_iter().zip(&read);
        documents
            .iter()
            .map(|document| {
                if document.words() <= limit {
                    return Ok(whole(document));
                }
                let Some((vectors, (_, sentences))) = vectors.next() else {
                    return Ok(Summary::default());
                };
                let input = Input::new(&document.title, sentences, &vectors, self.compress);
                let item = Item {
                    features: &input.features,
                    use_title: input.title.is_some(),
                    input: &input,
                };
                let chosen = self.heads.choose(&item, limit)?;
                Ok(finish(document, text(&input.units, &chosen), "extractive"))
            })
            .collect()
    }
}

fn whole(document: &Document) -> Summary {
    let all: Vec<usize> = (0..document.candidates.len()).collect();
    let method = if all.is_empty() { "none" } else { "whole" };
    finish(document, document.join(&all), method)
}

fn finish(document: &Document, text: String, method: &str) -> Summary {
    Summary {
        words: count_words(&text),
        text,
        method: method.to_owned(),
        truncated: document.truncated,
        warnings: if document.truncated {
            vec![format!(
                "Only the first {MAX_WORDS} words of the article were looked at."
            )]
        } else {
            Vec::new()
        },
    }
}
