//! What the head is told of a sentence besides its vector.

use std::collections::{HashMap, HashSet};

use super::reading::Sentence;
use crate::text;

/// Numbers per sentence.
pub(crate) const FEATURES: usize = 24;

/// Words of fewer letters say little about what a text is about.
const CONTENT_LETTERS: usize = 4;

/// Openings that refer to something said before.
const ANAPHORA: [&str; 39] = [
    "il",
    "elle",
    "ils",
    "elles",
    "celui",
    "celle",
    "ceux",
    "celles",
    "ce",
    "cet",
    "cette",
    "ces",
    "cela",
    "c",
    "lui",
    "mais",
    "ainsi",
    "et",
    "or",
    "donc",
    "puis",
    "ensuite",
    "enfin",
    "leur",
    "leurs",
    "son",
    "sa",
    "ses",
    "y",
    "en",
    "aussi",
    "car",
    "pourtant",
    "toutefois",
    "cependant",
    "néanmoins",
    "dernier",
    "dernière",
    "autre",
];

/// One row of [`FEATURES`] for each sentence of `pool` (indices into `sentences`, in order).
///
/// `vectors` and `title` are those of the pool's sentences and of the title, if it is to be used.
pub(crate) fn table(
    sentences: &[Sentence],
    pool: &[usize],
    vectors: &[Vec<f32>],
    title: Option<(&str, &[f32])>,
) -> Vec<[f32; FEATURES]> {
    let centre = mean(vectors);
    let to_centre: Vec<f32> = vectors.iter().map(|v| cosine(v, &centre)).collect();
    let to_title: Vec<f32> = vectors
        .iter()
        .map(|v| title.map_or(0.0, |(_, title)| cosine(v, title)))
        .collect();
    let (centre_z, title_z) = (standardise(&to_centre), standardise(&to_title));
    let words: Vec<Vec<String>> = pool
        .iter()
        .map(|&index| lower_words(&sentences[index].text))
        .collect();
    let content = Content::of(&words);
    let title_words: HashSet<String> = title
        .map(|(title, _)| lower_words(title).into_iter().collect())
        .unwrap_or_default();
    let title_content = title_words.iter().filter(|word| is_content(word)).count();
    let count = sentences.len() as f32;
    pool.iter()
        .enumerate()
        .map(|(row, &index)| {
            let sentence = &sentences[index];
            let place = index as f32;
            let own: HashSet<&String> = words[row].iter().collect();
            let shared = own.iter().filter(|word| title_words.contains(**word));
            let (shared, shared_content) = shared.fold((0, 0), |(all, content), word| {
                (all + 1, content + usize::from(is_content(word)))
            });
            let similarity = |other: usize| cosine(&vectors[row], &vectors[other]);
            let before = (0..row).map(similarity).fold(0.0, f32::max);
            let others = (row + 1..vectors.len())
                .map(similarity)
                .fold(before, f32::max);
            let first = words[row].first().map_or("", String::as_str);
            let characters = sentence.text.chars();
            let digits = characters.filter(char::is_ascii_digit).count();
            let capitals = sentence.text.split_whitespace().skip(1);
            let capitals = capitals
                .filter(|word| word.starts_with(char::is_uppercase))
                .count();
            [
                1.0 / (1.0 + place),
                flag(index == 0),
                flag(index == 1),
                place / count,
                (1.0 + count).ln() / 4.0,
                (1.0 + place).ln() / 4.0,
                (sentence.words.min(60) as f32) / 30.0,
                flag(sentence.words < 8),
                centre_z[row],
                title_z[row],
                to_title[row],
                to_centre[row],
                others,
                before,
                ratio(shared, title_words.len()),
                ratio(shared_content, title_content),
                content.weight(&words[row]),
                content.repeated(&words[row]),
                flag(ANAPHORA.contains(&first)),
                flag(sentence.text.trim_end().ends_with('?')),
                flag(sentence.text.starts_with(['«', '"', '“'])),
                flag(sentence.text.contains(['«', '"'])),
                digits as f32 / 10.0,
                capitals as f32 / 10.0,
            ]
        })
        .collect()
}

/// How often the article's longer words occur.
struct Content {
    occurrences: HashMap<String, usize>,
    sentences: HashMap<String, usize>,
    total: usize,
}

impl Content {
    fn of(words: &[Vec<String>]) -> Self {
        let mut content = Self {
            occurrences: HashMap::new(),
            sentences: HashMap::new(),
            total: 0,
        };
        for sentence in words {
            for word in sentence.iter().filter(|word| is_content(word)) {
                *content.occurrences.entry(word.clone()).or_default() += 1;
                content.total += 1;
            }
            for word in sentence.iter().collect::<HashSet<_>>() {
                *content.sentences.entry(word.clone()).or_default() += 1;
            }
        }
        content
    }

    /// Mean share in the article of a sentence's longer words, times 20.
    fn weight(&self, sentence: &[String]) -> f32 {
        let own: HashSet<&String> = sentence.iter().filter(|word| is_content(word)).collect();
        let sum: usize = own.iter().map(|word| self.occurrences[*word]).sum();
        20.0 * ratio(sum, own.len()) / self.total.max(1) as f32
    }

    /// Share of a sentence's longer words that other sentences have too.
    fn repeated(&self, sentence: &[String]) -> f32 {
        let own: HashSet<&String> = sentence.iter().filter(|word| is_content(word)).collect();
        ratio(
            own.iter().filter(|word| self.sentences[**word] > 1).count(),
            own.len(),
        )
    }
}

fn lower_words(text: &str) -> Vec<String> {
    text::words(text).map(str::to_lowercase).collect()
}

fn is_content(word: &str) -> bool {
    word.chars().count() >= CONTENT_LETTERS
}

fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

/// Mean vector; empty for no vectors.
pub(crate) fn mean(vectors: &[Vec<f32>]) -> Vec<f32> {
    let mut sum = vec![0_f32; vectors.first().map_or(0, Vec::len)];
    for vector in vectors {
        for (total, value) in sum.iter_mut().zip(vector) {
            *total += value / vectors.len() as f32;
        }
    }
    sum
}

/// Cosine of two vectors; 0 if one of them is zero.
pub(crate) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let (mut product, mut left, mut right) = (0_f64, 0_f64, 0_f64);
    for (x, y) in a.iter().zip(b) {
        let (x, y) = (f64::from(*x), f64::from(*y));
        product += x * y;
        left += x * x;
        right += y * y;
    }
    let norm = (left * right).sqrt();
    if norm > 0.0 {
        (product / norm) as f32
    } else {
        0.0
    }
}

/// Takes off the mean and divides by the standard deviation.
fn standardise(values: &[f32]) -> Vec<f32> {
    let count = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / count;
    let variance = values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f32>()
        / count;
    let deviation = variance.sqrt();
    values
        .iter()
        .map(|value| {
            if deviation > 1e-6 {
                (value - mean) / deviation
            } else {
                0.0
            }
        })
        .collect()
}
