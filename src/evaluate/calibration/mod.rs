//! Whether probabilities mean what they say: calibration error, Brier score, risk and coverage.
//!
//! A *confidence* is the probability of the predicted label. Where confidences are equal, the figures
//! do not depend on the order of the items: equal ones are treated alike.

mod risk;

use serde::Serialize;

use super::EvaluateError;
use super::error::same_length;

pub use risk::{RiskCoverage, RiskPoint, risk_coverage};

/// How many bins the expected calibration error is reported with.
pub const BINS: usize = 10;

/// Rounding of single-precision probabilities that is let pass beyond 0 and 1.
const TOLERANCE: f64 = 1e-5;

/// One bar of a reliability diagram: neighbours in confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// The lowest confidence in it.
    pub low: f64,
    /// The highest confidence in it.
    pub high: f64,
    /// How many items it has.
    pub count: usize,
    /// Their mean confidence.
    pub confidence: f64,
    /// The share of them that is right.
    pub accuracy: f64,
}

/// The reliability diagram: items sorted by confidence and cut into bins of equal mass.
///
/// The bins' sizes differ by at most one, the first being the larger ones, and there are fewer than
/// `bins` if there are fewer items. Items with equal confidence on both sides of a border are each
/// counted as right to the degree that all of them are.
///
/// # Errors
///
/// [`EvaluateError::NoItems`], [`EvaluateError::LengthsDiffer`],
/// [`EvaluateError::NotAProbability`], or [`EvaluateError::Zero`] without bins.
pub fn reliability(
    confidences: &[f64],
    correct: &[bool],
    bins: usize,
) -> Result<Vec<Bin>, EvaluateError> {
    if bins == 0 {
        return Err(EvaluateError::Zero { what: "bins" });
    }
    let items = shared_correctness(confidences, correct)?;
    let bins = bins.min(items.len());
    let (size, larger) = (items.len() / bins, items.len() % bins);
    let mut rest = items.as_slice();
    let mut diagram = Vec::with_capacity(bins);
    for bin in 0..bins {
        let (items, after) = rest.split_at(size + usize::from(bin < larger));
        rest = after;
        let count = items.len() as f64;
        diagram.push(Bin {
            low: items[0].0,
            high: items[items.len() - 1].0,
            count: items.len(),
            confidence: items.iter().map(|item| item.0).sum::<f64>() / count,
            accuracy: items.iter().map(|item| item.1).sum::<f64>() / count,
        });
    }
    Ok(diagram)
}

/// The expected calibration error: how far confidence and accuracy lie apart, from 0 to 1.
///
/// The mean over items of `|accuracy − confidence|` of the item's bin in the [`reliability`] diagram;
/// it is reported with [`BINS`] bins of equal mass.
///
/// Sources: C. Guo et al., "On calibration of modern neural networks", ICML 2017, equation 3; bins of
/// equal mass after K. Nguyen and B. O'Connor, "Posterior calibration and exploratory analysis for
/// natural language processing models", EMNLP 2015.
///
/// # Errors
///
/// As [`reliability`].
///
/// ```
/// use tribune::evaluate::calibration::ece;
///
/// let error = ece(&[0.6, 0.6, 0.9, 0.9], &[true, false, true, true], 2)?;
/// assert!((error - 0.1).abs() < 1e-12);
/// # Ok::<(), tribune::evaluate::EvaluateError>(())
/// ```
pub fn ece(confidences: &[f64], correct: &[bool], bins: usize) -> Result<f64, EvaluateError> {
    let diagram = reliability(confidences, correct, bins)?;
    let distance = |bin: &Bin| (bin.accuracy - bin.confidence).abs() * bin.count as f64;
    Ok(diagram.iter().map(distance).sum::<f64>() / correct.len() as f64)
}

/// The Brier score over all labels, from 0 to 2; lower is better.
///
/// The mean over items of `Σ (p − y)²` over the labels, `y` being 1 for the true label and 0 for the
/// others. `probabilities` is `[items, labels]`, `truth` the true labels' indices.
///
/// Source: G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly
/// Weather Review 78 (1950), 1–3.
///
/// # Errors
///
/// [`EvaluateError::NoItems`], [`EvaluateError::LengthsDiffer`], [`EvaluateError::UnknownLabel`] or
/// [`EvaluateError::NotAProbability`].
pub fn brier<P: AsRef<[f64]>>(probabilities: &[P], truth: &[usize]) -> Result<f64, EvaluateError> {
    if truth.is_empty() {
        return Err(EvaluateError::NoItems);
    }
    same_length("probabilities", truth.len(), probabilities.len())?;
    let mut sum = 0.0;
    for (item, (row, &label)) in probabilities.iter().zip(truth).enumerate() {
        let row = row.as_ref();
        if label >= row.len() {
            return Err(EvaluateError::UnknownLabel {
                item,
                label,
                labels: row.len(),
            });
        }
        for (column, &probability) in row.iter().enumerate() {
            check_probability(item, probability)?;
            let truth = f64::from(u8::from(column == label));
            sum += (probability - truth).powi(2);
        }
    }
    Ok(sum / truth.len() as f64)
}

