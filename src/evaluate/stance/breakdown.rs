//! The same figures by target, by length, by any column.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Sample, predicted, present};
use crate::evaluate::{
    EvaluateError,
    bootstrap::{self, Interval, RESAMPLES},
    classification::{Confusion, macro_f1_of_items},
};

/// Upper ends of the length classes, in words.
const LENGTHS: [usize; 3] = [15, 40, 80];

/// A classifier's figures on the comments that have one value of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The value.
    pub value: String,
    /// Comments that have it.
    pub comments: usize,
    /// Share of them that is right.
    pub accuracy: f64,
    /// Mean F1 of the labels that they truly have.
    pub macro_f1: f64,
    /// Its 95 % bootstrap interval.
    pub macro_f1_interval: Interval,
}

/// A classifier's figures by the values of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Breakdown {
    /// The column's name.
    pub by: String,
    /// One group for each value, by value.
    pub groups: Vec<Group>,
}

/// The figures of a sample by the value that each comment has.
///
/// # Errors
/// [`EvaluateError::NoItems`], and as [`Confusion::new`].
pub fn breakdown(by: &str, sample: &Sample, values: &[String]) -> Result<Breakdown, EvaluateError> {
    let own = predicted(sample.probabilities);
    let mut members: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (item, value) in values.iter().enumerate() {
        members.entry(value).or_default().push(item);
    }
    let groups = members
        .into_iter()
        .map(|(value, items)| {
            let truth: Vec<usize> = items.iter().map(|&item| sample.truth[item]).collect();
            let own: Vec<usize> = items.iter().map(|&item| own[item]).collect();
            let confusion = Confusion::new(sample.labels.to_vec(), &truth, &own)?;
            let present = present(&truth);
            let count = sample.labels.len();
            Ok(Group {
                value: value.clone(),
                comments: items.len(),
                accuracy: confusion.accuracy(),
                macro_f1: confusion.macro_f1_of(&present),
                macro_f1_interval: bootstrap::interval(
                    truth.len(),
                    RESAMPLES,
                    sample.seed,
                    |items| macro_f1_of_items(&truth, &own, count, &present, items),
                ),
            })
        })
        .collect::<Result<Vec<Group>, EvaluateError>>()?;
    Ok(Breakdown {
        by: by.to_owned(),
        groups,
    })
}

/// The length class of a comment of so many words; the classes sort as their lengths do.
///
/// ```
/// use tribune::evaluate::stance::length_class;
///
/// assert_eq!((length_class(15), length_class(16)), ("001-015", "016-040"));
/// ```
pub fn length_class(words: usize) -> &'static str {
    match LENGTHS.iter().position(|end| words <= *end) {
        Some(0) => "001-015",
        Some(1) => "016-040",
        Some(_) => "041-080",
        None => "081 and more",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_its_own_figures() {
        let labels = ["pro", "con"].map(str::to_owned);
        let probabilities = vec![vec![0.9, 0.1], vec![0.8, 0.2], vec![0.3, 0.7]];
        let sample = Sample {
            labels: &labels,
            truth: &[0, 1, 1],
            probabilities: &probabilities,
            neutral: None,
            threshold: 0.0,
            seed: 1,
        };
        let values = ["b", "a", "b"].map(str::to_owned);
        let found = breakdown("register", &sample, &values).unwrap();
        let groups: Vec<(&str, usize, f64)> = found
            .groups
            .iter()
            .map(|group| (group.value.as_str(), group.comments, group.accuracy))
            .collect();
        assert_eq!(groups, [("a", 1, 0.0), ("b", 2, 1.0)]);
        assert_eq!(
            [1, 15, 16, 80, 81].map(length_class),
            ["001-015", "001-015", "016-040", "041-080", "081 and more"]
        );
    }
}
