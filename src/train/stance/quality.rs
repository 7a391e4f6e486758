//! What a model's answers on pairs that it was not trained on are worth.

use super::{Example, Settings, TrainError, example::opposites};
use crate::{
    evaluate::{
        bootstrap::{self, RESAMPLES},
        calibration::{self, BINS, RiskCoverage},
        classification::{macro_f1_of_items, present},
    },
    stance::{is_certain, most_probable, softmax},
};

/// Share of wrong answers that is borne among those that are not uncertain, where
/// [`LEAST_COVERAGE`] allows it.
const RISK: f64 = 0.15;

/// Share of the pairs that is answered at least.
const LEAST_COVERAGE: f64 = 0.5;

/// Figures on pairs held out.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// Pairs.
    pub pairs: usize,
    /// Over the labels that the pairs have.
    pub macro_f1: f64,
    /// Its 95 % bootstrap interval.
    pub interval: (f64, f64),
    /// Mean cross-entropy, natural logarithm, after the temperature.
    pub cross_entropy: f64,
    /// Expected calibration error, 10 bins of equal mass, after the temperature.
    pub calibration_error: f64,
    /// `[labels, labels]`: a row for each true label, a column for each predicted one.
    pub confusion: Vec<Vec<usize>>,
    /// Below this probability of the best label an answer is uncertain.
    pub threshold: f64,
    /// The same for the pairs whose best label is at or above the threshold.
    pub confusion_of_certain: Vec<Vec<usize>>,
    /// The target, where all pairs have the same.
    pub target: Option<String>,
    /// Share of wrong answers among the surest 10 %, 20 %, ... 100 % of the pairs.
    pub risk: Vec<f64>,
}

impl Quality {
    /// Of logits `[pairs, labels]` at a temperature. Below the settings' threshold an answer is uncertain;
    /// without one, below the confidence at which 15 % of the surer answers are wrong, or if that is soon
    /// reached, below that of the surest half. Labels are counted towards the targets that were given.
    pub(super) fn new(
        logits: &[Vec<f64>],
        examples: &[&Example],
        temperature: f64,
        settings: &Settings,
    ) -> Result<Self, TrainError> {
        let labels = logits.first().map_or(0, Vec::len);
        let probabilities: Vec<Vec<f64>> =
            logits.iter().map(|row| softmax(row, temperature)).collect();
        let best = probabilities.iter().map(|row| most_probable(row));
        let (predicted, confidences): (Vec<usize>, Vec<f64>) = best.unzip();
        let (truth, predicted) = as_given(examples, predicted, &settings.labels);
        let present = present(&truth);
        let f1 = |items: &[usize]| macro_f1_of_items(&truth, &predicted, labels, &present, items);
        let interval = bootstrap::interval(truth.len(), RESAMPLES, 1, f1);
        let correct: Vec<bool> = truth.iter().zip(&predicted).map(|(a, b)| a == b).collect();
        let curve = calibration::risk_coverage(&confidences, &correct)?;
        let threshold = settings.threshold.unwrap_or_else(|| suggested(&curve));
        let mut confusion = vec![vec![0; labels]; labels];
        let mut confusion_of_certain = confusion.clone();
        for (item, (&truth, &predicted)) in truth.iter().zip(&predicted).enumerate() {
            confusion[truth][predicted] += 1;
            if is_certain(confidences[item], threshold) {
                confusion_of_certain[truth][predicted] += 1;
            }
        }
        Ok(Self {
            pairs: truth.len(),
            macro_f1: f1(&(0..truth.len()).collect::<Vec<_>>()),
            interval: (interval.low, interval.high),
            cross_entropy: cross_entropy(logits, examples, temperature),
            calibration_error: calibration::ece(&confidences, &correct, BINS)?,
            confusion,
            threshold,
            confusion_of_certain,
            target: common_target(examples),
            risk: (1..=10)
                .map(|tenth| curve.risk_at(f64::from(tenth) / 10.0))
                .collect(),
        })
    }

    /// As a table of a manifest.
    pub(super) fn table(&self) -> toml::Table {
        let rounded = |value: f64| toml::Value::from((value * 1e4).round() / 1e4);
        let mut table = toml::Table::new();
        table.insert("macro_f1".into(), rounded(self.macro_f1));
        table.insert(
            "macro_f1_interval".into(),
            vec![rounded(self.interval.0), rounded(self.interval.1)].into(),
        );
        table.insert("cross_entropy".into(), rounded(self.cross_entropy));
        table.insert(
            "expected_calibration_error".into(),
            rounded(self.calibration_error),
        );
        table.insert("pairs".into(), (self.pairs as i64).into());
        table.insert("confusion".into(), matrix(&self.confusion));
        let risk = self.risk.iter().map(|&risk| rounded(risk));
        table.insert("risk_by_coverage".into(), risk.collect::<Vec<_>>().into());
        table
    }
}

/// The threshold that a curve suggests, in hundredths.
fn suggested(curve: &RiskCoverage) -> f64 {
    let half = curve
        .curve
        .iter()
        .find(|point| point.coverage >= LEAST_COVERAGE)
        .copied();
    let widest = curve
        .widest_within(RISK)
        .filter(|point| point.coverage >= LEAST_COVERAGE);
    let point = widest.or(half);
    point.map_or(0.0, |point| (point.threshold * 100.0).floor() / 100.0)
}

/// Counts as an array of rows.
pub(super) fn matrix(counts: &[Vec<usize>]) -> toml::Value {
    let row = |row: &Vec<usize>| {
        let counts = row.iter().map(|&count| toml::Value::from(count as i64));
        toml::Value::from(counts.collect::<Vec<_>>())
    };
    counts.iter().map(row).collect::<Vec<_>>().into()
}

