//! Text to token ids with the model's own `tokenizer.json`.

use std::path::Path;

use tokenizers::Tokenizer as Inner;

use super::ModelError;

/// Token ids of one text (or pair of texts), special tokens included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// The ids, at most the length asked for.
    pub ids: Vec<i64>,
    /// Byte range in the text of each id; empty for special tokens and for the first text of a pair.
    pub offsets: Vec<(usize, usize)>,
    /// Whether tokens were left out to keep within the length.
    pub truncated: bool,
}

/// A token id and the byte range of the text that it stands for.
pub type Piece = (i64, (usize, usize));

/// A model's tokenizer.
#[derive(Debug, Clone)]
pub struct Tokenizer {
    inner: Inner,
    begin: u32,
    end: u32,
    mask: Option<u32>,
}

impl Tokenizer {
    /// Reads a `tokenizer.json`; `path` serves error messages only.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] for another format or without begin and end tokens.
    pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self, ModelError> {
        let inner = Inner::from_bytes(bytes).map_err(|error| ModelError::invalid(path, error))?;
        let find = |names: [&str; 2]| {
            names
                .iter()
                .find_map(|name| inner.token_to_id(name))
                .ok_or_else(|| {
                    ModelError::invalid(
                        path,
                        format!("it has no token `{}` or `{}`", names[0], names[1]),
                    )
                })
        };
        let (begin, end) = (find(["<s>", "[CLS]"])?, find(["</s>", "[SEP]"])?);
        let mask = find(["<mask>", "[MASK]"]).ok();
        let mut inner = inner;
        inner.with_padding(None);
        inner
            .with_truncation(None)
            .map_err(|error| ModelError::invalid(path, error))?;
        Ok(Self {
            inner,
            begin,
            end,
            mask,
        })
    }

    /// The id of the token that opens a sequence (`<s>` or `[CLS]`).
    pub fn begin(&self) -> i64 {
        i64::from(self.begin)
    }

    /// The id of the token that closes a sequence (`</s>` or `[SEP]`).
    pub fn end(&self) -> i64 {
        i64::from(self.end)
    }

    /// The id of the token that stands for a hidden one (`<mask>` or `[MASK]`), if there is one.
    pub fn mask(&self) -> Option<i64> {
        self.mask.map(i64::from)
    }

    /// Pieces of a text without special tokens, each id with its byte range.
    ///
    /// # Errors
    /// [`ModelError::Tokenizer`].
    pub fn pieces(&self, text: &str) -> Result<Vec<Piece>, ModelError> {
        let encoding = self
            .inner
            .encode(text, false)
            .map_err(|error| ModelError::Tokenizer(error.to_string()))?;
        Ok(encoding
            .get_ids()
            .iter()
            .map(|&id| i64::from(id))
            .zip(encoding.get_offsets().iter().copied())
            .collect())
    }

    /// `<s> first </s> second </s>`, at most `max_tokens` tokens in all. A `first` beyond a quarter of
    /// that loses its end; a `second` that is too long loses its middle: three quarters of its room
    /// go to its beginning, one quarter to its end. Offsets are those of `second`.
    ///
    /// # Errors
    /// [`ModelError::Tokenizer`].
    pub fn pair(&self, first: &str, second: &str, max_tokens: usize) -> Result<Tokens, ModelError> {
        let mut first = self.pieces(clip(first, max_tokens))?;
        first.truncate((max_tokens / 4).max(1));
        let room = max_tokens.saturating_sub(first.len() + 3);
        let (pieces, truncated) = self.both_ends(second, room)?;
        let mut opening = vec![self.begin()];
        opening.extend(first.iter().map(|piece| piece.0));
        opening.push(self.end());
        Ok(self.close(opening, &pieces, truncated))
    }

    /// `<s> premise </s></s> hypothesis </s>`, as `RoBERTa` type models take pairs, at most
    /// `max_tokens` tokens in all. A hypothesis beyond half of that loses its end; a premise that is
    /// too long loses its middle. Offsets are those of the hypothesis.
    ///
    /// # Errors
    /// [`ModelError::Tokenizer`].
    pub fn inference(
        &self,
        premise: &str,
        hypothesis: &str,
        max_tokens: usize,
    ) -> Result<Tokens, ModelError> {
        let mut last = self.pieces(clip(hypothesis, max_tokens))?;
        last.truncate((max_tokens / 2).max(1));
        let room = max_tokens.saturating_sub(last.len() + 4);
        let (pieces, truncated) = self.both_ends(premise, room)?;
        let mut opening = vec![self.begin()];
        opening.extend(pieces.iter().map(|piece| piece.0));
        opening.extend([self.end(), self.end()]);
        Ok(self.close(opening, &last, truncated))
    }

    /// `opening`, then `pieces` and the closing token; only the pieces have offsets.
    fn close(&self, opening: Vec<i64>, pieces: &[Piece], truncated: bool) -> Tokens {
        let mut offsets = vec![(0, 0); opening.len()];
        let mut ids = opening;
        for &(id, offset) in pieces {
            ids.push(id);
            offsets.push(offset);
        }
        ids.push(self.end());
        offsets.push((0, 0));
        Tokens {
            ids,
            offsets,
            truncated,
        }
    }

    /// Pieces of a text, without its middle if there are more than `room`, and whether that was so.
    fn both_ends(&self, text: &str, room: usize) -> Result<(Vec<Piece>, bool), ModelError> {
        let (head, tail) = (room - room / 4, room / 4);
        let start = clip(text, head + tail);
        if start.len() == text.len() {
            let mut pieces = self.pieces(text)?;
            let excess = pieces.len().saturating_sub(room);
            pieces.drain(head.min(pieces.len())..(head + excess).min(pieces.len()));
            return Ok((pieces, excess > 0));
        }
        let mut pieces = self.pieces(start)?;
        pieces.truncate(head);
        let end = clip_end(text, head + tail);
        let shift = text.len() - end.len();
        let last = self.pieces(end)?;
        pieces.extend(
            last[last.len().saturating_sub(tail)..]
                .iter()
                .map(|&(id, (from, to))| (id, (from + shift, to + shift))),
        );
        Ok((pieces, true))
    }

    /// `<s> text </s>`, cut after `max_tokens` tokens in all.
    ///
    /// # Errors
    /// [`ModelError::Tokenizer`].
    pub fn single(&self, text: &str, max_tokens: usize) -> Result<Tokens, ModelError> {
        let pieces = self.pieces(clip(text, max_tokens))?;
        let room = max_tokens.saturating_sub(2);
        let truncated = pieces.len() > room || clip(text, max_tokens).len() < text.len();
        let kept = &pieces[..pieces.len().min(room)];
        Ok(self.close(vec![self.begin()], kept, truncated))
    }
}

/// The start of a text that can matter for `max_tokens` tokens: no piece of a vocabulary is longer
/// than 64 bytes on average, so a text of megabytes is not tokenised for its first 512 pieces.
fn clip(text: &str, max_tokens: usize) -> &str {
    let limit = max_tokens.saturating_mul(64);
    if text.len() <= limit {
        return text;
    }
    let mut end = limit;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The end of a text that can matter for `max_tokens` tokens.
fn clip_end(text: &str, max_tokens: usize) -> &str {
    let mut start = text.len().saturating_sub(max_tokens.saturating_mul(64));
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}
