//! The decision whether a sentence ends at a stop.

use super::abbreviation;
use super::glued;
use super::quotation::is_attribution;
use super::stop::{Mark, Stop, is_markup};
use super::style::Style;
use crate::text::chars::{
    is_bullet, is_capital, is_dash, is_open_quote, is_quote, is_stop, next, previous, run_after,
    skip_spaces, word_before,
};

/// How far ahead the end of a parenthesis is sought, in characters.
const ASIDE: usize = 240;

/// What a decision needs to know of the paragraph beside the stop itself.
pub(super) struct Context<'a> {
    pub(super) text: &'a str,
    /// Where the current sentence begins.
    pub(super) sentence: usize,
    /// Where a parenthesis is open.
    pub(super) aside: Option<usize>,
    /// Inside a URL or an e-mail address.
    pub(super) address: bool,
    pub(super) style: Style,
}

/// Whether a sentence ends at a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Continues,
    Ends,
    /// It ends, and so does its paragraph: the space after it is missing.
    EndsGlued,
}

impl Stop {
    /// Whether a sentence ends here.
    pub(super) fn verdict(&self, context: &Context) -> Verdict {
        let text = context.text;
        let after = skip_spaces(text, self.end);
        let Some(c) = next(text, after) else {
            return Verdict::Ends;
        };
        let ends = match self.mark {
            Mark::Ideographic => true,
            _ if self.interrupts(context) => false,
            _ if after == self.end => {
                let ends = !context.address && self.ends_glued(text, after);
                return if ends {
                    Verdict::EndsGlued
                } else {
                    Verdict::Continues
                };
            }
            _ => self.ends_before(context, after, c),
        };
        if ends {
            Verdict::Ends
        } else {
            Verdict::Continues
        }
    }

    /// Whether the stop stands in brackets inside a sentence: `[…]`, `(enfin !)`, `(fermé. Puis ouvert)`.
    fn interrupts(&self, context: &Context) -> bool {
        let left = previous(context.text, self.start);
        if self.mark == Mark::Ellipsis && matches!(left, Some('[' | '(')) {
            return true;
        }
        match (self.aside, context.aside) {
            (Some(open), _) => open > context.sentence && !gives_source(context.text, open),
            (None, Some(open)) => open > context.sentence && closes_soon(context.text, self.end),
            (None, None) => false,
        }
    }

    fn ends_glued(&self, text: &str, after: usize) -> bool {
        match self.mark {
            Mark::Point if self.end == self.start + 1 => glued::point_ends(text, self.start, after),
            _ => glued::mark_ends(text, after),
        }
    }

    /// Whether the sentence ends when `c`, at `after`, follows a space.
    fn ends_before(&self, context: &Context, after: usize, c: char) -> bool {
        let text = context.text;
        let inner = skip_spaces(text, after + c.len_utf8());
        let first = next(text, inner);
        match c {
            c if is_capital(c) || is_brand(text, after, c) => {
                self.ends_before_capital(context, after)
            }
            c if c.is_lowercase() => self.ends_before_lower(context, after),
            c if c.is_numeric() => self.ends_before_digit(context),
            c if is_bullet(c) => true,
            '(' if self.quoted => false,
            '(' => first.is_some_and(is_capital) && self.ends_before_capital(context, inner),
            '[' => self.ends_before_capital(context, after),
            '@' | '#' | '¿' | '¡' => true,
            '"' => self.ends_before_quotation(context, inner),
            c if is_open_quote(c) => self.ends_before_quotation(context, inner),
            c if is_dash(c) => {
                first.is_some_and(|c| is_capital(c) || is_quote(c) || c.is_numeric())
                    && !self.bound(context)
            }
            c if is_markup(c) => {
                next(text, inner + run_after(text, inner, is_markup).len()).is_some_and(is_capital)
            }
            _ => false,
        }
    }

    fn ends_before_capital(&self, context: &Context, after: usize) -> bool {
        let text = context.text;
        match self.mark {
            Mark::Point if self.quoted || self.end > self.start + 1 => {
                !abbreviation::is_label(text, context.sentence, self.start)
            }
            Mark::Point => {
                !abbreviation::is_label(text, context.sentence, self.start)
                    && abbreviation::may_end_before_capital(text, self.start, after)
            }
            Mark::Ellipsis => !hesitates(text, self.start),
            Mark::Exclaiming => !word_before(text, self.start).eq("Yahoo"),
            Mark::Ideographic => true,
        }
    }

