//! TextRank: sentences ranked by how much they share with the others.

use std::collections::BTreeMap;

use crate::evaluate::rouge::{Interner, Tokens, Variant, tokenize};
use crate::text::count_words;

/// Chance of following an edge rather than starting anew, as in both papers.
const DAMPING: f64 = 0.85;
/// The ranks' total change that ends the iteration.
const TOLERANCE: f64 = 1e-9;
/// Iterations at most: the change shrinks by [`DAMPING`] in each.
const ITERATIONS: usize = 150;
/// A sentence whose edges weigh less in all has none: what is left is rounding.
const NO_EDGES: f64 = 1e-9;

/// The sentences that TextRank puts first, within a limit in words.
///
/// Sentences are nodes; an edge weighs the cosine of two sentences' TF-IDF vectors (term count times
/// `ln(sentences / sentences with the term)`, [`Variant::Unicode`] words); ranks are PageRank's. From
/// the highest rank down, each sentence that still fits is taken, of equal ones the first; if none
/// fits, the highest stands alone. Sentences without words are never chosen.
///
/// The similarities are never laid out in a matrix, so time and memory are linear in the text.
///
/// Sources: R. Mihalcea and P. Tarau, "TextRank: bringing order into texts", EMNLP 2004; the cosine as
/// edge: G. Erkan and D. R. Radev, "LexRank", JAIR 22 (2004), 457–479, section 3.3.
///
/// ```
/// use tribune::evaluate::baselines::textrank;
///
/// let sentences = ["Un loup rôde.", "Deux chats dorment.", "Un loup rôde et deux chats dorment."];
/// assert_eq!(textrank(&sentences, 7), [2]);
/// ```
pub fn textrank(sentences: &[&str], words: usize) -> Vec<usize> {
    let lengths: Vec<usize> = sentences.iter().map(|text| count_words(text)).collect();
    let ranks = ranks(sentences);
    let mut order: Vec<usize> = (0..sentences.len())
        .filter(|&index| lengths[index] > 0)
        .collect();
    order.sort_by(|&a, &b| ranks[b].total_cmp(&ranks[a]).then(a.cmp(&b)));
    let mut left = words;
    let mut chosen = Vec::new();
    for &index in &order {
        if lengths[index] <= left {
            left -= lengths[index];
            chosen.push(index);
        }
    }
    if chosen.is_empty() {
        chosen.extend(order.first());
    }
    chosen.sort_unstable();
    chosen
}

/// Each sentence's PageRank; the ranks sum to 1.
fn ranks(sentences: &[&str]) -> Vec<f64> {
    let (vectors, terms) = vectors(sentences);
    let count = sentences.len() as f64;
    // A row's sum of cosines, without that of the sentence with itself.
    let mut all = vec![0.0; terms];
    for vector in &vectors {
        add(&mut all, vector, 1.0);
    }
    let degrees: Vec<f64> = vectors
        .iter()
        .map(|vector| dot(&all, vector) - dot_self(vector))
        .collect();

    let mut ranks = vec![1.0 / count; sentences.len()];
    for _ in 0..ITERATIONS {
        // What each sentence gives: its rank along its edges, or to all alike if it has none.
        let mut given = vec![0.0; terms];
        let mut shares = vec![0.0; ranks.len()];
        let mut loose = 0.0;
        for (index, vector) in vectors.iter().enumerate() {
            if degrees[index] > NO_EDGES {
                shares[index] = ranks[index] / degrees[index];
                add(&mut given, vector, shares[index]);
            } else {
                loose += ranks[index];
            }
        }
        let base = (1.0 - DAMPING + DAMPING * loose) / count;
        let mut change = 0.0;
        for (index, vector) in vectors.iter().enumerate() {
            let received = dot(&given, vector) - shares[index] * dot_self(vector);
            let rank = base + DAMPING * received.max(0.0);
            change += (rank - ranks[index]).abs();
            ranks[index] = rank;
        }
        if change < TOLERANCE {
            break;
        }
    }
    ranks
}

/// A sentence's terms and their weights.
type Vector = Vec<(u32, f64)>;

