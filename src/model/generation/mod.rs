//! Text generation with encoder-decoder checkpoints of the types mbart (`BARThez`, `mBARThez`), bart, t5
//! and mt5.
//!
//! [`Seq2SeqConfig`] says what a checkpoint is and which tensors it has; a [`GenerationConfig`] says
//! how text is generated; [`Generator`] loads both from a model folder and turns token ids into token
//! ids. The networks are rust-bert's. The search over them is written after `generate` of Hugging
//! Face transformers 4.46.3 and gives the same token ids: rust-bert's own differs in how a search
//! ends, in the length penalty and in the tokens that it forces.

mod beam;
mod config;
mod generator;
mod greedy;
mod network;
mod ngram;
mod processors;
mod seq2seq;
mod text;
mod tokens;

pub use config::{EarlyStopping, GenerationConfig};
pub use generator::{GenerationSettings, Generator};
pub use seq2seq::Seq2SeqConfig;
pub use text::TextTokenizer;
