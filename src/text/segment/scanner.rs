//! A walk through one paragraph that asks the rules wherever a sentence may end.

use std::ops::Range;

use super::boundary::{Context, Verdict};
use super::glued::{self, Evidence};
use super::quotation::{Quotes, Side};
use super::stop::Stop;
use super::style::{self, Style};
use crate::text::boilerplate;
use crate::text::chars::{
    is_capital, is_dash, is_quote, is_stop, next, previous, run_after, run_before, skip_spaces,
};

/// The longest heading that is recognised without a line of its own, in bytes.
const HEADING: usize = 120;

/// A sentence found in a paragraph.
pub(super) struct Cut {
    pub(super) range: Range<usize>,
    pub(super) opens_paragraph: bool,
}

/// Walks a paragraph from its first character to its last.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
    sentence: usize,
    /// The current sentence was glued to the one before.
    fresh: bool,
    /// A video's credit (`(vidéo)par …`) was read in the current sentence.
    credit: bool,
    quotes: Quotes,
    aside: Option<usize>,
    address: bool,
    style: Style,
    pub(super) cuts: Vec<Cut>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            sentence: 0,
            fresh: false,
            credit: false,
            quotes: Quotes::default(),
            aside: None,
            address: false,
            style: style::style(text),
            cuts: Vec::new(),
        }
    }

    pub(super) fn run(&mut self) {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            if byte.is_ascii_lowercase() {
                self.at += 1;
            } else if let Some(c) = next(self.text, self.at) {
                self.step(c);
            }
        }
        self.cut(self.text.len(), false);
    }

    fn step(&mut self, c: char) {
        let here = self.at;
        self.at += c.len_utf8();
        match c {
            c if c.is_whitespace() => self.space(here),
            c if is_stop(c) => self.stop(here, c),
            c if is_quote(c) => self.quote(here, c),
            '(' => self.aside = Some(here),
            ')' => self.close_aside(),
            c if is_dash(c) => self.dash(here),
            ':' => self.address |= self.text[self.at..].starts_with("//"),
            '@' => self.address |= previous(self.text, here).is_some_and(char::is_alphanumeric),
            '/' => self.address |= path_begins(self.text, here),
            c if is_capital(c) => self.capital(here),
            _ => {}
        }
    }

    /// A capital in a word may be the first of a paragraph whose line break was lost.
    fn capital(&mut self, here: usize) {
        if !self.address && glued::breaks_before(self.text, here, self.evidence(here)) {
            self.cut(here, true);
        }
    }

    /// A dash may close a heading between dashes.
    fn dash(&mut self, here: usize) {
        let sure = self.evidence(here) == Evidence::Heading;
        if here - self.sentence <= HEADING
            && glued::ends_dashed_heading(self.text, self.sentence, here, sure)
        {
            self.cut(self.at, true);
        }
    }

    /// A space ends an address; behind a word that swallowed `par` a credit begins.
    fn space(&mut self, here: usize) {
        self.address = false;
        self.credit |= boilerplate::swallows_par(&self.text[..here]);
    }

    fn stop(&mut self, here: usize, c: char) {
        if c == '.' && self.is_inside_name(here) {
            return;
        }
        let stop = Stop::read(self.text, here, &mut self.quotes, &mut self.aside);
        let context = Context {
            text: self.text,
            sentence: self.sentence,
            aside: self.aside,
            address: self.address,
            style: self.style,
        };
        let verdict = stop.verdict(&context);
        self.at = stop.end;
        self.note_credit();
        if verdict != Verdict::Continues {
            self.cut(stop.end, verdict == Verdict::EndsGlued);
        }
    }

    /// Whether the point at `here` is part of a name or a number: `node.js`, `2.5`, `.NET`.
    fn is_inside_name(&self, here: usize) -> bool {
        let left = previous(self.text, here);
        match next(self.text, here + 1) {
            Some(c) if c.is_lowercase() || c.is_ascii_digit() => {
                !glued::paragraph_ends(self.text, here)
            }
            Some(c) => c.is_alphanumeric() && left.is_none_or(char::is_whitespace),
            None => false,
        }
    }

    /// A quotation mark that is not part of a stop. Between a word and a capital it borders a heading:
    /// a quotation used as one, or one over a paragraph that begins with a quotation.
    fn quote(&mut self, here: usize, c: char) {
        let side = self.quotes.side(self.text, here, c);
        self.quotes.note(c, side);
        let left = previous(self.text, here);
        let word = left.is_some_and(char::is_alphanumeric);
        let right = next(self.text, self.at);
        let capital = right.is_some_and(is_capital);
        let quoted = right.is_some_and(is_quote) && self.evidence(here) == Evidence::Heading;
        match side {
            Side::Closes if word && (capital || quoted) => self.cut(self.at, true),
            Side::Opens
                if capital
                    && (left.is_some_and(char::is_lowercase)
                        || (self.credit && left != Some(' '))) =>
            {
                self.cut(here, true);
            }
            Side::Opens => {}
            Side::Closes => self.note_credit(),
        }
    }

    fn close_aside(&mut self) {
        self.aside = None;
        self.note_credit();
    }

    /// `(vidéo)par Ma Chaîne`: what follows a sign without a space is a credit.
    fn note_credit(&mut self) {
        self.credit |= self.text[self.at..].starts_with("par ");
    }

    fn evidence(&self, here: usize) -> Evidence {
        let short = here - self.sentence <= HEADING;
        match (self.credit, self.fresh || self.sentence == 0) {
            (true, _) => Evidence::Credit,
            (false, true) if short => Evidence::Heading,
            _ => Evidence::None,
        }
    }

    /// Ends the current sentence at `end`; `glued` if the next one opens a paragraph.
    fn cut(&mut self, end: usize, glued: bool) {
        self.cuts.push(Cut {
            range: self.sentence..end,
            opens_paragraph: self.fresh,
        });
        self.sentence = skip_spaces(self.text, end);
        self.at = self.at.max(end);
        self.fresh = glued;
        self.credit = false;
    }
}

/// Whether the `/` at `position` follows a domain name: `exemple.fr/page`.
fn path_begins(text: &str, position: usize) -> bool {
    let name = run_before(text, position, |c| c.is_ascii_alphabetic());
    let domain = (2..=6).contains(&name.len()) && text[..position - name.len()].ends_with('.');
    domain && !run_after(text, position + 1, char::is_alphanumeric).is_empty()
}
