//! An article as the summariser sees it.

use crate::text::{self, Role};

/// Words of an article from which a summary is chosen; what comes after them is left out, so that a
/// text of any size takes bounded time and memory.
pub const MAX_WORDS: usize = 100_000;

/// A sentence that may stand in a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its byte range in the document's text.
    pub range: std::ops::Range<usize>,
    /// Its words.
    pub words: usize,
    /// Number of its paragraph in the text.
    pub paragraph: usize,
}

/// Title and sentences of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The title; may be empty. It is never part of a summary.
    pub title: String,
    /// The normalised text.
    pub text: String,
    /// The body sentences in order; headings and boilerplate are left out.
    pub candidates: Vec<Candidate>,
    /// Whether sentences beyond [`MAX_WORDS`] were left out.
    pub truncated: bool,
}

impl Document {
    /// Normalises `text` and cuts it into sentences.
    pub fn new(title: &str, text: &str) -> Self {
        let text = text::normalise(text).into_owned();
        let mut candidates: Vec<Candidate> = text::sentences(&text)
            .into_iter()
            .filter(|sentence| sentence.role == Role::Body)
            .filter(|sentence| whole_words(&text, sentence.start, sentence.end))
            .map(|sentence| Candidate {
                words: text::count_words(sentence.text(&text)),
                range: sentence.start..sentence.end,
                paragraph: sentence.paragraph,
            })
            .filter(|candidate| candidate.words > 0)
            .collect();
        let mut words = 0;
        let within = candidates.iter().take_while(|candidate| {
            words += candidate.words;
            words <= MAX_WORDS
        });
        let kept = within.count();
        let truncated = kept < candidates.len();
        candidates.truncate(kept);
        Self {
            title: title.to_owned(),
            text,
            candidates,
            truncated,
        }
    }

    /// The text of a candidate, white space collapsed.
    pub fn sentence(&self, candidate: &Candidate) -> String {
        let text = &self.text[candidate.range.clone()];
        if text.contains('\n') {
            return text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        text.to_owned()
    }

    /// Words of all candidates.
    pub fn words(&self) -> usize {
        self.candidates
            .iter()
            .map(|candidate| candidate.words)
            .sum()
    }

    /// The chosen candidates in article order, joined by spaces.
    pub fn join(&self, chosen: &[usize]) -> String {
        let mut chosen = chosen.to_vec();
        chosen.sort_unstable();
        let sentences: Vec<String> = chosen
            .iter()
            .filter_map(|&index| self.candidates.get(index))
            .map(|candidate| self.sentence(candidate))
            .collect();
        sentences.join(" ")
    }
}

/// Whether a range neither begins nor ends inside a word. Pages lose spaces ("villesDes"): a sentence
/// cut out of such a run would hold a word that the article, read token by token, does not.
fn whole_words(text: &str, start: usize, end: usize) -> bool {
    let splits = |at: usize| {
        let before = text[..at].chars().next_back();
        let after = text[at..].chars().next();
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    };
    !splits(start) && !splits(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_footers_are_no_candidates() {
        let text = "La mairie ferme la piscine. Les nageurs protestent.\nUne décision contestée\nLe maire s'explique.\nAbonnez-vous à notre newsletter.";
        let document = Document::new("La piscine ferme", text);
        let sentences: Vec<String> = document
            .candidates
            .iter()
            .map(|c| document.sentence(c))
            .collect();
        assert_eq!(
            sentences,
            [
                "La mairie ferme la piscine.",
                "Les nageurs protestent.",
                "Le maire s'explique."
            ]
        );
        assert_eq!(
            document.join(&[2, 0]),
            "La mairie ferme la piscine. Le maire s'explique."
        );
    }
}
