//! Choice of units under a limit of words.

use std::collections::HashSet;

use super::{features::cosine, head::SET_SIZE, units::Unit};

/// Units with the best scores of which sets are made.
const POOL: usize = 10;

/// Fewest words of a set, where there are enough.
const FEWEST_WORDS: usize = 12;

/// Share of the score that full redundancy takes off in [`fill`].
const REDUNDANCY: f64 = 0.5;

/// Openings that point to something said before the summary's first sentence.
const UNRESOLVED: [&str; 25] = [
    "il",
    "elle",
    "ils",
    "elles",
    "celui-ci",
    "celle-ci",
    "ceux-ci",
    "celles-ci",
    "ce dernier",
    "cette dernière",
    "ces derniers",
    "ces dernières",
    "c'est",
    "pourtant",
    "cependant",
    "toutefois",
    "en effet",
    "ainsi",
    "or",
    "par ailleurs",
    "en revanche",
    "lui",
    "eux",
    "cela",
    "mais",
];

/// Impersonal openings.
const IMPERSONAL: [&str; 9] = [
    "il y a",
    "il s'agit",
    "il faut",
    "il fallait",
    "il faudra",
    "il est",
    "il existe",
    "il a fallu",
    "il aura fallu",
];

/// Sets of at most three units of different sentences, among those with the best `scores`, that
/// together have at most `limit` words; each in order of the article.
pub(crate) fn sets(units: &[Unit], scores: &[f32], limit: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..units.len())
        .filter(|&index| units[index].words <= limit && scores[index].is_finite())
        .collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    order.truncate(POOL);
    order.sort_unstable();
    let mut sets: Vec<Vec<usize>> = Vec::new();
    let mut grown: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..SET_SIZE {
        let mut next = Vec::new();
        for set in &grown {
            let words: usize = set.iter().map(|&index| units[index].words).sum();
            let last = set.last().copied();
            for &index in &order {
                let later = last.is_none_or(|last| units[index].sentence > units[last].sentence);
                if later && words + units[index].words <= limit {
                    let mut set = set.clone();
                    set.push(index);
                    next.push(set);
                }
            }
        }
        sets.extend(next.iter().cloned());
        grown = next;
    }
    let long = |set: &Vec<usize>| words(units, set) >= FEWEST_WORDS;
    if sets.iter().any(long) {
        sets.retain(long);
    }
    sets
}

/// Takes units with a broken quotation or bracket, or with a subheading run in, out of the choice
/// (negative infinity), if others fit into `limit`.
pub(crate) fn without_broken(units: &[Unit], mut scores: Vec<f32>, limit: usize) -> Vec<f32> {
    if units.iter().any(|unit| unit.sound && unit.words <= limit) {
        for (unit, score) in units.iter().zip(&mut scores) {
            if !unit.sound {
                *score = f32::NEG_INFINITY;
            }
        }
    }
    scores
}

/// Words of a set.
pub(crate) fn words(units: &[Unit], set: &[usize]) -> usize {
    set.iter().map(|&index| units[index].words).sum()
}

/// The text of a set, its units in order of the article, without the dashes of a list before them.
pub(crate) fn text(units: &[Unit], set: &[usize]) -> String {
    let mut set = set.to_vec();
    set.sort_by_key(|&index| units[index].sentence);
    let texts: Vec<&str> = set
        .iter()
        .map(|&index| units[index].text.trim_start_matches(is_list_mark))
        .collect();
    texts.join(" ")
}

fn is_list_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '•')
}

/// Whether a summary that opens with this sentence opens with a word that nothing explains.
pub(crate) fn opens_unresolved(sentence: &str) -> bool {
    let start: String = sentence
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .take(24)
        .collect::<String>()
        .replace('’', "'")
        .to_lowercase();
    let opens = |phrase: &&str| {
        start
            .strip_prefix(*phrase)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
    };
    UNRESOLVED.iter().any(opens) && !IMPERSONAL.iter().any(opens)
}

