//! The share of a label among an article's comments, with its interval.

use crate::evaluate::interval::wilson;

/// A share from 0 to 1 with the ends of its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share itself.
    pub share: f64,
    /// Low end.
    pub low: f64,
    /// High end.
    pub high: f64,
}

/// The share of the first label among the comments that are not uncertain, with [`wilson`]'s
/// interval; `None` where there are no such comments.
pub fn first_share(counts: &[u64]) -> Option<Share> {
    let first = *counts.first()?;
    let all: u64 = counts.iter().sum();
    if all == 0 {
        return None;
    }
    let (low, high) = wilson(first, all);
    Some(Share {
        share: first as f64 / all as f64,
        low,
        high,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values() {
        // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
        // Medicine 17 (1998), table I, method 3.
        let table = [
            ([81, 182], 0.2553, 0.3662),
            ([15, 133], 0.0624, 0.1605),
            ([0, 20], 0.0, 0.1611),
            ([1, 28], 0.0061, 0.1718),
        ];
        for (counts, low, high) in table {
            let share = first_share(&counts).unwrap();
            assert!(
                (share.low - low).abs() < 5e-5 && (share.high - high).abs() < 5e-5,
                "{share:?}"
            );
        }
    }

    #[test]
    fn the_interval_holds_the_share() {
        assert_eq!(first_share(&[]), None);
        assert_eq!(first_share(&[0, 0, 0]), None);
        for (first, rest) in [
            (0, 1),
            (1, 0),
            (3, 7),
            (1_000_000, 1),
            (0, u64::from(u32::MAX)),
        ] {
            let share = first_share(&[first, rest]).unwrap();
            assert!(0.0 <= share.low && share.low <= share.share, "{share:?}");
            assert!(share.share <= share.high && share.high <= 1.0, "{share:?}");
        }
    }
}
