//! An article as the encoder and the head read it: its sentences, cut into chunks.

use std::ops::Range;

use super::{
    Document,
    compression::{ShorterForm, chunks, shorter_forms},
};

/// Most sentences of an article that the head weighs against each other.
pub(crate) const POOL: usize = 80;

/// Of these, the sentences at the article's beginning; the others are those most like the whole.
pub(crate) const OPENING: usize = 40;

/// A candidate sentence with white space collapsed.
pub(crate) struct Sentence {
    pub(crate) text: String,
    pub(crate) words: usize,
    /// Byte ranges in `text`; together they are `text`.
    pub(crate) chunks: Vec<Range<usize>>,
}

impl Sentence {
    pub(crate) fn shorter_forms(&self) -> Vec<ShorterForm> {
        shorter_forms(&self.text, &self.chunks)
    }
}

/// The candidates of a document, in order.
pub(crate) fn sentences(document: &Document) -> Vec<Sentence> {
    document
        .candidates
        .iter()
        .map(|candidate| {
            let text = document.sentence(candidate);
            Sentence {
                words: candidate.words,
                chunks: chunks(&text),
                text,
            }
        })
        .collect()
}
