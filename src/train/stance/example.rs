//! Labelled pairs, their groups, and the variations of them that training sees.

use std::collections::{BTreeMap, BTreeSet};

use rand::{Rng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::{Settings, TrainError, targets::Theme};
use crate::stance::{Oriented, Pair, sides};

/// One labelled pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Example {
    /// What the stance is towards.
    pub target: String,
    /// The target in other words.
    pub paraphrases: Vec<String>,
    /// Targets that one is for exactly if one is against `target`.
    pub negations: Vec<String>,
    /// The comment.
    pub comment: String,
    /// Index of its label among [`Settings::labels`].
    pub label: usize,
    /// Pairs of one group are never split between training and validation (the target or article).
    pub group: String,
    /// Where its target stands in a debate.
    pub theme: Option<Theme>,
    /// Whether it serves to measure and not to train, where [`Check::Marked`](super::Check) asks for it.
    pub held_out: bool,
}

/// A pair as a step of training sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Variant<'a> {
    pub(super) pair: Pair<'a>,
    pub(super) label: usize,
}

impl Example {
    /// The same example without negations in its targets: for "Ne pas fermer le port", the other side
    /// of "Fermer le port". A target that is counter to its theme gives way to its opposite, if that is
    /// known: an encoder that reads comments before it reads targets learns little from targets that
    /// contradict each other.
    pub(super) fn oriented(&self, opposite: &[usize]) -> Self {
        let own = Oriented::new(&self.target);
        let mut oriented = Self {
            target: own.target.into_owned(),
            paraphrases: Vec::new(),
            negations: Vec::new(),
            ..self.clone()
        };
        if own.reversed {
            oriented.label = opposite[self.label];
            if let Some(theme) = &mut oriented.theme {
                theme.along = !theme.along;
            }
        }
        let paraphrases = self.paraphrases.iter().map(|text| (text, false));
        for (text, opposed) in paraphrases.chain(self.negations.iter().map(|text| (text, true))) {
            let wording = Oriented::new(text);
            let same = opposed ^ wording.reversed == own.reversed;
            let wordings = if same {
                &mut oriented.paraphrases
            } else {
                &mut oriented.negations
            };
            wordings.push(wording.target.into_owned());
        }
        if oriented.theme.as_ref().is_some_and(|theme| !theme.along) {
            oriented.turn(opposite);
        }
        oriented
    }

    /// Puts the first negation, if there is one, in the target's place.
    fn turn(&mut self, opposite: &[usize]) {
        if self.negations.is_empty() {
            return;
        }
        let target = self.negations.remove(0);
        let before = std::mem::replace(&mut self.target, target);
        std::mem::swap(&mut self.paraphrases, &mut self.negations);
        self.negations.push(before);
        self.label = opposite[self.label];
        if let Some(theme) = &mut self.theme {
            theme.along = !theme.along;
        }
    }

    pub(super) fn plain(&self) -> Variant<'_> {
        self.with(&self.target, self.label)
    }

    fn with<'a>(&'a self, target: &'a str, label: usize) -> Variant<'a> {
        Variant {
            pair: Pair {
                target,
                comment: &self.comment,
            },
            label,
        }
    }

    /// The pair with its target, a paraphrase of it, or where `opposite` gives each label's
    /// counterpart a negation.
    pub(super) fn varied(
        &self,
        settings: &Settings,
        opposite: Option<&[usize]>,
        random: &mut ChaCha8Rng,
    ) -> Variant<'_> {
        let draw = random.gen_range(0.0..1.0);
        let opposite = opposite.filter(|_| draw < settings.negated);
        if let Some((opposite, target)) = opposite.zip(self.negations.choose(random)) {
            return self.with(target, opposite[self.label]);
        }
        let rephrased = random.gen_range(0.0..1.0) < settings.rephrased;
        let target = self.paraphrases.choose(random).filter(|_| rephrased);
        self.with(target.unwrap_or(&self.target), self.label)
    }
}

