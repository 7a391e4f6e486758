//! Texts as sparse vectors: hashed word and character n-grams.

use std::{collections::BTreeMap, hash::Hasher};

use fnv::FnvHasher;
use tch::{Kind, Tensor};

use crate::{
    linear::Sparse,
    model::{ModelError, Weights},
    text::words,
};

/// Lengths of the sequences of characters that count.
const CHARACTERS: std::ops::RangeInclusive<usize> = 3..=5;

/// How many places there are for n-grams: a feature is the place that an n-gram is hashed to
/// (K. Weinberger et al. 2009, arXiv:0902.2206, without signs).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hashing {
    /// For words and pairs of words.
    words: usize,
    /// For sequences of characters.
    characters: usize,
}

impl Hashing {
    /// For comments.
    pub const COMMENT: Self = Self {
        words: 1 << 16,
        characters: 1 << 17,
    };

    /// For targets.
    pub const TARGET: Self = Self {
        words: 1 << 11,
        characters: 1 << 12,
    };

    /// How many features there are.
    pub fn features(self) -> usize {
        self.words + self.characters
    }

    /// How often each n-gram of a text in lower case occurs, weighted `1 + ln(count)`: of its words and pairs
    /// of neighbouring words, and of its sequences of three to five characters within words, of which a
    /// space at either end is part.
    fn counts(self, text: &str) -> Sparse {
        let text = text.to_lowercase();
        let mut vector = counted(word_grams(&text, self.words).into_iter());
        let characters = counted(
            text.split_whitespace()
                .flat_map(|word| character_grams(word, self.characters)),
        );
        vector.extend(
            characters
                .into_iter()
                .map(|(index, value)| (index + self.words, value)),
        );
        vector
    }
}

/// Makes vectors of texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectoriser {
    hashing: Hashing,
    /// Inverse document frequency of each feature; `None` where all count alike.
    idf: Option<Vec<f32>>,
}

impl Vectoriser {
    /// In whose vectors all n-grams count alike.
    pub fn plain(hashing: Hashing) -> Self {
        Self { hashing, idf: None }
    }

    /// Whose vectors give the more weight to an n-gram the fewer of the `texts` have it:
    /// `1 + ln((1 + n) / (1 + df))` for one that `df` of `n` have, and 0 for one that none has. With the
    /// vectors of the texts.
    pub fn fit<T: AsRef<str>>(hashing: Hashing, texts: &[T]) -> (Self, Vec<Sparse>) {
        let counts = texts.iter().map(|text| hashing.counts(text.as_ref()));
        let counts: Vec<Sparse> = counts.collect();
        let mut frequencies = vec![0_u32; hashing.features()];
        for (index, _) in counts.iter().flatten() {
            frequencies[*index] += 1;
        }
        let all = 1.0 + texts.len() as f64;
        let idf = frequencies.into_iter().map(|frequency| match frequency {
            0 => 0.0,
            _ => (1.0 + (all / (1.0 + f64::from(frequency))).ln()) as f32,
        });
        let vectoriser = Self {
            hashing,
            idf: Some(idf.collect()),
        };
        let vectors = counts.into_iter().map(|counts| vectoriser.weighted(counts));
        let vectors = vectors.collect();
        (vectoriser, vectors)
    }

    /// Takes the tensor `name`; without it all n-grams count alike.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] for another shape.
    pub fn load(weights: &Weights, name: &str, hashing: Hashing) -> Result<Self, ModelError> {
        if !weights.contains(name) {
            return Ok(Self::plain(hashing));
        }
        let tensor = weights.take(name, &[hashing.features() as i64])?;
        let idf = Vec::<f32>::try_from(tensor.to_kind(Kind::Float)).map_err(ModelError::Torch)?;
        Ok(Self {
            hashing,
            idf: Some(idf),
        })
    }

    /// The tensor that [`Vectoriser::load`] takes.
    pub fn tensor(&self) -> Option<Tensor> {
        self.idf.as_deref().map(Tensor::from_slice)
    }

    /// How many features there are.
    pub fn features(&self) -> usize {
        self.hashing.features()
    }

    /// The vector of a text. Either half of it, words and characters, has length 1 unless it is empty.
    pub fn vector(&self, text: &str) -> Sparse {
        self.weighted(self.hashing.counts(text))
    }

    fn weighted(&self, mut vector: Sparse) -> Sparse {
        if let Some(idf) = &self.idf {
            for (index, value) in &mut vector {
                *value *= f64::from(idf[*index]);
            }
            vector.retain(|(_, value)| *value > 0.0);
        }
        let words = vector.partition_point(|(index, _)| *index < self.hashing.words);
        let (words, characters) = vector.split_at_mut(words);
        for half in [words, characters] {
            let squares: f64 = half.iter().map(|(_, value)| value * value).sum();
            for (_, value) in half {
                *value /= squares.sqrt();
            }
        }
        vector
    }
}