/// True and predicted labels towards the targets that were given.
fn as_given(
    examples: &[&Example],
    predicted: Vec<usize>,
    labels: &[String],
) -> (Vec<usize>, Vec<usize>) {
    let opposite = opposites(labels);
    let both = examples.iter().zip(predicted).map(|(example, predicted)| {
        let given = |label| example.as_given(label, opposite.as_deref());
        (given(example.label), given(predicted))
    });
    both.unzip()
}

fn common_target(examples: &[&Example]) -> Option<String> {
    let first = examples.first()?.given_target();
    let same = |example: &&Example| example.given_target() == first;
    examples.iter().all(same).then(|| first.to_owned())
}

/// Macro-F1 of the best labels of logits `[pairs, labels]`, over the labels that the pairs have.
pub(super) fn macro_f1(logits: &[Vec<f64>], examples: &[&Example], names: &[String]) -> f64 {
    let predicted: Vec<usize> = logits.iter().map(|row| most_probable(row).0).collect();
    let (truth, predicted) = as_given(examples, predicted, names);
    let labels = logits.first().map_or(0, Vec::len);
    let items: Vec<usize> = (0..truth.len()).collect();
    macro_f1_of_items(&truth, &predicted, labels, &present(&truth), &items)
}

/// Mean cross-entropy of logits `[pairs, labels]` at a temperature.
pub(super) fn cross_entropy(logits: &[Vec<f64>], examples: &[&Example], temperature: f64) -> f64 {
    let total: f64 = logits
        .iter()
        .zip(examples)
        .map(|(row, example)| {
            let highest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = row
                .iter()
                .map(|value| ((value - highest) / temperature).exp())
                .sum();
            sum.ln() - (row[example.label] - highest) / temperature
        })
        .sum();
    total / logits.len().max(1) as f64
}

/// Where between `low` and `high` a function with one valley is smallest, to a thousandth, by
/// golden-section search.
pub(super) fn smallest(mut low: f64, mut high: f64, at: impl Fn(f64) -> f64) -> f64 {
    let ratio = (5_f64.sqrt() - 1.0) / 2.0;
    let (mut a, mut b) = (high - ratio * (high - low), low + ratio * (high - low));
    let (mut at_a, mut at_b) = (at(a), at(b));
    while high - low > 1e-3 {
        if at_a < at_b {
            high = b;
            (b, at_b) = (a, at_a);
            a = high - ratio * (high - low);
            at_a = at(a);
        } else {
            low = a;
            (a, at_a) = (b, at_b);
            b = low + ratio * (high - low);
            at_b = at(b);
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examples(labels: &[usize]) -> Vec<Example> {
        let example = |&label: &usize| Example {
            label,
            ..Example::default()
        };
        labels.iter().map(example).collect()
    }

    fn settings(threshold: Option<f64>) -> Settings {
        Settings {
            labels: ["favor", "against"].map(ToOwned::to_owned).into(),
            threshold,
            ..Settings::default()
        }
    }

    #[test]
    fn labels_are_counted_towards_the_target_that_was_given() {
        let logits = vec![vec![2.0, 0.0], vec![2.0, 0.0]];
        let labels = ["favor", "against"].map(ToOwned::to_owned);
        let denied = Example {
            target: "Supprimer la redevance".to_owned(),
            ..Example::default()
        };
        // Both are read as for "la redevance", and the first is.
        let [first, second] = [1, 0].map(|label| {
            let example = Example {
                label,
                ..denied.clone()
            };
            example.oriented(&[1, 0])
        });
        let quality = Quality::new(&logits, &[&first, &second], 1.0, &settings(None)).unwrap();
        assert_eq!(quality.confusion, [[0, 1], [0, 1]]);
        assert_eq!(quality.target.as_deref(), Some("Supprimer la redevance"));
        assert!((macro_f1(&logits, &[&first, &second], &labels) - 1.0 / 3.0).abs() < 1e-12);
        let other = Example::default();
        let mixed = Quality::new(&logits, &[&first, &other], 1.0, &settings(None)).unwrap();
        assert_eq!(mixed.target, None);
    }

    #[test]
    fn figures_of_a_small_table() {
        let logits = vec![vec![2.0, 0.0], vec![2.0, 0.0], vec![0.0, 2.0]];
        let examples = examples(&[0, 1, 1]);
        let examples: Vec<&Example> = examples.iter().collect();
        let quality = Quality::new(&logits, &examples, 1.0, &settings(Some(0.9))).unwrap();
        assert_eq!(quality.confusion, [[1, 0], [1, 1]]);
        assert_eq!(quality.confusion_of_certain, [[0, 0], [0, 0]]);
        assert!((quality.risk[9] - 1.0 / 3.0).abs() < 1e-12);
        assert!((quality.macro_f1 - 2.0 / 3.0).abs() < 1e-12);
        assert!(quality.interval.0 <= quality.macro_f1 && quality.macro_f1 <= quality.interval.1);
    }

    #[test]
    fn without_a_threshold_few_of_the_surer_answers_may_be_wrong() {
        // Six answers, the surest first; the two last are wrong.
        let logits: Vec<Vec<f64>> = [3.0, 2.5, 2.0, 1.5, 1.0, 0.5]
            .map(|surer| vec![surer, 0.0])
            .to_vec();
        let examples = examples(&[0, 0, 0, 0, 1, 1]);
        let examples: Vec<&Example> = examples.iter().collect();
        let quality = Quality::new(&logits, &examples, 1.0, &settings(None)).unwrap();
        // 1 / (1 + e^-1.5) = 0.8176: of five answers a fifth would be wrong.
        assert!((quality.threshold - 0.81).abs() < 1e-12);
        assert_eq!(quality.confusion_of_certain, [[4, 0], [0, 0]]);
    }
}