/// For each label the one that takes the other side; `None` unless both sides are among the labels.
pub(super) fn opposites(labels: &[String]) -> Option<Vec<usize>> {
    let (favor, against) = sides(labels)?;
    let mut opposite: Vec<usize> = (0..labels.len()).collect();
    opposite.swap(favor, against);
    Some(opposite)
}

/// Pairs comments with targets of other groups; such a pair takes no position.
pub(super) fn add_mismatched(
    training: &mut Vec<Example>,
    settings: &Settings,
    random: &mut ChaCha8Rng,
) {
    let Some(none) = settings.labels.iter().position(|label| label == "none") else {
        return;
    };
    let count = (training.len() as f64 * settings.mismatched) as usize;
    let originals = training.len();
    for _ in 0..count {
        let comment = random.gen_range(0..originals);
        let target = random.gen_range(0..originals);
        if training[comment].group != training[target].group {
            let pair = Example {
                comment: training[comment].comment.clone(),
                label: none,
                ..training[target].clone()
            };
            training.push(pair);
        }
    }
}

/// The indices of each of `parts` parts of the examples, of similar size, groups kept together.
///
/// # Errors
/// [`TrainError::Data`] when there are fewer groups than parts.
pub(super) fn parts(
    examples: &[Example],
    parts: usize,
    random: &mut ChaCha8Rng,
) -> Result<Vec<Vec<usize>>, TrainError> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, example) in examples.iter().enumerate() {
        groups.entry(&example.group).or_default().push(index);
    }
    if groups.len() < parts {
        return Err(too_few_groups(groups.len(), parts));
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.shuffle(random);
    // The largest groups first, each into the part that is smallest so far.
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let mut filled = vec![Vec::new(); parts];
    for group in groups {
        if let Some(part) = filled.iter_mut().min_by_key(|part| part.len()) {
            part.extend(group);
        }
    }
    Ok(filled)
}

/// The indices of the examples whose groups make up a `share` of all groups, one at least.
///
/// # Errors
/// [`TrainError::Data`] with fewer than two groups.
pub(super) fn share(
    examples: &[Example],
    share: f64,
    random: &mut ChaCha8Rng,
) -> Result<Vec<usize>, TrainError> {
    let groups: BTreeSet<&str> = examples
        .iter()
        .map(|example| example.group.as_str())
        .collect();
    if groups.len() < 2 {
        return Err(too_few_groups(groups.len(), 2));
    }
    let mut groups: Vec<&str> = groups.into_iter().collect();
    groups.shuffle(random);
    let held = ((groups.len() as f64 * share).round() as usize).clamp(1, groups.len() - 1);
    let held: BTreeSet<&str> = groups[..held].iter().copied().collect();
    Ok((0..examples.len())
        .filter(|&index| held.contains(examples[index].group.as_str()))
        .collect())
}

/// The indices of the examples that are marked as held out.
///
/// # Errors
/// [`TrainError::Data`] without any.
pub(super) fn marked(examples: &[Example]) -> Result<Vec<usize>, TrainError> {
    let held: Vec<usize> = (0..examples.len())
        .filter(|&index| examples[index].held_out)
        .collect();
    if held.is_empty() {
        return Err(TrainError::Data {
            problem: "no row is held out to measure on: give a file with labelled rows".to_owned(),
        });
    }
    Ok(held)
}

/// The examples at `held`, and the others.
///
/// # Errors
/// [`TrainError::Data`] when the others have fewer than two labels.
pub(super) fn divide(
    examples: &[Example],
    held: &[usize],
) -> Result<(Vec<Example>, Vec<Example>), TrainError> {
    let held: BTreeSet<usize> = held.iter().copied().collect();
    let pick = |wanted: bool| -> Vec<Example> {
        let chosen = (0..examples.len()).filter(|index| held.contains(index) == wanted);
        chosen.map(|index| examples[index].clone()).collect()
    };
    let (held, training) = (pick(true), pick(false));
    let labels: BTreeSet<usize> = training.iter().map(|example| example.label).collect();
    if labels.len() < 2 {
        return Err(TrainError::Data {
            problem: format!(
                "after {} rows are held out, the {} training rows have fewer than two labels: label more comments",
                held.len(),
                training.len()
            ),
        });
    }
    Ok((held, training))
}

