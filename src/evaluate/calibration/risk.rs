//! What is gained by leaving out what a classifier is not sure of.

use serde::Serialize;

use super::shared_correctness;
use crate::evaluate::EvaluateError;

/// What a threshold on confidence accepts, and how much of that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RiskPoint {
    /// Items with this confidence or more are accepted.
    pub threshold: f64,
    /// How many those are.
    pub accepted: usize,
    /// The share of all items that is accepted, from just above 0 to 1.
    pub coverage: f64,
    /// The share of the accepted items that is wrong.
    pub risk: f64,
}

/// The risk–coverage curve of a classifier that may abstain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RiskCoverage {
    /// One point for each different confidence, from the highest threshold to the lowest, so that
    /// coverage grows up to 1.
    pub curve: Vec<RiskPoint>,
    /// The area under the curve: the mean, over `k` from 1 to the number of items, of the risk of the
    /// `k` surest ones. Lower is better.
    pub aurc: f64,
}

/// The risk–coverage curve and the area under it.
///
/// Items of equal confidence are accepted together; within them the area takes the expected risk over
/// all orders.
///
/// Sources: R. El-Yaniv and Y. Wiener, "On the foundations of noise-free selective classification",
/// JMLR 11 (2010), 1605–1641; the area: Y. Geifman, G. Uziel and R. El-Yaniv, "Bias-reduced
/// uncertainty estimation for deep neural classifiers", ICLR 2019.
///
/// # Errors
///
/// [`EvaluateError::NoItems`], [`EvaluateError::LengthsDiffer`] or
/// [`EvaluateError::NotAProbability`].
pub fn risk_coverage(confidences: &[f64], correct: &[bool]) -> Result<RiskCoverage, EvaluateError> {
    let mut items = shared_correctness(confidences, correct)?;
    items.reverse();
    let total = items.len() as f64;
    let (mut errors, mut area) = (0.0, 0.0);
    let mut curve: Vec<RiskPoint> = Vec::new();
    for (place, &(threshold, share)) in items.iter().enumerate() {
        let accepted = place + 1;
        errors += 1.0 - share;
        let risk = (errors / accepted as f64).clamp(0.0, 1.0);
        area += risk;
        let point = RiskPoint {
            threshold,
            accepted,
            coverage: accepted as f64 / total,
            risk,
        };
        match curve.last_mut() {
            Some(last) if last.threshold.total_cmp(&threshold).is_eq() => *last = point,
            _ => curve.push(point),
        }
    }
    Ok(RiskCoverage {
        curve,
        aurc: area / total,
    })
}

impl RiskCoverage {
    /// The risk among the surest share of the items, at least one; a coverage beyond 1 counts as 1.
    ///
    /// Between two points the errors grow evenly, as they do on average over the orders of equal
    /// confidences. `1 − risk_at(0.5)` is the accuracy among the half that the model is surest of.
    pub fn risk_at(&self, coverage: f64) -> f64 {
        let Some(last) = self.curve.last() else {
            return 0.0;
        };
        let wanted = (coverage * last.accepted as f64).clamp(1.0, last.accepted as f64);
        let (mut before, mut errors_before) = (0.0, 0.0);
        for point in &self.curve {
            let (accepted, errors) = (point.accepted as f64, point.risk * point.accepted as f64);
            if accepted >= wanted {
                let part = (wanted - before) / (accepted - before);
                return (errors_before + part * (errors - errors_before)) / wanted;
            }
            (before, errors_before) = (accepted, errors);
        }
        last.risk
    }

    /// The point that accepts most while at most this share of it is wrong, if there is one.
    pub fn widest_within(&self, risk: f64) -> Option<RiskPoint> {
        self.curve
            .iter()
            .rev()
            .find(|point| point.risk <= risk)
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn example() -> RiskCoverage {
        risk_coverage(&[0.6, 0.9, 0.8, 0.6], &[false, true, false, true]).unwrap()
    }

    #[test]
    fn by_hand() {
        let curve = example();
        let points: Vec<_> = curve
            .curve
            .iter()
            .map(|point| (point.threshold, point.accepted, point.risk))
            .collect();
        assert_eq!(points, [(0.9, 1, 0.0), (0.8, 2, 0.5), (0.6, 4, 0.5)]);
        // Risks of the 1, 2, 3, 4 surest: 0, 1/2, 1.5/3, 2/4.
        assert!((curve.aurc - 1.5 / 4.0).abs() < 1e-12);
    }

    #[test]
    fn risk_at_any_coverage() {
        let curve = example();
        assert!((curve.risk_at(0.5) - 0.5).abs() < 1e-12);
        assert!((curve.risk_at(0.375) - 0.5 / 1.5).abs() < 1e-12);
        assert!(curve.risk_at(0.0).abs() < 1e-12);
        assert!((curve.risk_at(2.0) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_widest_choice_within_a_risk() {
        let curve = example();
        assert_eq!(
            curve.widest_within(0.5).map(|point| point.threshold),
            Some(0.6)
        );
        assert_eq!(
            curve.widest_within(0.1).map(|point| point.threshold),
            Some(0.9)
        );
        let wrong = risk_coverage(&[0.5], &[false]).unwrap();
        assert_eq!(wrong.widest_within(0.5), None);
    }

    #[test]
    fn wrong_input_is_named() {
        assert_eq!(risk_coverage(&[], &[]), Err(EvaluateError::NoItems));
        assert!(matches!(
            risk_coverage(&[0.5], &[]),
            Err(EvaluateError::LengthsDiffer {
                what: "correct",
                ..
            })
        ));
    }

    proptest! {
        #[test]
        fn ends_at_the_error_rate(items in proptest::collection::vec((0_u8..9, any::<bool>()), 1..80)) {
            let confidences: Vec<_> = items.iter().map(|item| f64::from(item.0) / 8.0).collect();
            let correct: Vec<_> = items.iter().map(|item| item.1).collect();
            let curve = risk_coverage(&confidences, &correct).unwrap();
            let wrong = correct.iter().filter(|right| !**right).count() as f64;
            prop_assert!((curve.risk_at(1.0) - wrong / items.len() as f64).abs() < 1e-9);
            prop_assert!((0.0..=1.0).contains(&curve.aurc));
            prop_assert!(curve.curve.windows(2).all(|pair| pair[0].threshold > pair[1].threshold));
        }
    }
}