    fn ends_before_quotation(&self, context: &Context, inner: usize) -> bool {
        let lower = next(context.text, inner).is_some_and(char::is_lowercase);
        match self.mark {
            Mark::Ellipsis if lower => false,
            _ => self.ends_before_capital(context, inner),
        }
    }

    fn ends_before_digit(&self, context: &Context) -> bool {
        match self.mark {
            Mark::Point if self.quoted => true,
            Mark::Point => {
                !abbreviation::is_label(context.text, context.sentence, self.start)
                    && abbreviation::may_end_before_digit(context.text, self.start)
            }
            Mark::Ellipsis => false,
            Mark::Exclaiming | Mark::Ideographic => true,
        }
    }

    /// After a small letter French goes on (« Ah ! dit-il »), unless the paragraph has no capitals.
    fn ends_before_lower(&self, context: &Context, after: usize) -> bool {
        let text = context.text;
        if context.style == Style::Cased || self.mark == Mark::Ellipsis {
            return false;
        }
        if self.quoted || self.mark == Mark::Exclaiming {
            return !is_attribution(text, after);
        }
        !is_initial(text, self.start)
            && abbreviation::is_plain(text, self.start)
            && !abbreviation::is_label(text, context.sentence, self.start)
    }

    /// Whether the stop is the point of an abbreviation that wants a complement.
    fn bound(&self, context: &Context) -> bool {
        self.mark == Mark::Point
            && !self.quoted
            && !abbreviation::may_end_before_digit(context.text, self.start)
    }
}

/// Whether a single small letter that is no word stands before the point: `m. martin`.
fn is_initial(text: &str, stop: usize) -> bool {
    let word = word_before(text, stop);
    word.len() == 1
        && word
            .bytes()
            .all(|b| b.is_ascii_lowercase() && b != b'a' && b != b'y')
}

/// Names that begin with a small letter and go on with a capital: `iPhone`, `eBay`.
fn is_brand(text: &str, at: usize, c: char) -> bool {
    c.is_lowercase() && next(text, at + c.len_utf8()).is_some_and(char::is_uppercase)
}

/// Whether the parenthesis that opens at `open` gives the source of a finished quotation.
fn gives_source(text: &str, open: usize) -> bool {
    let left = text[..open].trim_end();
    let quotation = left.trim_end_matches(|c: char| is_quote(c) || c.is_whitespace());
    quotation.len() < left.len() && quotation.ends_with(is_stop)
}

/// Whether an ellipsis after a linking word only hesitates: « le site de… Netflix ».
fn hesitates(text: &str, start: usize) -> bool {
    let word = word_before(text, start).to_lowercase();
    [
        "de", "le", "la", "les", "des", "un", "une", "à", "et", "du", "par", "pour", "que", "qui",
        "ce", "au", "aux",
    ]
    .contains(&word.as_str())
}

/// Whether a parenthesis that is open at `from` closes within the next words.
fn closes_soon(text: &str, from: usize) -> bool {
    text[from..]
        .chars()
        .take(ASIDE)
        .find(|c| matches!(c, '(' | ')'))
        == Some(')')
}

#[cfg(test)]
mod tests {
    use super::super::quotation::Quotes;
    use super::*;

    fn verdict(text: &str, style: Style) -> Verdict {
        let start = text.find(is_stop).expect("a stop");
        let mut aside = text[..start].find('(');
        let stop = Stop::read(text, start, &mut Quotes::default(), &mut aside);
        stop.verdict(&Context {
            text,
            sentence: 0,
            aside,
            address: false,
            style,
        })
    }

    #[test]
    fn capitals_and_digits_begin_sentences() {
        for text in [
            "Il part. Elle reste",
            "Il part. 12 restent",
            "Il part. (Elle reste)",
            "Il part. • Ensuite",
            "Fin.",
        ] {
            assert_eq!(verdict(text, Style::Cased), Verdict::Ends, "{text}");
        }
        assert_eq!(
            verdict("Il part.Elle reste", Style::Cased),
            Verdict::EndsGlued
        );
    }

    #[test]
    fn small_letters_go_on() {
        for text in [
            "Ah ! dit-il",
            "Il part… ou non",
            "Le site (enfin !) Wika ferme",
            "« Non ! » Il (a dit)",
        ] {
            let expected = if text.starts_with('«') {
                Verdict::Ends
            } else {
                Verdict::Continues
            };
            assert_eq!(verdict(text, Style::Cased), expected, "{text}");
        }
    }

    #[test]
    fn unless_the_paragraph_has_no_capitals() {
        assert_eq!(verdict("il part. elle reste", Style::Lower), Verdict::Ends);
        assert_eq!(verdict("ah ! dit-il", Style::Lower), Verdict::Continues);
    }
}
