//! Linear models of sparse vectors: multinomial logistic regression, by L-BFGS.

use std::collections::VecDeque;

/// Index and value of the features that an item has, by index.
pub type Sparse = Vec<(usize, f64)>;

/// Pairs of steps and gradient differences that the approximation of the curvature keeps.
const MEMORY: usize = 10;

/// Most iterations.
const ITERATIONS: usize = 1_000;

/// How a regression is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// What half the sum of the squared weights is multiplied by: scikit-learn's `1 / C`.
    pub penalty: f64,
    /// The search ends where no component of the gradient, divided by the number of items, is larger.
    pub tolerance: f64,
}

impl Default for Fit {
    fn default() -> Self {
        Self {
            penalty: 1.0,
            tolerance: 1e-7,
        }
    }
}

/// A multinomial logistic regression.
#[derive(Debug, Clone)]
pub struct Logistic {
    labels: usize,
    features: usize,
    penalty: f64,
    /// `[labels, features + 1]`, the last of each row being the intercept.
    weights: Vec<f64>,
}

impl Logistic {
    /// The weights that minimise the cross-entropy summed over the items plus the penalty times half the
    /// sum of the squared weights, intercepts not counted: scikit-learn's `LogisticRegression`.
    ///
    /// `labels` and `features` are how many there are; an item's label and features lie below them.
    /// L-BFGS after J. Nocedal and S. Wright, "Numerical optimization", 2006, algorithm 7.5, with
    /// backtracking. The same items give the same weights.
    ///
    /// # Panics
    /// If `truth` is shorter than `items`, or an index is out of range.
    pub fn fit(
        items: &[Sparse],
        truth: &[usize],
        labels: usize,
        features: usize,
        how: Fit,
    ) -> Self {
        let mut model = Self {
            labels,
            features,
            penalty: how.penalty,
            weights: vec![0.0; labels * (features + 1)],
        };
        let mut history: VecDeque<(Vec<f64>, Vec<f64>, f64)> = VecDeque::new();
        let (mut loss, mut gradient) = model.loss(items, truth);
        let tolerance = how.tolerance * items.len().max(1) as f64;
        for _ in 0..ITERATIONS {
            if gradient.iter().all(|value| value.abs() <= tolerance) {
                break;
            }
            let direction = direction(&gradient, &history);
            let slope = dot(&gradient, &direction);
            let before = model.weights.clone();
            let mut step = if history.is_empty() {
                1.0 / dot(&gradient, &gradient).sqrt().max(1.0)
            } else {
                1.0
            };
            let (next_loss, next_gradient) = loop {
                for ((weight, start), along) in
                    model.weights.iter_mut().zip(&before).zip(&direction)
                {
                    *weight = start + step * along;
                }
                let found = model.loss(items, truth);
                if found.0 <= loss + 1e-4 * step * slope {
                    break found;
                }
                step /= 2.0;
                if step < 1e-12 {
                    model.weights = before;
                    return model;
                }
            };
            let moved: Vec<f64> = model
                .weights
                .iter()
                .zip(&before)
                .map(|(a, b)| a - b)
                .collect();
            let bent: Vec<f64> = next_gradient
                .iter()
                .zip(&gradient)
                .map(|(a, b)| a - b)
                .collect();
            let curvature = dot(&moved, &bent);
            if curvature > 1e-12 {
                history.push_back((moved, bent, curvature));
                if history.len() > MEMORY {
                    history.pop_front();
                }
            }
            (loss, gradient) = (next_loss, next_gradient);
        }
        model
    }

    /// The weights of a label and its intercept.
    pub fn weights(&self, label: usize) -> (&[f64], f64) {
        let row = &self.weights[label * (self.features + 1)..(label + 1) * (self.features + 1)];
        (&row[..self.features], row[self.features])
    }

    /// A probability per label; they sum to 1.
    pub fn probabilities(&self, item: &Sparse) -> Vec<f64> {
        let width = self.features + 1;
        let mut scores: Vec<f64> = (0..self.labels)
            .map(|label| {
                let row = &self.weights[label * width..(label + 1) * width];
                item.iter()
                    .map(|&(index, value)| row[index] * value)
                    .sum::<f64>()
                    + row[self.features]
            })
            .collect();
        let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for score in &mut scores {
            *score = (*score - highest).exp();
        }
        let sum: f64 = scores.iter().sum();
        scores.into_iter().map(|score| score / sum).collect()
    }

