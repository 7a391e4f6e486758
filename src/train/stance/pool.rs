//! How much each part of a model has to say.

use std::collections::BTreeMap;

use super::{
    Example,
    quality::{cross_entropy, smallest},
};
use crate::stance::ngrams::{NgramWeights, Ngrams, Parts};

/// Logits of pairs, a row each.
pub(super) type Logits = Vec<Vec<f64>>;

/// The largest weight that is tried.
const LARGEST: f64 = 4.0;

/// A weight is found when a round over all of them gains less cross-entropy than this.
const GAIN: f64 = 1e-5;

/// Pairs held out that each part of a set needs for a weight of its own.
const LEAST_PAIRS: usize = 100;

/// What sets of n-grams say of the pairs held out, in the portions that are weighed one by one.
pub(super) struct Portions {
    sets: usize,
    /// The set that each is of, and what its parts are multiplied by.
    of: Vec<(usize, NgramWeights)>,
    logits: Vec<Logits>,
}

impl Portions {
    /// Of sets that a model has already, which keep the ratio of their weights.
    pub(super) fn of_model(
        ngrams: &[Ngrams],
        weights: &[NgramWeights],
        examples: &[&Example],
    ) -> Self {
        let mut portions = Self {
            sets: 0,
            of: Vec::new(),
            logits: Vec::new(),
        };
        for (set, weights) in ngrams.iter().zip(weights) {
            portions.add(&parts_of(set, examples), &[*weights]);
        }
        portions
    }

    /// Adds a set that was fitted without the pairs. Its general part and its themes are weighed apart where
    /// there are enough pairs of either.
    pub(super) fn add_new(&mut self, parts: &[Parts]) {
        let outside = parts.iter().filter(|parts| parts.outside >= 0.5).count();
        if outside >= LEAST_PAIRS && parts.len() - outside >= LEAST_PAIRS {
            self.add(parts, &[NgramWeights::GENERAL, NgramWeights::THEMES]);
        } else {
            self.add(parts, &[NgramWeights::BOTH]);
        }
    }

    fn add(&mut self, parts: &[Parts], portions: &[NgramWeights]) {
        for weights in portions {
            self.of.push((self.sets, *weights));
            let logits = parts.iter().map(|parts| parts.sum(weights));
            self.logits.push(logits.collect());
        }
        self.sets += 1;
    }

    /// The weights of each set, of those of its portions.
    pub(super) fn weights(&self, pool: &Pool) -> Vec<NgramWeights> {
        let mut weights = vec![NgramWeights::BOTH * 0.0; self.sets];
        for ((set, own), weight) in self.of.iter().zip(&pool.weights) {
            weights[*set] = weights[*set] + *own * *weight;
        }
        weights
    }
}

/// What a set says of the examples.
pub(super) fn parts_of(ngrams: &Ngrams, examples: &[&Example]) -> Vec<Parts> {
    let mut known = BTreeMap::new();
    let mut parts = Vec::with_capacity(examples.len());
    for &example in examples {
        let towards = known.entry(example.target.as_str());
        let towards = towards.or_insert_with_key(|target| ngrams.towards(target));
        parts.push(towards.parts(&example.comment));
    }
    parts
}

/// Weights of portions of n-grams beside the head, and the temperature of the sum.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pool {
    pub(super) temperature: f64,
    pub(super) weights: Vec<f64>,
}

impl Pool {
    /// The weights with the smallest cross-entropy on pairs that neither part was trained on (stacking:
    /// D. Wolpert 1992), found for one at a time in turn; the problem is convex.
    pub(super) fn fit(head: &Logits, portions: &Portions, examples: &[&Example]) -> Self {
        let sets = &portions.logits;
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
            let gained = best - found;
            if gained.is_nan() || gained < GAIN {
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
    pub(super) fn apply(&self, head: &Logits, portions: &Portions) -> Logits {
        sum(head, &portions.logits, 1.0, &self.weights)
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
        let portions = Portions {
            sets: 2,
            of: vec![(0, NgramWeights::BOTH), (1, NgramWeights::BOTH)],
            logits: vec![knows, guesses],
        };
        let pool = Pool::fit(&head, &portions, &examples);
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
        let portions = Portions::of_model(&[], &[], &examples);
        let pool = Pool::fit(&sharpened, &portions, &examples);
        assert!((pool.temperature - 2.5).abs() < 1e-2, "{pool:?}");
    }

    #[test]
    fn a_theme_that_knows_more_than_the_general_part_gets_more_weight() {
        let parts = |pair: usize| {
            let sign = if pair.is_multiple_of(2) { 1.0 } else { -1.0 };
            let theme = pair < LEAST_PAIRS;
            // Of the theme four of five are right, elsewhere three of five.
            let wrong = pair % 5 < if theme { 1 } else { 2 };
            let sign = if wrong { -sign } else { sign };
            let (said, nothing) = (vec![sign, -sign], vec![0.0, 0.0]);
            let (general, themes) = if theme {
                (nothing, said)
            } else {
                (said, nothing)
            };
            Parts {
                general,
                themes,
                outside: f64::from(u8::from(!theme)),
            }
        };
        let parts: Vec<Parts> = (0..2 * LEAST_PAIRS).map(parts).collect();
        let example = |pair: usize| Example {
            label: pair % 2,
            ..Example::default()
        };
        let examples: Vec<Example> = (0..parts.len()).map(example).collect();
        let fitted = |pairs: usize| {
            let examples: Vec<&Example> = examples[..pairs].iter().collect();
            let mut portions = Portions::of_model(&[], &[], &examples);
            portions.add_new(&parts[..pairs]);
            let pool = Pool::fit(&vec![vec![0.0, 0.0]; pairs], &portions, &examples);
            portions.weights(&pool)[0] * (1.0 / pool.temperature)
        };
        let both = fitted(parts.len());
        assert!((both.themes - 4_f64.ln() / 2.0).abs() < 0.01, "{both:?}");
        assert!((both.general - 1.5_f64.ln() / 2.0).abs() < 0.01, "{both:?}");
        // With too few pairs outside, one weight for both.
        let one = fitted(parts.len() - 1);
        assert_eq!(one, NgramWeights::BOTH * one.general);
    }
}
