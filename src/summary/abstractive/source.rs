//! What the model reads of an article.

use super::{Document, MAX_WORDS};
use crate::text::{self, Role, count_words};

/// The body of an article.
pub(super) struct Source {
    /// Its sentences, white space collapsed.
    pub(super) sentences: Vec<String>,
    /// Whether sentences beyond [`MAX_WORDS`] were left out.
    pub(super) truncated: bool,
}

impl Source {
    /// The sentences of a document's text; headings and boilerplate are left out.
    pub(super) fn new(document: &Document) -> Self {
        let text = &document.text;
        let mut words = 0;
        let mut sentences = Vec::new();
        let mut truncated = false;
        for sentence in text::sentences(text) {
            let sentence = match sentence.role {
                Role::Body => sentence.text(text),
                _ => continue,
            };
            words += count_words(sentence);
            if words > MAX_WORDS {
                truncated = true;
                break;
            }
            sentences.push(sentence.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        if words == 0 {
            sentences.clear();
        }
        Self {
            sentences,
            truncated,
        }
    }

    /// All sentences.
    pub(super) fn text(&self) -> String {
        self.sentences.join(" ")
    }
}
