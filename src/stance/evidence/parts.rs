//! What can be left out of a comment: its sentences, and the clauses of its long sentences.

use std::ops::Range;

use crate::text::{count_words, sentences, words};

/// A sentence of more words is cut into clauses.
const LONG_SENTENCE: usize = 12;

/// A clause of fewer words stays with its neighbour.
const SHORT_CLAUSE: usize = 4;

/// Most parts of a comment; in a comment of more, the shortest neighbours become one part.
pub const MAX_PARTS: usize = 16;

/// Words and groups of words that open a clause, in lower case.
const OPENERS: [&str; 22] = [
    "mais",
    "car",
    "donc",
    "or",
    "parce que",
    "parce qu",
    "puisque",
    "puisqu",
    "sauf que",
    "sauf qu",
    "alors que",
    "alors qu",
    "tandis que",
    "même si",
    "même s",
    "pourtant",
    "sinon",
    "quand",
    "lorsque",
    "et",
    "ou",
    "plutôt que",
];

/// A part of a comment, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// What is left out; the parts' ranges one after the other are the comment.
    pub(super) cut: Range<usize>,
    /// Its words, without white space and commas at the ends.
    pub(super) shown: Range<usize>,
}

/// The parts of a comment, at least one.
pub(super) fn parts(comment: &str) -> Vec<Part> {
    let sentences = sentences(comment);
    let mut borders: Vec<usize> = Vec::new();
    for (place, sentence) in sentences.iter().enumerate() {
        if place > 0 {
            borders.push(sentence.start);
        }
        let text = sentence.text(comment);
        if count_words(text) > LONG_SENTENCE {
            borders.extend(clauses(text).into_iter().map(|at| sentence.start + at));
        }
    }
    // With the number of their words.
    let mut cuts: Vec<(Range<usize>, usize)> = Vec::with_capacity(borders.len() + 1);
    let mut start = 0;
    for end in borders.into_iter().chain([comment.len()]) {
        let count = count_words(&comment[start..end]);
        // What has no word, such as a line of smileys, is no part of its own.
        match cuts.last_mut() {
            Some((last, known)) if count == 0 || *known == 0 => {
                last.end = end;
                *known += count;
            }
            _ => cuts.push((start..end, count)),
        }
        start = end;
    }
    while cuts.len() > MAX_PARTS {
        merge_shortest(&mut cuts);
    }
    cuts.into_iter()
        .map(|(cut, _)| Part {
            shown: shown(comment, &cut),
            cut,
        })
        .collect()
}

/// Joins the two neighbours that have the fewest words together; of equal ones the first.
fn merge_shortest(cuts: &mut Vec<(Range<usize>, usize)>) {
    let length = |at: &usize| cuts[*at].1 + cuts[at + 1].1;
    if let Some(at) = (0..cuts.len().saturating_sub(1)).min_by_key(length) {
        let (next, count) = cuts.remove(at + 1);
        cuts[at].0.end = next.end;
        cuts[at].1 += count;
    }
}

/// Where clauses of a sentence begin, but for the first: in bytes of the sentence.
fn clauses(sentence: &str) -> Vec<usize> {
    let mut borders: Vec<usize> = Vec::new();
    let all = count_words(sentence);
    // The number of the clause's first word.
    let mut first = 0;
    for (number, word) in words(sentence).enumerate() {
        let at = word.as_ptr() as usize - sentence.as_ptr() as usize;
        let before = sentence[..at].trim_end();
        // An opening bracket or quote belongs to what follows it.
        let begin = match before.chars().next_back() {
            Some(mark @ ('(' | '«' | '“')) => before.len() - mark.len_utf8(),
            _ => at,
        };
        let after_mark =
            before.ends_with([',', ';', ':', '(', ')', '…', '«', '»', '“', '”', '–', '—']);
        let open = after_mark || opens(&sentence[at..]);
        if open && number - first >= SHORT_CLAUSE && all - number >= SHORT_CLAUSE {
            borders.push(begin);
            first = number;
        }
    }
    borders
}

