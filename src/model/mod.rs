//! Model folders, the tokenizer and the transformer encoder.
//!
//! [`ModelFolder`] finds a folder and checks its files; [`Embedder`] loads an encoder from it and
//! turns token sequences into vectors through [`Encoder`], in [`FlatBatch`]es spread over
//! [`threads`]. Heads of task models live with their tasks.

mod adapter;
mod batch;
mod config;
mod embedder;
mod encoder;
mod error;
mod folder;
pub mod generation;
pub mod import;
mod manifest;
pub mod threads;
mod tokenizer;
mod weights;

pub use adapter::{LowRank, merge_adapters};
pub use batch::{FlatBatch, Group, Sequence, TOKEN_BUDGET, plan};
pub use config::{EncoderConfig, Family};
pub use embedder::Embedder;
pub use encoder::TransformerEncoder;
pub use error::ModelError;
pub use folder::{DEFAULT_ENCODER, ModelFolder, list, search_path};
pub use manifest::{Base, FileEntry, MANIFEST, Manifest, Task, sha256};
pub use tokenizer::{Piece, Tokenizer, Tokens};
pub use weights::{Weights, write as write_weights};

/// Where the tensors of an inference model's classification head begin.
pub const INFERENCE_HEAD: &str = "classifier";

/// Turns token sequences into vectors.
pub trait Encoder: Send {
    /// Length of a vector.
    fn dimension(&self) -> usize;

    /// Longest sequence in tokens, special tokens included.
    fn max_tokens(&self) -> usize;

    /// The tokenizer that makes its sequences.
    fn tokenizer(&self) -> &Tokenizer;

    /// One vector per span of each sequence (the mean of the last hidden states over the span), in
    /// input order, each of [`Encoder::dimension`] values. Sequences are at most
    /// [`Encoder::max_tokens`] long. A sequence without tokens gives zeros.
    ///
    /// # Errors
    /// [`ModelError::Torch`].
    fn embed(&self, sequences: &[Sequence]) -> Result<Vec<Vec<f32>>, ModelError>;
}
