//! Summaries of whole sentences, word for word from the article.

use std::collections::HashSet;

use super::{
    Document, MAX_WORDS, Summariser, Summary, SummaryError,
    features::{cosine, scores},
    selection::choose,
    windows::{Vectors, encode},
};
use crate::{model::Encoder, text::count_words};

/// Chooses sentences by their place, their length and their likeness to the article and its title.
pub struct Extractive<E> {
    encoder: E,
}

impl<E: Encoder> Extractive<E> {
    /// A summariser over `encoder`.
    pub fn new(encoder: E) -> Self {
        Self { encoder }
    }
}

impl<E: Encoder> Summariser for Extractive<E> {
    fn summarise(
        &self,
        documents: &[Document],
        words: usize,
    ) -> Result<Vec<Summary>, SummaryError> {
        let long: Vec<Document> = documents
            .iter()
            .filter(|document| document.words() > words)
            .cloned()
            .collect();
        let mut vectors = encode(&self.encoder, &long)?.into_iter();
        Ok(documents
            .iter()
            .map(|document| {
                if document.words() <= words {
                    return whole(document);
                }
                vectors.next().map_or_else(Summary::default, |vectors| {
                    select(document, &vectors, words)
                })
            })
            .collect())
    }
}

fn whole(document: &Document) -> Summary {
    let all: Vec<usize> = (0..document.candidates.len()).collect();
    let method = if all.is_empty() { "none" } else { "whole" };
    finish(document, &all, method)
}

fn select(document: &Document, vectors: &Vectors, limit: usize) -> Summary {
    let scores = scores(document, vectors);
    // A sentence that stands in the article twice is chosen once.
    let mut seen = HashSet::new();
    let words: Vec<usize> = document
        .candidates
        .iter()
        .map(|candidate| {
            let first = seen.insert(&document.text[candidate.range.clone()]);
            if first { candidate.words } else { usize::MAX }
        })
        .collect();
    let chosen = choose(&scores, &words, limit, |i, j| {
        cosine(&vectors.sentences[i], &vectors.sentences[j])
    });
    finish(document, &chosen, "extractive")
}

fn finish(document: &Document, chosen: &[usize], method: &str) -> Summary {
    let text = document.join(chosen);
    Summary {
        words: count_words(&text),
        text,
        method: method.to_owned(),
        truncated: document.truncated,
        warnings: if document.truncated {
            vec![format!(
                "Only the first {MAX_WORDS} words of the article were looked at."
            )]
        } else {
            Vec::new()
        },
    }
}
