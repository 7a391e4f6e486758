//! An evaluation for people: `evaluation.html` and `evaluation.xlsx`.
//!
//! Both show the figures of a [`StanceReport`], as `evaluation.json` holds them, and the comments worth
//! reading, as `hardest.csv` does.

pub(in crate::report) mod facts;
pub(in crate::report) mod names;
mod texts;

use crate::evaluate::stance::{StanceReport, extremes::Reason, systems};
use crate::stance::{Codebook, Dimension};

use super::language::Language;
use super::output::Outputs;
use super::{ReportError, html, xlsx};

pub(in crate::report) use texts::EvaluationTexts;

/// What the reports of an evaluation show.
#[derive(Debug, Clone)]
pub struct Evaluation<'a> {
    /// The language of the reports.
    pub language: Language,
    /// What the comments were coded by.
    pub codebook: &'a Codebook,
    /// The dimension that was measured.
    pub dimension: &'a Dimension,
    /// The figures; their labels are the dimension's, in its order.
    pub report: &'a StanceReport,
    /// The comments worth reading: surely wrong ones, then the hardest.
    pub hardest: Vec<HardComment<'a>>,
}

/// A comment worth reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HardComment<'a> {
    /// Why.
    pub reason: Reason,
    /// The comment's id.
    pub id: &'a str,
    /// Its own target, or empty.
    pub target: &'a str,
    /// Its words.
    pub text: &'a str,
    /// The index of its true label.
    pub label: usize,
    /// The index of its most probable label.
    pub predicted: usize,
    /// The probability of that label.
    pub confidence: f64,
}

impl Evaluation<'_> {
    /// Writes `evaluation.html`, one page that needs nothing else.
    ///
    /// # Errors
    /// As [`ReportError`] says for a file that cannot be written.
    pub fn write_page(&self, outputs: &mut Outputs) -> Result<(), ReportError> {
        html::evaluation::write(self, outputs)
    }

    /// Writes `evaluation.xlsx`, a workbook with charts.
    ///
    /// # Errors
    /// As [`Evaluation::write_page`], and [`ReportError::Workbook`].
    pub fn write_workbook(&self, outputs: &mut Outputs) -> Result<(), ReportError> {
        xlsx::evaluation::write(self, outputs)
    }

    /// The name of the dimension's label at an index.
    pub(in crate::report) fn label(&self, at: usize) -> &str {
        let label = self.dimension.labels.get(at);
        label.map_or("", |label| self.language.label_name(label))
    }

    /// The texts of these reports.
    pub(in crate::report) fn texts(&self) -> &'static EvaluationTexts {
        EvaluationTexts::of(self.language)
    }

    /// The name of a system: the baselines' are translated, those of models are their own.
    pub(in crate::report) fn system<'s>(&self, name: &'s str) -> &'s str {
        match name {
            systems::MAJORITY => self.texts().majority,
            systems::TF_IDF => self.texts().tf_idf,
            model => model,
        }
    }

    /// The share of a matrix' row that a cell holds; `None` in an empty row.
    pub(in crate::report) fn of_row(row: &[u64], count: u64) -> Option<f64> {
        let all: u64 = row.iter().sum();
        (all > 0).then(|| count as f64 / all as f64)
    }
}

/// The version of the program, as the reports name it.
pub(in crate::report) const VERSION: &str = env!("CARGO_PKG_VERSION");
