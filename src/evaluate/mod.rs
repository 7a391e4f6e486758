//! Measures of quality: pure functions over plain data, without models or files.
//!
//! Summaries are measured by [`rouge`], [`novelty`] and [`faithful()`], and compared with
//! [`baselines`]; stances by [`classification`], [`calibration`] and [`agreement`], which [`stance`] puts
//! together. [`bootstrap`] and
//! [`interval`] say how far a figure can be trusted; [`prevalence`] corrects shares for a classifier's errors. Each function's documentation names the paper
//! whose formula it follows; the tests compare with scikit-learn and with Python's `rouge-score`.
//!
//! ```
//! use tribune::evaluate::rouge::{Variant, rouge};
//!
//! let score = rouge("Le site ferme.", "Le site a fermé.", Variant::Unicode);
//! assert!((score.rouge1.precision - 2.0 / 3.0).abs() < 1e-12);
//! assert!((score.rouge1.recall - 2.0 / 4.0).abs() < 1e-12);
//! ```
#![allow(
    clippy::doc_markdown,
    reason = "names of authors and methods are no code"
)]

pub mod agreement;
pub mod baselines;
pub mod bootstrap;
pub mod calibration;
pub mod classification;
pub mod faithful;
pub mod interval;
pub mod novelty;
pub mod prevalence;
pub mod rouge;
pub mod stance;
pub mod systems;

mod error;

pub use error::EvaluateError;
pub use faithful::faithful;