/// Whether a text begins with a word that opens a clause.
fn opens(text: &str) -> bool {
    let lower: String = text.chars().take(12).collect::<String>().to_lowercase();
    OPENERS.iter().any(|opener| {
        lower
            .strip_prefix(opener)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// The range without white space at its ends and without commas and the like at its end.
fn shown(comment: &str, cut: &Range<usize>) -> Range<usize> {
    let raw = &comment[cut.clone()];
    let bare = raw.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':'));
    let bare = if bare.trim().is_empty() {
        raw.trim_end()
    } else {
        bare
    };
    let start = cut.start + (bare.len() - bare.trim_start().len());
    start..(cut.start + bare.len()).max(start)
}

/// The comment without a range of it.
pub(super) fn without(comment: &str, cut: &Range<usize>) -> String {
    let before = comment[..cut.start].trim_end();
    let after = comment[cut.end..].trim_start();
    if before.is_empty() || after.is_empty() {
        return format!("{before}{after}");
    }
    format!("{before} {after}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown_parts(comment: &str) -> Vec<&str> {
        parts(comment)
            .into_iter()
            .map(|part| &comment[part.shown])
            .collect()
    }

    #[test]
    fn short_sentences_stay_whole_and_long_ones_are_cut() {
        assert_eq!(
            shown_parts("Bravo ! Les auteurs, eux aussi, doivent vivre."),
            ["Bravo !", "Les auteurs, eux aussi, doivent vivre."]
        );
        assert_eq!(
            shown_parts(
                "Je comprends la colère des artistes, mais bloquer un site de plus ne changera rien, car il renaîtra demain."
            ),
            [
                "Je comprends la colère des artistes",
                "mais bloquer un site de plus ne changera rien",
                "car il renaîtra demain."
            ]
        );
        assert_eq!(
            shown_parts(
                "Ils ferment un site et dix autres ouvrent le lendemain parce que personne ne baisse les prix"
            ),
            [
                "Ils ferment un site",
                "et dix autres ouvrent le lendemain",
                "parce que personne ne baisse les prix"
            ]
        );
    }

    #[test]
    fn one_part_and_no_words() {
        assert_eq!(shown_parts("Enfin !"), ["Enfin !"]);
        assert_eq!(shown_parts("😀😀"), ["😀😀"]);
        assert_eq!(shown_parts("Très bien. 😀"), ["Très bien. 😀"]);
        assert_eq!(shown_parts(""), [""]);
    }

    #[test]
    fn a_long_comment_has_a_bounded_number_of_parts() {
        let comment = "Cela ne sert à rien. Oui. ".repeat(60);
        let parts = parts(&comment);
        assert_eq!(parts.len(), MAX_PARTS);
        assert_eq!(parts.last().unwrap().cut.end, comment.len());
    }

    #[test]
    fn what_is_left_is_joined_by_a_space() {
        assert_eq!(without("Un. Deux. Trois.", &(4..10)), "Un. Trois.");
        assert_eq!(without("Un. Deux.", &(0..4)), "Deux.");
        assert_eq!(without("Un. Deux.", &(4..9)), "Un.");
    }

    proptest! {
        #[test]
        fn parts_are_the_comment(comment in "[ a-eé,.!?«»;:’\n😀-]{0,200}") {
            let parts = parts(&comment);
            prop_assert!((1..=MAX_PARTS).contains(&parts.len()));
            let mut end = 0;
            for part in &parts {
                prop_assert_eq!(part.cut.start, end);
                end = part.cut.end;
                prop_assert!(part.cut.start <= part.shown.start && part.shown.end <= part.cut.end);
                prop_assert_eq!(comment[part.shown.clone()].trim(), &comment[part.shown.clone()]);
            }
            prop_assert_eq!(end, comment.len());
        }
    }
}
