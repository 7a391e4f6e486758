//! Shares of labels, corrected for a classifier's errors.
//!
//! A classifier that takes a tenth of the opponents for supporters finds supporters where there are
//! none. Where its errors were measured, the shares that best explain what it found are known: those
//! under which its predictions are most probable.
//!
//! Sources: W. Rogan and B. Gladen, "Estimating prevalence from the results of a screening test",
//! American Journal of Epidemiology 107 (1978), 71–76, for two labels; the maximum-likelihood form for
//! any number, whose shares stay between 0 and 1: J. Buonaccorsi, "Measurement error", 2010, chapter 2.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::EvaluateError;
use super::bootstrap::percentiles;

/// Resamples of the matrix and of the comments.
const RESAMPLES: usize = 500;

/// Steps of the search for the most probable shares, at most.
const STEPS: usize = 1_000;

/// Comments that a resample draws, at most: beyond, the interval does not become narrower.
const DRAWS: u64 = 10_000;

/// Added to each count that is drawn from: what was not seen is not impossible.
const PRIOR: f64 = 0.5;

/// A classifier's measured errors.
#[derive(Debug, Clone)]
pub struct Prevalence {
    /// `[true labels, predicted labels]`: the probability of each prediction.
    matrix: Vec<Vec<f64>>,
    /// As many matrices as there are resamples.
    resampled: Vec<Vec<Vec<f64>>>,
    seed: u64,
}

impl Prevalence {
    /// From a confusion matrix `[true labels, predicted labels]`, measured on comments like those that
    /// are to be counted.
    ///
    /// # Errors
    /// [`EvaluateError::LengthsDiffer`] unless the matrix is square; [`EvaluateError::NoItems`] if it is
    /// empty or a label was never measured.
    pub fn new(counts: &[Vec<u64>], seed: u64) -> Result<Self, EvaluateError> {
        for row in counts {
            super::error::same_length("confusion", counts.len(), row.len())?;
        }
        if counts.is_empty() || counts.iter().any(|row| row.iter().sum::<u64>() == 0) {
            return Err(EvaluateError::NoItems);
        }
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let matrix: Vec<Vec<f64>> = counts.iter().map(|row| shares(row)).collect();
        let resampled = (0..RESAMPLES)
            .map(|_| {
                counts
                    .iter()
                    .zip(&matrix)
                    .map(|(row, shares_of_row)| {
                        shares(&redraw(shares_of_row, row.iter().sum(), &mut random))
                    })
                    .collect()
            })
            .collect();
        Ok(Self {
            matrix,
            resampled,
            seed,
        })
    }

    /// The corrected share of the first label among comments of which so many were given each label,
    /// with the ends of its 95 % bootstrap interval over the comments and the measured errors. `None`
    /// without comments, or with another number of labels.
    pub fn first_share(&self, found: &[u64]) -> Option<[f64; 3]> {
        let total: u64 = found.iter().sum();
        if total == 0 || found.len() != self.matrix.len() {
            return None;
        }
        let observed: Vec<f64> = found.iter().map(|&n| n as f64 / total as f64).collect();
        // Drawn from the counts as they are, a few comments that agree would leave no doubt.
        let likely = shares(found);
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let shares: Vec<f64> = self
            .resampled
            .iter()
            .map(|matrix| {
                let size = total.min(DRAWS);
                let drawn = redraw(&likely, size, &mut random);
                let drawn: Vec<f64> = drawn.iter().map(|&n| n as f64 / size as f64).collect();
                explain(matrix, &drawn)[0]
            })
            .collect();
        let best = explain(&self.matrix, &observed)[0];
        let interval = percentiles(shares);
        Some([best, interval.low.min(best), interval.high.max(best)])
    }
}

/// Counts as shares, none of them 0.
fn shares(counts: &[u64]) -> Vec<f64> {
    let total: u64 = counts.iter().sum();
    let total = total as f64 + PRIOR * counts.len() as f64;
    counts.iter().map(|&n| (n as f64 + PRIOR) / total).collect()
}

/// Counts of `total` draws from shares.
fn redraw(shares: &[f64], total: u64, random: &mut ChaCha8Rng) -> Vec<u64> {
    let mut counts = vec![0; shares.len()];
    for _ in 0..total {
        let mut rest: f64 = random.gen_range(0.0..1.0);
        let place = shares.iter().position(|share| {
            rest -= share;
            rest < 0.0
        });
        counts[place.unwrap_or(shares.len() - 1)] += 1;
    }
    counts
}

