//! What a run found, as rows, and the files that tell of it.
//!
//! Rows go into a [`Spool`] while the run goes on; [`Findings`] gives them back as often as a format
//! needs; an [`Exporter`] writes them into a folder. The columns and their order stand in one place,
//! [`record`], for every format: a [`Cell`] is typed, and each format spells it its own way.
//!
//! ```
//! use tribune::report::{ArticleRow, CsvExporter, Exporter, Scheme, SchemeDimension, Spool};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let folder = folder.path();
//! let enforcement = SchemeDimension::new("enforcement", ["supportive", "opposed", "neutral"]);
//! let scheme = Scheme { dimensions: vec![enforcement], adjusted: false };
//! let mut spool = Spool::new(scheme)?;
//! spool.article(&ArticleRow { article_id: "a1".to_owned(), ..ArticleRow::default() })?;
//! let paths = CsvExporter::default().export(&spool.finish()?, folder)?;
//! assert_eq!(paths[0], folder.join("articles.csv"));
//! # Ok(())
//! # }
//! ```

use std::path::{Path, PathBuf};

pub mod cell;
pub mod closing;
pub mod coding;
pub mod columns;
pub mod console;
pub mod context;
pub mod csv;
pub mod dialect;
mod error;
pub mod evaluation;
pub mod findings;
pub mod html;
pub mod language;
pub mod manifest;
pub mod output;
pub mod overview;
mod palette;
pub mod record;
pub mod rows;
pub mod scheme;
pub mod share;
pub mod spool;
pub mod stream;
pub mod table_file;
pub mod texts;
pub mod visible;
pub mod warnings;
pub mod xlsx;

pub use cell::Cell;
pub use coding::CodingSheet;
pub use columns::Columns;
pub use console::{Console, Progress};
pub use context::Context;
pub use csv::CsvExporter;
pub use dialect::Dialect;
pub use error::ReportError;
pub use evaluation::{Evaluation, HardComment};
pub use findings::{Findings, Rows, Totals};
pub use html::HtmlExporter;
pub use language::Language;
pub use manifest::Manifest;
pub use output::{OutputFile, Outputs};
pub use overview::Overview;
pub use record::Record;
pub use rows::{ArticleRow, CommentRow, DimensionCounts, ErrorRow};
pub use scheme::{Scheme, SchemeDimension};
pub use spool::Spool;
pub use stream::RowWriter;
pub use table_file::write_table;
pub use xlsx::XlsxExporter;

/// A format of reports.
pub trait Exporter {
    /// Writes the files of this format completely, under temporary names.
    ///
    /// # Errors
    /// As [`ReportError`] says for a file that cannot be written or a row that cannot be read back.
    fn write(&self, findings: &Findings, outputs: &mut Outputs) -> Result<(), ReportError>;

    /// Writes the files of this format alone into a folder, which is made if it does not exist, and
    /// returns their paths. Files of the same names are replaced, and only once all are complete.
    ///
    /// # Errors
    /// As [`Exporter::write`] and [`Outputs::commit`]; the folder's files are as they were then.
    fn export(&self, findings: &Findings, folder: &Path) -> Result<Vec<PathBuf>, ReportError> {
        export_all(&[self], findings, folder)
    }
}

/// Writes several formats into a folder: all of their files appear, or none.
///
/// # Errors
/// As [`Exporter::export`].
pub fn export_all<E: Exporter + ?Sized>(
    exporters: &[&E],
    findings: &Findings,
    folder: &Path,
) -> Result<Vec<PathBuf>, ReportError> {
    let mut outputs = Outputs::new(folder)?;
    for exporter in exporters {
        exporter.write(findings, &mut outputs)?;
    }
    outputs.commit()
}
