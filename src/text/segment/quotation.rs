//! Quotation marks: which side a straight one is on, and what may follow a closed quotation.

use crate::text::chars::{
    is_apostrophe, is_close_quote, is_dash, is_open_quote, is_stop, next, previous, run_after,
};

/// How far ahead the next straight quotation mark is sought, in bytes.
const AHEAD: usize = 400;

/// Which border of a quotation a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Opens,
    Closes,
}

/// The straight quotation marks read so far in a paragraph.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    open: bool,
}

impl Quotes {
    /// The side of the quotation mark `c` that stands at `position`.
    pub(super) fn side(&self, text: &str, position: usize, c: char) -> Side {
        if is_open_quote(c) {
            return Side::Opens;
        }
        if is_close_quote(c) {
            return Side::Closes;
        }
        let parity = if self.open { Side::Closes } else { Side::Opens };
        match spacing(text, position) {
            Spacing::Opens => Side::Opens,
            Spacing::Closes => Side::Closes,
            Spacing::Loose => parity,
            Spacing::Tight => partner(text, position + 1).unwrap_or(parity),
        }
    }

    /// Takes note of a mark that was read.
    pub(super) fn note(&mut self, c: char, side: Side) {
        if c == '"' {
            self.open = side == Side::Opens;
        }
    }
}

/// What the spaces round a straight quotation mark say.
enum Spacing {
    Opens,
    Closes,
    /// Space on both sides.
    Loose,
    /// Text on both sides.
    Tight,
}

fn spacing(text: &str, position: usize) -> Spacing {
    let free_left = previous(text, position).is_none_or(|c| {
        c.is_whitespace()
            || is_apostrophe(c)
            || is_dash(c)
            || matches!(c, '(' | '[' | '{' | '/' | '«' | '“')
    });
    let free_right = next(text, position + 1).is_none_or(|c| {
        c.is_whitespace()
            || is_stop(c)
            || matches!(c, ',' | ';' | ':' | ')' | ']' | '}' | '/' | '»' | '”')
    });
    match (free_left, free_right) {
        (true, false) => Spacing::Opens,
        (false, true) => Spacing::Closes,
        (true, true) => Spacing::Loose,
        (false, false) => Spacing::Tight,
    }
}

/// The side that the next straight mark leaves to this one: a closing mark follows an opening one.
fn partner(text: &str, from: usize) -> Option<Side> {
    let ahead = text.as_bytes()[from..]
        .iter()
        .take(AHEAD)
        .position(|&b| b == b'"')?;
    if ahead == 0 {
        return None;
    }
    match spacing(text, from + ahead) {
        Spacing::Opens => Some(Side::Closes),
        Spacing::Closes => Some(Side::Opens),
        Spacing::Loose | Spacing::Tight => None,
    }
}

/// Verbs that attribute a quotation to its speaker.
const REPORTING: &[&str] = &[
    "a",
    "ont",
    "avait",
    "dit",
    "disait",
    "disent",
    "répond",
    "répondit",
    "lance",
    "affirme",
    "assure",
    "explique",
    "déclare",
    "ajoute",
    "estime",
    "précise",
    "poursuit",
    "conclut",
    "confie",
    "insiste",
    "raconte",
    "selon",
    "écrit",
    "prévient",
    "résume",
    "souligne",
    "martèle",
    "rappelle",
    "indique",
    "regrette",
    "témoigne",
    "demande",
    "interroge",
    "se",
    "s",
    "me",
    "m",
    "nous",
    "lui",
];

/// Whether the words at `position` say who spoke: `a-t-il dit`, `répond le ministre`.
pub(super) fn is_attribution(text: &str, position: usize) -> bool {
    let token = run_after(text, position, |c| c.is_alphanumeric() || c == '-');
    let verb = token.split('-').next().unwrap_or_default();
    let inverted = token.ends_with("-il")
        || token.ends_with("-elle")
        || token.ends_with("-on")
        || token.contains("-t-");
    inverted || REPORTING.contains(&verb)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(text: &str, position: usize, open: bool) -> Side {
        Quotes { open }.side(text, position, '"')
    }

    #[test]
    fn spaces_decide_first() {
        assert_eq!(side("dit \"oui", 4, true), Side::Opens);
        assert_eq!(side("oui\", dit", 3, false), Side::Closes);
        assert_eq!(side("l'\"ombre", 2, true), Side::Opens);
    }

    #[test]
    fn then_the_partner_and_the_parity() {
        assert_eq!(side("fin.\"Oui\", dit-il", 4, true), Side::Opens);
        assert_eq!(side("fin.\"Il a dit \"oui\"", 4, false), Side::Closes);
        assert_eq!(side("fin.\"Il part", 4, true), Side::Closes);
        assert_eq!(side("fin . \" Il part", 6, false), Side::Opens);
    }

    #[test]
    fn speakers_are_recognised() {
        assert!(is_attribution("a-t-il dit", 0));
        assert!(is_attribution("répond le ministre", 0));
        assert!(!is_attribution("le ministre", 0));
    }
}
