//! All figures of a stance classifier on labelled comments, as plain data for tables, JSON and reports.
//!
//! A [`Sample`] holds what coders and classifier say; [`StanceEvaluation::new`] computes the figures of
//! one classifier, [`systems`] compares it with others on the same comments, [`breakdown()`] splits it
//! by a column, [`coders`] measures it and the coders against each other, and [`extremes()`] names the
//! comments worth reading. A [`StanceReport`] holds them all.

pub mod breakdown;
pub mod coders;
pub mod extremes;
pub mod report;
pub mod systems;

use serde::Serialize;

pub use breakdown::{Breakdown, breakdown, length_class};
pub use coders::CoderAgreement;
pub use extremes::{Extreme, extremes};
pub use report::StanceReport;
pub use systems::{System, compare, majority};

use super::{
    EvaluateError,
    bootstrap::{self, Interval, RESAMPLES},
    calibration::{BINS, Bin, brier, ece, reliability, risk_coverage},
    classification::{Confusion, PerLabel, macro_f1_of_items, present},
};

/// Points of the risk–coverage curve that are reported, at even coverages up to 1.
const CURVE: usize = 20;

/// What coders and a classifier say of the same comments.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The labels' ids.
    pub labels: &'a [String],
    /// The index of each comment's true label.
    pub truth: &'a [usize],
    /// `[comments, labels]`: the classifier's probabilities.
    pub probabilities: &'a [Vec<f64>],
    /// The neutral label, if there is one.
    pub neutral: Option<usize>,
    /// A comment whose greatest probability, in four decimals, is below this is uncertain.
    pub threshold: f64,
    /// Seed of the bootstrap.
    pub seed: u64,
}

/// A point of the risk–coverage curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CoveragePoint {
    /// The share of the comments that the classifier is surest of.
    pub coverage: f64,
    /// The share of those that is right.
    pub accuracy: f64,
}

/// The figures of a classifier.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StanceEvaluation {
    /// Comments with a label.
    pub comments: usize,
    /// Share of comments whose most probable label is the true one.
    pub accuracy: f64,
    /// Its 95 % bootstrap interval over comments.
    pub accuracy_interval: Interval,
    /// Mean F1 of the labels that comments truly have.
    pub macro_f1: f64,
    /// Its 95 % bootstrap interval over comments.
    pub macro_f1_interval: Interval,
    /// Over favor and against alone, where no row is labelled neutral: the more probable of the two counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub two_sided_macro_f1: Option<f64>,
    /// Precision, recall and F1 of each label.
    pub per_label: Vec<PerLabel>,
    /// Rows: true labels; columns: the most probable ones.
    pub confusion: Confusion,
    /// The same without the comments below the threshold: what corrected shares rest on.
    pub confusion_of_certain: Confusion,
    /// Expected calibration error over bins of equal mass.
    pub expected_calibration_error: f64,
    /// Those bins: the reliability diagram.
    pub reliability: Vec<Bin>,
    /// Brier score over all labels, 0 to 2.
    pub brier: f64,
    /// Share of comments below the codebook's threshold.
    pub uncertain: f64,
    /// Accuracy among the half that the classifier is surest of.
    pub surest_half_accuracy: f64,
    /// Area under the risk–coverage curve.
    pub risk_coverage_area: f64,
    /// The curve, as accuracy over coverage.
    pub risk_coverage: Vec<CoveragePoint>,
}

