//! The comments worth reading: surely wrong, and hardest.

use serde::Serialize;

use super::{Sample, greatest};

/// Why a comment is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The classifier is wrong, and not uncertain.
    SurelyWrong,
    /// The classifier is less sure than of most others, right or wrong.
    Hardest,
}

impl Reason {
    /// As tables spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SurelyWrong => "surely_wrong",
            Self::Hardest => "hardest",
        }
    }
}

/// A comment worth reading.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Extreme {
    /// Why.
    pub reason: Reason,
    /// Its index among the comments.
    pub item: usize,
}

/// At most `count` surely wrong comments, whose confidence is not below the threshold, the surest first, then as many of the hardest, the least sure
/// first; of equal confidences, in four decimals, the first comment.
pub fn extremes(sample: &Sample, count: usize) -> Vec<Extreme> {
    let best: Vec<(usize, f64)> = sample
        .probabilities
        .iter()
        .map(|row| greatest(row))
        .map(|(label, confidence)| (label, (confidence * 1e4).round()))
        .collect();
    let all = 0..best.len().min(sample.truth.len());
    let mut wrong: Vec<usize> = all
        .clone()
        .filter(|&item| best[item].0 != sample.truth[item])
        .filter(|&item| best[item].1 / 1e4 >= sample.threshold)
        .collect();
    wrong.sort_by(|&a, &b| best[b].1.total_cmp(&best[a].1));
    let mut hard: Vec<usize> = all.collect();
    hard.sort_by(|&a, &b| best[a].1.total_cmp(&best[b].1));
    let named = |reason: Reason, items: Vec<usize>| {
        items
            .into_iter()
            .take(count)
            .map(move |item| Extreme { reason, item })
    };
    named(Reason::SurelyWrong, wrong)
        .chain(named(Reason::Hardest, hard))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_uncertain_is_not_surely_wrong() {
        let labels = ["pro", "con"].map(str::to_owned);
        let sample = Sample {
            labels: &labels,
            truth: &[1, 1],
            probabilities: &[vec![0.9, 0.1], vec![0.69994, 0.30006]],
            neutral: None,
            threshold: 0.7,
            seed: 1,
        };
        let found = extremes(&sample, 5);
        let wrong = found.iter().filter(|e| e.reason == Reason::SurelyWrong);
        assert_eq!(wrong.map(|e| e.item).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn surely_wrong_ones_come_first() {
        let labels = ["pro", "con"].map(str::to_owned);
        let probabilities = [0.9, 0.6, 0.55, 0.99, 0.6].map(|p| vec![p, 1.0 - p]);
        let sample = Sample {
            labels: &labels,
            truth: &[1, 1, 0, 0, 1],
            probabilities: &probabilities,
            neutral: None,
            threshold: 0.0,
            seed: 1,
        };
        let found: Vec<(&str, usize)> = extremes(&sample, 2)
            .into_iter()
            .map(|extreme| (extreme.reason.name(), extreme.item))
            .collect();
        assert_eq!(
            found,
            [
                ("surely_wrong", 0),
                ("surely_wrong", 1),
                ("hardest", 2),
                ("hardest", 1)
            ]
        );
    }
}
