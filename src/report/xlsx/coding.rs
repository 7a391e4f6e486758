//! A coding sheet as a workbook.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Workbook, Worksheet,
    XlsxError,
};

use super::super::cell::Cell;
use super::super::coding::{CodingSheet, GIVEN};
use super::super::{Outputs, ReportError};
use super::MAX_ROWS;
use super::sheet::{Limits, lines, set_lines};

/// The row of the first label on the sheet `Codebook`, from 0.
const FIRST_LABEL: u32 = 4;

/// Width of the column of texts, in characters.
const TEXT: f64 = 80.0;

/// Writes the sheet `Comments`, whose labels are chosen from a list, and the sheet `Codebook`.
pub(in super::super) fn write_workbook(
    sheet: &CodingSheet,
    name: &str,
    outputs: &mut Outputs,
) -> Result<(), ReportError> {
    let limits = Limits::new(name, MAX_ROWS);
    super::save(limits, outputs, |limits| Ok(book(sheet, limits)?))
}

fn book(sheet: &CodingSheet, limits: &mut Limits) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    comments(book.add_worksheet().set_name("Comments")?, sheet, limits)?;
    codebook(book.add_worksheet().set_name("Codebook")?, sheet, limits)?;
    Ok(book)
}

fn comments(
    out: &mut Worksheet,
    sheet: &CodingSheet,
    limits: &mut Limits,
) -> Result<(), XlsxError> {
    let header = Format::new().set_bold();
    let top = Format::new().set_align(FormatAlign::Top);
    let wrapped = top.clone().set_text_wrap();
    for (column, name) in (0..).zip(sheet.columns()) {
        out.write_string_with_format(0, column, &name, &header)?;
        let width = match name.as_str() {
            "text" => TEXT,
            "target" => 30.0,
            _ => 16.0,
        };
        out.set_column_width(column, width)?;
    }
    out.set_freeze_panes(1, 0)?;
    for (row, comment) in (1..).zip(sheet.comments) {
        for (column, cell) in (0..).zip(sheet.cells(comment)) {
            match cell {
                Cell::Text(text) => {
                    out.write_string_with_format(row, column, &*limits.fit(&text), &wrapped)?;
                }
                Cell::Number(number) => {
                    out.write_number_with_format(row, column, number, &top)?;
                }
                _ => {
                    out.write_blank(row, column, &top)?;
                }
            }
        }
        set_lines(out, row, lines(&comment.text, TEXT))?;
    }
    let last = sheet.comments.len().max(1) as u32;
    let first_column = GIVEN.len() as u16;
    let last_column = first_column + sheet.coders as u16;
    let choice = choice(sheet)?;
    out.add_data_validation(1, first_column, last, last_column, &choice)?;
    Ok(())
}

/// The list of labels: their ids, or where those are too long for a list, the cells that hold them.
fn choice(sheet: &CodingSheet) -> Result<DataValidation, XlsxError> {
    let ids: Vec<&str> = sheet
        .dimension
        .labels
        .iter()
        .map(|label| label.id.as_str())
        .collect();
    let choice = DataValidation::new();
    let choice = if ids.join(",").encode_utf16().count() <= 255 {
        choice.allow_list_strings(&ids)?
    } else {
        let last = FIRST_LABEL as usize + ids.len();
        let cells = format!("=Codebook!$A${}:$A${last}", FIRST_LABEL + 1);
        choice.allow_list_formula(Formula::new(cells))
    };
    choice
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("Label")?
        .set_error_message("Choose one of the codebook's labels, or leave the cell empty.")
}

fn codebook(
    out: &mut Worksheet,
    sheet: &CodingSheet,
    limits: &mut Limits,
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_align(FormatAlign::Top).set_text_wrap();
    let dimension = sheet.dimension;
    for (column, width) in (0..).zip([20.0, 30.0, 100.0]) {
        out.set_column_width(column, width)?;
    }
    out.write_string_with_format(0, 0, "target", &bold)?;
    out.write_string(0, 1, &*limits.fit(&dimension.target))?;
    out.write_string_with_format(1, 0, "question", &bold)?;
    out.write_string(1, 1, &*limits.fit(&dimension.question))?;
    for (column, name) in (0..).zip(["label", "name", "description"]) {
        out.write_string_with_format(FIRST_LABEL - 1, column, name, &bold)?;
    }
    for (row, label) in (FIRST_LABEL..).zip(&dimension.labels) {
        let name = label.name.get("fr").or_else(|| label.name.values().next());
        out.write_string_with_format(row, 0, &label.id, &wrapped)?;
        let name = limits.fit(name.map_or("", String::as_str)).into_owned();
        out.write_string_with_format(row, 1, &name, &wrapped)?;
        out.write_string_with_format(row, 2, &*limits.fit(&label.description), &wrapped)?;
        set_lines(out, row, lines(&label.description, 100.0))?;
    }
    Ok(())
}
