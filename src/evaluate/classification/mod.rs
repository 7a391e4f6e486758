//! Accuracy, precision, recall and F1 of predicted labels, and McNemar's test.

mod mcnemar;

use std::collections::BTreeSet;

use serde::Serialize;

use super::EvaluateError;
use super::error::same_length;

pub use mcnemar::{McNemar, mcnemar, mcnemar_counts};

/// How often each label was predicted for each true label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// The labels' names, in the order of rows and columns.
    pub labels: Vec<String>,
    /// `[labels, labels]`: a row for each true label, a column for each predicted one.
    pub counts: Vec<Vec<u64>>,
}

/// How well one label is recognised.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PerLabel {
    /// The label's name.
    pub label: String,
    /// The share of its predictions that are right, 0 if it is never predicted.
    pub precision: f64,
    /// The share of its items that are recognised, 0 if it has none.
    pub recall: f64,
    /// The harmonic mean of both, 0 if both are 0.
    pub f1: f64,
    /// How many items truly have the label.
    pub support: u64,
}

impl Confusion {
    /// Counts true labels against predicted ones, both as indices into `labels`.
    ///
    /// # Errors
    ///
    /// [`EvaluateError::NoItems`], [`EvaluateError::LengthsDiffer`] or, for an index beyond the
    /// labels, [`EvaluateError::UnknownLabel`].
    pub fn new(
        labels: Vec<String>,
        truth: &[usize],
        predicted: &[usize],
    ) -> Result<Self, EvaluateError> {
        if truth.is_empty() {
            return Err(EvaluateError::NoItems);
        }
        same_length("predicted", truth.len(), predicted.len())?;
        let mut counts = vec![vec![0; labels.len()]; labels.len()];
        for (item, (&row, &column)) in truth.iter().zip(predicted).enumerate() {
            if let Some(&label) = [row, column].iter().find(|label| **label >= labels.len()) {
                return Err(EvaluateError::UnknownLabel {
                    item,
                    label,
                    labels: labels.len(),
                });
            }
            counts[row][column] += 1;
        }
        Ok(Self { labels, counts })
    }

    /// How many items were counted.
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// The share of items whose label is predicted, 0 if there are no items.
    pub fn accuracy(&self) -> f64 {
        let right: u64 = (0..self.labels.len())
            .map(|label| self.counts[label][label])
            .sum();
        right as f64 / self.total().max(1) as f64
    }

    /// Precision, recall, F1 and support of each label, in the labels' order.
    pub fn per_label(&self) -> Vec<PerLabel> {
        (0..self.labels.len())
            .map(|label| {
                let (right, predicted, support) = self.marginals(label);
                PerLabel {
                    label: self.labels[label].clone(),
                    precision: right as f64 / predicted.max(1) as f64,
                    recall: right as f64 / support.max(1) as f64,
                    f1: f1(right, predicted, support).unwrap_or(0.0),
                    support,
                }
            })
            .collect()
    }

    /// The mean of the labels' F1.
    ///
    /// A label that is neither true nor predicted anywhere has no F1 and is left out, as by
    /// scikit-learn's `f1_score(average="macro")` with `zero_division=nan`; 0 if no label is left. A
    /// label that is predicted but never true counts with F1 = 0: use [`Confusion::macro_f1_of`] to
    /// leave it out.
    pub fn macro_f1(&self) -> f64 {
        mean_f1((0..self.labels.len()).map(|label| self.marginals(label)))
    }

    /// As [`Confusion::macro_f1`], over some labels only, given by index.
    ///
    /// Items and predictions of the other labels still count as errors where one side is a label of
    /// the subset, as with scikit-learn's `labels=`. Indices beyond the labels are passed over.
    pub fn macro_f1_of(&self, subset: &[usize]) -> f64 {
        let known = subset.iter().filter(|label| **label < self.labels.len());
        mean_f1(known.map(|&label| self.marginals(label)))
    }

    /// A label's items that are recognised, its predictions and its items.
    fn marginals(&self, label: usize) -> (u64, u64, u64) {
        let predicted = self.counts.iter().map(|row| row[label]).sum();
        (
            self.counts[label][label],
            predicted,
            self.counts[label].iter().sum(),
        )
    }
}

/// The labels that occur, in order: those that comments truly have, where others are not asked for.
pub fn present(truth: &[usize]) -> Vec<usize> {
    let labels: BTreeSet<usize> = truth.iter().copied().collect();
    labels.into_iter().collect()
}

/// The macro-F1 of a choice of items, over all of `labels` labels or over a subset of them.
///
/// The same figure as [`Confusion::macro_f1_of`], without names: made to be the statistic of a
/// [bootstrap](super::bootstrap), where it is needed thousands of times. `items` are indices into
/// `truth` and `predicted`, an item as often as it was drawn.
///
/// # Panics
///
/// If an item or a label is out of range: count them by [`Confusion::new`] first.
pub fn macro_f1_of_items(
    truth: &[usize],
    predicted: &[usize],
    labels: usize,
    subset: &[usize],
    items: &[usize],
) -> f64 {
    let mut marginals = vec![(0, 0, 0); labels];
    for &item in items {
        let (row, column) = (truth[item], predicted[item]);
        marginals[row].2 += 1;
        marginals[column].1 += 1;
        if row == column {
            marginals[row].0 += 1;
        }
    }
    mean_f1(subset.iter().map(|&label| marginals[label]))
}

