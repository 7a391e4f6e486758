//! Several classifiers on the same comments.

use serde::Serialize;

use super::{Sample, greatest, predicted, present};
use crate::evaluate::{
    EvaluateError,
    bootstrap::{self, Difference, Interval, RESAMPLES},
    classification::{Confusion, McNemar, macro_f1_of_items, mcnemar},
};

/// What one classifier comes to, and how it compares with the first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct System {
    /// Its name.
    pub system: String,
    /// Share of comments whose most probable label is the true one.
    pub accuracy: f64,
    /// Mean F1 of the labels that comments truly have.
    pub macro_f1: f64,
    /// Its 95 % bootstrap interval.
    pub macro_f1_interval: Interval,
    /// McNemar's test, the first classifier being `a`; `None` for the first itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mcnemar: Option<McNemar>,
    /// The first classifier's macro-F1 less this one's, by paired bootstrap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub macro_f1_difference: Option<Difference>,
}

/// The name of the classifier that always gives the most frequent label.
pub const MAJORITY: &str = "majority";

/// The name of the baseline that learns from labelled rows.
pub const TF_IDF: &str = "TF-IDF, logistic regression";

/// A name and `[comments, labels]` probabilities.
pub type Named = (String, Vec<Vec<f64>>);

/// Compares classifiers on the sample's comments; the first is the sample's own.
///
/// # Errors
/// As [`StanceEvaluation::new`](super::StanceEvaluation::new).
pub fn compare(
    name: &str,
    sample: &Sample,
    others: &[Named],
) -> Result<Vec<System>, EvaluateError> {
    let first = predicted(sample.probabilities);
    let mut systems = vec![system(name, sample, &first, None)?];
    for (name, probabilities) in others {
        let own = predicted(probabilities);
        systems.push(system(name, sample, &own, Some(&first))?);
    }
    Ok(systems)
}

fn system(
    name: &str,
    sample: &Sample,
    own: &[usize],
    first: Option<&[usize]>,
) -> Result<System, EvaluateError> {
    let truth = sample.truth;
    let count = sample.labels.len();
    let confusion = Confusion::new(sample.labels.to_vec(), truth, own)?;
    let present = present(truth);
    let macro_f1 = |predicted: &[usize], items: &[usize]| {
        macro_f1_of_items(truth, predicted, count, &present, items)
    };
    let difference = |first: &[usize]| {
        bootstrap::paired(truth.len(), RESAMPLES, sample.seed, |items| {
            macro_f1(first, items) - macro_f1(own, items)
        })
    };
    Ok(System {
        system: name.to_owned(),
        accuracy: confusion.accuracy(),
        macro_f1: confusion.macro_f1_of(&present),
        macro_f1_interval: bootstrap::interval(truth.len(), RESAMPLES, sample.seed, |items| {
            macro_f1(own, items)
        }),
        mcnemar: first.map(|first| mcnemar(truth, first, own)).transpose()?,
        macro_f1_difference: first.map(difference).transpose()?,
    })
}

/// The classifier that always gives the most frequent label of `truth`, of equal ones the first.
pub fn majority(truth: &[usize], labels: usize, comments: usize) -> Named {
    let mut counts = vec![0.0; labels];
    for &label in truth {
        counts[label] += 1.0;
    }
    let mut row = vec![0.0; labels];
    if let Some(first) = row.get_mut(greatest(&counts).0) {
        *first = 1.0;
    }
    (MAJORITY.to_owned(), vec![row; comments])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_majority_is_behind_a_perfect_classifier() {
        let labels = ["pro", "con"].map(str::to_owned);
        let truth = [0, 0, 0, 1, 1, 0, 1, 0, 0, 1];
        let right: Vec<Vec<f64>> = truth
            .iter()
            .map(|&label| vec![1.0 - label as f64, label as f64])
            .collect();
        let sample = Sample {
            labels: &labels,
            truth: &truth,
            probabilities: &right,
            neutral: None,
            threshold: 0.0,
            seed: 5,
        };
        let base = majority(&truth, 2, truth.len());
        assert_eq!(base.1[3], [1.0, 0.0]);
        let found = compare("own", &sample, &[base]).unwrap();
        assert_eq!(found[0].mcnemar, None);
        assert!((found[0].macro_f1 - 1.0).abs() < 1e-12);
        // pro: 2·6/(10+6), con: 0.
        assert!((found[1].macro_f1 - 0.375).abs() < 1e-12);
        let test = found[1].mcnemar.unwrap();
        assert_eq!((test.only_a, test.only_b), (4, 0));
        let difference = found[1].macro_f1_difference.unwrap();
        assert!((difference.difference - 0.625).abs() < 1e-12);
        assert!(difference.interval.low > 0.0 && difference.p_value < 0.05);
    }
}
