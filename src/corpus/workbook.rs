//! The rows of a workbook's first sheet, such as a coding sheet that came back from Excel.

use std::path::Path;

use calamine::{Data, Reader, Xlsx, XlsxError, open_workbook};
use serde_json::Value;

use super::article::clean_line;
use super::error::{CorpusError, Problem};
use super::row::Row;

/// Whether the name is that of a workbook that is read.
pub(super) fn is_workbook(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"))
}

/// The names in the first row, and the rows below it that are not blank.
///
/// # Errors
/// [`CorpusError::NotFound`], or [`CorpusError::Unsupported`] for a file that is no workbook or whose
/// first sheet is empty.
pub(super) fn rows(input: &str, path: &Path) -> Result<(Vec<String>, Vec<Row>), CorpusError> {
    let unsupported = |error: &dyn std::fmt::Display| {
        let remedy = "save the sheet as an Excel workbook (.xlsx) or as CSV";
        let problem = format!("the workbook cannot be read: {error}");
        CorpusError::Unsupported(Problem::new(input, problem, remedy))
    };
    if !path.exists() {
        let problem = Problem::new(input, "the file does not exist", "check the path");
        return Err(CorpusError::NotFound(problem));
    }
    let mut workbook: Xlsx<_> =
        open_workbook(path).map_err(|error: XlsxError| unsupported(&error))?;
    let sheet = workbook
        .worksheet_range_at(0)
        .ok_or_else(|| CorpusError::empty(input))?
        .map_err(|error| unsupported(&error))?;
    let first = sheet.start().map_or(0, |(row, _)| u64::from(row));
    let mut all = sheet.rows();
    let header = all.next().ok_or_else(|| CorpusError::empty(input))?;
    let columns: Vec<String> = header
        .iter()
        .map(|cell| clean_line(&cell.to_string()))
        .collect();
    let rows = all
        .zip(first + 2..)
        .filter(|(cells, _)| cells.iter().any(|cell| *cell != Data::Empty))
        .map(|(cells, line)| Row {
            line,
            fields: columns
                .iter()
                .cloned()
                .zip(cells.iter().map(|cell| Value::String(cell.to_string())))
                .filter(|(name, _)| !name.is_empty())
                .collect(),
            warnings: Vec::new(),
        })
        .collect();
    Ok((columns, rows))
}
