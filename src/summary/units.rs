//! What a summary is put together from: whole sentences and their shorter forms.

use std::collections::HashSet;

use super::{
    compression::is_balanced,
    features::{FEATURES, cosine, mean, table},
    reading::{OPENING, POOL, Sentence},
    run_in::has_run_in_heading,
    windows::Vectors,
};

/// Numbers per unit besides its vector.
pub(crate) const UNIT_FEATURES: usize = 4;

/// A sentence of the pool, whole or shortened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unit {
    /// Index in the pool.
    pub(crate) sentence: usize,
    pub(crate) text: String,
    pub(crate) words: usize,
    /// Whether its quotes and brackets open and close in pairs and no subheading is run into it.
    pub(crate) sound: bool,
    /// Vector of what remains less the vector of the whole; none for a whole sentence.
    pub(crate) difference: Option<Vec<f32>>,
    pub(crate) features: [f32; UNIT_FEATURES],
}

/// An article as the head's input.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// Indices of the candidates that the head reads, in order.
    pub(crate) pool: Vec<usize>,
    /// Vectors of the pool's sentences.
    pub(crate) vectors: Vec<Vec<f32>>,
    /// Numbers of the pool's sentences, with the title and without it.
    pub(crate) features: Vec<[f32; FEATURES]>,
    /// The title's vector, if there is a title.
    pub(crate) title: Option<Vec<f32>>,
    pub(crate) units: Vec<Unit>,
}

impl Input {
    /// The input for an article, with shorter forms of sentences if `compress`.
    pub(crate) fn new(title: &str, sentences: &[Sentence], read: &Vectors, compress: bool) -> Self {
        let whole: Vec<Vec<f32>> = read
            .sentences
            .iter()
            .map(super::windows::ChunkVectors::whole)
            .collect();
        let pool = pool(&whole, read.title.as_deref());
        let vectors: Vec<Vec<f32>> = pool.iter().map(|&index| whole[index].clone()).collect();
        let known = read.title.as_deref().map(|vector| (title, vector));
        let mut input = Self {
            features: table(sentences, &pool, &vectors, known),
            title: read.title.clone(),
            units: Vec::new(),
            pool,
            vectors,
        };
        // A sentence that stands in the article twice is a unit once.
        let mut seen = HashSet::new();
        for (place, &index) in input.pool.iter().enumerate() {
            let sentence = &sentences[index];
            if !seen.insert(sentence.text.as_str()) {
                continue;
            }
            let words = sentence.words.max(1) as f32;
            let headed = has_run_in_heading(&sentence.text);
            input.units.push(Unit {
                sentence: place,
                text: sentence.text.clone(),
                words: sentence.words,
                sound: is_balanced(&sentence.text) && !headed,
                difference: None,
                features: [0.0, 0.0, words / 30.0, 0.0],
            });
            if !compress {
                continue;
            }
            for form in sentence.shorter_forms() {
                let mut difference = read.sentences[index].mean(|chunk| form.kept[chunk]);
                for (value, whole) in difference.iter_mut().zip(&input.vectors[place]) {
                    *value -= whole;
                }
                let left = form.words as f32;
                input.units.push(Unit {
                    sentence: place,
                    text: form.text,
                    words: form.words,
                    sound: !headed,
                    difference: Some(difference),
                    features: [1.0, 1.0 - left / words, left / 30.0, (words - left) / 30.0],
                });
            }
        }
        input
    }

    /// The numbers of the sentences as they are without the title.
    pub(crate) fn features_without_title(&self, sentences: &[Sentence]) -> Vec<[f32; FEATURES]> {
        table(sentences, &self.pool, &self.vectors, None)
    }
}

/// The sentences of a long article that are weighed against each other: its opening, and of the
/// rest those that are closest to the whole and to the title.
fn pool(vectors: &[Vec<f32>], title: Option<&[f32]>) -> Vec<usize> {
    if vectors.len() <= POOL {
        return (0..vectors.len()).collect();
    }
    let centre = mean(vectors);
    let mut rest: Vec<(usize, f32)> = (OPENING..vectors.len())
        .map(|index| {
            let vector = &vectors[index];
            let to_title = title.map_or(0.0, |title| cosine(vector, title));
            (index, cosine(vector, &centre) + to_title)
        })
        .collect();
    rest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut pool: Vec<usize> = (0..OPENING).collect();
    pool.extend(rest.iter().take(POOL - OPENING).map(|(index, _)| *index));
    pool.sort_unstable();
    pool
}
