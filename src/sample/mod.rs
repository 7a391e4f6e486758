//! Which comments coders are given: a stratified sample.
//!
//! Comments are put into strata ([`Stratum`]), and each stratum gives as many as its share of the
//! comments asks for, but at least one (proportional allocation: W. Cochran, "Sampling techniques",
//! 1977, chapter 5). The draw depends on the seed alone.

mod strata;

use std::collections::{BTreeMap, HashSet};

use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

pub use strata::{Stratum, allocation};

/// A comment that may be drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Candidate {
    /// The comment's id.
    pub comment_id: String,
    /// The article it stands under, or empty.
    pub article_id: String,
    /// What its stance is asked towards, if not towards the codebook's target.
    pub target: Option<String>,
    /// The comment.
    pub text: String,
    /// The label that a classifier gave, or `uncertain`, and the probability of the most probable one.
    pub prediction: Option<(String, f64)>,
}

/// The comments without empty ones, and of those with the same text and target the first.
pub fn distinct(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut seen = HashSet::new();
    candidates
        .into_iter()
        .filter(|candidate| {
            let text = candidate.text.trim();
            !text.is_empty() && seen.insert((text.to_owned(), candidate.target.clone()))
        })
        .collect()
}

/// Indices of the comments that are drawn, at most `size`, in random order.
///
/// The strata are the combinations of what `by` says of a comment. Where there are more of them than
/// comments are asked for, the largest give one each.
pub fn draw(candidates: &[Candidate], by: &[Stratum], size: usize, seed: u64) -> Vec<usize> {
    let mut strata: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let key = by.iter().map(|stratum| stratum.of(candidate)).collect();
        strata.entry(key).or_default().push(index);
    }
    let sizes: Vec<usize> = strata.values().map(Vec::len).collect();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut drawn = Vec::new();
    for (mut members, count) in strata.into_values().zip(allocation(&sizes, size)) {
        members.shuffle(&mut random);
        drawn.extend(members.into_iter().take(count));
    }
    drawn.shuffle(&mut random);
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates() -> Vec<Candidate> {
        let of = |article: &str, count: usize| {
            let candidate = |n| Candidate {
                comment_id: format!("{article}-{n}"),
                article_id: article.to_owned(),
                text: format!("Commentaire {n} de {article}"),
                ..Candidate::default()
            };
            (0..count).map(candidate).collect::<Vec<_>>()
        };
        [of("a", 60), of("b", 30), of("c", 10), of("d", 1)].concat()
    }

    #[test]
    fn every_article_has_its_share() {
        let candidates = candidates();
        let drawn = draw(&candidates, &[Stratum::Article], 20, 7);
        let count = |article: &str| {
            let of = |index: &&usize| candidates[**index].article_id == article;
            drawn.iter().filter(of).count()
        };
        assert_eq!(["a", "b", "c", "d"].map(count), [11, 6, 2, 1]);
        let distinct: HashSet<_> = drawn.iter().collect();
        assert_eq!(distinct.len(), 20);
        assert_eq!(drawn, draw(&candidates, &[Stratum::Article], 20, 7));
        assert_ne!(drawn, draw(&candidates, &[Stratum::Article], 20, 8));
        assert!(!drawn.is_sorted(), "the order is random");
        assert_eq!(draw(&candidates, &[], 500, 1).len(), 101);
    }

    #[test]
    fn duplicates_and_empty_ones_are_left_out() {
        let one = |text: &str, target: &str| Candidate {
            text: text.to_owned(),
            target: Some(target.to_owned()),
            ..Candidate::default()
        };
        let all = vec![
            one("Bien.", "a"),
            one(" ", "a"),
            one("Bien. ", "a"),
            one("Bien.", "b"),
        ];
        let kept = distinct(all.clone());
        assert_eq!(kept, [all[0].clone(), all[3].clone()]);
    }
}