/// Units for a long summary: the best score after what the chosen ones say already is taken off
/// (maximal marginal relevance, Carbonell and Goldstein 1998), as long as they fit into `limit`.
///
/// `vectors` are those of the sentences.
pub(crate) fn fill(
    units: &[Unit],
    scores: &[f32],
    vectors: &[Vec<f32>],
    limit: usize,
) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut used = HashSet::new();
    let mut left = limit;
    let mut overlap = vec![0_f64; vectors.len()];
    loop {
        let value =
            |index: usize| f64::from(scores[index]) - REDUNDANCY * overlap[units[index].sentence];
        let best = (0..units.len())
            .filter(|&index| {
                let unit = &units[index];
                scores[index].is_finite() && !used.contains(&unit.sentence) && unit.words <= left
            })
            .reduce(|best, next| {
                if value(next) > value(best) {
                    next
                } else {
                    best
                }
            });
        let Some(best) = best else {
            return chosen;
        };
        let sentence = units[best].sentence;
        chosen.push(best);
        used.insert(sentence);
        left -= units[best].words;
        for (other, overlap) in overlap.iter_mut().enumerate() {
            *overlap = overlap.max(f64::from(cosine(&vectors[sentence], &vectors[other])));
        }
    }
}

/// The unit with the best score; `None` without units.
pub(crate) fn best(scores: &[f32]) -> Option<usize> {
    (0..scores.len()).reduce(|best, next| {
        if scores[next] > scores[best] {
            next
        } else {
            best
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(sentence: usize, words: usize) -> Unit {
        Unit {
            sentence,
            text: format!("s{sentence}"),
            words,
            sound: true,
            difference: None,
            features: [0.0; 4],
        }
    }

    #[test]
    fn sets_keep_the_limit_and_take_a_sentence_once() {
        let units = [unit(0, 20), unit(0, 12), unit(1, 20), unit(2, 30)];
        let found = sets(&units, &[0.4, 0.3, 0.2, 0.1], 42);
        assert!(found.contains(&vec![1, 3]) && found.contains(&vec![0, 2]));
        assert!(!found.contains(&vec![0, 1]) && !found.contains(&vec![0, 3]));
        assert!(found.iter().all(|set| words(&units, set) <= 42));
    }

    #[test]
    fn filling_keeps_the_limit_and_redundant_sentences_lose() {
        let units = [unit(0, 10), unit(1, 10), unit(2, 10), unit(3, 10)];
        let vectors = [
            vec![1.0, 0.0],
            vec![1.0, 0.0],
            vec![0.0, 1.0],
            vec![0.5, 0.5],
        ];
        assert_eq!(fill(&units, &[1.0, 0.95, 0.9, 0.1], &vectors, 20), [0, 2]);
        assert_eq!(fill(&units, &[1.0, 0.95, 0.9, 0.1], &vectors, 19), [0]);
        assert!(fill(&[], &[], &[], 20).is_empty());
    }

    #[test]
    fn the_dash_of_a_list_is_left_out() {
        let listed = Unit {
            text: "- Le pont est fermé.".into(),
            ..unit(0, 4)
        };
        assert_eq!(text(&[listed], &[0]), "Le pont est fermé.");
    }

    #[test]
    fn pronouns_are_unresolved_and_impersonal_verbs_are_not() {
        assert!(opens_unresolved("Il a quitté la salle."));
        assert!(opens_unresolved("« Elle viendra », dit-on."));
        assert!(opens_unresolved("Ce dernier a refusé."));
        assert!(!opens_unresolved(
            "Il y a trois semaines, la ville a fermé."
        ));
        assert!(!opens_unresolved("Orly ferme une piste."));
        assert!(opens_unresolved("En effet, la salle est vide."));
        assert!(!opens_unresolved("Illustration d'un pays."));
        assert!(!opens_unresolved("Luigi est arrivé."));
    }
}
