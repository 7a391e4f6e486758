//! The stream of a run: read, summarise and classify, report.
//!
//! [`summaries`] and [`Stances`] turn what the readers yield into report rows; [`run`] does both
//! over a whole corpus. Work goes in portions of fixed size, so that memory stays bounded and
//! results do not depend on the number of threads.

mod provenance;
mod pseudonym;
mod run;
mod stances;
mod summaries;

pub use provenance::{inputs, models};
pub use pseudonym::Pseudonyms;
pub use run::{OnError, RunError, Setting, describe, error_row, run};
pub use stances::{Stances, extra_names, scheme};
pub use summaries::{Summarised, summaries};

/// Articles that are summarised together.
pub const ARTICLES_AT_ONCE: usize = 16;

/// Comments that are classified together.
pub const COMMENTS_AT_ONCE: usize = 512;
