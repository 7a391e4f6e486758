//! How much each part of a model has to say.

use super::{
    Example,
    quality::{cross_entropy, smallest},
};

/// Logits of pairs, a row each.
pub(super) type Logits = Vec<Vec<f64>>;

/// The largest weight that is tried.
const LARGEST: f64 = 4.0;

/// A weight is found when a round over all of them gains less cross-entropy than this.
const GAIN: f64 = 1e-5;

/// Weights of sets of n-grams beside the head, and the temperature of the sum.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pool {
    pub(super) temperature: f64,
    pub(super) weights: Vec<f64>,
}

impl Pool {
    /// The weights with the smallest cross-entropy on pairs that neither part was trained on (stacking:
    /// D. Wolpert 1992), found for one at a time in turn; the problem is convex.
    pub(super) fn fit(head: &Logits, sets: &[Logits], examples: &[&Example]) -> Self {
        // The first is the head's weight, the inverse of the temperature.
        let mut weights = vec![1.0; sets.len() + 1];
        let loss = |weights: &[f64]| {
            let rows = sum(head, sets, weights[0], &weights[1..]);
            cross_entropy(&rows, examples, 1.0)
        };
        let mut best = f64::INFINITY;
        loop {
            for place in 0..weights.len() {
                let at = |value: f64| {
                    let mut tried = weights.clone();
                    tried[place] = value;
                    loss(&tried)
                };
                let lowest = if place == 0 { 1.0 / 8.0 } else { 0.0 };
                weights[place] = smallest(lowest, LARGEST, at);
            }
            let found = loss(&weights);
            if best - found < GAIN {
                break;
            }
            best = found;
        }
        Self {
            temperature: 1.0 / weights[0],
            weights: weights[1..].iter().map(|w| w / weights[0]).collect(),
        }
    }

    /// The sums of all logits, before the temperature.
    pub(super) fn apply(&self, head: &Logits, sets: &[Logits]) -> Logits {
        sum(head, sets, 1.0, &self.weights)
    }
}

fn sum(head: &Logits, sets: &[Logits], own: f64, weights: &[f64]) -> Logits {
    let row = |pair: usize| {
        let mut row: Vec<f64> = head[pair].iter().map(|value| own * value).collect();
        for (set, weight) in sets.iter().zip(weights) {
            for (value, more) in row.iter_mut().zip(&set[pair]) {
                *value += weight * more;
            }
        }
        row
    };
    (0..head.len()).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_knows_gets_the_weight_and_one_that_guesses_none() {
        let mut examples = Vec::new();
        let (mut head, mut knows, mut guesses) = (Vec::new(), Vec::new(), Vec::new());
        for pair in 0..60_usize {
            let label = pair % 2;
            let right = pair % 5 != 0;
            examples.push(Example {
                label,
                ..Example::default()
            });
            let towards = |label: usize| {
                let sign = if label == 0 { 1.0 } else { -1.0 };
                vec![sign, -sign]
            };
            head.push(vec![0.0, 0.0]);
            knows.push(towards(if right { label } else { 1 - label }));
            guesses.push(towards(usize::from(pair % 4 < 2)));
        }
        let examples: Vec<&Example> = examples.iter().collect();
        let pool = Pool::fit(&head, &[knows, guesses], &examples);
        // Four of five are right: a difference of ln 4 between the two logits.
        let weight = pool.weights[0] / pool.temperature;
        assert!((weight - 4_f64.ln() / 2.0).abs() < 0.01, "{pool:?}");
        assert!(pool.weights[1] / pool.temperature < 0.05, "{pool:?}");
    }

    #[test]
    fn without_ngrams_it_is_the_temperature() {
        let row = [3_f64.ln(), 0.0];
        let labels = [0, 0, 0, 1];
        let examples = labels.map(|label| Example {
            label,
            ..Example::default()
        });
        let examples: Vec<&Example> = examples.iter().collect();
        let sharpened: Logits = vec![row.iter().map(|value| value * 2.5).collect(); 4];
        let pool = Pool::fit(&sharpened, &[], &examples);
        assert!((pool.temperature - 2.5).abs() < 1e-2, "{pool:?}");
    }
}
