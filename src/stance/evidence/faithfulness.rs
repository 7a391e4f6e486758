//! Whether evidence decides more than chance would.

use std::ops::Range;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::parts::without;
use super::{Evidence, falls};
use crate::{
    evaluate::bootstrap::{self, Interval, RESAMPLES},
    stance::{Dimension, Pair, Prediction, StanceClassifier, StanceError},
    text::words,
};

/// Random parts that are drawn for a comment.
const DRAWS: usize = 4;

/// How the winning label's probability changes without the evidence, and without a random run of as
/// many words elsewhere in the comment.
///
/// After the test of "comprehensiveness" of J. `DeYoung` et al., "ERASER: a benchmark to evaluate
/// rationalized NLP models", ACL 2020, with a random rationale of the same length to compare with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Faithfulness {
    /// Comments whose evidence leaves room for as long a part elsewhere: those that are measured.
    pub comments: usize,
    /// Comments of one part, which are their own evidence.
    pub whole: usize,
    /// Mean change of the probability, without sign, when the evidence is left out.
    pub evidence_change: f64,
    /// Mean change, without sign, when a random part is left out.
    pub random_change: f64,
    /// The first over the second.
    pub ratio: f64,
    /// The 95 % bootstrap interval of the ratio over comments.
    pub ratio_interval: Interval,
    /// Mean fall of the probability, below 0 where it rises: evidence and random part.
    pub falls: [f64; 2],
    /// Seed of the random parts and of the bootstrap.
    pub seed: u64,
}

/// Measures evidence that was found for `pairs`; `None` where no comment leaves room for a random
/// part as long as its evidence.
///
/// # Errors
/// Those of the classifier.
pub fn faithfulness(
    classifier: &dyn StanceClassifier,
    dimension: &Dimension,
    pairs: &[Pair],
    predictions: &[Prediction],
    evidence: &[Evidence],
    seed: u64,
) -> Result<Option<Faithfulness>, StanceError> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut left: Vec<(usize, String)> = Vec::new();
    let mut own: Vec<f64> = Vec::new();
    for (index, (pair, found)) in pairs.iter().zip(evidence).enumerate() {
        let runs = elsewhere(pair.comment, &found.cut);
        if let (Some(fall), false) = (found.fall, runs.is_empty()) {
            own.push(fall);
            for _ in 0..DRAWS {
                let run = &runs[random.gen_range(0..runs.len() as u64) as usize];
                left.push((index, without(pair.comment, run)));
            }
        }
    }
    if own.is_empty() {
        return Ok(None);
    }
    let others = falls(classifier, dimension, pairs, predictions, &left)?;
    let others: Vec<&[f64]> = others.chunks(DRAWS).collect();
    let changes: Vec<[f64; 2]> = own
        .iter()
        .zip(&others)
        .map(|(own, others)| [own.abs(), mean(others.iter().map(|fall| fall.abs()))])
        .collect();
    let sums = |items: &[usize]| {
        [0, 1].map(|side| items.iter().map(|&item| changes[item][side]).sum::<f64>())
    };
    let all: Vec<usize> = (0..changes.len()).collect();
    let [with, without] = sums(&all);
    let count = changes.len() as f64;
    Ok(Some(Faithfulness {
        comments: changes.len(),
        whole: evidence.iter().filter(|found| found.fall.is_none()).count(),
        evidence_change: with / count,
        random_change: without / count,
        ratio: with / without,
        ratio_interval: bootstrap::interval(changes.len(), RESAMPLES, seed, |items| {
            let [with, without] = sums(items);
            with / without
        }),
        falls: [
            mean(own.iter().copied()),
            mean(others.iter().flat_map(|falls| falls.iter().copied())),
        ],
        seed,
    }))
}

/// The runs of as many words as the evidence has that do not touch it, with the marks behind them.
fn elsewhere(comment: &str, evidence: &Range<usize>) -> Vec<Range<usize>> {
    let starts: Vec<usize> = words(comment)
        .map(|word| word.as_ptr() as usize - comment.as_ptr() as usize)
        .collect();
    let within = |at: &&usize| evidence.contains(*at);
    let length = starts.iter().filter(within).count();
    if length == 0 {
        return Vec::new();
    }
    (0..(starts.len() + 1).saturating_sub(length))
        .map(|first| {
            let end = starts.get(first + length).copied();
            starts[first]..end.unwrap_or(comment.len())
        })
        .filter(|run| run.end <= evidence.start || evidence.end <= run.start)
        .collect()
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    sum / f64::from(count.max(1))
}

#[cfg(test)]
mod tests {
    use super::super::evidence;
    use super::super::fake::{Counting, dimension, pairs};
    use super::*;

    fn measure(comments: &[&str]) -> Option<Faithfulness> {
        let pairs = pairs(comments);
        let dimension = dimension();
        let predictions = Counting.classify(&dimension, &pairs).unwrap();
        let found = evidence(&Counting, &dimension, &pairs, &predictions).unwrap();
        faithfulness(&Counting, &dimension, &pairs, &predictions, &found, 3).unwrap()
    }

    #[test]
    fn random_parts_are_as_long_and_elsewhere() {
        let comment = "Un deux. Trois quatre, cinq six. Sept.";
        let runs = elsewhere(comment, &(0..9));
        let texts: Vec<&str> = runs.into_iter().map(|run| comment[run].trim()).collect();
        assert_eq!(
            texts,
            ["Trois quatre,", "quatre, cinq", "cinq six.", "six. Sept."]
        );
        assert!(elsewhere("Un deux trois. Quatre.", &(0..15)).is_empty());
    }

    #[test]
    fn evidence_counts_for_more_where_one_part_decides() {
        let found = measure(&[
            "Le ciel est bleu ce soir. Oui oui oui. La mer est calme.",
            "Bref. Non non ! Je pars demain matin avec eux.",
            "Oui.",
        ])
        .unwrap();
        assert_eq!((found.comments, found.whole), (2, 1));
        assert!(found.evidence_change > 0.3, "{found:?}");
        assert!(found.random_change < 1e-9, "{found:?}");
        let even = measure(&["Oui un. Oui deux. Oui trois. Oui quatre."]).unwrap();
        assert!((even.ratio - 1.0).abs() < 0.05, "{even:?}");
        assert!((even.falls[0] - even.evidence_change).abs() < 1e-12);
        assert_eq!(measure(&["Oui.", "Oui oui oui. Non."]), None);
    }
}
