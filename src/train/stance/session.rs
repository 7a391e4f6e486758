//! The network under training: an encoder with or without adapters, and the head over it.

use std::{cell::RefCell, collections::HashMap};

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use tch::{Kind, Tensor};

use super::{Settings, TrainError, Tuning, example::Variant};
use crate::{
    model::{Embedder, FlatBatch, Sequence, TransformerEncoder, merge_adapters, plan},
    stance::{PairVectors, StanceHead, StoredModel, sequence},
    train::optimiser::Parameters,
};

/// Tokens that are run through the network at once when nothing is learnt.
const TOKENS: usize = 4096;

/// What training starts from.
pub struct Start {
    /// The base encoder, without any fine-tuning.
    pub embedder: Embedder,
    /// A stance model over it whose adapters and head are the first values.
    pub model: Option<StoredModel>,
    /// Vectors of token sequences, where the encoder stays as it is: folds share most of them.
    known: RefCell<HashMap<Vec<i64>, Vec<f32>>>,
}

impl Start {
    /// From an encoder, and a model over it if training goes on from one.
    pub fn new(embedder: Embedder, model: Option<StoredModel>) -> Self {
        Self {
            embedder,
            model,
            known: RefCell::default(),
        }
    }

    /// The model that training goes on from, if it tells the same labels apart.
    pub(super) fn own_model(&self, settings: &Settings) -> Option<&StoredModel> {
        let model = self.model.as_ref();
        model.filter(|model| model.labels == settings.labels)
    }
}

/// Pairs as the network takes them.
pub(super) enum Inputs {
    /// Tokens.
    Sequences(Vec<Sequence>),
    /// Mean vectors of pairs and targets `[pairs, 2, hidden]`, where the encoder does not change.
    Vectors(Tensor),
}

impl Inputs {
    /// Puts `mask` in the place of about a `share` of the tokens of each comment.
    pub(super) fn hide(&mut self, share: f64, mask: i64, random: &mut ChaCha8Rng) {
        let Self::Sequences(sequences) = self else {
            return;
        };
        for sequence in sequences {
            let target = sequence.spans.last().map_or(0, |span| span.end);
            let last = sequence.ids.len().saturating_sub(1);
            // Behind the target stands the token that closes it.
            for id in sequence.ids.iter_mut().take(last).skip(target + 1) {
                if random.gen_range(0.0..1.0) < share {
                    *id = mask;
                }
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Sequences(sequences) => sequences.len(),
            Self::Vectors(vectors) => vectors.size()[0] as usize,
        }
    }

    /// Tokens of a pair; 0 where these do not matter.
    pub(super) fn tokens(&self, index: usize) -> usize {
        match self {
            Self::Sequences(sequences) => sequences[index].ids.len(),
            Self::Vectors(_) => 0,
        }
    }
}

pub(super) struct Session {
    encoder: TransformerEncoder,
    head: StanceHead,
    pub(super) parameters: Parameters,
    /// Tensors of the start that stay as they are.
    kept: Vec<(String, Tensor)>,
    tunes_encoder: bool,
}

impl Session {
    pub(super) fn new(start: &Start, settings: &Settings) -> Result<Self, TrainError> {
        let mut parameters = Parameters::new();
        let mut encoder = start.embedder.transformer().shallow_clone();
        let model = start.model.as_ref();
        let layers = encoder.config().layers as usize;
        let from = match settings.tuning {
            Tuning::Ngrams | Tuning::Head => layers,
            Tuning::Layers { from, .. } => from.min(layers),
        };
        let mut kept = Vec::new();
        if let Some(model) = model {
            merge_adapters(&mut encoder, &model.weights, 0..from)?;
            let layer = |name: &str| name.strip_prefix("layer.")?.split('.').next()?.parse().ok();
            let frozen = |name: &str| layer(name).is_some_and(|layer: usize| layer < from);
            let frozen = model.weights.iter().filter(|(name, _)| frozen(name));
            kept.extend(frozen.map(|(name, tensor)| (name.to_owned(), tensor.shallow_clone())));
        }
        if settings.bf16 {
            encoder = encoder.to_kind(Kind::BFloat16);
        }
        let same_labels = start.own_model(settings).is_some();
        let mut register = |name: String, value: &Tensor| {
            let usable = same_labels || !name.starts_with("head.output.");
            let stored = model.filter(|_| usable);
            let first = stored.and_then(|model| model.weights.get(&name));
            parameters.register(name, first.as_ref().unwrap_or(value))
        };
        if let Tuning::Layers { rank, .. } = settings.tuning {
            encoder.add_adapters(rank, from, &mut register);
        }
        let hidden = encoder.config().hidden;
        let head = StanceHead::new(hidden, &settings.labels, register);
        Ok(Self {
            encoder,
            head,
            parameters,
            kept,
            tunes_encoder: from < layers,
        })
    }

