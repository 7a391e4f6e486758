//! `report.xlsx`: the tables with filters, links and native charts.
//!
//! Numbers, dates and truth values are cells of those types; text is always a string, never a
//! formula. The sheet of comments is written row by row, so that memory does not grow with it.

mod about;
mod charts;
pub(super) mod coding;
pub(super) mod evaluation;
mod links;
mod overview;
mod sheet;
mod style;
mod table;

use std::io::BufWriter;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::links::Links;
use self::sheet::Limits;
use self::style::Styles;
use super::context::Context;
use super::findings::Findings;
use super::language::Language;
use super::output::Outputs;
use super::{Exporter, ReportError};

/// The file's name.
pub const FILE: &str = "report.xlsx";

/// Rows of a sheet, with its header.
const MAX_ROWS: u32 = 1_048_576;

/// Writes the workbook.
#[derive(Debug, Clone, Copy)]
pub struct XlsxExporter<'a> {
    /// What is told besides the rows.
    pub context: &'a Context,
    /// Rows of a sheet at most, with its header; Excel opens no more than 1,048,576.
    pub max_rows: u32,
}

impl<'a> XlsxExporter<'a> {
    /// A writer with Excel's own limit of rows.
    pub fn new(context: &'a Context) -> Self {
        Self {
            context,
            max_rows: MAX_ROWS,
        }
    }
}

/// Why a sheet could not be made.
enum Failure {
    Report(ReportError),
    Workbook(XlsxError),
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self::Report(error)
    }
}

impl From<XlsxError> for Failure {
    fn from(error: XlsxError) -> Self {
        Self::Workbook(error)
    }
}

impl Exporter for XlsxExporter<'_> {
    fn write(&self, findings: &Findings, outputs: &mut Outputs) -> Result<(), ReportError> {
        let limits = Limits::new(FILE, self.max_rows.clamp(2, MAX_ROWS));
        save(limits, outputs, |limits| self.sheets(findings, limits))
    }
}

/// Writes a workbook under the name that its limits bear, and warns of what did not fit.
fn save(
    mut limits: Limits,
    outputs: &mut Outputs,
    book: impl FnOnce(&mut Limits) -> Result<Workbook, Failure>,
) -> Result<(), ReportError> {
    let mut file = outputs.create(limits.file())?;
    let written = book(&mut limits).and_then(|mut book| {
        let out = BufWriter::with_capacity(1 << 16, file.as_file_mut());
        Ok(book.save_to_writer(out)?)
    });
    written.map_err(|failure| match failure {
        Failure::Report(error) => error,
        Failure::Workbook(XlsxError::IoError(error)) => file.failed(error),
        Failure::Workbook(source) => ReportError::Workbook {
            path: file.path().to_owned(),
            source,
        },
    })?;
    // Messages of the program are in English; the sheet Run says it in the report's language.
    for warning in limits.warnings(Language::English) {
        outputs.warn(warning);
    }
    outputs.keep(file)
}

impl XlsxExporter<'_> {
    fn sheets(&self, findings: &Findings, limits: &mut Limits) -> Result<Workbook, Failure> {
        let context = self.context;
        let styles = Styles::new(context.language, &context.codebook);
        let links = Links::find(findings, limits.rows)?;
        let mut book = Workbook::new();
        // Files beyond 4 GB take another form, which not every reader knows.
        book.use_zip_large_file(findings.totals().comment_rows > 500_000);
        book.set_properties(&properties(context));
        let sheet = book.add_worksheet().set_name("Overview")?;
        overview::write(sheet, context, findings, &styles, limits)?;
        let sheet = book
            .add_worksheet_with_constant_memory()?
            .set_name("Articles")?;
        table::articles(sheet, context, findings, &styles, &links, limits)?;
        let sheet = book
            .add_worksheet_with_constant_memory()?
            .set_name("Comments")?;
        table::comments(sheet, context, findings, &styles, &links, limits)?;
        let sheet = book.add_worksheet().set_name("Codebook")?;
        about::codebook(sheet, context, &styles, limits)?;
        let sheet = book.add_worksheet().set_name("Run")?;
        about::run(sheet, context, findings, &styles, limits)?;
        Ok(book)
    }
}

fn properties(context: &Context) -> DocProperties {
    let program = &context.manifest.program;
    let properties = DocProperties::new()
        .set_title(context.language.texts().title)
        .set_author(format!("{} {}", program.name, program.version));
    match moment(&context.manifest.started) {
        Some(moment) => properties.set_creation_datetime(&moment),
        None => properties,
    }
}

/// A moment in RFC 3339, or a day in ISO 8601, as Excel counts it; `None` for any other text, and
/// for what Excel does not count.
fn moment(text: &str) -> Option<ExcelDateTime> {
    let number = |from: usize, to: usize| -> Option<u16> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
        digits.parse().ok()
    };
    let mark = |at: usize, mark: u8| text.as_bytes().get(at) == Some(&mark);
    if !mark(4, b'-') || !mark(7, b'-') {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    if !(1900..=9999).contains(&year) {
        return None;
    }
    let date = ExcelDateTime::from_ymd(year, month as u8, day as u8).ok()?;
    if text.len() == 10 {
        return Some(date);
    }
    // Only what stands in UTC, or without a zone, is the moment that it shows.
    let in_utc = text.len() == 19 || (text.len() == 20 && text.ends_with('Z'));
    if !in_utc || !(mark(10, b'T') || mark(10, b' ')) || !mark(13, b':') || !mark(16, b':') {
        return None;
    }
    date.and_hms(number(11, 13)?, number(14, 16)? as u8, number(17, 19)?)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_dates_only_when_they_are_plain() {
        let serial = |text: &str| moment(text).map(|moment| moment.to_excel());
        assert_eq!(serial("2026-03-12"), Some(46_093.0));
        assert_eq!(serial("2026-03-12T12:00:00Z"), Some(46_093.5));
        assert_eq!(serial("2026-03-12 12:00:00"), Some(46_093.5));
        for text in [
            "12 mars 2026",
            "2026-13-01",
            "2026-02-30",
            "1899-12-31",
            "2026-03-12T12:00:00+02:00",
            "2026-03-1é",
            "",
            "2026-03",
            "2026-+3-12",
            "=1-2-3+4+5",
        ] {
            assert_eq!(serial(text), None, "{text}");
        }
    }
}
