//! Simple summaries to compare with: opening sentences, TextRank, and the best that selection can do.
//!
//! Each takes an article's sentences and returns the indices of those chosen, in the article's order.
//! Where there is a limit in [words](crate::text::words), the choice stays within it, unless every
//! sentence that could be chosen first is longer: then that one stands alone.

mod lead;
mod oracle;
mod textrank;

pub use lead::{first_k, opening};
pub use oracle::oracle;
pub use textrank::textrank;
