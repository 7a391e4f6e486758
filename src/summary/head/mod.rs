//! The trained head: a small transformer over an article's sentences that scores units one by one
//! and in sets.

mod batch;
mod layers;

use tch::{Kind, Tensor};

pub(crate) use batch::{Batch, Item, MASKED, set_tensors};
pub(crate) use layers::Start;

use self::layers::{Layer, Linear, Norm, Source};
use super::{features::FEATURES, units::UNIT_FEATURES};
use crate::model::ModelError;

/// Most units of a set.
pub(crate) const SET_SIZE: usize = 3;

const SIZE: i64 = 192;
const HEADS: i64 = 4;
const LAYERS: usize = 2;

/// Numbers about a set besides the states of its units.
const SET_FEATURES: i64 = 5;

/// Scores below this count as this much in a set.
const LOWEST_SCORE: f64 = -50.0;

/// One head.
pub(crate) struct SummaryHead {
    sentence: Linear,
    title: Linear,
    no_title: Tensor,
    features: [Linear; 2],
    input_norm: Norm,
    layers: Vec<Layer>,
    difference: [Linear; 2],
    score_norm: Norm,
    score: [Linear; 2],
    member_norm: Norm,
    member: Linear,
    set: [Linear; 2],
}

/// What a head makes of a batch.
pub(crate) struct Output {
    /// `[batch, units]`: a score for each unit, [`MASKED`] for padding.
    pub(crate) scores: Tensor,
    /// `[batch, 1 + units, size]`: state of the article, then members of sets.
    members: Tensor,
    article: Tensor,
}

impl SummaryHead {
    /// A head over vectors of `hidden` values, with tensors from `source`.
    ///
    /// # Errors
    /// Those of `source`.
    pub(crate) fn new(source: &mut Source, hidden: i64) -> Result<Self, ModelError> {
        let layers = (0..LAYERS)
            .map(|index| Layer::new(source, &format!("layer.{index}"), SIZE, HEADS))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            sentence: Linear::new(source, "sentence", hidden, SIZE)?,
            title: Linear::new(source, "title", hidden, SIZE)?,
            no_title: source("no_title", &[SIZE], Start::Zeros)?,
            features: [
                Linear::new(source, "features.0", FEATURES as i64, SIZE)?,
                Linear::new(source, "features.1", SIZE, SIZE)?,
            ],
            input_norm: Norm::new(source, "input_norm", SIZE)?,
            layers,
            difference: [
                Linear::new(source, "difference.0", hidden + UNIT_FEATURES as i64, SIZE)?,
                Linear::without_bias(source, "difference.1", SIZE, SIZE)?,
            ],
            score_norm: Norm::new(source, "score.norm", SIZE)?,
            score: [
                Linear::new(source, "score.0", SIZE, SIZE)?,
                Linear::new(source, "score.1", SIZE, 1)?,
            ],
            member_norm: Norm::new(source, "member.norm", SIZE)?,
            member: Linear::new(source, "member.0", SIZE, SIZE)?,
            set: [
                Linear::new(source, "set.0", 3 * SIZE + SET_FEATURES, SIZE)?,
                Linear::new(source, "set.1", SIZE, 1)?,
            ],
        })
    }

    /// Scores of the units of a batch; `dropout` only while training.
    pub(crate) fn forward(&self, batch: &Batch, dropout: f64) -> Output {
        let drop = |tensor: Tensor| tensor.dropout(dropout, dropout > 0.0);
        let described =
            self.features[1].forward(&self.features[0].forward(&batch.features).gelu("none"));
        let sentences = self.sentence.forward(&drop(batch.vectors.shallow_clone())) + described;
        let titles = self.title.forward(&batch.titles) * &batch.has_title
            + &self.no_title * (batch.has_title.ones_like() - &batch.has_title);
        let mut states = Tensor::cat(
            &[titles.unsqueeze(1), self.input_norm.forward(&sentences)],
            1,
        );
        let mask = batch
            .sentence_mask
            .constant_pad_nd([1, 0])
            .unsqueeze(1)
            .unsqueeze(1);
        for layer in &self.layers {
            states = layer.forward(&states, &mask, dropout);
        }
        let tokens = states.size()[1];
        let article = states.narrow(1, 0, 1);
        let sentences = states.narrow(1, 1, tokens - 1);
        let places = batch
            .unit_sentences
            .unsqueeze(-1)
            .expand([-1, -1, SIZE], false);
        let changed = Tensor::cat(&[&batch.differences, &batch.unit_features], -1);
        let changed =
            self.difference[1].forward(&self.difference[0].forward(&changed).gelu("none"));
        let units = sentences.gather(1, &places, false) + changed;
        let inner = drop(
            self.score[0]
                .forward(&self.score_norm.forward(&units))
                .gelu("none"),
        );
        let scores = self.score[1].forward(&inner).squeeze_dim(-1) + &batch.unit_mask;
        let members = self
            .member
            .forward(&self.member_norm.forward(&units))
            .gelu("none");
        Output {
            scores,
            members,
            article,
        }
    }

    /// `[batch, sets]`: a score for each set (see [`set_tensors`]), higher for a better summary.
    pub(crate) fn sets(
        &self,
        batch: &Batch,
        output: &Output,
        sets: &Tensor,
        dropout: f64,
    ) -> Tensor {
        let (rows, count, width) = sets.size3().unwrap_or_default();
        let flat = sets.view([rows, count * width]);
        let present = sets.gt(0).to_kind(Kind::Float);
        let of_units = |values: &Tensor| {
            values
                .constant_pad_nd([1, 0])
                .gather(1, &flat, false)
                .view([rows, count, width])
                * &present
        };
        let places = flat.unsqueeze(-1).expand([-1, -1, SIZE], false);
        let members = output
            .members
            .constant_pad_nd([0, 0, 1, 0])
            .gather(1, &places, false)
            .view([rows, count, width, SIZE]);
        let absent = (&present - 1.0).unsqueeze(-1) * 1e3;
        let sum = (&members * present.unsqueeze(-1)).sum_dim_intlist(2, false, Kind::Float);
        let highest = (members + absent).amax(2, false);
        let words = of_units(&batch.unit_words).sum_dim_intlist(2, false, Kind::Float) / 50.0;
        let scores = of_units(&output.scores.detach().clamp_min(LOWEST_SCORE));
        let numbers = Tensor::stack(
            &[
                words.shallow_clone(),
                words.square(),
                present.sum_dim_intlist(2, false, Kind::Float) / SET_SIZE as f64,
                scores.sum_dim_intlist(2, false, Kind::Float) / 5.0,
                scores.amax(2, false) / 5.0,
            ],
            -1,
        );
        let article = output.article.expand([-1, count, -1], false);
        let inner = self.set[0].forward(&Tensor::cat(&[sum, highest, article, numbers], -1));
        let inner = inner.gelu("none").dropout(dropout, dropout > 0.0);
        self.set[1].forward(&inner).squeeze_dim(-1)
    }
}