/// `2 · right / (predicted + support)`, which equals the harmonic mean of precision and recall.
fn f1(right: u64, predicted: u64, support: u64) -> Option<f64> {
    let both = predicted + support;
    (both > 0).then(|| 2.0 * right as f64 / both as f64)
}

fn mean_f1(marginals: impl Iterator<Item = (u64, u64, u64)>) -> f64 {
    let (mut sum, mut count) = (0.0, 0_u32);
    for score in marginals.filter_map(|(right, predicted, support)| f1(right, predicted, support)) {
        sum += score;
        count += 1;
    }
    sum / f64::from(count.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|label| format!("label {label}")).collect()
    }

    fn example() -> Confusion {
        Confusion {
            labels: ["supportive", "opposed", "neutral"]
                .map(str::to_owned)
                .to_vec(),
            counts: vec![vec![5, 2, 1], vec![0, 6, 2], vec![1, 0, 3]],
        }
    }

    #[test]
    fn by_hand() {
        let confusion = example();
        assert_eq!(confusion.total(), 20);
        assert!((confusion.accuracy() - 0.7).abs() < 1e-12);
        let rows = confusion.per_label();
        let supportive = &rows[0];
        assert_eq!(
            (supportive.label.as_str(), supportive.support),
            ("supportive", 8)
        );
        assert!((supportive.precision - 5.0 / 6.0).abs() < 1e-12);
        assert!((supportive.recall - 5.0 / 8.0).abs() < 1e-12);
        assert!((supportive.f1 - 10.0 / 14.0).abs() < 1e-12);
        let opposed_f1 = 12.0 / 16.0;
        let neutral_f1 = 6.0 / 10.0;
        assert!(
            (confusion.macro_f1() - (10.0 / 14.0 + opposed_f1 + neutral_f1) / 3.0).abs() < 1e-12
        );
        assert!(
            (confusion.macro_f1_of(&[0, 1]) - f64::midpoint(10.0 / 14.0, opposed_f1)).abs() < 1e-12
        );
    }

    #[test]
    fn an_unused_label_is_left_out_and_a_wrongly_predicted_one_counts() {
        let unused = Confusion::new(names(3), &[0, 1], &[0, 1]);
        assert_eq!(unused.map(|confusion| confusion.macro_f1()), Ok(1.0));
        let wrong = Confusion::new(names(2), &[0, 0], &[0, 1]);
        let wrong = wrong.map(|confusion| (confusion.macro_f1(), confusion.macro_f1_of(&[0, 9])));
        assert_eq!(wrong, Ok((1.0 / 3.0, 2.0 / 3.0)));
    }

    #[test]
    fn wrong_input_is_named() {
        assert_eq!(
            Confusion::new(names(2), &[], &[]),
            Err(EvaluateError::NoItems)
        );
        assert_eq!(
            Confusion::new(names(2), &[0], &[0, 1]),
            Err(EvaluateError::LengthsDiffer {
                what: "predicted",
                expected: 1,
                found: 2
            })
        );
        assert_eq!(
            Confusion::new(names(2), &[0, 0], &[0, 2]),
            Err(EvaluateError::UnknownLabel {
                item: 1,
                label: 2,
                labels: 2
            })
        );
    }

    #[test]
    fn nothing_counted_is_nothing_right() {
        let empty = Confusion {
            labels: names(2),
            counts: vec![vec![0; 2]; 2],
        };
        assert_eq!((empty.accuracy(), empty.macro_f1()), (0.0, 0.0));
    }

    proptest! {
        #[test]
        fn figures_hold_together(
            items in proptest::collection::vec((0_usize..4, 0_usize..4), 1..60)
        ) {
            let (truth, predicted): (Vec<_>, Vec<_>) = items.into_iter().unzip();
            let confusion = Confusion::new(names(4), &truth, &predicted).unwrap();
            prop_assert_eq!(confusion.total(), truth.len() as u64);
            let rows = confusion.per_label();
            // The recalls, weighted by support, make up the accuracy.
            let weighted: f64 = rows.iter().map(|row| row.recall * row.support as f64).sum();
            prop_assert!((weighted / truth.len() as f64 - confusion.accuracy()).abs() < 1e-12);
            for row in rows {
                let low = row.precision.min(row.recall);
                prop_assert!(row.f1 >= low - 1e-12 && row.f1 <= row.precision.max(row.recall) + 1e-12);
            }
            let all: Vec<_> = (0..truth.len()).collect();
            let direct = macro_f1_of_items(&truth, &predicted, 4, &[0, 2], &all);
            prop_assert!((direct - confusion.macro_f1_of(&[0, 2])).abs() < 1e-12);
        }
    }
}
