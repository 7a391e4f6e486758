//! The opening of an article, the field's *lead*.

use crate::text::count_words;

/// The first `k` sentences, or all if there are fewer; without a limit in words.
pub fn first_k(sentences: &[&str], k: usize) -> Vec<usize> {
    (0..k.min(sentences.len())).collect()
}

/// Whole opening sentences while they fit in so many words; the first one always.
///
/// It ends at the first sentence that does not fit, even if a later, shorter one would.
///
/// ```
/// use tribune::evaluate::baselines::opening;
///
/// let sentences = ["Le site ferme.", "Ses membres protestent.", "Rien n’est dit des raisons.", "Fin."];
/// assert_eq!(opening(&sentences, 8), [0, 1]);
/// assert_eq!(opening(&sentences, 2), [0]);
/// ```
pub fn opening(sentences: &[&str], words: usize) -> Vec<usize> {
    let mut used = 0;
    let mut chosen = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        used += count_words(sentence);
        if used > words && index > 0 {
            break;
        }
        chosen.push(index);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_more_than_there_are() {
        assert_eq!(first_k(&["Un.", "Deux."], 1), [0]);
        assert_eq!(first_k(&["Un.", "Deux."], 3), [0, 1]);
        assert!(first_k(&[], 3).is_empty() && opening(&[], 10).is_empty());
    }

    #[test]
    fn a_full_opening_may_reach_the_limit() {
        assert_eq!(
            opening(&["Un deux.", "Trois quatre.", "…", "Cinq."], 4),
            [0, 1, 2]
        );
        assert_eq!(opening(&["Un deux trois.", "…"], 2), [0]);
    }

    proptest! {
        #[test]
        fn within_the_limit_unless_alone(
            lengths in proptest::collection::vec(0_usize..9, 0..12),
            limit in 0_usize..30,
        ) {
            let sentences: Vec<String> = lengths.iter().map(|&count| "mot ".repeat(count)).collect();
            let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
            let chosen = opening(&sentences, limit);
            let used: usize = chosen.iter().map(|&index| lengths[index]).sum();
            prop_assert!(used <= limit || chosen == [0]);
            prop_assert_eq!(chosen.is_empty(), lengths.is_empty());
        }
    }
}