/// Places of the words and pairs of neighbouring words.
fn word_grams(text: &str, places: usize) -> Vec<usize> {
    let all: Vec<&str> = words(text).collect();
    let single = all.chunks(1);
    let grams = single.chain(all.windows(2));
    let bytes = |gram: &[&str]| -> Vec<u8> {
        let ended = gram.iter().map(|word| [word.as_bytes(), &[0xff]].concat());
        ended.flatten().collect()
    };
    grams
        .map(|gram| place(gram.len(), &bytes(gram), places))
        .collect()
}

/// Places of the sequences of characters of a word with a space at either end; a word shorter than a
/// sequence counts once as a whole.
fn character_grams(word: &str, places: usize) -> Vec<usize> {
    let letters: Vec<char> = std::iter::once(' ')
        .chain(word.chars())
        .chain(std::iter::once(' '))
        .collect();
    let place = |window: &[char]| {
        let bytes = window.iter().map(|&c| u32::from(c).to_le_bytes());
        place(window.len(), &bytes.flatten().collect::<Vec<u8>>(), places)
    };
    let mut found = Vec::new();
    for length in CHARACTERS {
        if letters.len() <= length {
            found.push(place(&letters));
            break;
        }
        found.extend(letters.windows(length).map(place));
    }
    found
}

/// The place of so many parts, by FNV-1a. Models depend on every byte that is hashed.
fn place(parts: usize, bytes: &[u8], places: usize) -> usize {
    let mut hasher = FnvHasher::default();
    hasher.write(&(parts as u64).to_le_bytes());
    hasher.write(bytes);
    let hash = hasher.finish();
    // The upper half is the better mixed one.
    ((hash ^ (hash >> 32)) % places as u64) as usize
}

/// Places in order, with the weight of how often they occur.
fn counted(places: impl Iterator<Item = usize>) -> Sparse {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for place in places {
        *counts.entry(place).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(place, count)| (place, 1.0 + (count as f64).ln()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_have_length_one_and_repetition_counts_little() {
        let hashing = Vectoriser::plain(Hashing::COMMENT);
        let vector = hashing.vector("Non, non et NON à la loi !");
        let half = |words: bool| -> f64 {
            let own = vector.iter().filter(|(i, _)| (*i < 1 << 16) == words);
            own.map(|(_, value)| value * value).sum()
        };
        assert!((half(true) - 1.0).abs() < 1e-12 && (half(false) - 1.0).abs() < 1e-12);
        assert!(vector.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let value = |text: &str| {
            let [(index, _)] = hashing.vector(text)[..1] else {
                panic!("{text}")
            };
            vector.iter().find(|(i, _)| *i == index).map(|(_, v)| *v)
        };
        let (repeated, once) = (value("non").unwrap(), value("loi").unwrap());
        assert!((repeated / once - (1.0 + 3_f64.ln())).abs() < 1e-12);
        assert!(hashing.vector(" … ").iter().all(|(i, _)| *i >= 1 << 16));
        assert!(hashing.vector("").is_empty());
    }

    #[test]
    fn rare_ngrams_weigh_more_and_unknown_ones_nothing() {
        let texts = ["la loi", "la taxe", "la loi sur la taxe"];
        let (vectoriser, vectors) = Vectoriser::fit(Hashing::COMMENT, &texts);
        assert_eq!(vectors, texts.map(|text| vectoriser.vector(text)));
        let value = |text: &str, word: &str| {
            let place = word_grams(word, 1 << 16)[0];
            let vector = vectoriser.vector(text);
            let found = vector.iter().find(|(index, _)| *index == place);
            found.map(|(_, value)| *value)
        };
        let text = "la loi inouïe";
        let ratio = value(text, "loi").unwrap() / value(text, "la").unwrap();
        // Two of three have the one, all the other.
        assert!(
            (ratio - (1.0 + (4.0_f64 / 3.0).ln())).abs() < 1e-6,
            "{ratio}"
        );
        assert_eq!(value(text, "inouïe"), None);
        assert!(vectoriser.vector("xyz").is_empty());
    }

    #[test]
    fn places_stay_where_models_expect_them() {
        // FNV-1a of the bytes, computed apart from this code.
        assert_eq!(word_grams("la loi", 1 << 16), [12_616, 46_132, 43_567]);
        assert_eq!(character_grams("à", 1 << 17), [67_862]);
    }

    #[test]
    fn a_short_word_is_one_sequence() {
        assert_eq!(character_grams("à", 1 << 17).len(), 1);
        // " de " and its two halves of three characters.
        assert_eq!(character_grams("de", 1 << 17).len(), 3);
    }
}
