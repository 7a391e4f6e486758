//! Sentences: paragraphs cut at their stops.
//!
//! [`block`] finds the paragraphs; [`scanner`] walks each once and asks [`boundary`] at every [`stop`],
//! [`glued`] wherever a line break may have been lost; [`length`] bounds what has no stops at all.

mod abbreviation;
mod block;
mod boundary;
mod glued;
mod length;
mod quotation;
mod scanner;
mod starter;
mod stop;
mod style;

pub(super) use block::{has_final_stop, opens_item};
pub(super) use glued::is_signature;

use super::role::{self, Role};
use scanner::Scanner;

/// A sentence as a byte range of the text that was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The paragraph that it stands in, counted from 0: a line, or what was one before the page
    /// lost its line breaks.
    pub paragraph: usize,
    /// Whether it is text proper.
    pub role: Role,
}

impl Sentence {
    /// The sentence's text; `source` is the text that was given to [`sentences`].
    ///
    /// It holds a line end where the source broke the line in mid-sentence.
    ///
    /// # Panics
    /// If `source` is another text, and shorter or with other characters at the range's ends.
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        &source[self.start..self.end]
    }
}

/// The sentences of a text, in order: without white space round them, not overlapping, and together
/// holding everything that is not white space.
///
/// The text should have gone through [`normalise`](super::normalise()); any text is accepted. A
/// quotation with its attribution is one sentence; a quotation of several sentences is several. No
/// sentence has more than 200 words.
///
/// ```
/// use tribune::text::sentences;
///
/// let text = "M. Martin a gagné 3,5 millions. « C’est faux ! », a-t-il répondu.";
/// let cut: Vec<_> = sentences(text).iter().map(|s| s.text(text)).collect();
/// assert_eq!(cut, ["M. Martin a gagné 3,5 millions.", "« C’est faux ! », a-t-il répondu."]);
/// ```
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut paragraph = 0;
    for block in block::blocks(text) {
        let mut scanner = Scanner::new(&text[block.clone()]);
        scanner.run();
        for cut in scanner.cuts {
            if cut.opens_paragraph {
                paragraph += 1;
            }
            for piece in length::pieces(
                text,
                block.start + cut.range.start..block.start + cut.range.end,
            ) {
                let raw = &text[piece.clone()];
                let trimmed = raw.trim();
                if !trimmed.is_empty() {
                    let start = piece.start + (raw.len() - raw.trim_start().len());
                    let end = start + trimmed.len();
                    sentences.push(Sentence {
                        start,
                        end,
                        paragraph,
                        role: Role::Body,
                    });
                }
            }
        }
        paragraph += 1;
    }
    role::assign(text, &mut sentences);
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).iter().map(|s| s.text(text)).collect()
    }

    #[test]
    fn paragraphs_are_counted() {
        let text = "Un. Deux.\n\nTrois.Quatre.";
        let paragraphs: Vec<_> = sentences(text).iter().map(|s| s.paragraph).collect();
        assert_eq!(paragraphs, [0, 0, 1, 2]);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(sentences("").is_empty());
        assert!(sentences(" \n\u{A0}\n").is_empty());
    }

    #[test]
    fn addresses_stay_whole() {
        assert_eq!(
            cut("Voir https://exemple.fr/a?B=C.D ce soir."),
            ["Voir https://exemple.fr/a?B=C.D ce soir."]
        );
        assert_eq!(
            cut("Écrire à a.Martin@Exemple.FR vite."),
            ["Écrire à a.Martin@Exemple.FR vite."]
        );
    }
}
