//! Texts written without capitals.

use super::abbreviation;
use crate::text::chars::{is_stop, next, skip_spaces};

/// How much of a paragraph is looked at, in bytes.
const SAMPLE: usize = 20_000;

/// How a paragraph begins its sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// With capitals.
    Cased,
    /// With small letters.
    Lower,
}

/// The style of a paragraph.
pub(super) fn style(text: &str) -> Style {
    if is_lower(text) {
        Style::Lower
    } else {
        Style::Cased
    }
}

/// Whether a paragraph begins its sentences with small letters, as many comments do.
///
/// It must begin with one itself or do so three times, and more often than not; points of
/// abbreviations do not count.
fn is_lower(text: &str) -> bool {
    let (mut lower, mut capital) = (0, 0);
    for (at, c) in text
        .char_indices()
        .take_while(|&(at, _)| at < SAMPLE)
        .filter(|&(_, c)| is_stop(c))
    {
        let end = at + c.len_utf8();
        let after = skip_spaces(text, end);
        let Some(first) = next(text, after).filter(|_| after > end) else {
            continue;
        };
        if c == '.' && (!abbreviation::is_plain(text, at) || text[..at].ends_with(is_stop)) {
            continue;
        }
        lower += usize::from(first.is_lowercase());
        capital += usize::from(first.is_uppercase());
    }
    let begins = text
        .trim_start_matches(|c: char| !c.is_alphabetic())
        .starts_with(char::is_lowercase);
    lower > capital && (begins || lower >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_missed() {
        assert!(is_lower("moi j’adore. continuez comme ça"));
        assert!(is_lower("Bien. enfin. merci. bravo à tous"));
        assert!(!is_lower("Moi j’adore. Continuez comme ça"));
        assert!(!is_lower("Voir l’art. premier et le vol. suivant"));
        assert!(!is_lower("« Non ! » dit-il. Puis il sortit."));
    }
}
