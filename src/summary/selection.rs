//! Choice of sentences under a limit of words: maximal marginal relevance (Carbonell and Goldstein
//! 1998): the best score after what the chosen sentences say already is taken off.

/// Share of a sentence's score that full redundancy with the summary takes off.
const REDUNDANCY: f64 = 0.4;

/// Indices of the chosen candidates, best first.
///
/// `scores` are any real numbers; `words` the lengths; `similarity(i, j)` is a cosine. Sentences
/// are added while they fit into `limit` words. If none fits alone, the best one is chosen.
pub(super) fn choose(
    scores: &[f64],
    words: &[usize],
    limit: usize,
    similarity: impl Fn(usize, usize) -> f64,
) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut left = limit;
    let mut overlap = vec![0.0_f64; scores.len()];
    loop {
        let best = (0..scores.len())
            .filter(|index| !chosen.contains(index) && words[*index] <= left)
            .map(|index| (index, scores[index] - REDUNDANCY * overlap[index]))
            .reduce(|best, next| if next.1 > best.1 { next } else { best });
        let Some((index, _)) = best else {
            break;
        };
        chosen.push(index);
        left -= words[index];
        for (other, value) in overlap.iter_mut().enumerate() {
            if words[other] <= left {
                *value = value.max(similarity(index, other));
            }
        }
    }
    if chosen.is_empty() {
        chosen.extend((0..scores.len()).reduce(|best, next| {
            if scores[next] > scores[best] {
                next
            } else {
                best
            }
        }));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::choose;

    #[test]
    fn the_limit_holds_and_redundant_sentences_lose() {
        let scores = [1.0, 0.95, 0.9, 0.1];
        let words = [10, 10, 10, 10];
        let same = |i: usize, j: usize| if i.max(j) == 1 { 1.0 } else { 0.0 };
        assert_eq!(choose(&scores, &words, 20, same), [0, 2]);
        assert_eq!(choose(&scores, &words, 19, same), [0]);
    }

    #[test]
    fn without_a_sentence_that_fits_the_best_one_stands_alone() {
        assert_eq!(choose(&[0.2, 0.7], &[30, 40], 20, |_, _| 0.0), [1]);
        assert!(choose(&[], &[], 20, |_, _| 0.0).is_empty());
    }
}
