//! Simple systems to compare with.
//!
//! For stances: TF-IDF with logistic regression ([`TfIdf`], [`Logistic`](crate::linear::Logistic)). For summaries: opening
//! sentences, TextRank, and the best that selection can do; each takes an article's sentences and returns the indices of those chosen, in the article's order.
//! Where there is a limit in [words](crate::text::words), the choice stays within it, unless every
//! sentence that could be chosen first is longer: then that one stands alone.

mod lead;
mod oracle;
mod textrank;
mod tfidf;

pub use lead::{first_k, opening};
pub use oracle::oracle;
pub use textrank::textrank;
pub use tfidf::TfIdf;