fn check_probability(item: usize, value: f64) -> Result<(), EvaluateError> {
    if (-TOLERANCE..=1.0 + TOLERANCE).contains(&value) {
        Ok(())
    } else {
        Err(EvaluateError::NotAProbability { item, value })
    }
}

/// Confidences in ascending order, each with the share of right items among its equals.
fn shared_correctness(
    confidences: &[f64],
    correct: &[bool],
) -> Result<Vec<(f64, f64)>, EvaluateError> {
    if confidences.is_empty() {
        return Err(EvaluateError::NoItems);
    }
    same_length("correct", confidences.len(), correct.len())?;
    for (item, &confidence) in confidences.iter().enumerate() {
        check_probability(item, confidence)?;
    }
    let mut items: Vec<(f64, f64)> = confidences
        .iter()
        .zip(correct)
        .map(|(&confidence, &correct)| (confidence, f64::from(u8::from(correct))))
        .collect();
    items.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    for equals in items.chunk_by_mut(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let share = equals.iter().map(|item| item.1).sum::<f64>() / equals.len() as f64;
        for item in equals {
            item.1 = share;
        }
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bins_by_hand() {
        let confidences = [0.9, 0.5, 0.7, 0.6, 0.8];
        let correct = [true, false, true, true, false];
        let diagram = reliability(&confidences, &correct, 2).unwrap();
        assert_eq!(diagram.len(), 2);
        assert_eq!(
            (diagram[0].low, diagram[0].high, diagram[0].count),
            (0.5, 0.7, 3)
        );
        assert!((diagram[0].confidence - 0.6).abs() < 1e-12);
        assert!((diagram[0].accuracy - 2.0 / 3.0).abs() < 1e-12);
        assert!((diagram[1].confidence - 0.85).abs() < 1e-12);
        let by_hand = (3.0 * (2.0 / 3.0 - 0.6) + 2.0 * (0.85 - 0.5)) / 5.0;
        assert!((ece(&confidences, &correct, 2).unwrap() - by_hand).abs() < 1e-12);
    }

    #[test]
    fn fewer_items_than_bins() {
        assert_eq!(
            reliability(&[0.5, 1.0], &[true, true], 10).unwrap().len(),
            2
        );
        assert_eq!(ece(&[1.0], &[true], 10), Ok(0.0));
    }

    #[test]
    fn brier_by_hand() {
        let found = brier(&[[0.7, 0.2, 0.1], [0.0, 0.0, 1.0]], &[0, 0]).unwrap();
        let by_hand = f64::midpoint(0.09 + 0.04 + 0.01, 2.0);
        assert!((found - by_hand).abs() < 1e-12);
    }

    #[test]
    fn wrong_input_is_named() {
        assert_eq!(ece(&[], &[], 10), Err(EvaluateError::NoItems));
        assert_eq!(
            ece(&[0.5], &[true], 0),
            Err(EvaluateError::Zero { what: "bins" })
        );
        assert!(matches!(
            ece(&[0.5, f64::NAN], &[true, true], 10),
            Err(EvaluateError::NotAProbability { item: 1, .. })
        ));
        assert_eq!(
            brier(&[[0.5, 1.5]], &[0]),
            Err(EvaluateError::NotAProbability {
                item: 0,
                value: 1.5
            })
        );
        assert_eq!(
            brier(&[[1.0]], &[1]),
            Err(EvaluateError::UnknownLabel {
                item: 0,
                label: 1,
                labels: 1
            })
        );
        assert_eq!(
            ece(&[1.000_000_1], &[true], 10).map(|error| error < 1e-6),
            Ok(true)
        );
    }

    proptest! {
        #[test]
        fn order_does_not_matter(
            items in proptest::collection::vec((0_u8..6, any::<bool>()), 1..80),
            bins in 1_usize..12,
        ) {
            let measure = |items: &[(u8, bool)]| {
                let confidences: Vec<_> = items.iter().map(|item| f64::from(item.0) / 5.0).collect();
                let correct: Vec<_> = items.iter().map(|item| item.1).collect();
                ece(&confidences, &correct, bins).unwrap()
            };
            let mut sorted = items.clone();
            sorted.sort_unstable();
            prop_assert!((measure(&items) - measure(&sorted)).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&measure(&items)));
        }
    }
}
