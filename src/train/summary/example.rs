//! Articles made ready for training: the head's input, and what each unit is worth.

use std::collections::HashMap;

use crate::{
    evaluate::rouge::{Variant, rouge_ids, tokenize},
    summary::{features::FEATURES, reading::Sentence, units::Input, windows::Vectors},
};

/// An article with its reference.
pub(super) struct Example {
    pub(super) input: Input,
    /// Numbers of the sentences without the title.
    pub(super) untitled: Vec<[f32; FEATURES]>,
    /// ROUGE-1 plus ROUGE-2 of each unit alone.
    pub(super) gains: Vec<f32>,
    /// Token numbers of each unit, and of the reference.
    tokens: Vec<Vec<u32>>,
    reference: Vec<u32>,
}

impl Example {
    pub(super) fn new(
        title: &str,
        sentences: &[Sentence],
        vectors: &Vectors,
        reference: &str,
    ) -> Self {
        let input = Input::new(title, sentences, vectors, true);
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut ids = |text: &str| -> Vec<u32> {
            tokenize(text, Variant::Ascii)
                .iter()
                .map(|token| {
                    let next = numbers.len() as u32;
                    *numbers.entry(token.to_owned()).or_insert(next)
                })
                .collect()
        };
        let reference = ids(reference);
        let tokens: Vec<Vec<u32>> = input.units.iter().map(|unit| ids(&unit.text)).collect();
        let gains = tokens
            .iter()
            .map(|unit| {
                let [one, two, _] = rouge_ids(unit, &reference).f1();
                (one + two) as f32
            })
            .collect();
        Self {
            untitled: input.features_without_title(sentences),
            input,
            gains,
            tokens,
            reference,
        }
    }

    /// ROUGE-1, ROUGE-2 and ROUGE-L (F1, ascii) of a set of units.
    pub(super) fn rouge(&self, set: &[usize]) -> [f64; 3] {
        let mut set = set.to_vec();
        set.sort_by_key(|&unit| self.input.units[unit].sentence);
        let tokens: Vec<u32> = set
            .iter()
            .flat_map(|&unit| self.tokens[unit].iter().copied())
            .collect();
        rouge_ids(&tokens, &self.reference).f1()
    }

    /// Whether something can be learnt from it.
    pub(super) fn is_useful(&self) -> bool {
        self.input.vectors.len() > 1 && self.gains.iter().any(|gain| *gain > 0.0)
    }
}
