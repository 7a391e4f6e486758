//! Summaries of articles.
//!
//! A [`Document`] is cut into [`Candidate`] sentences (headings and boilerplate are none); a
//! [`Summariser`] gives each document a [`Summary`]. The extractive one reads the sentences with the
//! encoder (`windows`), adds their shorter forms ([`compression`]), scores them with a trained
//! `head` and chooses a set of them under a limit of words (`selection`); the abstractive one has
//! an encoder-decoder checkpoint write.

mod abstractive;
pub mod compression;
mod document;
mod error;
mod extractive;
pub(crate) mod features;
pub(crate) mod head;
pub(crate) mod reading;
mod run_in;
pub(crate) mod selection;
pub(crate) mod units;
pub(crate) mod windows;

pub use abstractive::{Abstractive, OnLong};
pub use document::{Candidate, Document, MAX_WORDS};
pub use error::SummaryError;
pub use extractive::{DEFAULT_MODEL, Extractive, TENSORS, find};

pub(crate) use extractive::Heads;

/// The greatest number of words of a summary when none is asked for; on news it gives summaries
/// of at most 50 words on average.
pub const DEFAULT_WORDS: usize = 52;

/// What a summariser says of one document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// The summary; empty if the article has no sentence.
    pub text: String,
    /// Its words, as [`crate::text::count_words`] counts them.
    pub words: usize,
    /// How it was made (`extractive`, `abstractive`, `whole` for an article that is short enough as it is, `none`).
    pub method: String,
    /// Whether a part of the article was not looked at.
    pub truncated: bool,
    /// Remarks for the report.
    pub warnings: Vec<String>,
}

/// Why a document is not summarised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub problem: String,
    /// What to do next.
    pub remedy: String,
}

/// Summarises documents.
pub trait Summariser {
    /// One summary of at most `words` words per document, in order. Only a single sentence that is
    /// longer than `words` itself, in a document without a shorter one, may exceed them.
    ///
    /// # Errors
    /// [`SummaryError::Model`].
    fn summarise(&self, documents: &[Document], words: usize)
    -> Result<Vec<Summary>, SummaryError>;

    /// Why this document is not summarised, if it is not: its [`Summary`] is empty then.
    fn refusal(&self, _document: &Document) -> Option<Refusal> {
        None
    }
}
