//! Labelled pairs, their groups, and the variations of them that training sees.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rand::{Rng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use super::{Settings, TrainError, targets::Theme};
use crate::{
    stance::{Oriented, Pair, sides},
    text::words,
};

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
    /// The target as it was given, where [`train`](super::train) has put what it denies in its place and the
    /// other side's label.
    pub denying: Option<String>,
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
    /// of "Fermer le port", as a classifier takes it.
    pub(super) fn oriented(&self, opposite: &[usize]) -> Self {
        let own = Oriented::new(&self.target);
        let mut oriented = Self {
            comment: own.comment(&self.comment).into_owned(),
            target: own.target.into_owned(),
            paraphrases: Vec::new(),
            negations: Vec::new(),
            ..self.clone()
        };
        if own.reversed {
            oriented.label = opposite[self.label];
            oriented.denying = Some(self.target.clone());
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
        oriented
    }

    /// For training: a target that is counter to its theme gives way to its opposite, if that is known, for
    /// an encoder that reads comments before it reads targets learns little from targets that contradict each
    /// other.
    fn turn(&mut self, opposite: &[usize]) {
        let counter = self.theme.as_ref().is_some_and(|theme| !theme.along);
        if !counter || self.negations.is_empty() {
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

    /// The target as it was given.
    pub(super) fn given_target(&self) -> &str {
        self.denying.as_deref().unwrap_or(&self.target)
    }

    /// A label towards `target` as one towards the target that was given.
    pub(super) fn as_given(&self, label: usize, opposite: Option<&[usize]>) -> usize {
        match opposite.filter(|_| self.denying.is_some()) {
            Some(opposite) => opposite[label],
            None => label,
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

/// The examples as they are trained on, none of them counter to its theme.
pub(super) fn turned(mut examples: Vec<Example>, labels: &[String]) -> Vec<Example> {
    if let Some(opposite) = opposites(labels) {
        for example in &mut examples {
            example.turn(&opposite);
        }
    }
    examples
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
        let other = &training[target];
        if training[comment].group != other.group && training[comment].target != other.target {
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

/// The indices of the examples of some groups, one at least, that make up about a `share` of all examples.
///
/// # Errors
/// [`TrainError::Data`] with fewer than two groups.
pub(super) fn share(
    examples: &[Example],
    share: f64,
    random: &mut ChaCha8Rng,
) -> Result<Vec<usize>, TrainError> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for example in examples {
        *sizes.entry(example.group.as_str()).or_default() += 1;
    }
    if sizes.len() < 2 {
        return Err(too_few_groups(sizes.len(), 2));
    }
    let wanted = examples.len() as f64 * share;
    let mut groups: Vec<(&str, usize)> = sizes.into_iter().collect();
    groups.shuffle(random);
    let (mut held, mut rows) = (BTreeSet::new(), 0);
    for &(group, size) in &groups {
        // A group that is too large by itself would leave too little to learn from.
        if ((rows + size) as f64) < wanted * 1.5 && held.len() + 1 < groups.len() {
            held.insert(group);
            rows += size;
        }
        if rows as f64 >= wanted {
            break;
        }
    }
    let smallest = groups.iter().min_by_key(|(_, size)| *size);
    if let Some((group, _)) = smallest.filter(|_| held.is_empty()) {
        held.insert(group);
    }
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

/// A comment without what copies of it may differ in: case, spaces and marks.
pub fn wording(comment: &str) -> String {
    let words: Vec<String> = words(comment).map(str::to_lowercase).collect();
    if words.is_empty() {
        return comment.trim().to_owned();
    }
    words.join(" ")
}

/// The examples at `held`, and those of the others that are no copies of their comments.
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
    let (held, mut training) = (pick(true), pick(false));
    // A comment that was copied is not one that was never seen.
    let known: HashSet<String> = held
        .iter()
        .map(|example| wording(&example.comment))
        .collect();
    training.retain(|example| !known.contains(&wording(&example.comment)));
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
        assert_eq!(turned.given_target(), "Ne pas fermer le port");
        assert_eq!(turned.as_given(turned.label, Some(&[1, 0, 2])), 0);
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
        // Measured as it stands, and turned to be trained on.
        let measured = counter.oriented(&[1, 0, 2]);
        assert_eq!(measured, counter);
        let labels = ["favor", "against", "none"].map(ToOwned::to_owned);
        let turned = super::turned(vec![measured], &labels).remove(0);
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
    fn copies_of_what_is_held_out_are_not_trained_on() {
        let copy = Example {
            comment: "enfin…".into(),
            ..example("b", 1)
        };
        let other = |comment: &str, label| Example {
            comment: comment.into(),
            ..example("c", label)
        };
        let all = [example("a", 0), copy, other("Non", 1), other("Oui", 0)];
        let (held, training) = divide(&all, &[0]).unwrap();
        let comments: Vec<&str> = training.iter().map(|e| e.comment.as_str()).collect();
        assert_eq!((held.len(), comments), (1, vec!["Non", "Oui"]));
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
    fn a_share_is_one_of_rows_and_never_nearly_all() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let sizes = [("a", 2400), ("b", 100), ("c", 130), ("d", 120)];
        let groups = sizes.map(|(group, size)| vec![example(group, 0); size]);
        let examples = groups.concat();
        for _ in 0..10 {
            let held = share(&examples, 0.1, &mut random).unwrap().len();
            assert!((100..=350).contains(&held), "{held}");
        }
        let two = [vec![example("a", 0); 2400], vec![example("b", 0); 100]].concat();
        assert_eq!(share(&two, 0.1, &mut random).unwrap().len(), 100);
        assert_eq!(share(&two, 0.0, &mut random).unwrap().len(), 100);
        assert!(share(&two[..5], 0.1, &mut random).is_err());
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