/// The shares of true labels under which the shares of predictions are most probable, by expectation
/// maximisation (A. Dempster, N. Laird and D. Rubin 1977).
fn explain(matrix: &[Vec<f64>], observed: &[f64]) -> Vec<f64> {
    let labels = matrix.len();
    let mut shares = vec![1.0 / labels as f64; labels];
    for _ in 0..STEPS {
        let expected: Vec<f64> = (0..labels)
            .map(|predicted| {
                let of = |label: usize| shares[label] * matrix[label][predicted];
                (0..labels).map(of).sum()
            })
            .collect();
        let next: Vec<f64> = (0..labels)
            .map(|label| {
                let of = |predicted: usize| {
                    observed[predicted] * matrix[label][predicted] / expected[predicted]
                };
                shares[label] * (0..labels).map(of).sum::<f64>()
            })
            .collect();
        let moved = next
            .iter()
            .zip(&shares)
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f64::max);
        shares = next;
        if moved < 1e-7 {
            break;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_labels_as_rogan_and_gladen() {
        // Sensitivity 0.9, specificity 0.8: (0.55 + 0.8 − 1) / (0.9 + 0.8 − 1) = 0.5.
        let matrix = vec![vec![0.9, 0.1], vec![0.2, 0.8]];
        assert!((explain(&matrix, &[0.55, 0.45])[0] - 0.5).abs() < 1e-4);
        // Fewer than the false alarms alone would be: none.
        assert!(explain(&matrix, &[0.1, 0.9])[0] < 1e-2);
    }

    #[test]
    fn few_comments_leave_doubt() {
        let errs = vec![vec![90, 5, 5], vec![5, 90, 5], vec![5, 5, 90]];
        let prevalence = Prevalence::new(&errs, 1).unwrap();
        let [share, low, high] = prevalence.first_share(&[0, 0, 1]).unwrap();
        assert!(
            share < 0.01 && low < 0.01 && high > 0.5,
            "{share} {low} {high}"
        );
        let [share, low, high] = prevalence.first_share(&[0, 0, 1000]).unwrap();
        assert!(
            share < 0.01 && low < 0.01 && high < 0.1,
            "{share} {low} {high}"
        );
    }

    #[test]
    fn true_shares_are_found_again() {
        let matrix = vec![
            vec![0.7, 0.2, 0.1],
            vec![0.1, 0.8, 0.1],
            vec![0.2, 0.3, 0.5],
        ];
        let truth = [0.2, 0.5, 0.3];
        let observed: Vec<f64> = (0..3)
            .map(|p| (0..3).map(|t| truth[t] * matrix[t][p]).sum())
            .collect();
        for (found, truth) in explain(&matrix, &observed).iter().zip(truth) {
            assert!((found - truth).abs() < 1e-3, "{found} {truth}");
        }
    }

    #[test]
    fn intervals_shrink_with_comments_and_with_measurement() {
        let width = |counts: &[Vec<u64>], found: &[u64]| {
            let prevalence = Prevalence::new(counts, 1).unwrap();
            let [best, low, high] = prevalence.first_share(found).unwrap();
            assert!(low <= best && best <= high);
            high - low
        };
        let few = [vec![35, 15], vec![10, 40]];
        let many = [vec![3500, 1500], vec![1000, 4000]];
        let (small, large) = ([12, 18], [1200, 1800]);
        assert!(width(&many, &small) > width(&many, &large));
        assert!(width(&few, &large) > width(&many, &large));
    }

    #[test]
    fn matrices_that_do_not_serve() {
        let new = |counts: &[Vec<u64>]| Prevalence::new(counts, 1).err();
        assert_eq!(new(&[]), Some(EvaluateError::NoItems));
        assert_eq!(new(&[vec![1, 0], vec![0, 0]]), Some(EvaluateError::NoItems));
        assert!(matches!(
            new(&[vec![1, 0, 2], vec![0, 1, 0]]),
            Some(EvaluateError::LengthsDiffer { .. })
        ));
        let fine = Prevalence::new(&[vec![5, 1], vec![1, 5]], 1).unwrap();
        assert_eq!(fine.first_share(&[0, 0]), None);
        assert_eq!(fine.first_share(&[3, 2]), fine.first_share(&[3, 2]));
    }

    proptest! {
        #[test]
        fn shares_are_shares(counts in proptest::collection::vec(0_u64..40, 3), a in 1_u64..50, b in 0_u64..50) {
            let matrix = [vec![a, b, 1], vec![b, a, 2], vec![0, 1, 30]];
            let found = Prevalence::new(&matrix, 3).unwrap().first_share(&counts);
            prop_assert_eq!(found.is_some(), counts.iter().sum::<u64>() > 0);
            for value in found.into_iter().flatten() {
                prop_assert!((-1e-9..=1.0 + 1e-9).contains(&value));
            }
        }
    }
}
