//! Inputs of several articles as padded tensors.

use tch::{Kind, Tensor};

use crate::summary::{
    features::FEATURES,
    units::{Input, UNIT_FEATURES},
};

/// Added to what is padding before a softmax.
pub(crate) const MASKED: f64 = -1e9;

/// Articles of a step: `batch` articles, `sentences` and `units` of the longest.
pub(crate) struct Batch {
    /// `[batch, sentences, hidden]`.
    pub(super) vectors: Tensor,
    /// `[batch, sentences, FEATURES]`.
    pub(super) features: Tensor,
    /// `[batch, hidden]`, zeros without a title.
    pub(super) titles: Tensor,
    /// `[batch, 1]`: 1 with a title.
    pub(super) has_title: Tensor,
    /// `[batch, sentences]`: [`MASKED`] where there is none.
    pub(super) sentence_mask: Tensor,
    /// `[batch, units, hidden]`.
    pub(super) differences: Tensor,
    /// `[batch, units, UNIT_FEATURES]`.
    pub(super) unit_features: Tensor,
    /// `[batch, units]`: each unit's sentence.
    pub(super) unit_sentences: Tensor,
    /// `[batch, units]`: [`MASKED`] where there is none.
    pub(crate) unit_mask: Tensor,
    /// `[batch, units]`.
    pub(super) unit_words: Tensor,
}

/// One article of a batch.
pub(crate) struct Item<'a> {
    pub(crate) input: &'a Input,
    /// Numbers of its sentences: those of the input, or those without the title.
    pub(crate) features: &'a [[f32; FEATURES]],
    pub(crate) use_title: bool,
}

impl Batch {
    pub(crate) fn new(items: &[Item], hidden: usize) -> Self {
        let longest =
            |count: &dyn Fn(&Item) -> usize| items.iter().map(count).max().unwrap_or(0).max(1);
        let sentences = longest(&|item| item.input.vectors.len());
        let units = longest(&|item| item.input.units.len());
        let size = items.len();
        let mut vectors = vec![0_f32; size * sentences * hidden];
        let mut features = vec![0_f32; size * sentences * FEATURES];
        let mut titles = vec![0_f32; size * hidden];
        let mut has_title = vec![0_f32; size];
        let mut sentence_mask = vec![MASKED as f32; size * sentences];
        let mut differences = vec![0_f32; size * units * hidden];
        let mut unit_features = vec![0_f32; size * units * UNIT_FEATURES];
        let mut unit_sentences = vec![0_i64; size * units];
        let mut unit_mask = vec![MASKED as f32; size * units];
        let mut unit_words = vec![0_f32; size * units];
        let put = |target: &mut [f32], row: usize, values: &[f32]| {
            target[row * values.len()..(row + 1) * values.len()].copy_from_slice(values);
        };
        for (row, item) in items.iter().enumerate() {
            for (place, vector) in item.input.vectors.iter().enumerate() {
                put(&mut vectors, row * sentences + place, vector);
                put(
                    &mut features,
                    row * sentences + place,
                    &item.features[place],
                );
                sentence_mask[row * sentences + place] = 0.0;
            }
            if let (true, Some(title)) = (item.use_title, &item.input.title) {
                put(&mut titles, row, title);
                has_title[row] = 1.0;
            }
            for (place, unit) in item.input.units.iter().enumerate() {
                let slot = row * units + place;
                if let Some(difference) = &unit.difference {
                    put(&mut differences, slot, difference);
                }
                put(&mut unit_features, slot, &unit.features);
                unit_sentences[slot] = unit.sentence as i64;
                unit_mask[slot] = 0.0;
                unit_words[slot] = unit.words as f32;
            }
        }
        let (size, sentences, units, hidden) =
            (size as i64, sentences as i64, units as i64, hidden as i64);
        let tensor = |values: &[f32], shape: &[i64]| Tensor::from_slice(values).view(shape);
        Self {
            vectors: tensor(&vectors, &[size, sentences, hidden]),
            features: tensor(&features, &[size, sentences, FEATURES as i64]),
            titles: tensor(&titles, &[size, hidden]),
            has_title: tensor(&has_title, &[size, 1]),
            sentence_mask: tensor(&sentence_mask, &[size, sentences]),
            differences: tensor(&differences, &[size, units, hidden]),
            unit_features: tensor(&unit_features, &[size, units, UNIT_FEATURES as i64]),
            unit_sentences: Tensor::from_slice(&unit_sentences).view([size, units]),
            unit_mask: tensor(&unit_mask, &[size, units]),
            unit_words: tensor(&unit_words, &[size, units]),
        }
    }
}

/// Sets of units as a tensor `[batch, sets, 3]`: 0 for none, else the unit's index plus one; and
/// `[batch, sets]`: [`MASKED`] where an article has fewer sets than another.
pub(crate) fn set_tensors(sets: &[Vec<Vec<usize>>]) -> (Tensor, Tensor) {
    let most = sets.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let width = super::SET_SIZE;
    let mut indices = vec![0_i64; sets.len() * most * width];
    let mut mask = vec![MASKED as f32; sets.len() * most];
    for (row, of_article) in sets.iter().enumerate() {
        for (column, set) in of_article.iter().enumerate() {
            mask[row * most + column] = 0.0;
            for (place, unit) in set.iter().enumerate().take(width) {
                indices[(row * most + column) * width + place] = *unit as i64 + 1;
            }
        }
    }
    let (rows, most) = (sets.len() as i64, most as i64);
    (
        Tensor::from_slice(&indices).view([rows, most, width as i64]),
        Tensor::from_slice(&mask)
            .view([rows, most])
            .to_kind(Kind::Float),
    )
}
