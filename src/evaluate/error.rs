//! What can be wrong with figures that are handed over for measuring.

use thiserror::Error;

/// Why a measure cannot be computed.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum EvaluateError {
    /// There is no item, so that no mean or share exists.
    #[error("there are no items to measure; give at least one")]
    NoItems,
    /// Two columns that belong together have different lengths.
    #[error("`{what}` has {found} items, but {expected} are expected: one for each item measured")]
    LengthsDiffer {
        /// The column that does not fit.
        what: &'static str,
        /// Length of the first column.
        expected: usize,
        /// Length of this one.
        found: usize,
    },
    /// A label's index lies beyond the labels.
    #[error(
        "item {item} (from 0) has label number {label} (from 0), but there are {labels} labels"
    )]
    UnknownLabel {
        /// The item, from 0.
        item: usize,
        /// Its label's index, from 0.
        label: usize,
        /// How many labels there are.
        labels: usize,
    },
    /// A probability is not a number from 0 to 1.
    #[error("item {item} (from 0) has the probability {value}; it must lie between 0 and 1")]
    NotAProbability {
        /// The item, from 0.
        item: usize,
        /// What stands there.
        value: f64,
    },
    /// A value is infinite or not a number.
    #[error("item {item} (from 0) has the value {value}; it must be a finite number")]
    NotFinite {
        /// The item, from 0.
        item: usize,
        /// What stands there.
        value: f64,
    },
    /// A count that must be positive is 0.
    #[error("`{what}` must be at least 1")]
    Zero {
        /// The setting that is 0.
        what: &'static str,
    },
    /// All codes are the same, so that agreement beyond chance is not defined.
    #[error(
        "all codes are the same, so agreement beyond chance is not defined; report the share of agreement instead"
    )]
    NoVariation,
    /// Nobody coded the same item as somebody else.
    #[error(
        "no item was coded by two coders; agreement needs items that several coders have coded"
    )]
    NothingShared,
}

/// Fails unless a column has the expected length.
pub(super) fn same_length(
    what: &'static str,
    expected: usize,
    found: usize,
) -> Result<(), EvaluateError> {
    if expected == found {
        Ok(())
    } else {
        Err(EvaluateError::LengthsDiffer {
            what,
            expected,
            found,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_column_and_both_lengths() {
        let error = same_length("correct", 3, 2).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`correct` has 2 items, but 3 are expected: one for each item measured"
        );
        assert!(same_length("correct", 3, 3).is_ok());
    }
}
