//! How far a figure can be trusted: the percentile bootstrap.
//!
//! Items are drawn with replacement, as many as there are, and the statistic is computed anew; its
//! 2.5 % and 97.5 % quantiles over many resamples are the interval. The draws depend on the seed
//! alone (ChaCha8), so that two statistics of the same items under the same seed see the same
//! resamples. Where items hang together (comments under one article, say), let the items drawn be the
//! groups, and gather each group's items within the statistic.
//!
//! Sources: B. Efron and R. J. Tibshirani, "An introduction to the bootstrap", 1993, chapter 13; the
//! paired test: P. Koehn, "Statistical significance tests for machine translation evaluation", EMNLP
//! 2004, 388–395.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use super::EvaluateError;
use super::error::same_length;

/// How many resamples reports use.
pub const RESAMPLES: usize = 2_000;

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The 2.5 % quantile.
    pub low: f64,
    /// The 97.5 % quantile.
    pub high: f64,
}

/// A difference between two systems on the same items.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// The first system's figure less the second one's.
    pub difference: f64,
    /// The difference's 95 % interval.
    pub interval: Interval,
    /// The two-sided probability: twice the share of resamples in which the difference is absent or
    /// has the other sign, `2 · (1 + min(#≤0, #≥0)) / (1 + resamples)`, at most 1.
    pub p_value: f64,
}

/// The 95 % interval of a statistic of `n` items.
///
/// The statistic gets the indices of a resample's items, `n` numbers below `n`. Resamples where it is
/// not finite are left out; both limits are NaN if none is left, as without items or resamples.
///
/// ```
/// use tribune::evaluate::bootstrap::interval;
///
/// let heights = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
/// let largest = |items: &[usize]| items.iter().map(|&i| heights[i]).fold(0.0, f64::max);
/// let found = interval(heights.len(), 1_000, 7, largest);
/// assert!(found.low >= 3.0 && found.high == 6.0);
/// ```
pub fn interval(
    n: usize,
    resamples: usize,
    seed: u64,
    statistic: impl FnMut(&[usize]) -> f64,
) -> Interval {
    percentiles(resample(n, resamples, seed, statistic))
}

/// The 95 % interval of a mean: what [`interval`] gives for it, but faster.
///
/// # Errors
///
/// [`EvaluateError::NoItems`], [`EvaluateError::NotFinite`], or [`EvaluateError::Zero`] without
/// resamples.
pub fn mean_interval(
    values: &[f64],
    resamples: usize,
    seed: u64,
) -> Result<Interval, EvaluateError> {
    check(values, resamples)?;
    Ok(percentiles(resampled_means(values, resamples, seed)))
}

/// Compares the means of two systems' figures on the same items: `a` less `b`.
///
/// # Errors
///
/// As [`mean_interval`], and [`EvaluateError::LengthsDiffer`].
pub fn paired_means(
    a: &[f64],
    b: &[f64],
    resamples: usize,
    seed: u64,
) -> Result<Difference, EvaluateError> {
    same_length("b", a.len(), b.len())?;
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    check(&differences, resamples)?;
    let difference = differences.iter().sum::<f64>() / differences.len() as f64;
    Ok(compare(
        difference,
        resampled_means(&differences, resamples, seed),
    ))
}

/// Compares any statistic of two systems on the same `n` items.
///
/// `difference` gets the indices of the items and gives the first system's figure on them less the
/// second one's. Resamples where it is not finite are left out.
///
/// # Errors
///
/// [`EvaluateError::NoItems`], or [`EvaluateError::Zero`] without resamples.
pub fn paired(
    n: usize,
    resamples: usize,
    seed: u64,
    mut difference: impl FnMut(&[usize]) -> f64,
) -> Result<Difference, EvaluateError> {
    if n == 0 {
        return Err(EvaluateError::NoItems);
    }
    if resamples == 0 {
        return Err(EvaluateError::Zero { what: "resamples" });
    }
    let items: Vec<usize> = (0..n).collect();
    let observed = difference(&items);
    Ok(compare(observed, resample(n, resamples, seed, difference)))
}

fn check(values: &[f64], resamples: usize) -> Result<(), EvaluateError> {
    if values.is_empty() {
        return Err(EvaluateError::NoItems);
    }
    if resamples == 0 {
        return Err(EvaluateError::Zero { what: "resamples" });
    }
    match values
        .iter()
        .enumerate()
        .find(|(_, value)| !value.is_finite())
    {
        Some((item, &value)) => Err(EvaluateError::NotFinite { item, value }),
        None => Ok(()),
    }
}

fn compare(difference: f64, resampled: Vec<f64>) -> Difference {
    let resampled: Vec<f64> = resampled
        .into_iter()
        .filter(|value| value.is_finite())
        .collect();
    let below = resampled.iter().filter(|value| **value <= 0.0).count();
    let above = resampled.iter().filter(|value| **value >= 0.0).count();
    let p_value = 2.0 * (1 + below.min(above)) as f64 / (1 + resampled.len()) as f64;
    Difference {
        difference,
        interval: percentiles(resampled),
        p_value: p_value.min(1.0),
    }
}

fn resample(
    n: usize,
    resamples: usize,
    seed: u64,
    mut statistic: impl FnMut(&[usize]) -> f64,
) -> Vec<f64> {
    if n == 0 {
        return Vec::new();
    }
    let mut draws = Draws::new(n, seed);
    let mut items = vec![0; n];
    (0..resamples)
        .map(|_| {
            items.fill_with(|| draws.next());
            statistic(&items)
        })
        .collect()
}

fn resampled_means(values: &[f64], resamples: usize, seed: u64) -> Vec<f64> {
    let mut draws = Draws::new(values.len(), seed);
    (0..resamples)
        .map(|_| values.iter().map(|_| values[draws.next()]).sum::<f64>() / values.len() as f64)
        .collect()
}

/// Items drawn with replacement, the same on every platform.
struct Draws {
    random: ChaCha8Rng,
    items: u64,
}

impl Draws {
    fn new(items: usize, seed: u64) -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            items: items as u64,
        }
    }

    fn next(&mut self) -> usize {
        self.random.gen_range(0..self.items) as usize
    }
}

/// The 95 % interval that resampled values give; those that are not finite are left out.
pub(super) fn percentiles(mut values: Vec<f64>) -> Interval {
    values.retain(|value| value.is_finite());
    values.sort_unstable_by(f64::total_cmp);
    Interval {
        low: quantile(&values, 0.025),
        high: quantile(&values, 0.975),
    }
}

/// The quantile of sorted values, linear between neighbours (type 7 of Hyndman and Fan 1996, as in
/// numpy), NaN if there are none.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests;
