//! Text to token ids and back with a checkpoint's own `tokenizer.json`.

use std::path::Path;

use tokenizers::{PostProcessor as _, Tokenizer, TruncationDirection};

use crate::model::ModelError;

/// The tokenizer of an encoder-decoder checkpoint. Which special tokens an input gets is its
/// post-processor's matter (`</s>` at the end for T5, also `<s>` at the beginning for `BARThez`).
#[derive(Debug, Clone)]
pub struct TextTokenizer {
    inner: Tokenizer,
    /// Special tokens that an input gets.
    special: usize,
}

impl TextTokenizer {
    /// Reads a `tokenizer.json` for a model with `vocabulary` tokens; `path` serves error messages only.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] for another format, or for a token that the model does not have.
    pub fn from_bytes(bytes: &[u8], path: &Path, vocabulary: i64) -> Result<Self, ModelError> {
        let mut inner =
            Tokenizer::from_bytes(bytes).map_err(|error| ModelError::invalid(path, error))?;
        inner.with_padding(None);
        inner
            .with_truncation(None)
            .map_err(|error| ModelError::invalid(path, error))?;
        let last = inner
            .get_vocab(true)
            .into_values()
            .max()
            .unwrap_or_default();
        if i64::from(last) >= vocabulary {
            return Err(ModelError::invalid(
                path,
                format!(
                    "its last token has the id {last}, the model has {vocabulary} tokens: the tokenizer \
                     is another model's, or the model's embeddings were not resized"
                ),
            ));
        }
        let special = inner
            .get_post_processor()
            .map_or(0, |processor| processor.added_tokens(false));
        Ok(Self { inner, special })
    }

    /// Token ids of a text, special tokens included, at most `window` of them: the text's last tokens
    /// go first. And whether any went.
    ///
    /// # Errors
    /// [`ModelError::Tokenizer`].
    pub fn encode(&self, text: &str, window: usize) -> Result<(Vec<i64>, bool), ModelError> {
        let failed = |error: tokenizers::Error| ModelError::Tokenizer(error.to_string());
        let mut encoding = self.inner.encode(text, false).map_err(failed)?;
        let room = self.room(window);
        let cut = encoding.len() > room;
        if cut {
            encoding.truncate(room, 0, TruncationDirection::Right);
        }
        let encoding = self
            .inner
            .post_process(encoding, None, true)
            .map_err(failed)?;
        Ok((
            encoding.get_ids().iter().map(|&id| i64::from(id)).collect(),
            cut,
        ))
    }

    /// Tokens that a text may have in a window, without the special ones.
    pub fn room(&self, window: usize) -> usize {
        window.saturating_sub(self.special)
    }

    /// For each token of a text, special ones left out, the byte after its last.
    ///
    /// # Errors
    /// [`ModelError::Tokenizer`].
    pub fn ends(&self, text: &str) -> Result<Vec<usize>, ModelError> {
        let encoding = self
            .inner
            .encode(text, false)
            .map_err(|error| ModelError::Tokenizer(error.to_string()))?;
        Ok(encoding
            .get_offsets()
            .iter()
            .map(|offset| offset.1)
            .collect())
    }

    /// The text of token ids, special tokens left out. Spaces before `?` and `!`, which French has, stay.
    ///
    /// # Errors
    /// [`ModelError::Tokenizer`].
    pub fn decode(&self, ids: &[i64]) -> Result<String, ModelError> {
        let ids: Vec<u32> = ids
            .iter()
            .filter_map(|&id| u32::try_from(id).ok())
            .collect();
        self.inner
            .decode(&ids, true)
            .map(|text| text.trim().to_owned())
            .map_err(|error| ModelError::Tokenizer(error.to_string()))
    }
}
