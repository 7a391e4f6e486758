//! A sheet of comments for human coders, as CSV or as a workbook.

use super::cell::Cell;
use super::dialect::Dialect;
use super::table_file::write_table;
use super::xlsx::coding::write_workbook;
use super::{Outputs, ReportError};
use crate::{sample::Candidate, stance::Dimension};

/// What a sheet holds.
#[derive(Debug, Clone, Copy)]
pub struct CodingSheet<'a> {
    /// The comments in the sheet's order.
    pub comments: &'a [&'a Candidate],
    /// What is coded.
    pub dimension: &'a Dimension,
    /// Columns `coder_1`, `coder_2` and so on beside `label`, for coders who do not see each other's
    /// codes and agree on `label` later.
    pub coders: usize,
    /// Whether coders see what the classifier says.
    pub predictions: bool,
}

/// Columns before those that are filled in; `target` is empty where the codebook's holds.
pub(super) const GIVEN: [&str; 4] = ["comment_id", "article_id", "target", "text"];

impl CodingSheet<'_> {
    /// The names of the columns that coders fill in.
    pub(super) fn blank_columns(&self) -> Vec<String> {
        let coders = (1..=self.coders).map(|coder| format!("coder_{coder}"));
        std::iter::once("label".to_owned()).chain(coders).collect()
    }

    pub(super) fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = GIVEN.map(str::to_owned).into();
        columns.extend(self.blank_columns());
        if self.predictions {
            columns.extend(["predicted", "confidence"].map(str::to_owned));
        }
        columns
    }

    pub(super) fn cells<'c>(&self, comment: &'c Candidate) -> Vec<Cell<'c>> {
        let mut cells = vec![
            Cell::text(&comment.comment_id),
            Cell::text(&comment.article_id),
            Cell::text(comment.target.as_deref().unwrap_or_default()),
            Cell::text(&comment.text),
        ];
        cells.extend(self.blank_columns().iter().map(|_| Cell::Empty));
        if self.predictions {
            let prediction = comment.prediction.as_ref();
            cells.push(prediction.map_or(Cell::Empty, |(label, _)| Cell::text(label)));
            cells.push(Cell::number(prediction.map(|(_, confidence)| *confidence)));
        }
        cells
    }

    /// Writes the sheet as the file `name`: a workbook with a list of the labels to choose from if the
    /// name ends in `.xlsx`, else CSV in `dialect`.
    ///
    /// # Errors
    /// As [`Outputs::create`] and [`Outputs::keep`]; [`ReportError::Workbook`].
    pub fn write(
        &self,
        name: &str,
        dialect: Dialect,
        outputs: &mut Outputs,
    ) -> Result<(), ReportError> {
        if name.to_lowercase().ends_with(".xlsx") {
            return write_workbook(self, name, outputs);
        }
        let rows = self.comments.iter().map(|comment| self.cells(comment));
        write_table(outputs, name, dialect, &self.columns(), rows)
    }
}
