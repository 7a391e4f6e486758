//! A stop read whole: `?!`, `… ».`, `.)`, `! 👏`.

use super::quotation::{Quotes, Side};
use crate::text::chars::{
    is_apostrophe, is_exclaiming, is_ideographic_stop, is_pictograph, is_quote, is_stop, next,
    run_after, skip_spaces,
};

/// The sort of a stop's first run of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// One point, which may belong to an abbreviation.
    Point,
    Ellipsis,
    Exclaiming,
    Ideographic,
}

/// A run of marks with everything that closes behind it.
#[derive(Debug)]
pub(super) struct Stop {
    /// Where its first mark stands.
    pub(super) start: usize,
    /// Where the stop ends, closing quotation marks, brackets and pictures included.
    pub(super) end: usize,
    pub(super) mark: Mark,
    /// A quotation was closed behind the last mark.
    pub(super) quoted: bool,
    /// A parenthesis was closed behind the last mark; where it had opened.
    pub(super) aside: Option<usize>,
}

impl Stop {
    /// Reads the stop whose first mark stands at `start`.
    pub(super) fn read(
        text: &str,
        start: usize,
        quotes: &mut Quotes,
        open: &mut Option<usize>,
    ) -> Self {
        let (end, mark) = marks(text, start);
        let mut stop = Self {
            start,
            end,
            mark,
            quoted: false,
            aside: None,
        };
        while let Some(end) = stop.closer(text, quotes, open) {
            stop.end = end;
        }
        stop
    }

    /// Takes in one more closing sign behind the stop, if there is one; returns its end.
    fn closer(
        &mut self,
        text: &str,
        quotes: &mut Quotes,
        open: &mut Option<usize>,
    ) -> Option<usize> {
        let at = skip_spaces(text, self.end);
        let spaced = at > self.end;
        let c = next(text, at)?;
        let end = at + c.len_utf8();
        if is_quote(c) {
            if quotes.side(text, at, c) == Side::Opens {
                return None;
            }
            quotes.note(c, Side::Closes);
            self.quoted = true;
            return Some(end);
        }
        match c {
            ')' | ']' if !spaced => {
                self.aside = open.take();
                Some(end)
            }
            '.' | '…' if !next(text, end).is_some_and(|c| c.is_lowercase() || c.is_numeric()) => {
                if spaced && next(text, end).is_some_and(char::is_alphanumeric) {
                    return None;
                }
                (self.quoted, self.aside) = (false, None);
                Some(marks(text, at).0)
            }
            c if is_exclaiming(c) => Some(marks(text, at).0),
            c if is_apostrophe(c) && !spaced => {
                let ends =
                    next(text, end).is_none_or(|c| c.is_whitespace() || is_stop(c) || is_quote(c));
                ends.then_some(end)
            }
            c if is_markup(c) && !spaced => {
                let end = at + run_after(text, at, is_markup).len();
                next(text, end)
                    .is_none_or(char::is_whitespace)
                    .then_some(end)
            }
            ':' | ';' => smiley(text, at),
            c if is_pictograph(c) => Some(end),
            _ => None,
        }
    }
}

/// The end of the run of marks at `start`, spaces between `? !` and `. . .` included, and its sort.
fn marks(text: &str, start: usize) -> (usize, Mark) {
    let mut end = start;
    let (mut points, mut exclaiming, mut mark) = (0, false, Mark::Point);
    loop {
        let at = skip_spaces(text, end);
        let Some(c) = next(text, at).filter(|&c| is_stop(c)) else {
            break;
        };
        let spaced = at > end;
        let name = c == '.' && next(text, at + 1).is_some_and(char::is_alphanumeric);
        if spaced && !is_exclaiming(c) && (name || exclaiming) {
            break;
        }
        exclaiming |= is_exclaiming(c);
        points += match c {
            '.' => 1,
            '…' => 3,
            _ => 0,
        };
        if is_ideographic_stop(c) {
            mark = Mark::Ideographic;
        }
        end = at + c.len_utf8();
    }
    let mark = match mark {
        Mark::Ideographic => mark,
        _ if exclaiming => Mark::Exclaiming,
        _ if points > 1 => Mark::Ellipsis,
        _ => Mark::Point,
    };
    (end, mark)
}

/// The end of a smiley such as `:)` or `;-)`.
fn smiley(text: &str, at: usize) -> Option<usize> {
    let mouth = at + 1 + usize::from(next(text, at + 1) == Some('-'));
    matches!(next(text, mouth), Some(')' | '(' | 'D' | 'p' | '/'))
        .then_some(mouth + 1)
        .filter(|&end| next(text, end).is_none_or(|c| !c.is_alphanumeric()))
}

/// Signs of emphasis in plain text.
pub(super) fn is_markup(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '>' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (&str, Mark) {
        let start = text.find(is_stop).expect("a stop");
        let stop = Stop::read(text, start, &mut Quotes::default(), &mut Some(0));
        (&text[start..stop.end], stop.mark)
    }

    #[test]
    fn marks_run_together() {
        assert_eq!(read("Quoi ?! Non"), ("?!", Mark::Exclaiming));
        assert_eq!(read("Quoi ! ! Non"), ("! !", Mark::Exclaiming));
        assert_eq!(read("Bon... Non"), ("...", Mark::Ellipsis));
        assert_eq!(read("Bon. Non"), (".", Mark::Point));
    }

    #[test]
    fn what_closes_belongs_to_the_stop() {
        assert_eq!(read("« Oui. » Non").0, ". »");
        assert_eq!(read("(Oui.) Non").0, ".)");
        assert_eq!(read("Oui ! 👏🏽 Non").0, "! 👏🏽");
        assert_eq!(read("Oui. :) Non").0, ". :)");
    }

    #[test]
    fn what_opens_does_not() {
        assert_eq!(read("Oui. « Non »").0, ".");
        assert_eq!(read("Oui. \"Non\"").0, ".");
        assert_eq!(read("Oui. .NET").0, ".");
    }
}
