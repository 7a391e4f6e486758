//! `summaries.csv` of `tribune evaluate summaries -o`: a row for each article and system.

use std::path::{Path, PathBuf};

use crate::{
    evaluate::systems::SummaryScores,
    report::{Cell, Dialect, Outputs, ReportError},
};

const COLUMNS: [&str; 16] = [
    "id",
    "system",
    "rouge_ascii_1",
    "rouge_ascii_2",
    "rouge_ascii_l",
    "rouge_unicode_1",
    "rouge_unicode_2",
    "rouge_unicode_l",
    "words",
    "compression",
    "novel_1",
    "novel_2",
    "novel_3",
    "faithful",
    "summary",
    "reference",
];

/// One summary with its scores.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) system: String,
    pub(super) summary: String,
    pub(super) reference: String,
    pub(super) scores: SummaryScores,
}

/// Writes the rows into `folder`; returns the file's path.
pub(super) fn write(folder: &Path, rows: &[Row]) -> Result<Vec<PathBuf>, ReportError> {
    let mut outputs = Outputs::new(folder)?;
    let mut file = outputs.create("summaries.csv")?;
    let dialect = Dialect::Rfc4180;
    let written = {
        let mut out = dialect.writer(&mut file);
        out.write_record(COLUMNS)
            .and_then(|()| {
                rows.iter()
                    .try_for_each(|row| out.write_record(cells(row, dialect)))
            })
            .map_err(std::io::Error::from)
            .and_then(|()| out.flush())
    };
    written.map_err(|error| file.failed(error))?;
    outputs.keep(file)?;
    outputs.commit()
}

fn cells(row: &Row, dialect: Dialect) -> Vec<String> {
    let scores = &row.scores;
    let number = |value: Option<f64>| Cell::number(value);
    let mut cells = vec![Cell::text(&row.id), Cell::text(&row.system)];
    cells.extend(scores.ascii.f1().map(|value| number(Some(value))));
    cells.extend(scores.unicode.f1().map(|value| number(Some(value))));
    cells.push(Cell::count(Some(scores.words as u64)));
    cells.push(number(scores.compression));
    cells.extend(scores.novel.map(number));
    cells.push(Cell::Flag(scores.faithful));
    cells.push(Cell::text(&row.summary));
    cells.push(Cell::text(&row.reference));
    cells
        .iter()
        .map(|cell| dialect.cell(cell).into_owned())
        .collect()
}
