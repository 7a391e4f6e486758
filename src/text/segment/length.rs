//! An upper bound on a sentence's length, for texts without any stops.

use std::ops::Range;

/// The most words that a sentence may have.
pub(super) const MAX_WORDS: usize = 200;

/// The most bytes that a sentence may have: 200 words with ample room.
const MAX_BYTES: usize = 4000;

/// Cuts a range that is too long at a comma in its second half, else at a space, else anywhere.
pub(super) fn pieces(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = range.start;
    while let Some(cut) = cut(&text[start..range.end]) {
        pieces.push(start..start + cut);
        start += cut;
    }
    pieces.push(start..range.end);
    pieces
}

/// Where the beginning of a text must be cut, if it is too long for one sentence.
fn cut(text: &str) -> Option<usize> {
    // A word and what separates it from the next take two bytes at least.
    if text.len() < 2 * MAX_WORDS {
        return None;
    }
    let (mut words, mut in_word) = (0, false);
    let (mut comma, mut space) = (None, None);
    for (at, c) in text.char_indices() {
        let letter = c.is_alphanumeric();
        if letter && !in_word {
            words += 1;
        }
        if words > MAX_WORDS || at >= MAX_BYTES {
            return comma.or(space).or(Some(at));
        }
        let end = at + c.len_utf8();
        if c.is_whitespace() {
            space = Some(end);
        } else if matches!(c, ',' | ';' | ':' | '|')
            && words > MAX_WORDS / 2
            && !digit_at(text, end)
        {
            comma = Some(end);
        }
        in_word = letter;
    }
    None
}

fn digit_at(text: &str, position: usize) -> bool {
    text[position..].starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ranges_stay_whole() {
        assert_eq!(pieces("une phrase courte", 0..17).len(), 1);
    }

    #[test]
    fn long_runs_are_cut_at_a_comma_or_a_space() {
        let comma = format!("{}mot, {}", "mot ".repeat(149), "mot ".repeat(100));
        assert_eq!(pieces(&comma, 0..comma.len())[0], 0..600);
        let space = "mot ".repeat(450);
        let lengths: Vec<_> = pieces(&space, 0..space.len())
            .iter()
            .map(|p| p.len() / 4)
            .collect();
        assert_eq!(lengths, [200, 200, 50]);
    }

    #[test]
    fn a_run_without_spaces_is_cut_between_characters() {
        let text = "é".repeat(5000);
        let pieces = pieces(&text, 0..text.len());
        assert!(pieces.len() > 1 && pieces.iter().all(|p| p.len() <= MAX_BYTES + 4));
    }
}