    /// Tokens of pairs, or at once their vectors where the encoder does not change.
    pub(super) fn inputs(
        &self,
        start: &Start,
        pairs: &[Variant],
        max_tokens: usize,
    ) -> Result<Inputs, TrainError> {
        let tokenizer = start.embedder.tokenizer();
        let sequences = pairs
            .iter()
            .map(|variant| Ok(sequence(tokenizer, &variant.pair, max_tokens)?.0))
            .collect::<Result<Vec<_>, TrainError>>()?;
        if self.tunes_encoder {
            return Ok(Inputs::Sequences(sequences));
        }
        let mut known = start.known.borrow_mut();
        let new: Vec<usize> = (0..sequences.len())
            .filter(|&index| !known.contains_key(&sequences[index].ids))
            .collect();
        let _guard = tch::no_grad_guard();
        let new: Vec<Sequence> = new.iter().map(|&index| sequences[index].clone()).collect();
        for batch in plan(&new, TOKENS) {
            let vectors = self.encode(&new, &batch).to_kind(Kind::Float);
            for (row, index) in (0_i64..).zip(batch) {
                let vector = Vec::<f32>::try_from(vectors.get(row).flatten(0, -1))?;
                known.insert(new[index].ids.clone(), vector);
            }
        }
        let rows = sequences
            .iter()
            .filter_map(|sequence| known.get(&sequence.ids));
        let values: Vec<f32> = rows.flatten().copied().collect();
        let shape = [sequences.len() as i64, 2, self.encoder.config().hidden];
        Ok(Inputs::Vectors(Tensor::from_slice(&values).view(shape)))
    }

    /// Mean vectors of pairs and targets `[pairs, 2, hidden]` in the order of `indices`.
    fn encode(&self, sequences: &[Sequence], indices: &[usize]) -> Tensor {
        let mut slots: Vec<usize> = (0..indices.len()).collect();
        slots.sort_by_key(|&slot| std::cmp::Reverse(sequences[indices[slot]].ids.len()));
        let order: Vec<usize> = slots.iter().map(|&slot| indices[slot]).collect();
        let batch = FlatBatch::new(sequences, &order);
        let vectors = TransformerEncoder::mean_pool(&self.encoder.forward(&batch), &batch);
        let mut rows = vec![0_i64; indices.len()];
        for (row, &slot) in (0_i64..).zip(&slots) {
            rows[slot] = row;
        }
        let hidden = self.encoder.config().hidden;
        vectors
            .view([-1, 2, hidden])
            .index_select(0, &Tensor::from_slice(&rows))
    }

    /// Logits `[pairs, labels]` in the order of `indices`.
    pub(super) fn logits(&self, inputs: &Inputs, indices: &[usize], dropout: f64) -> Tensor {
        let vectors = match inputs {
            Inputs::Sequences(sequences) => self.encode(sequences, indices),
            Inputs::Vectors(vectors) => {
                let rows: Vec<i64> = indices.iter().map(|&index| index as i64).collect();
                vectors.index_select(0, &Tensor::from_slice(&rows))
            }
        };
        self.head.forward(&PairVectors::new(&vectors), dropout)
    }

    /// Logits of all pairs, a row each.
    pub(super) fn predict(&self, inputs: &Inputs) -> Result<Vec<Vec<f64>>, TrainError> {
        let _guard = tch::no_grad_guard();
        let mut logits = vec![Vec::new(); inputs.len()];
        let batches = match inputs {
            Inputs::Sequences(sequences) => plan(sequences, TOKENS),
            Inputs::Vectors(_) => vec![(0..inputs.len()).collect()],
        };
        for batch in batches {
            let values = self.logits(inputs, &batch, 0.0);
            for (row, &index) in (0_i64..).zip(&batch) {
                let row = Vec::<f32>::try_from(values.get(row))?;
                logits[index] = row.into_iter().map(f64::from).collect();
            }
        }
        Ok(logits)
    }

    /// All tensors of the model as they are now.
    pub(super) fn snapshot(&self) -> Vec<(String, Tensor)> {
        let kept = self
            .kept
            .iter()
            .map(|(name, tensor)| (name.clone(), tensor.shallow_clone()));
        kept.chain(self.parameters.snapshot()).collect()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn hiding_leaves_the_target_and_special_tokens() {
        let sequence = Sequence {
            ids: vec![0, 5, 6, 2, 7, 8, 9, 2],
            spans: vec![0..8, 1..3],
        };
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut hidden = |share: f64| {
            let mut inputs = Inputs::Sequences(vec![sequence.clone(); 200]);
            inputs.hide(share, 99, &mut random);
            match inputs {
                Inputs::Sequences(sequences) => sequences,
                Inputs::Vectors(_) => Vec::new(),
            }
        };
        assert_eq!(hidden(1.0)[0].ids, [0, 5, 6, 2, 99, 99, 99, 2]);
        assert_eq!(hidden(0.0)[0].ids, sequence.ids);
        let masks = hidden(0.25).into_iter().flat_map(|sequence| sequence.ids);
        let masks = masks.filter(|id| *id == 99).count();
        assert!((120..180).contains(&masks), "{masks} of 600");
    }
}
