//! Texts as sparse vectors: word 1- and 2-grams, weighted by inverse document frequency.

use std::collections::{BTreeMap, HashMap};

use crate::{linear::Sparse, text::words};

/// The features of a collection of texts, with their weights.
///
/// A feature's weight in a text is its count times `ln((1 + n) / (1 + d)) + 1`, for `d` of `n` texts
/// that have it; a vector has length 1. This is what scikit-learn's `TfidfVectorizer(ngram_range=(1,
/// 2))` does, but for what a [word](crate::text::words) is: one of a single letter counts too.
#[derive(Debug, Clone)]
pub struct TfIdf {
    index: HashMap<String, usize>,
    weights: Vec<f64>,
}

impl TfIdf {
    /// The features of `texts`.
    pub fn new<T: AsRef<str>>(texts: &[T]) -> Self {
        let mut documents: BTreeMap<String, usize> = BTreeMap::new();
        for text in texts {
            for (gram, _) in grams(text.as_ref()) {
                *documents.entry(gram).or_default() += 1;
            }
        }
        let count = texts.len() as f64;
        let weights = documents
            .values()
            .map(|&with| ((1.0 + count) / (1.0 + with as f64)).ln() + 1.0)
            .collect();
        Self {
            index: documents.into_keys().zip(0..).collect(),
            weights,
        }
    }

    /// How many features there are.
    pub fn features(&self) -> usize {
        self.weights.len()
    }

    /// The vector of a text; features that no text of the collection has are passed over, so that it
    /// may be empty.
    pub fn vector(&self, text: &str) -> Sparse {
        let mut vector: Sparse = grams(text)
            .into_iter()
            .filter_map(|(gram, count)| {
                let &index = self.index.get(&gram)?;
                Some((index, count as f64 * self.weights[index]))
            })
            .collect();
        vector.sort_unstable_by_key(|(index, _)| *index);
        let length = vector
            .iter()
            .map(|(_, value)| value * value)
            .sum::<f64>()
            .sqrt();
        for (_, value) in &mut vector {
            *value /= length;
        }
        vector
    }
}

/// Words and pairs of neighbouring words in lower case, with their counts.
fn grams(text: &str) -> BTreeMap<String, usize> {
    let words: Vec<String> = words(text).map(str::to_lowercase).collect();
    let mut grams: BTreeMap<String, usize> = BTreeMap::new();
    for pair in words.windows(2) {
        *grams.entry(pair.join(" ")).or_default() += 1;
    }
    for word in words {
        *grams.entry(word).or_default() += 1;
    }
    grams
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_those_of_scikit_learn() {
        let texts = ["Le site ferme", "le site rouvre, le site", "Bravo"];
        let model = TfIdf::new(&texts);
        // bravo, ferme, le, le site, rouvre, rouvre le, site, site ferme, site rouvre
        assert_eq!(model.features(), 9);
        // TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\w+").fit_transform(texts)[1]
        let expected = [
            (2, 0.482_429_001_674_472_67),
            (3, 0.482_429_001_674_472_67),
            (4, 0.317_168_081_112_688_5),
            (5, 0.317_168_081_112_688_5),
            (6, 0.482_429_001_674_472_67),
            (8, 0.317_168_081_112_688_5),
        ];
        let found = model.vector(texts[1]);
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found.0, expected.0);
            assert!((found.1 - expected.1).abs() < 1e-12, "{found:?}");
        }
        assert!(model.vector("Inconnu !").is_empty());
    }
}
