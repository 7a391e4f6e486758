//! `evaluation.xlsx`: the figures of an evaluation with native charts, and the comments worth reading.
//!
//! Sheets: Overview (figures, matrix, labels, systems, coders), Calibration (curves), Groups, Hardest.

mod curves;
mod groups;
mod hardest;
mod overview;
mod writer;

use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

use self::writer::Writer;
use super::super::evaluation::{Evaluation, VERSION};
use super::super::{Outputs, ReportError};
use super::sheet::Limits;
use super::style::Styles;
use super::{Failure, MAX_ROWS, save};

/// The file's name.
const FILE: &str = "evaluation.xlsx";

/// What writes a sheet.
type Fill = fn(&Evaluation, &mut Writer) -> Result<(), XlsxError>;

/// Writes the workbook.
pub(in crate::report) fn write(
    evaluation: &Evaluation,
    outputs: &mut Outputs,
) -> Result<(), ReportError> {
    let limits = Limits::new(FILE, MAX_ROWS);
    save(limits, outputs, |limits| book(evaluation, limits))
}

fn book(evaluation: &Evaluation, limits: &mut Limits) -> Result<Workbook, Failure> {
    let styles = Styles::new(evaluation.language, evaluation.codebook);
    let mut book = Workbook::new();
    let properties = DocProperties::new()
        .set_title(evaluation.texts().title)
        .set_author(format!("tribune {VERSION}"));
    book.set_properties(&properties);
    let sheets: [(&str, Fill); 4] = [
        ("Overview", overview::write),
        ("Calibration", curves::write),
        ("Groups", groups::write),
        ("Hardest", hardest::write),
    ];
    for (name, fill) in sheets {
        let sheet = book.add_worksheet().set_name(name)?;
        fill(
            evaluation,
            &mut Writer::new(sheet, name, &styles, &mut *limits),
        )?;
    }
    Ok(book)
}
