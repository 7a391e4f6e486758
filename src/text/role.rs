//! What a sentence is in its page: text proper, a heading, or the site's own matter.

use super::boilerplate::{self, Furniture};
use super::chars::{is_close_quote, is_exclaiming, is_quote};
use super::segment::{Sentence, has_final_stop, opens_item};
use super::words::count_words;

/// The most words of a heading.
const HEADING: usize = 16;

/// The most words of a heading that asks a question.
const QUESTION: usize = 12;

/// The most words of the line under a quotation that names its author.
const ATTRIBUTION: usize = 25;

/// What a sentence is in its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Text proper: what may be summarised.
    Body,
    /// A line without a stop that stands over text or under a quotation.
    Heading,
    /// What the site adds: credits, captions, bylines, dates, teasers, buttons, notices.
    Boilerplate,
}

/// Sets the role of every sentence, looking at whole paragraphs.
///
/// Where a text would have no [`Role::Body`] at all, its headings are its body.
pub(super) fn assign(text: &str, sentences: &mut [Sentence]) {
    mark_boilerplate(text, sentences);
    mark_headings(text, sentences);
    if !sentences.iter().any(|s| s.role == Role::Body) {
        for sentence in sentences.iter_mut().filter(|s| s.role == Role::Heading) {
            sentence.role = Role::Body;
        }
    }
}

fn mark_boilerplate(text: &str, sentences: &mut [Sentence]) {
    for paragraph in sentences.chunk_by_mut(|a, b| a.paragraph == b.paragraph) {
        let mut teaser = false;
        for sentence in paragraph {
            let line = sentence.text(text);
            let furniture = boilerplate::furniture(line);
            if teaser || furniture.is_some() {
                sentence.role = Role::Boilerplate;
            }
            // What follows a teaser on its line is the teaser's title.
            teaser |= furniture == Some(Furniture::Teaser);
        }
    }
}

fn mark_headings(text: &str, sentences: &mut [Sentence]) {
    // Without a stop and with nothing before the next paragraph: its line break was lost.
    let glued = |at: usize| {
        sentences
            .get(at + 1)
            .is_some_and(|next| next.start == sentences[at].end)
    };
    let alone = |at: usize| {
        let paragraph = sentences[at].paragraph;
        (at == 0 || sentences[at - 1].paragraph != paragraph)
            && sentences
                .get(at + 1)
                .is_none_or(|s| s.paragraph != paragraph)
    };
    let headings: Vec<usize> = (0..sentences.len())
        .filter(|&at| sentences[at].role == Role::Body)
        .filter(|&at| {
            let line = |at: usize| sentences.get(at).map(|s| s.text(text));
            let before = at.checked_sub(1).and_then(line);
            let own = sentences[at].text(text);
            (alone(at) || (glued(at) && !own.ends_with('?')))
                && is_heading(own, before, line(at + 1))
        })
        .collect();
    for at in headings {
        sentences[at].role = Role::Heading;
    }
}

/// Whether a line that is a paragraph of its own is a heading, given its neighbours.
fn is_heading(line: &str, before: Option<&str>, after: Option<&str>) -> bool {
    let words = count_words(line);
    if words == 0 || line.contains('\n') || line.ends_with([',', ';']) {
        return false;
    }
    if opens_item(line) {
        let in_list = before.is_some_and(opens_item) || after.is_some_and(opens_item);
        return !in_list && words <= HEADING && !has_final_stop(line) && after.is_some();
    }
    if line
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .starts_with(char::is_lowercase)
    {
        return false;
    }
    if line.ends_with('?') {
        return words <= QUESTION
            && before.is_some()
            && after.is_some_and(|next| count_words(next) > words);
    }
    if has_final_stop(line) || goes_on_after_stop(line) {
        return false;
    }
    words <= HEADING
        || (words <= ATTRIBUTION && before.is_some_and(is_quotation) && is_attribution(line))
}

/// Whether a line has a stop in mid-sentence, as comments have: `ils croient quoi ?? on paye déjà`.
fn goes_on_after_stop(line: &str) -> bool {
    let mut marks = line
        .char_indices()
        .filter(|&(_, c)| is_exclaiming(c) || c == '…' || c == '.');
    marks.any(|(at, c)| {
        let rest = &line[at + c.len_utf8()..];
        let loud = c != '.' || line[..at].ends_with('.');
        loud && rest.starts_with(char::is_whitespace)
            && rest.trim_start().starts_with(char::is_lowercase)
    })
}

/// Whether a line ends a quotation.
fn is_quotation(line: &str) -> bool {
    let line = line.trim_end_matches(['.', ' ', '\u{A0}', '\u{202F}']);
    line.ends_with(|c| is_close_quote(c) || is_quote(c))
}

/// Whether a line names a person and an office: `Jeanne Martin, directrice de …`.
fn is_attribution(line: &str) -> bool {
    let name = line
        .trim_start_matches(['—', '–', '-', ' '])
        .split(',')
        .next()
        .unwrap_or_default();
    (2..=5).contains(&count_words(name)) && name.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "Le tribunal a ordonné le blocage du site.";

    #[test]
    fn lines_without_a_stop_are_headings() {
        for line in [
            "Une victoire pour les studios",
            "123Films, c’est fini",
            "Le ministre réagit :",
            "1. Le blocage",
        ] {
            assert!(is_heading(line, Some(BODY), Some(BODY)), "{line}");
        }
    }

    #[test]
    fn sentences_and_items_are_not() {
        assert!(!is_heading(BODY, None, Some(BODY)));
        assert!(!is_heading("- les films", Some("- les séries"), None));
        assert!(!is_heading("et pourquoi pas nous", Some(BODY), None));
    }

    #[test]
    fn a_question_over_its_answer_is_a_heading() {
        assert!(is_heading(
            "Que risquent les internautes ?",
            Some(BODY),
            Some(BODY)
        ));
        assert!(!is_heading(
            "Que risquent les internautes ?",
            None,
            Some(BODY)
        ));
    }
}
