//! A CSV file of any columns, for tables that are no report of a run.

use super::cell::Cell;
use super::dialect::{Dialect, into_io};
use super::{Outputs, ReportError};

/// Writes a table as the file `name`: a header, then the rows, spelt as `dialect` says.
///
/// # Errors
/// As [`Outputs::create`] and [`Outputs::keep`].
pub fn write_table<'a>(
    outputs: &mut Outputs,
    name: &str,
    dialect: Dialect,
    columns: &[String],
    rows: impl IntoIterator<Item = Vec<Cell<'a>>>,
) -> Result<(), ReportError> {
    let mut file = outputs.create(name)?;
    let written = {
        let mut out = dialect.writer(&mut file);
        out.write_record(dialect.header(columns.iter().map(String::as_str)))
            .and_then(|()| {
                rows.into_iter().try_for_each(|row| {
                    out.write_record(row.iter().map(|cell| dialect.cell(cell).into_owned()))
                })
            })
            .map_err(into_io)
            .and_then(|()| out.flush())
    };
    written.map_err(|error| file.failed(error))?;
    outputs.keep(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_and_rows_are_spelt_by_the_dialect() {
        let folder = tempfile::tempdir().unwrap();
        let mut outputs = Outputs::new(folder.path()).unwrap();
        let columns = ["id", "share"].map(str::to_owned);
        let rows = [vec![Cell::text("=a"), Cell::Number(0.5)]];
        write_table(&mut outputs, "t.csv", Dialect::ExcelFr, &columns, rows).unwrap();
        let paths = outputs.commit().unwrap();
        let text = std::fs::read_to_string(&paths[0]).unwrap();
        assert_eq!(text, "\u{FEFF}id;share\r\n'=a;0,5000\r\n");
    }
}
