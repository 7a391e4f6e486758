//! Vectors of an article's title and of the chunks of its sentences. Whole sentences are packed into
//! windows, so that each is read with its neighbours.

use super::{SummaryError, reading::Sentence};
use crate::model::{Encoder, Sequence};

/// Tokens of a window, special tokens included.
const WINDOW: usize = 256;

/// Mean vectors of a sentence's chunks.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChunkVectors {
    /// Tokens of each chunk; 0 for one without any, or beyond the window.
    pub(crate) tokens: Vec<usize>,
    /// One per chunk.
    pub(crate) vectors: Vec<Vec<f32>>,
}

impl ChunkVectors {
    /// The mean over the tokens of the chunks that `kept` names; zeros if they have none.
    pub(crate) fn mean(&self, kept: impl Fn(usize) -> bool) -> Vec<f32> {
        let mut sum = vec![0_f32; self.vectors.first().map_or(0, Vec::len)];
        let mut total = 0.0;
        for (index, (vector, &tokens)) in self.vectors.iter().zip(&self.tokens).enumerate() {
            if tokens == 0 || !kept(index) {
                continue;
            }
            let weight = tokens as f32;
            total += weight;
            for (value, part) in sum.iter_mut().zip(vector) {
                *value += part * weight;
            }
        }
        if total > 0.0 {
            for value in &mut sum {
                *value /= total;
            }
        }
        sum
    }

    /// The sentence's own vector.
    pub(crate) fn whole(&self) -> Vec<f32> {
        self.mean(|_| true)
    }
}

/// Vectors of one document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vectors {
    /// The title's, if there is a title.
    pub(crate) title: Option<Vec<f32>>,
    /// One per candidate.
    pub(crate) sentences: Vec<ChunkVectors>,
}

/// Encodes documents together, given as titles and sentences.
pub(crate) fn encode(
    encoder: &dyn Encoder,
    documents: &[(&str, &[Sentence])],
) -> Result<Vec<Vectors>, SummaryError> {
    let mut sequences = Vec::new();
    let mut counts: Vec<Vec<Vec<usize>>> = Vec::with_capacity(documents.len());
    for (title, sentences) in documents {
        if !title.is_empty() {
            let ids = ids(&pieces(encoder, title)?);
            let tokens = vec![ids.len()];
            sequences.push(window(encoder, &[(ids, tokens)]));
        }
        let mut packed: Vec<(Vec<i64>, Vec<usize>)> = Vec::new();
        let mut tokens = 2;
        let mut of_document = Vec::with_capacity(sentences.len());
        for sentence in *sentences {
            let pieces = pieces(encoder, &sentence.text)?;
            let by_chunk = tokens_by_chunk(sentence, &pieces);
            if !packed.is_empty() && tokens + pieces.len() > WINDOW {
                sequences.push(window(encoder, &packed));
                packed.clear();
                tokens = 2;
            }
            tokens += pieces.len();
            of_document.push(by_chunk.clone());
            packed.push((ids(&pieces), by_chunk));
        }
        if !packed.is_empty() {
            sequences.push(window(encoder, &packed));
        }
        counts.push(of_document);
    }
    let mut vectors = encoder.embed(&sequences)?.into_iter();
    Ok(documents
        .iter()
        .zip(counts)
        .map(|((title, _), counts)| Vectors {
            title: if title.is_empty() {
                None
            } else {
                vectors.next()
            },
            sentences: counts
                .into_iter()
                .map(|tokens| ChunkVectors {
                    vectors: vectors.by_ref().take(tokens.len()).collect(),
                    tokens,
                })
                .collect(),
        })
        .collect())
}

type Piece = (i64, (usize, usize));

fn pieces(encoder: &dyn Encoder, text: &str) -> Result<Vec<Piece>, SummaryError> {
    let tokens = encoder
        .tokenizer()
        .single(text, WINDOW.min(encoder.max_tokens()))?;
    let end = tokens.ids.len().saturating_sub(1).max(1);
    Ok(tokens.ids[1..end]
        .iter()
        .copied()
        .zip(tokens.offsets[1..end].iter().copied())
        .collect())
}

fn ids(pieces: &[Piece]) -> Vec<i64> {
    pieces.iter().map(|piece| piece.0).collect()
}

/// How many of the pieces begin in each chunk.
fn tokens_by_chunk(sentence: &Sentence, pieces: &[Piece]) -> Vec<usize> {
    let mut counts = vec![0; sentence.chunks.len()];
    let mut chunk = 0;
    for (_, (start, _)) in pieces {
        while chunk + 1 < counts.len() && *start >= sentence.chunks[chunk].end {
            chunk += 1;
        }
        counts[chunk] += 1;
    }
    counts
}

fn window(encoder: &dyn Encoder, sentences: &[(Vec<i64>, Vec<usize>)]) -> Sequence {
    let mut ids = vec![encoder.tokenizer().begin()];
    let mut spans = Vec::new();
    for (sentence, chunks) in sentences {
        let mut start = ids.len();
        for tokens in chunks {
            spans.push(start..start + tokens);
            start += tokens;
        }
        ids.extend(sentence);
    }
    ids.push(encoder.tokenizer().end());
    Sequence { ids, spans }
}
