//! The confidence interval of a share.

/// The 97.5 % quantile of the standard normal distribution: two-sided 95 %.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// Wilson's 95 % score interval of a share, as `(low, high)`, both from 0 to 1.
///
/// With `p = successes / n` and `z` = [`Z_95`], its limits are
/// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`, without continuity correction. It covers
/// sampling only, not a classifier's errors. With `n` = 0 nothing is known, and it is `(0, 1)`;
/// `successes` beyond `n` count as `n`.
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// JASA 22 (1927), 209–212.
///
/// ```
/// use tribune::evaluate::interval::wilson;
///
/// let (low, high) = wilson(8, 10);
/// assert!((low - 0.4902).abs() < 1e-4 && (high - 0.9433).abs() < 1e-4);
/// ```
pub fn wilson(successes: u64, n: u64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let successes = successes.min(n);
    let total = n as f64;
    let share = successes as f64 / total;
    let z2 = Z_95 * Z_95;
    let centre = share + z2 / (2.0 * total);
    let half = Z_95 * (share * (1.0 - share) / total + z2 / (4.0 * total * total)).sqrt();
    let scale = 1.0 + z2 / total;
    // The limits at the ends are exact in theory; rounding must not move them past the share.
    let low = if successes == 0 {
        0.0
    } else {
        (centre - half) / scale
    };
    let high = if successes == n {
        1.0
    } else {
        (centre + half) / scale
    };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        // scipy.stats.binomtest(k, n).proportion_ci(method="wilson")
        for (successes, n, low, high) in [
            (8, 10, 0.490_162_471_536_641_8, 0.943_317_848_545_624_8),
            (0, 10, 0.0, 0.277_532_799_862_889_26),
            (10, 10, 0.722_467_200_137_110_9, 1.0),
            (1, 3, 0.061_491_944_720_396_26, 0.792_340_399_197_952_5),
            (
                50_000,
                1_000_000,
                0.049_574_561_725_468_27,
                0.050_428_895_574_189_28,
            ),
        ] {
            let found = wilson(successes, n);
            assert!((found.0 - low).abs() < 1e-9, "{successes}/{n}: {found:?}");
            assert!((found.1 - high).abs() < 1e-9, "{successes}/{n}: {found:?}");
        }
    }

    #[test]
    fn nothing_is_known_without_items() {
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        assert_eq!(wilson(5, 3), wilson(3, 3));
    }

    proptest! {
        #[test]
        fn holds_the_share_and_is_symmetric(n in 1_u64..5_000, part in 0.0..=1.0_f64) {
            let successes = (part * n as f64) as u64;
            let (low, high) = wilson(successes, n);
            let share = successes as f64 / n as f64;
            prop_assert!((0.0..=share).contains(&low));
            prop_assert!((share..=1.0).contains(&high));
            let (mirror_low, mirror_high) = wilson(n - successes, n);
            prop_assert!((mirror_low - (1.0 - high)).abs() < 1e-12);
            prop_assert!((mirror_high - (1.0 - low)).abs() < 1e-12);
        }
    }
}
