//! An article as the summariser sees it.

use crate::text::{self, Role};

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
}

impl Document {
    /// Normalises `text` and cuts it into sentences.
    pub fn new(title: &str, text: &str) -> Self {
        let text = text::normalise(text).into_owned();
        let candidates = text::sentences(&text)
            .into_iter()
            .filter(|sentence| sentence.role == Role::Body)
            .map(|sentence| Candidate {
                words: text::count_words(sentence.text(&text)),
                range: sentence.start..sentence.end,
                paragraph: sentence.paragraph,
            })
            .filter(|candidate| candidate.words > 0)
            .collect();
        Self {
            title: title.to_owned(),
            text,
            candidates,
        }
    }

    /// The text of a candidate, on one line.
    pub fn sentence(&self, candidate: &Candidate) -> String {
        self.text[candidate.range.clone()].replace('\n', " ")
    }

    /// Words of all candidates.
    pub fn words(&self) -> usize {
        self.candidates.iter().map(|candidate| candidate.words).sum()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_footers_are_no_candidates() {
        let text = "La mairie ferme la piscine. Les nageurs protestent.\nUne décision contestée\nLe maire s'explique.\nAbonnez-vous à notre newsletter.";
        let document = Document::new("La piscine ferme", text);
        let sentences: Vec<String> = document.candidates.iter().map(|c| document.sentence(c)).collect();
        assert_eq!(sentences, ["La mairie ferme la piscine.", "Les nageurs protestent.", "Le maire s'explique."]);
        assert_eq!(document.join(&[2, 0]), "La mairie ferme la piscine. Le maire s'explique.");
    }
}
