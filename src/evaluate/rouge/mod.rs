//! ROUGE-1, ROUGE-2 and ROUGE-L of a summary against a reference.
//!
//! The scores follow Python's `rouge-score` 0.1.2 without stemming: clipped n-gram counts for
//! ROUGE-1 and ROUGE-2, and the longest common subsequence of the whole token sequences for ROUGE-L
//! (its `rougeL`, not the line-wise `rougeLsum`). [`Variant`] says what a token is. Of a system, the
//! mean over articles is reported, [`Rouge::mean`].
//!
//! Source: C.-Y. Lin, "ROUGE: a package for automatic evaluation of summaries", Text Summarization
//! Branches Out, ACL 2004, 74–81.

mod overlap;
mod tokens;

use serde::Serialize;

pub use tokens::{Tokens, Variant, tokenize};

pub(super) use overlap::{bigrams, common};
pub(super) use tokens::Interner;

/// Precision, recall and their harmonic mean, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Score {
    /// The share of the candidate that the reference has.
    pub precision: f64,
    /// The share of the reference that the candidate has.
    pub recall: f64,
    /// `2 · precision · recall / (precision + recall)`, 0 if both are 0.
    pub f1: f64,
}

impl Score {
    /// The score of `common` units among so many of the candidate and of the reference.
    ///
    /// An empty side gives 0, as in `rouge-score`.
    pub fn from_counts(common: usize, candidate: usize, reference: usize) -> Self {
        let precision = common as f64 / candidate.max(1) as f64;
        let recall = common as f64 / reference.max(1) as f64;
        let sum = precision + recall;
        let f1 = if sum > 0.0 {
            2.0 * precision * recall / sum
        } else {
            0.0
        };
        Self {
            precision,
            recall,
            f1,
        }
    }

    fn add(&mut self, other: Self) {
        self.precision += other.precision;
        self.recall += other.recall;
        self.f1 += other.f1;
    }

    fn divide(&mut self, by: f64) {
        self.precision /= by;
        self.recall /= by;
        self.f1 /= by;
    }
}

/// The three scores of one summary, or their means over many.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Rouge {
    /// Common words.
    pub rouge1: Score,
    /// Common pairs of neighbouring words.
    pub rouge2: Score,
    /// The longest common subsequence of words.
    pub rouge_l: Score,
}

impl Rouge {
    /// The three F1 scores, in the order in which they are reported: 1, 2, L.
    pub fn f1(&self) -> [f64; 3] {
        [self.rouge1.f1, self.rouge2.f1, self.rouge_l.f1]
    }

    /// The mean of each figure over articles, `None` if there are none.
    pub fn mean(scores: &[Self]) -> Option<Self> {
        if scores.is_empty() {
            return None;
        }
        let mut mean = Self::default();
        for score in scores {
            mean.rouge1.add(score.rouge1);
            mean.rouge2.add(score.rouge2);
            mean.rouge_l.add(score.rouge_l);
        }
        let count = scores.len() as f64;
        mean.rouge1.divide(count);
        mean.rouge2.divide(count);
        mean.rouge_l.divide(count);
        Some(mean)
    }
}

/// The scores of a candidate summary against one reference.
///
/// ```
/// use tribune::evaluate::rouge::{Variant, rouge};
///
/// // To the ASCII variant, "été" is the token "t".
/// assert_eq!(rouge("un été", "l’été", Variant::Ascii).rouge1.recall, 0.5);
/// assert_eq!(rouge("", "l’été", Variant::Unicode).rouge1.f1, 0.0);
/// ```
pub fn rouge(candidate: &str, reference: &str, variant: Variant) -> Rouge {
    rouge_tokens(&tokenize(candidate, variant), &tokenize(reference, variant))
}

/// As [`rouge`], for texts that have been tokenised before, by the same variant.
pub fn rouge_tokens(candidate: &Tokens, reference: &Tokens) -> Rouge {
    let mut interner = Interner::default();
    let reference = interner.ids(reference);
    let candidate = interner.ids(candidate);
    rouge_ids(&candidate, &reference)
}

/// As [`rouge_tokens`], for tokens that have been numbered, equal ones alike.
pub(crate) fn rouge_ids(candidate: &[u32], reference: &[u32]) -> Rouge {
    let (candidate_pairs, reference_pairs) = (bigrams(candidate), bigrams(reference));
    Rouge {
        rouge1: Score::from_counts(
            common(candidate, reference),
            candidate.len(),
            reference.len(),
        ),
        rouge2: Score::from_counts(
            common(&candidate_pairs, &reference_pairs),
            candidate_pairs.len(),
            reference_pairs.len(),
        ),
        rouge_l: Score::from_counts(
            overlap::longest_common_subsequence(candidate, reference),
            candidate.len(),
            reference.len(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Score, precision: f64, recall: f64, f1: f64) {
        assert!((found.precision - precision).abs() < 1e-12, "{found:?}");
        assert!((found.recall - recall).abs() < 1e-12, "{found:?}");
        assert!((found.f1 - f1).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn by_hand() {
        // le site a ferme lundi / lundi le site le site
        let score = rouge(
            "Le site a ferme lundi",
            "Lundi, le site, le site.",
            Variant::Ascii,
        );
        close(score.rouge1, 3.0 / 5.0, 3.0 / 5.0, 0.6);
        close(score.rouge2, 1.0 / 4.0, 1.0 / 4.0, 0.25);
        close(score.rouge_l, 2.0 / 5.0, 2.0 / 5.0, 0.4);
    }

    #[test]
    fn words_are_clipped_to_the_other_side() {
        let score = rouge("non non non", "non", Variant::Unicode);
        close(score.rouge1, 1.0 / 3.0, 1.0, 0.5);
        close(score.rouge2, 0.0, 0.0, 0.0);
    }

    #[test]
    fn empty_texts_score_nothing() {
        for (candidate, reference) in [("", ""), ("", "oui"), ("oui", ""), ("!", "?")] {
            assert_eq!(
                rouge(candidate, reference, Variant::Ascii),
                Rouge::default()
            );
        }
    }

    #[test]
    fn the_mean_is_over_articles() {
        let scores = [
            rouge("oui", "oui", Variant::Ascii),
            rouge("oui", "non", Variant::Ascii),
        ];
        assert_eq!(
            Rouge::mean(&scores).map(|mean| mean.f1()),
            Some([0.5, 0.0, 0.5])
        );
        assert_eq!(Rouge::mean(&[]), None);
    }
}