impl StanceEvaluation {
    /// The figures of a sample.
    ///
    /// # Errors
    /// [`EvaluateError::NoItems`]; [`EvaluateError::LengthsDiffer`], [`EvaluateError::UnknownLabel`] or
    /// [`EvaluateError::NotAProbability`] for a sample that does not fit together.
    pub fn new(sample: &Sample) -> Result<Self, EvaluateError> {
        let Sample {
            truth,
            probabilities,
            seed,
            ..
        } = *sample;
        let predicted = predicted(probabilities);
        let confusion = Confusion::new(sample.labels.to_vec(), truth, &predicted)?;
        let present = present(truth);
        let confidences: Vec<f64> = probabilities.iter().map(|row| greatest(row).1).collect();
        let correct: Vec<bool> = truth.iter().zip(&predicted).map(|(a, b)| a == b).collect();
        let right: Vec<f64> = correct
            .iter()
            .map(|&right| f64::from(u8::from(right)))
            .collect();
        let risk = risk_coverage(&confidences, &correct)?;
        let mut confusion_of_certain = Confusion {
            labels: sample.labels.to_vec(),
            counts: vec![vec![0; sample.labels.len()]; sample.labels.len()],
        };
        for ((&row, &column), confidence) in truth.iter().zip(&predicted).zip(&confidences) {
            if (confidence * 1e4).round() / 1e4 >= sample.threshold {
                confusion_of_certain.counts[row][column] += 1;
            }
        }
        let uncertain = truth.len() as u64 - confusion_of_certain.total();
        Ok(Self {
            comments: truth.len(),
            accuracy: confusion.accuracy(),
            accuracy_interval: bootstrap::mean_interval(&right, RESAMPLES, seed)?,
            macro_f1: confusion.macro_f1_of(&present),
            macro_f1_interval: bootstrap::interval(truth.len(), RESAMPLES, seed, |items| {
                macro_f1_of_items(truth, &predicted, sample.labels.len(), &present, items)
            }),
            two_sided_macro_f1: two_sided(sample, &present)?,
            per_label: confusion.per_label(),
            expected_calibration_error: ece(&confidences, &correct, BINS)?,
            reliability: reliability(&confidences, &correct, BINS)?,
            brier: brier(probabilities, truth)?,
            uncertain: uncertain as f64 / truth.len() as f64,
            surest_half_accuracy: 1.0 - risk.risk_at(0.5),
            risk_coverage_area: risk.aurc,
            risk_coverage: (1..=CURVE)
                .map(|step| step as f64 / CURVE as f64)
                .map(|coverage| CoveragePoint {
                    coverage,
                    accuracy: 1.0 - risk.risk_at(coverage),
                })
                .collect(),
            confusion,
            confusion_of_certain,
        })
    }
}

/// Index and value of the greatest probability; of equal ones the first.
pub(crate) fn greatest(row: &[f64]) -> (usize, f64) {
    crate::stance::most_probable(row)
}

/// The most probable label of each comment.
pub fn predicted(probabilities: &[Vec<f64>]) -> Vec<usize> {
    probabilities.iter().map(|row| greatest(row).0).collect()
}

/// Macro-F1 over favor and against, where the rows have no other label.
fn two_sided(sample: &Sample, present: &[usize]) -> Result<Option<f64>, EvaluateError> {
    let Some(neutral) = sample.neutral.filter(|neutral| !present.contains(neutral)) else {
        return Ok(None);
    };
    let predicted: Vec<usize> = sample
        .probabilities
        .iter()
        .map(|row| {
            let mut sides = row.clone();
            sides[neutral] = f64::NEG_INFINITY;
            greatest(&sides).0
        })
        .collect();
    let confusion = Confusion::new(sample.labels.to_vec(), sample.truth, &predicted)?;
    Ok(Some(confusion.macro_f1_of(present)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_four_comments() {
        let labels = ["pro", "con", "none"].map(str::to_owned);
        let probabilities = [
            [0.9, 0.05, 0.05],
            [0.6, 0.3, 0.1],
            [0.2, 0.7, 0.1],
            [0.1, 0.42, 0.48],
        ];
        let probabilities: Vec<Vec<f64>> = probabilities.iter().map(|row| row.to_vec()).collect();
        let sample = Sample {
            labels: &labels,
            truth: &[0, 1, 1, 1],
            probabilities: &probabilities,
            neutral: Some(2),
            threshold: 0.5,
            seed: 1,
        };
        let found = StanceEvaluation::new(&sample).unwrap();
        assert_eq!(found.comments, 4);
        assert!((found.accuracy - 0.5).abs() < 1e-12);
        // pro: 2·1/(2+1); con: 2·1/(1+3).
        assert!((found.macro_f1 - f64::midpoint(2.0 / 3.0, 0.5)).abs() < 1e-12);
        // Without neutral the last comment is con: con has 2·2/(2+3).
        let sides = found.two_sided_macro_f1.unwrap();
        assert!((sides - f64::midpoint(2.0 / 3.0, 0.8)).abs() < 1e-12);
        assert!((found.uncertain - 0.25).abs() < 1e-12);
        assert_eq!(
            found.confusion_of_certain.counts,
            [[1, 0, 0], [1, 1, 0], [0, 0, 0]]
        );
        assert!((found.surest_half_accuracy - 1.0).abs() < 1e-12);
        assert_eq!(found.risk_coverage.len(), 20);
        assert!((found.risk_coverage[19].accuracy - 0.5).abs() < 1e-12);
        let three = Sample {
            truth: &[0, 1, 1, 2],
            ..sample
        };
        assert_eq!(
            StanceEvaluation::new(&three).unwrap().two_sided_macro_f1,
            None
        );
        let none = Sample {
            truth: &[],
            probabilities: &[],
            ..sample
        };
        assert_eq!(StanceEvaluation::new(&none), Err(EvaluateError::NoItems));
    }
}
