//! An article as token sequences for the encoder: whole sentences packed into windows, so that each
//! is read with its neighbours, and one mean vector per sentence.

use super::{Document, SummaryError};
use crate::model::{Encoder, Sequence};

/// Tokens of a window, special tokens included.
const WINDOW: usize = 256;

/// Vectors of one document.
pub(super) struct Vectors {
    /// The title's, if there is a title.
    pub(super) title: Option<Vec<f32>>,
    /// One per candidate.
    pub(super) sentences: Vec<Vec<f32>>,
}

/// Encodes the documents together.
pub(super) fn encode(
    encoder: &dyn Encoder,
    documents: &[Document],
) -> Result<Vec<Vectors>, SummaryError> {
    let mut sequences = Vec::new();
    for document in documents {
        if !document.title.is_empty() {
            sequences.push(window(encoder, vec![pieces(encoder, &document.title)?]));
        }
        let mut packed: Vec<Vec<i64>> = Vec::new();
        let mut tokens = 2;
        for candidate in &document.candidates {
            let ids = pieces(encoder, &document.text[candidate.range.clone()])?;
            if !packed.is_empty() && tokens + ids.len() > WINDOW {
                sequences.push(window(encoder, std::mem::take(&mut packed)));
                tokens = 2;
            }
            tokens += ids.len();
            packed.push(ids);
        }
        if !packed.is_empty() {
            sequences.push(window(encoder, packed));
        }
    }
    let mut vectors = encoder.embed(&sequences)?.into_iter();
    Ok(documents
        .iter()
        .map(|document| Vectors {
            title: if document.title.is_empty() {
                None
            } else {
                vectors.next()
            },
            sentences: vectors.by_ref().take(document.candidates.len()).collect(),
        })
        .collect())
}

fn pieces(encoder: &dyn Encoder, text: &str) -> Result<Vec<i64>, SummaryError> {
    let tokens = encoder
        .tokenizer()
        .single(text, WINDOW.min(encoder.max_tokens()))?;
    let end = tokens.ids.len().saturating_sub(1).max(1);
    Ok(tokens.ids[1..end].to_vec())
}

fn window(encoder: &dyn Encoder, sentences: Vec<Vec<i64>>) -> Sequence {
    let mut ids = vec![encoder.tokenizer().begin()];
    let mut spans = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        spans.push(ids.len()..ids.len() + sentence.len());
        ids.extend(sentence);
    }
    ids.push(encoder.tokenizer().end());
    Sequence { ids, spans }
}
