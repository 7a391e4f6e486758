//! Texts as sparse vectors: hashed word and character n-grams.

use std::{collections::BTreeMap, hash::Hasher};

use fnv::FnvHasher;

use crate::{linear::Sparse, text::words};

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

    /// The vector of a text in lower case: one half of it tells its words and pairs of neighbouring
    /// words, the other its sequences of three to five characters within words, of which a space at
    /// either end is part. A feature has the weight `1 + ln(count)`, and either half has length 1 unless
    /// it is empty.
    pub fn vector(self, text: &str) -> Sparse {
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

/// Places with the weight of how often they occur, the whole being of length 1.
fn counted(places: impl Iterator<Item = usize>) -> Sparse {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for place in places {
        *counts.entry(place).or_default() += 1;
    }
    let mut vector: Sparse = counts
        .into_iter()
        .map(|(place, count)| (place, 1.0 + (count as f64).ln()))
        .collect();
    let squares: f64 = vector.iter().map(|(_, value)| value * value).sum();
    for (_, value) in &mut vector {
        *value /= squares.sqrt();
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_have_length_one_and_repetition_counts_little() {
        let hashing = Hashing::COMMENT;
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
