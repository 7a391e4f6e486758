//! McNemar's test: whether two classifiers err equally often on the same items.

use serde::Serialize;

use crate::evaluate::EvaluateError;
use crate::evaluate::error::same_length;

/// The outcome of McNemar's test of two classifiers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct McNemar {
    /// How many items only the first classifier gets right.
    pub only_a: u64,
    /// How many items only the second one gets right.
    pub only_b: u64,
    /// `(|only_a − only_b| − 1)² / (only_a + only_b)`, Edwards' corrected chi-square with one degree
    /// of freedom; 0 if there are no such items.
    pub chi_square: f64,
    /// The exact two-sided probability of a difference at least as large under equal error rates.
    pub p_value: f64,
}

/// Tests whether two classifiers are right equally often, from true and predicted labels.
///
/// # Errors
///
/// [`EvaluateError::NoItems`] or [`EvaluateError::LengthsDiffer`].
///
/// ```
/// use tribune::evaluate::classification::mcnemar;
///
/// let test = mcnemar(&[0, 0, 1, 1], &[0, 0, 1, 1], &[1, 0, 0, 1])?;
/// assert_eq!((test.only_a, test.only_b, test.p_value), (2, 0, 0.5));
/// # Ok::<(), tribune::evaluate::EvaluateError>(())
/// ```
pub fn mcnemar<T: PartialEq>(truth: &[T], a: &[T], b: &[T]) -> Result<McNemar, EvaluateError> {
    if truth.is_empty() {
        return Err(EvaluateError::NoItems);
    }
    same_length("a", truth.len(), a.len())?;
    same_length("b", truth.len(), b.len())?;
    let (mut only_a, mut only_b) = (0, 0);
    for ((truth, a), b) in truth.iter().zip(a).zip(b) {
        match (a == truth, b == truth) {
            (true, false) => only_a += 1,
            (false, true) => only_b += 1,
            _ => {}
        }
    }
    Ok(mcnemar_counts(only_a, only_b))
}

/// As [`mcnemar`], from the numbers of items that one classifier alone gets right.
///
/// The p-value is that of the exact binomial test with probability 1/2, whatever the counts, and so
/// needs no approximation for few items.
///
/// Sources: Q. McNemar, "Note on the sampling error of the difference between correlated proportions
/// or percentages", Psychometrika 12 (1947), 153–157; A. L. Edwards, "Note on the correction for
/// continuity", Psychometrika 13 (1948), 185–187.
pub fn mcnemar_counts(only_a: u64, only_b: u64) -> McNemar {
    let discordant = (only_a + only_b) as f64;
    let difference = only_a.abs_diff(only_b) as f64;
    let chi_square = if discordant == 0.0 {
        0.0
    } else {
        (difference - 1.0).max(0.0).powi(2) / discordant
    };
    let p_value = (2.0 * binomial_half_tail(only_a.min(only_b), only_a + only_b)).min(1.0);
    McNemar {
        only_a,
        only_b,
        chi_square,
        p_value,
    }
}

/// `P(X ≤ k)` for `X` binomial with `n` trials and probability 1/2, for `k ≤ n/2`.
///
/// From the largest term down, each a ratio of the one before, until terms no longer matter.
fn binomial_half_tail(k: u64, n: u64) -> f64 {
    let mut log_term = -(n as f64) * std::f64::consts::LN_2;
    for i in 1..=k {
        log_term += ((n - i + 1) as f64 / i as f64).ln();
    }
    let (mut sum, mut term) = (1.0, 1.0);
    for i in (1..=k).rev() {
        term *= i as f64 / (n - i + 1) as f64;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    (log_term + sum.ln()).exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        // 2 · scipy.stats.binom.cdf(min, n, 0.5)
        for (only_a, only_b, p_value) in [
            (0, 1, 1.0),
            (1, 5, 0.218_75),
            (10, 2, 0.038_574_218_75),
            (121, 59, 4.434_449_263_755e-6),
            (5_000, 5_300, 0.003_215_819_673_645),
        ] {
            let found = mcnemar_counts(only_a, only_b).p_value;
            assert!(
                (found / p_value - 1.0).abs() < 1e-9,
                "{only_a} {only_b}: {found}"
            );
        }
        // Edwards' correction by hand: (62 − 1)² / 180.
        assert!((mcnemar_counts(121, 59).chi_square - 3721.0 / 180.0).abs() < 1e-12);
        assert!(mcnemar_counts(3, 3).chi_square < 1e-12);
    }

    #[test]
    fn no_difference_is_no_evidence() {
        let test = mcnemar_counts(0, 0);
        assert_eq!((test.chi_square, test.p_value), (0.0, 1.0));
    }

    #[test]
    fn columns_must_fit() {
        assert_eq!(mcnemar::<u8>(&[], &[], &[]), Err(EvaluateError::NoItems));
        assert_eq!(
            mcnemar(&[1, 2], &[1, 2], &[1]),
            Err(EvaluateError::LengthsDiffer {
                what: "b",
                expected: 2,
                found: 1
            })
        );
    }

    proptest! {
        #[test]
        fn symmetric_and_a_probability(a in 0_u64..3000, b in 0_u64..3000) {
            let (ab, ba) = (mcnemar_counts(a, b), mcnemar_counts(b, a));
            prop_assert!((ab.p_value - ba.p_value).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&ab.p_value));
        }
    }
}
