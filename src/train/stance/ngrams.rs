//! Linear models over n-grams of the training comments.

use std::collections::{BTreeMap, BTreeSet};

use super::{Example, bayes};
use crate::{
    linear::{Fit, Logistic, Sparse},
    stance::{
        ngrams::{Hashing, Linear, Ngrams, Vectoriser, restricts},
        own_words, sides,
    },
};

/// For comments: scikit-learn's `C = 2`.
const COMMENTS: Fit = Fit {
    penalty: 0.5,
    tolerance: 1e-4,
};

/// For targets, which a few words tell apart.
const TARGETS: Fit = Fit {
    penalty: 0.01,
    tolerance: 1e-4,
};

/// Fits linear models to the examples. Those of a theme get one of their own if the labels have sides.
pub(super) fn fit(examples: &[Example], labels: &[String]) -> Ngrams {
    let sides = sides(labels);
    let own = examples.iter().map(|example| own_words(&example.comment));
    let (vectoriser, vectors) = Vectoriser::fit(Hashing::COMMENT, &own.collect::<Vec<_>>());
    let mut debates: BTreeMap<Option<&str>, Items> = BTreeMap::new();
    for (example, vector) in examples.iter().zip(vectors) {
        let theme = example.theme.as_ref().filter(|_| sides.is_some());
        let items = debates.entry(theme.map(|theme| theme.name.as_str()));
        let items = items.or_default();
        items.vectors.push(vector);
        items.truth.push(along(example, sides));
        items.restricting.push(restricts(&example.target));
    }
    let general = debates.remove(&None).unwrap_or_default();
    let names: Vec<&str> = debates.keys().copied().flatten().collect();
    let features = vectoriser.features();
    let (general, restricting) = general.regressions(labels.len(), features, COMMENTS);
    Ngrams {
        general,
        restricting,
        targets: (!names.is_empty()).then(|| targets(examples, &names)),
        themes: debates
            .into_values()
            .map(|items| items.regression_and_bayes(labels.len(), features, COMMENTS))
            .collect(),
        sides,
        comments: vectoriser,
    }
}

/// The example's label towards a target that is along its theme.
fn along(example: &Example, sides: Option<(usize, usize)>) -> usize {
    let counter = example.theme.as_ref().is_some_and(|theme| !theme.along);
    match sides {
        Some((favor, against)) if counter && example.label == favor => against,
        Some((favor, against)) if counter && example.label == against => favor,
        _ => example.label,
    }
}

/// Tells outside, along and counter from the targets' words.
fn targets(examples: &[Example], names: &[&str]) -> Linear {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for example in examples {
        let place = |opposite: bool| {
            let theme = example.theme.as_ref()?;
            let number = names.iter().position(|name| *name == theme.name)?;
            Some(1 + 2 * number + usize::from(theme.along == opposite))
        };
        let paraphrases = example.paraphrases.iter().chain([&example.target]);
        places.extend(paraphrases.map(|target| (target.as_str(), place(false).unwrap_or(0))));
        let negations = example.negations.iter();
        places.extend(negations.map(|target| (target.as_str(), place(true).unwrap_or(0))));
    }
    let vectoriser = Vectoriser::plain(Hashing::TARGET);
    let vectors = places.keys().map(|target| vectoriser.vector(target));
    let items = Items {
        vectors: vectors.collect(),
        truth: places.into_values().collect(),
        restricting: Vec::new(),
    };
    items.regression(1 + 2 * names.len(), vectoriser.features(), TARGETS)
}

/// Vectors of texts, and the output that is right for each.
#[derive(Default)]
struct Items {
    vectors: Vec<Sparse>,
    truth: Vec<usize>,
    /// Whether a comment's target takes something away.
    restricting: Vec<bool>,
}

/// For each output the weights of features, and an intercept.
type Rows = Vec<(Vec<f64>, f64)>;

impl Items {
    /// The weights of a regression.
    fn regression(mut self, outputs: usize, features: usize, fit: Fit) -> Linear {
        let active = self.compact(features);
        let rows = self.fitted(outputs, active.len(), fit);
        Linear::new(&rows, &active, features)
    }

    /// The weights of a regression, and where some targets take something away and others do not, other ones
    /// for the former. Each is the sum of weights that both share and of weights of its own, all fitted together
    /// (H. Daumé III 2007, arXiv:0907.1815).
    fn regressions(
        mut self,
        outputs: usize,
        features: usize,
        fit: Fit,
    ) -> (Linear, Option<Linear>) {
        if self
            .restricting
            .iter()
            .all(|own| *own == self.restricting[0])
        {
            return (self.regression(outputs, features, fit), None);
        }
        for (vector, &restricting) in self.vectors.iter_mut().zip(&self.restricting) {
            let own = features * (1 + usize::from(restricting));
            let copies: Sparse = vector.iter().map(|&(i, value)| (own + i, value)).collect();
            vector.extend(copies);
        }
        let active = self.compact(3 * features);
        let rows = self.fitted(outputs, active.len(), fit);
        let part = |own: usize| {
            let kept = active.iter().enumerate();
            let kept = kept.filter(|(_, index)| [0, own].contains(&(**index / features)));
            let (numbers, places): (Vec<usize>, Vec<usize>) = kept
                .map(|(number, index)| (number, index % features))
                .unzip();
            let rows: Rows = rows
                .iter()
                .map(|(weights, bias)| (numbers.iter().map(|&n| weights[n]).collect(), *bias))
                .collect();
            Linear::new(&rows, &places, features)
        };
        (part(1), Some(part(2)))
    }