/// The sentences' TF-IDF vectors of length 1, or empty, and the number of terms.
fn vectors(sentences: &[&str]) -> (Vec<Vector>, usize) {
    let tokens: Vec<Tokens> = sentences
        .iter()
        .map(|text| tokenize(text, Variant::Unicode))
        .collect();
    let mut interner = Interner::default();
    let mut counts: Vec<BTreeMap<u32, f64>> = Vec::with_capacity(tokens.len());
    for tokens in &tokens {
        let mut terms = BTreeMap::new();
        for id in interner.ids(tokens) {
            *terms.entry(id).or_insert(0.0) += 1.0;
        }
        counts.push(terms);
    }
    let mut found_in = vec![0.0; interner.len()];
    for term in counts.iter().flat_map(BTreeMap::keys) {
        found_in[*term as usize] += 1.0;
    }
    let vectors = counts
        .into_iter()
        .map(|terms| {
            let weigh = |(term, count): (u32, f64)| {
                (
                    term,
                    count * (sentences.len() as f64 / found_in[term as usize]).ln(),
                )
            };
            let mut vector: Vector = terms.into_iter().map(weigh).collect();
            let norm = dot_self(&vector).sqrt();
            vector.retain_mut(|(_, weight)| {
                *weight /= norm;
                *weight > 0.0
            });
            vector
        })
        .collect();
    (vectors, found_in.len())
}

fn add(sum: &mut [f64], vector: &Vector, times: f64) {
    for &(term, weight) in vector {
        sum[term as usize] += times * weight;
    }
}

fn dot(sum: &[f64], vector: &Vector) -> f64 {
    vector
        .iter()
        .map(|&(term, weight)| sum[term as usize] * weight)
        .sum()
}

fn dot_self(vector: &Vector) -> f64 {
    vector.iter().map(|(_, weight)| weight * weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// PageRank over the whole matrix of cosines.
    fn by_matrix(sentences: &[&str]) -> Vec<f64> {
        let (vectors, terms) = vectors(sentences);
        let count = sentences.len();
        let mut weights = vec![vec![0.0; count]; count];
        for from in 0..count {
            let mut row = vec![0.0; terms];
            add(&mut row, &vectors[from], 1.0);
            for to in (0..count).filter(|to| *to != from) {
                weights[from][to] = dot(&row, &vectors[to]);
            }
            let degree: f64 = weights[from].iter().sum();
            for weight in &mut weights[from] {
                *weight = if degree > NO_EDGES {
                    *weight / degree
                } else {
                    1.0 / count as f64
                };
            }
        }
        let mut ranks = vec![1.0 / count as f64; count];
        for _ in 0..300 {
            ranks = (0..count)
                .map(|to| {
                    let received: f64 =
                        (0..count).map(|from| ranks[from] * weights[from][to]).sum();
                    (1.0 - DAMPING) / count as f64 + DAMPING * received
                })
                .collect();
        }
        ranks
    }

    #[test]
    fn order_and_limit() {
        let sentences = ["a b", "b c", "c d b", "x y z w v"];
        let chosen = textrank(&sentences, 5);
        assert_eq!(chosen, [1, 2]);
        assert_eq!(textrank(&sentences, 1), [1], "none fits: the best alone");
    }

    #[test]
    fn odd_articles() {
        assert!(textrank(&[], 10).is_empty());
        assert!(textrank(&["…", "!"], 10).is_empty());
        assert_eq!(textrank(&["Une seule."], 10), [0]);
        assert_eq!(textrank(&["Le même.", "Le même.", "Le même."], 4), [0, 1]);
    }

    proptest! {
        #[test]
        fn the_same_as_with_a_matrix(sentences in proptest::collection::vec("([a-h] ){0,6}", 1..9)) {
            let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
            let found = ranks(&sentences);
            prop_assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-6);
            for (found, expected) in found.iter().zip(by_matrix(&sentences)) {
                prop_assert!((found - expected).abs() < 1e-6, "{found} {expected}");
            }
        }
    }
}