    /// The function that is minimised, and its gradient.
    fn loss(&self, items: &[Sparse], truth: &[usize]) -> (f64, Vec<f64>) {
        let width = self.features + 1;
        let is_intercept = |at: usize| at % width == self.features;
        let mut gradient: Vec<f64> = self.weights.iter().map(|w| self.penalty * w).collect();
        for label in 0..self.labels {
            gradient[label * width + self.features] = 0.0;
        }
        let penalty = self.weights.iter().enumerate();
        let mut loss = 0.5
            * self.penalty
            * penalty
                .filter(|(at, _)| !is_intercept(*at))
                .map(|(_, weight)| weight * weight)
                .sum::<f64>();
        for (item, &truth) in items.iter().zip(truth) {
            let probabilities = self.probabilities(item);
            loss -= probabilities[truth].max(f64::MIN_POSITIVE).ln();
            for (label, probability) in probabilities.iter().enumerate() {
                let error = probability - f64::from(u8::from(label == truth));
                let row = &mut gradient[label * width..(label + 1) * width];
                for &(index, value) in item {
                    row[index] += error * value;
                }
                row[self.features] += error;
            }
        }
        (loss, gradient)
    }
}

/// The direction of descent: the gradient times the approximate inverse of the curvature.
fn direction(gradient: &[f64], history: &VecDeque<(Vec<f64>, Vec<f64>, f64)>) -> Vec<f64> {
    let mut direction: Vec<f64> = gradient.iter().map(|value| -value).collect();
    let mut factors = Vec::with_capacity(history.len());
    for (moved, bent, curvature) in history.iter().rev() {
        let factor = dot(moved, &direction) / curvature;
        add(&mut direction, bent, -factor);
        factors.push(factor);
    }
    if let Some((_, bent, curvature)) = history.back() {
        let scale = curvature / dot(bent, bent);
        for value in &mut direction {
            *value *= scale;
        }
    }
    for ((moved, bent, curvature), factor) in history.iter().zip(factors.iter().rev()) {
        let own = dot(bent, &direction) / curvature;
        add(&mut direction, moved, factor - own);
    }
    direction
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(to: &mut [f64], what: &[f64], times: f64) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += times * what;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::baselines::TfIdf;

    const TEXTS: [(&str, usize); 12] = [
        ("Bravo, il fallait fermer ce site", 0),
        ("Enfin une bonne nouvelle pour les auteurs", 0),
        ("Fermer les sites pirates protège les auteurs", 0),
        ("Bravo aux enquêteurs", 0),
        ("Fermer un site ne sert à rien", 1),
        ("Encore une mesure inutile et chère", 1),
        ("Qu'ils baissent les prix au lieu de fermer les sites", 1),
        ("Une mesure qui ne sert à rien", 1),
        ("Le site existe-t-il depuis 2015 ?", 2),
        ("Quelqu'un sait quand la loi entre en vigueur ?", 2),
        ("Il y a une faute dans le titre", 2),
        ("Quelle loi ?", 2),
    ];

    /// `predict_proba` of `LogisticRegression(C=1.0, tol=1e-10)` over `TfidfVectorizer(ngram_range=(1,
    /// 2), token_pattern=r"(?u)\w+")`, scikit-learn.
    const EXPECTED: [(&str, [f64; 3]); 4] = [
        (
            "Bravo, fermer les sites",
            [0.455_219_83, 0.309_947_22, 0.234_832_96],
        ),
        (
            "Cela ne sert à rien",
            [0.223_063_74, 0.545_434_50, 0.231_501_76],
        ),
        ("Depuis quand ?", [0.300_342_36, 0.288_790_74, 0.410_866_90]),
        ("Inconnu", [0.333_076_10, 0.319_173_23, 0.347_750_67]),
    ];

    #[test]
    fn probabilities_are_those_of_scikit_learn() {
        let (texts, truth): (Vec<&str>, Vec<usize>) = TEXTS.into_iter().unzip();
        let features = TfIdf::new(&texts);
        let vectors: Vec<Sparse> = texts.iter().map(|text| features.vector(text)).collect();
        let model = Logistic::fit(&vectors, &truth, 3, features.features(), Fit::default());
        for (text, expected) in EXPECTED {
            let found = model.probabilities(&features.vector(text));
            for (found, expected) in found.iter().zip(expected) {
                assert!(
                    (found - expected).abs() < 1e-5,
                    "{text}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn one_label_and_no_feature_are_borne() {
        let model = Logistic::fit(&[vec![], vec![]], &[1, 1], 2, 0, Fit::default());
        assert!(model.probabilities(&vec![])[1] > 0.99);
    }
}