    /// The sum of the weights of a regression and of naive Bayes. Where all texts are of one debate it is
    /// better than either; where they are of many, how often each is favoured misleads naive Bayes.
    fn regression_and_bayes(mut self, outputs: usize, features: usize, fit: Fit) -> Linear {
        let active = self.compact(features);
        let mut rows = self.fitted(outputs, active.len(), fit);
        let more = bayes::complement(&self.vectors, &self.truth, outputs, active.len());
        for ((row, _), more) in rows.iter_mut().zip(more.into_iter().flatten()) {
            for (weight, more) in row.iter_mut().zip(more) {
                *weight += more;
            }
        }
        Linear::new(&rows, &active, features)
    }

    /// Numbers the features that occur, which are few of all, from 0 on; returns what they were.
    fn compact(&mut self, features: usize) -> Vec<usize> {
        let found: BTreeSet<usize> = self.vectors.iter().flatten().map(|(i, _)| *i).collect();
        let active: Vec<usize> = found.into_iter().collect();
        let mut numbers = vec![0; features];
        for (number, &index) in active.iter().enumerate() {
            numbers[index] = number;
        }
        for (index, _) in self.vectors.iter_mut().flatten() {
            *index = numbers[*index];
        }
        active
    }

    fn fitted(&self, outputs: usize, features: usize, fit: Fit) -> Rows {
        let model = Logistic::fit(&self.vectors, &self.truth, outputs, features, fit);
        let own = |output| {
            let (weights, intercept) = model.weights(output);
            (weights.to_vec(), intercept)
        };
        (0..outputs).map(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::targets::Theme, *};
    use crate::stance::ngrams::NgramWeights;

    fn example(target: &str, along: Option<bool>, comment: &str, label: usize) -> Example {
        Example {
            target: target.into(),
            comment: comment.into(),
            label,
            theme: along.map(|along| Theme {
                name: "port".into(),
                along,
            }),
            ..Example::default()
        }
    }

    fn logits(ngrams: &Ngrams, target: &str, comment: &str) -> Vec<f64> {
        ngrams
            .towards(target)
            .parts(comment)
            .sum(&NgramWeights::BOTH)
    }

    /// What is loaded from the tensors.
    fn read_back(ngrams: &Ngrams, labels: &[String]) -> Vec<Ngrams> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ngrams.safetensors");
        crate::model::write_weights(&path, &ngrams.tensors(0), tch::Kind::Float).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let weights = crate::model::Weights::from_bytes(&bytes, &path).unwrap();
        Ngrams::load_all(&weights, labels).unwrap()
    }

    #[test]
    fn praise_of_a_thing_is_against_targets_that_take_it_away() {
        let labels = ["favor", "against", "none"].map(ToOwned::to_owned);
        let mut examples = Vec::new();
        for thing in ["le marché", "la fête", "le train", "le stade"] {
            for (target, good, bad) in [("Interdire", 1, 0), ("Soutenir", 0, 1)] {
                let target = format!("{target} {thing}");
                examples.extend([
                    example(&target, None, "Il fait vivre la ville", good),
                    example(&target, None, "Il est trop bruyant", bad),
                    example(&target, None, "Bravo, excellente idée", 0),
                    example(&target, None, "Idée absurde, non merci", 1),
                ]);
            }
        }
        let ngrams = fit(&examples, &labels);
        let side = |target: &str, comment: &str| {
            let logits = logits(&ngrams, target, comment);
            logits[0] - logits[1]
        };
        let praise = "Cela fait vivre la ville";
        assert!(side("Interdire le cirque", praise) < -0.5);
        assert!(side("Soutenir le cirque", praise) > 0.5);
        for target in ["Interdire le cirque", "Soutenir le cirque"] {
            assert!(side(target, "Excellente idée, bravo") > 0.5);
        }
        assert_eq!(read_back(&ngrams, &labels), [ngrams]);
        // Of one kind of targets alone nothing can be learnt for the other.
        let alone: Vec<Example> = examples
            .into_iter()
            .filter(|example| example.target.starts_with("Soutenir"))
            .collect();
        assert!(fit(&alone, &labels).restricting.is_none());
    }

    #[test]
    fn a_target_counter_to_the_theme_swaps_the_sides() {
        let labels = ["favor", "against", "none"].map(ToOwned::to_owned);
        let mut examples = Vec::new();
        for _ in 0..5 {
            examples.extend([
                example("Fermer le port", Some(true), "Il est trop bruyant", 0),
                example("Fermer le port", Some(true), "Il fait vivre la ville", 1),
                example("Fermer le port", Some(true), "Il date de 1850", 2),
                example(
                    "Laisser le port ouvert",
                    Some(false),
                    "Quel bruit la nuit",
                    1,
                ),
                example(
                    "Laisser le port ouvert",
                    Some(false),
                    "Cent emplois en vivent",
                    0,
                ),
                example("Planter des arbres", None, "Très bonne idée", 0),
                example("Planter des arbres", None, "Dépense inutile", 1),
            ]);
        }
        let ngrams = fit(&examples, &labels);
        assert_eq!(ngrams.themes.len(), 1);
        let ahead = logits(&ngrams, "Fermer le port", "Quel bruit, c'est trop bruyant");
        let back = logits(
            &ngrams,
            "Laisser le port ouvert",
            "Quel bruit, c'est trop bruyant",
        );
        assert!(
            ahead[0] > ahead[1] + 0.5 && back[1] > back[0] + 0.5,
            "{ahead:?} {back:?}"
        );
        let outside = logits(&ngrams, "Planter des arbres", "Dépense inutile");
        assert!(outside[1] > outside[0]);
        assert_eq!(read_back(&ngrams, &labels), [ngrams]);
    }
}