fn too_few_groups(found: usize, wanted: usize) -> TrainError {
    TrainError::Data {
        problem: format!(
            "the labelled rows form {found} group(s), and {wanted} are needed so that some can be held out: label comments on more targets or articles (`target_id`, `target` or `article_id`)"
        ),
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn example(group: &str, label: usize) -> Example {
        Example {
            target: "Fermer le port".into(),
            paraphrases: vec!["Que le port ferme".into()],
            negations: vec!["Garder le port ouvert".into()],
            comment: "Enfin !".into(),
            label,
            group: group.into(),
            ..Example::default()
        }
    }

    #[test]
    fn a_target_that_denies_is_turned_with_its_label_and_wordings() {
        let denied = Example {
            target: "Ne pas fermer le port".into(),
            paraphrases: vec!["Garder le port ouvert".into()],
            negations: vec!["Fermer le port".into(), "Cesser de garder le port".into()],
            theme: Some(Theme {
                name: "port".into(),
                along: false,
            }),
            ..example("a", 0)
        };
        let turned = denied.oriented(&[1, 0, 2]);
        assert_eq!(
            (turned.target.as_str(), turned.label),
            ("Fermer le port", 1)
        );
        assert_eq!(turned.paraphrases, ["Fermer le port"]);
        assert_eq!(
            turned.negations,
            ["Garder le port ouvert", "Garder le port"]
        );
        assert!(turned.theme.unwrap().along);
        let counter = Example {
            theme: denied.theme.clone(),
            ..example("a", 0)
        };
        let turned = counter.oriented(&[1, 0, 2]);
        assert_eq!(
            (turned.target.as_str(), turned.label),
            ("Garder le port ouvert", 1)
        );
        assert_eq!(turned.negations, ["Que le port ferme", "Fermer le port"]);
        assert!(turned.theme.unwrap().along);
        let plain = example("a", 0);
        assert_eq!(plain.oriented(&[1, 0, 2]), plain);
    }

    #[test]
    fn parts_keep_groups_together_and_hold_every_row_once() {
        let groups = ["a", "a", "a", "b", "c", "c", "d"];
        let examples: Vec<Example> = groups.iter().map(|group| example(group, 0)).collect();
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let found = parts(&examples, 3, &mut random).unwrap();
        let mut all: Vec<usize> = found.concat();
        all.sort_unstable();
        assert_eq!(all, (0..7).collect::<Vec<_>>());
        for group in ["a", "b", "c", "d"] {
            let holds = |part: &&Vec<usize>| part.iter().any(|&index| groups[index] == group);
            assert_eq!(found.iter().filter(holds).count(), 1, "{group}");
        }
        assert!(parts(&examples, 5, &mut random).is_err());
    }

    #[test]
    fn a_negated_target_turns_the_side_round_and_leaves_neutral() {
        let labels = ["favor", "against", "none"].map(ToOwned::to_owned);
        let opposite = opposites(&labels).unwrap();
        assert_eq!(opposite, [1, 0, 2]);
        assert_eq!(opposites(&labels[1..]), None);
        let settings = Settings {
            negated: 1.0,
            ..Settings::default()
        };
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let example = example("a", 0);
        let turned = example.varied(&settings, Some(&opposite), &mut random);
        assert_eq!(
            (turned.pair.target, turned.label),
            ("Garder le port ouvert", 1)
        );
        let settings = Settings {
            rephrased: 1.0,
            ..settings
        };
        let kept = example.varied(&settings, None, &mut random);
        assert_eq!((kept.pair.target, kept.label), ("Que le port ferme", 0));
    }
}
