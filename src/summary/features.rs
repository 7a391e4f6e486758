//! What the first summariser looks at in a sentence.

use super::{Document, windows::Vectors};

/// Weights of the features: a multinomial logistic regression over the sentences of an article, whose
/// targets are a softmax (temperature 0.08) of each sentence's ROUGE-1 plus ROUGE-2 against the
/// reference; fitted on 256 training articles of OrangeSum, each with and without its title.
const WEIGHTS: [f64; FEATURES] = [1.883, -1.1, 0.106, 0.272, 2.412, -0.274];

const FEATURES: usize = 6;

/// Words from which on length counts no further.
const FULL_LENGTH: f64 = 25.0;

/// Openings that refer to something said before.
const ANAPHORA: [&str; 14] = [
    "il", "elle", "ils", "elles", "celui", "celle", "ceux", "celles", "ce", "cela", "cette", "lui",
    "mais", "ainsi",
];

/// A score for each candidate of the document: how much it is worth in a summary.
pub(super) fn scores(document: &Document, vectors: &Vectors) -> Vec<f64> {
    let centre = mean(&vectors.sentences);
    let relevance = standardise(
        vectors
            .sentences
            .iter()
            .map(|vector| cosine(vector, &centre))
            .collect(),
    );
    let title = vectors.title.as_ref().map_or_else(
        || vec![0.0; vectors.sentences.len()],
        |title| {
            standardise(
                vectors
                    .sentences
                    .iter()
                    .map(|vector| cosine(vector, title))
                    .collect(),
            )
        },
    );
    let mut scores = Vec::with_capacity(document.candidates.len());
    for (index, candidate) in document.candidates.iter().enumerate() {
        let text = &document.text[candidate.range.clone()];
        let features = [
            1.0 / (1.0 + index as f64),
            f64::from(u8::from(index == 0)),
            relevance[index],
            title[index],
            (candidate.words as f64).min(FULL_LENGTH) / FULL_LENGTH,
            f64::from(u8::from(opens_with_anaphora(text))),
        ];
        scores.push(
            features
                .iter()
                .zip(WEIGHTS)
                .map(|(value, weight)| value * weight)
                .sum(),
        );
    }
    scores
}

fn opens_with_anaphora(sentence: &str) -> bool {
    let first = crate::text::words(sentence)
        .next()
        .unwrap_or_default()
        .to_lowercase();
    ANAPHORA.contains(&first.as_str())
}

/// Mean vector; empty for no vectors.
fn mean(vectors: &[Vec<f32>]) -> Vec<f32> {
    let mut sum = vec![0_f32; vectors.first().map_or(0, Vec::len)];
    for vector in vectors {
        for (total, value) in sum.iter_mut().zip(vector) {
            *total += value / vectors.len() as f32;
        }
    }
    sum
}

/// Cosine of two vectors; 0 if one of them is zero.
pub(super) fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |x: &[f32], y: &[f32]| -> f64 {
        x.iter()
            .zip(y)
            .map(|(a, b)| f64::from(*a) * f64::from(*b))
            .sum()
    };
    let norm = (dot(a, a) * dot(b, b)).sqrt();
    if norm > 0.0 { dot(a, b) / norm } else { 0.0 }
}

/// Takes off the mean and divides by the standard deviation.
fn standardise(mut values: Vec<f64>) -> Vec<f64> {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let deviation = (values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / count)
        .sqrt();
    for value in &mut values {
        *value = if deviation > 1e-9 {
            (*value - mean) / deviation
        } else {
            0.0
        };
    }
    values
}
