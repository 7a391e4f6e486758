//! Linear models over n-grams of the training comments.

use std::collections::{BTreeMap, BTreeSet};

use super::{Example, bayes};
use crate::{
    linear::{Fit, Logistic, Sparse},
    stance::{
        ngrams::{Hashing, Linear, Ngrams, Vectoriser},
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

/// Fits the regressions to the examples. Those of a theme get one of their own if the labels have sides.
pub(super) fn fit(examples: &[Example], labels: &[String]) -> Ngrams {
    let sides = sides(labels);
    let theme = |example: &Example| {
        let theme = example.theme.as_ref().filter(|_| sides.is_some());
        theme.map(|theme| theme.name.clone())
    };
    let names: BTreeSet<String> = examples.iter().filter_map(theme).collect();
    let own = examples.iter().map(|example| own_words(&example.comment));
    let vectoriser = Vectoriser::fit(Hashing::COMMENT, &own.collect::<Vec<_>>());
    let about = |name: Option<&String>| {
        let own = examples
            .iter()
            .filter(|example| theme(example).as_ref() == name);
        let vectors = own
            .clone()
            .map(|example| vectoriser.vector(&own_words(&example.comment)));
        let labels_of = own.map(|example| along(example, sides));
        (
            vectors.collect::<Vec<_>>(),
            labels_of.collect::<Vec<usize>>(),
        )
    };
    let comments = |name: Option<&String>| {
        let (vectors, truth) = about(name);
        let features = vectoriser.features();
        let how = match name {
            Some(_) => How::Both(COMMENTS),
            None => How::Regression(COMMENTS),
        };
        weights(vectors, &truth, labels.len(), features, how)
    };
    Ngrams {
        general: comments(None),
        themes: names.iter().map(|name| comments(Some(name))).collect(),
        targets: (!names.is_empty()).then(|| targets(examples, &names)),
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
fn targets(examples: &[Example], names: &BTreeSet<String>) -> Linear {
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
    let vectors = places
        .keys()
        .map(|target| vectoriser.vector(target))
        .collect();
    let truth: Vec<usize> = places.into_values().collect();
    weights(
        vectors,
        &truth,
        1 + 2 * names.len(),
        vectoriser.features(),
        How::Regression(TARGETS),
    )
}

/// What makes up the weights.
#[derive(Clone, Copy)]
enum How {
    Regression(Fit),
    /// The sum of a regression's and of naive Bayes'. Where all comments are of one debate this is better than
    /// either; where they are of many, how often each is favoured misleads naive Bayes.
    Both(Fit),
}

/// Fits over the features that occur, which are few of all.
fn weights(
    mut vectors: Vec<Sparse>,
    truth: &[usize],
    outputs: usize,
    features: usize,
    how: How,
) -> Linear {
    let active: BTreeSet<usize> = vectors.iter().flatten().map(|(index, _)| *index).collect();
    let active: Vec<usize> = active.into_iter().collect();
    let mut compact = vec![0; features];
    for (place, &index) in active.iter().enumerate() {
        compact[index] = place;
    }
    for (index, _) in vectors.iter_mut().flatten() {
        *index = compact[*index];
    }
    let (How::Regression(fit) | How::Both(fit)) = how;
    let model = Logistic::fit(&vectors, truth, outputs, active.len(), fit);
    let own = |output| {
        let (weights, intercept) = model.weights(output);
        (weights.to_vec(), intercept)
    };
    let mut rows: Vec<(Vec<f64>, f64)> = (0..outputs).map(own).collect();
    if matches!(how, How::Both(_)) {
        let more = bayes::complement(&vectors, truth, outputs, active.len());
        for ((row, _), more) in rows.iter_mut().zip(more.into_iter().flatten()) {
            for (weight, more) in row.iter_mut().zip(more) {
                *weight += more;
            }
        }
    }
    Linear::new(&rows, &active, features)
}

#[cfg(test)]
mod tests {
    use super::{super::targets::Theme, *};

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
        let ahead = ngrams.logits("Fermer le port", "Quel bruit, c'est trop bruyant");
        let back = ngrams.logits("Laisser le port ouvert", "Quel bruit, c'est trop bruyant");
        assert!(
            ahead[0] > ahead[1] + 0.5 && back[1] > back[0] + 0.5,
            "{ahead:?} {back:?}"
        );
        let outside = ngrams.logits("Planter des arbres", "Dépense inutile");
        assert!(outside[1] > outside[0]);
        // Read back from tensors, the same.
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ngrams.safetensors");
        crate::model::write_weights(&path, &ngrams.tensors(0), tch::Kind::Float).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let weights = crate::model::Weights::from_bytes(&bytes, &path).unwrap();
        assert_eq!(Ngrams::load_all(&weights, &labels).unwrap(), [ngrams]);
    }
}
