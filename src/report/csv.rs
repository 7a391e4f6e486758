//! `articles.csv`, `comments.csv` and `errors.csv`.

use super::columns::Columns;
use super::dialect::{Dialect, into_io};
use super::findings::{Findings, Rows};
use super::output::Outputs;
use super::record::Record;
use super::{Exporter, ReportError};

/// Writes the three tables, each with a header even if it has no row: an `errors.csv` of an earlier
/// run never stands beside the results of a clean one.
#[derive(Debug, Clone, Copy, Default)]
pub struct CsvExporter {
    /// How cells are spelt.
    pub dialect: Dialect,
}

impl Exporter for CsvExporter {
    fn write(&self, findings: &Findings, outputs: &mut Outputs) -> Result<(), ReportError> {
        self.table(findings.articles(), findings.article_columns(), outputs)?;
        self.table(findings.comments(), findings.comment_columns(), outputs)?;
        self.table(findings.errors(), findings.error_columns(), outputs)
    }
}

impl CsvExporter {
    fn table<R: Record>(
        self,
        rows: Rows<'_, R>,
        columns: &Columns,
        outputs: &mut Outputs,
    ) -> Result<(), ReportError> {
        let mut file = outputs.create(&format!("{}.csv", R::TABLE))?;
        let mut failure = None;
        let written = {
            let mut out = self.dialect.writer(&mut file);
            let header = out.write_record(self.dialect.header(columns.names()));
            header
                .and_then(|()| {
                    for row in rows {
                        match row {
                            Ok(row) => write_row(&mut out, self.dialect, columns, &row)?,
                            Err(error) => {
                                failure = Some(error);
                                break;
                            }
                        }
                    }
                    Ok(())
                })
                .map_err(into_io)
                .and_then(|()| out.flush())
        };
        if let Some(error) = failure {
            return Err(error);
        }
        written.map_err(|error| file.failed(error))?;
        outputs.keep(file)
    }
}

/// Writes one row.
pub(super) fn write_row<W: std::io::Write, R: Record>(
    out: &mut ::csv::Writer<W>,
    dialect: Dialect,
    columns: &Columns,
    row: &R,
) -> ::csv::Result<()> {
    for cell in columns.cells(row) {
        out.write_field(dialect.cell(&cell).as_bytes())?;
    }
    out.write_record(None::<&[u8]>)
}
