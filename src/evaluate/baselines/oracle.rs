//! The best that a choice of whole sentences can do, seeing the reference.

use crate::evaluate::rouge::{Interner, Score, Tokens, Variant, bigrams, common, tokenize};
use crate::text::count_words;

/// The greedy oracle: sentences chosen for their gain in ROUGE-1 + ROUGE-2 F1 against the reference.
///
/// In each step the sentence that raises the sum of both scores most is added, of equal ones the
/// first, until none raises it or none fits in so many words. The scores are those of the chosen
/// sentences joined in the article's order. If no sentence at all fits, the best one stands alone. The
/// choice is empty if no sentence has a word of the reference.
///
/// Source: R. Nallapati, F. Zhai and B. Zhou, "SummaRuNNer", AAAI 2017, section 3.1, with the sum of
/// both scores as in Y. Liu and M. Lapata, "Text summarization with pretrained encoders", EMNLP 2019.
///
/// ```
/// use tribune::evaluate::baselines::oracle;
/// use tribune::evaluate::rouge::Variant;
///
/// let sentences = ["Il pleut.", "Le site a fermé lundi.", "Ses membres sont fâchés."];
/// let reference = "Fermé lundi, le site a fâché ses membres.";
/// assert_eq!(oracle(&sentences, reference, 50, Variant::Unicode), [1, 2]);
/// ```
pub fn oracle(sentences: &[&str], reference: &str, words: usize, variant: Variant) -> Vec<usize> {
    let reference = tokenize(reference, variant);
    let tokens: Vec<Tokens> = sentences
        .iter()
        .map(|text| tokenize(text, variant))
        .collect();
    let mut interner = Interner::default();
    let reference = Reference::new(interner.ids(&reference));
    let ids: Vec<Vec<u32>> = tokens.iter().map(|tokens| interner.ids(tokens)).collect();
    let lengths: Vec<usize> = sentences.iter().map(|text| count_words(text)).collect();

    let mut chosen = Vec::new();
    let (mut best, mut left) = (0.0, words);
    loop {
        let fitting: Vec<usize> = (0..sentences.len())
            .filter(|index| lengths[*index] <= left && !chosen.contains(index))
            .collect();
        let nothing_fits = chosen.is_empty() && fitting.is_empty();
        let candidates = if nothing_fits {
            (0..sentences.len()).collect()
        } else {
            fitting
        };
        let mut step: Option<(usize, f64)> = None;
        for candidate in candidates {
            let score = reference.score(&joined(&ids, &chosen, candidate));
            if score > step.map_or(best, |(_, score)| score) {
                step = Some((candidate, score));
            }
        }
        let Some((candidate, score)) = step else {
            return chosen;
        };
        best = score;
        left = left.saturating_sub(lengths[candidate]);
        let place = chosen.partition_point(|index| *index < candidate);
        chosen.insert(place, candidate);
    }
}

/// The tokens of the chosen sentences and one more, in the article's order.
fn joined(ids: &[Vec<u32>], chosen: &[usize], candidate: usize) -> Vec<u32> {
    let (before, after) = chosen.split_at(chosen.partition_point(|index| *index < candidate));
    before
        .iter()
        .chain([&candidate])
        .chain(after)
        .flat_map(|&index| ids[index].iter().copied())
        .collect()
}

struct Reference {
    words: Vec<u32>,
    pairs: Vec<u64>,
}

impl Reference {
    fn new(words: Vec<u32>) -> Self {
        Self {
            pairs: bigrams(&words),
            words,
        }
    }

    /// ROUGE-1 F1 + ROUGE-2 F1 of a candidate.
    fn score(&self, candidate: &[u32]) -> f64 {
        let pairs = bigrams(candidate);
        let rouge1 = Score::from_counts(
            common(candidate, &self.words),
            candidate.len(),
            self.words.len(),
        );
        let rouge2 = Score::from_counts(common(&pairs, &self.pairs), pairs.len(), self.pairs.len());
        rouge1.f1 + rouge2.f1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::rouge::rouge;
    use proptest::prelude::*;

    const SENTENCES: [&str; 4] = ["a b c d", "x y", "e f", "a b c d e f g h"];

    #[test]
    fn the_best_comes_first_and_gains_end_it() {
        assert_eq!(oracle(&SENTENCES, "a b c d e f", 50, Variant::Ascii), [3]);
        assert_eq!(oracle(&SENTENCES, "a b c d e f", 6, Variant::Ascii), [0, 2]);
        assert_eq!(oracle(&SENTENCES, "e f a b c d", 6, Variant::Ascii), [0, 2]);
    }

    #[test]
    fn too_long_a_sentence_stands_alone() {
        assert_eq!(oracle(&SENTENCES, "a b c d", 1, Variant::Ascii), [0]);
        assert_eq!(
            oracle(&["x", "a b c"], "a b c", 1, Variant::Ascii),
            Vec::<usize>::new()
        );
    }

    #[test]
    fn nothing_in_common_is_no_summary() {
        assert!(oracle(&SENTENCES, "q", 50, Variant::Ascii).is_empty());
        assert!(oracle(&SENTENCES, "", 50, Variant::Ascii).is_empty());
        assert!(oracle(&[], "a", 50, Variant::Ascii).is_empty());
    }

    proptest! {
        #[test]
        fn at_least_as_good_as_any_single_sentence_that_fits(
            sentences in proptest::collection::vec("([a-e] ){0,6}", 1..8),
            reference in "([a-e] ){1,8}",
            limit in 1_usize..15,
        ) {
            let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
            let chosen = oracle(&sentences, &reference, limit, Variant::Ascii);
            prop_assert!(chosen.is_sorted_by(|a, b| a < b));
            let sum = |text: &str| {
                let score = rouge(text, &reference, Variant::Ascii);
                score.rouge1.f1 + score.rouge2.f1
            };
            let picked: Vec<&str> = chosen.iter().map(|&index| sentences[index]).collect();
            let picked = picked.join(" ");
            prop_assert!(count_words(&picked) <= limit || chosen.len() == 1);
            for sentence in sentences.iter().filter(|text| count_words(text) <= limit) {
                prop_assert!(sum(&picked) >= sum(sentence) - 1e-12);
            }
        }
    }
}
