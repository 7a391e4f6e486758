//! Rows to standard output, for `summarise` and `classify`.
//!
//! The columns and their names are those of the files. A failure to write is a plain
//! [`io::Error`]; [`pipe_open`](super::console::pipe_open) tells a closed pipe from it.

use std::borrow::Cow;
use std::io::{self, Write};
use std::marker::PhantomData;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::ReportError;
use super::cell::{Cell, rounded};
use super::columns::Columns;
use super::console::printable;
use super::csv::write_row;
use super::dialect::{Dialect, into_io};
use super::record::Record;
use super::rows::ArticleRow;
use super::scheme::Scheme;

/// Writes rows of one table, one after the other.
#[derive(Debug)]
pub struct RowWriter<W: Write, R> {
    out: Format<W>,
    columns: Columns,
    record: PhantomData<R>,
}

#[derive(Debug)]
enum Format<W: Write> {
    Jsonl(W),
    Csv {
        out: Box<::csv::Writer<W>>,
        dialect: Dialect,
        header: bool,
    },
}

impl<W: Write, R: Record> RowWriter<W, R> {
    /// JSON lines: one flat object a row, with every column of the program's own in it, null where
    /// there is nothing, and of those passed through the row's own. Numbers have at most four
    /// decimals, as in the files.
    ///
    /// # Errors
    /// [`ReportError::Column`] where the scheme makes two equal column names.
    pub fn jsonl(out: W, scheme: &Scheme) -> Result<Self, ReportError> {
        let columns = Columns::of::<R>(scheme)?;
        Ok(Self {
            out: Format::Jsonl(out),
            columns,
            record: PhantomData,
        })
    }

    /// CSV: a header, then a row each. The header stands before the first row is known, so the
    /// names of columns to pass through are given here; what a later row holds beyond them is left
    /// out and named by [`RowWriter::unwritten`].
    ///
    /// # Errors
    /// As [`RowWriter::jsonl`].
    pub fn csv<'n>(
        out: W,
        scheme: &Scheme,
        extra: impl IntoIterator<Item = &'n str>,
        dialect: Dialect,
    ) -> Result<Self, ReportError> {
        let mut columns = Columns::of::<R>(scheme)?;
        columns.see(extra);
        let out = Format::Csv {
            out: Box::new(dialect.writer(out)),
            dialect,
            header: false,
        };
        Ok(Self {
            out,
            columns,
            record: PhantomData,
        })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// What the system says; a closed pipe is [`io::ErrorKind::BrokenPipe`].
    pub fn write(&mut self, row: &R) -> io::Result<()> {
        self.header()?;
        match &mut self.out {
            Format::Jsonl(out) => {
                self.columns.see_row(row);
                let object = Object {
                    columns: &self.columns,
                    cells: self.columns.cells(row),
                };
                let mut line = serde_json::to_vec(&object)?;
                line.push(b'\n');
                out.write_all(&line)
            }
            Format::Csv { out, dialect, .. } => {
                self.columns.check_row(row);
                write_row(out, *dialect, &self.columns, row).map_err(into_io)
            }
        }
    }

    /// Hands on what was written so far.
    ///
    /// # Errors
    /// As [`RowWriter::write`].
    pub fn flush(&mut self) -> io::Result<()> {
        self.header()?;
        match &mut self.out {
            Format::Jsonl(out) => out.flush(),
            Format::Csv { out, .. } => out.flush(),
        }
    }

    /// Columns of rows that were left out because the header did not hold them.
    pub fn unwritten(&self) -> &[String] {
        self.columns.unwritten()
    }

    /// The header of a CSV table, once; it stands there without any row too.
    fn header(&mut self) -> io::Result<()> {
        let Format::Csv {
            out,
            header,
            dialect,
        } = &mut self.out
        else {
            return Ok(());
        };
        if *header {
            return Ok(());
        }
        *header = true;
        out.write_record(dialect.header(self.columns.names()))
            .map_err(into_io)
    }
}

/// A row as a JSON object.
struct Object<'a> {
    columns: &'a Columns,
    cells: Vec<Cell<'a>>,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let own = self.columns.own().len();
        let mut map = serializer.serialize_map(None)?;
        for (at, (name, cell)) in self.columns.names().zip(&self.cells).enumerate() {
            match cell {
                Cell::Empty if at >= own => {}
                Cell::Empty => map.serialize_entry(name, &())?,
                Cell::Text(text) => map.serialize_entry(name, text)?,
                Cell::Count(count) => map.serialize_entry(name, count)?,
                Cell::Number(number) => map.serialize_entry(name, &rounded(*number))?,
                Cell::Flag(flag) => map.serialize_entry(name, flag)?,
            }
        }
        map.end()
    }
}

/// Writes summaries for people to read.
#[derive(Debug)]
pub struct SummaryWriter<W> {
    out: W,
    headings: bool,
    begun: bool,
}

impl<W: Write> SummaryWriter<W> {
    /// With `headings`, each summary follows a line `==> article_id <==`, as `head` sets off several
    /// files; without, a single summary stands alone.
    pub fn new(out: W, headings: bool) -> Self {
        Self {
            out,
            headings,
            begun: false,
        }
    }

    /// Writes one summary, after an empty line if it is not the first.
    ///
    /// # Errors
    /// What the system says; a closed pipe is [`io::ErrorKind::BrokenPipe`].
    pub fn write(&mut self, row: &ArticleRow) -> io::Result<()> {
        if self.begun {
            writeln!(self.out)?;
        }
        self.begun = true;
        if self.headings {
            writeln!(self.out, "==> {} <==", printable(&row.article_id))?;
        }
        let summary: Cow<'_, str> = printable(&row.summary);
        writeln!(self.out, "{summary}")
    }

    /// Hands on what was written so far.
    ///
    /// # Errors
    /// As [`SummaryWriter::write`].
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{CommentRow, SchemeDimension};

    fn scheme() -> Scheme {
        let dimension = SchemeDimension::new("law", ["for", "against"]);
        Scheme {
            dimensions: vec![dimension],
            adjusted: false,
        }
    }

    fn comment(extra: &[(&str, &str)]) -> CommentRow {
        CommentRow {
            comment_id: "c1".to_owned(),
            text: "=non, \"jamais\"".to_owned(),
            dimension: "law".to_owned(),
            stance: "against".to_owned(),
            confidence: 2.0 / 3.0,
            probabilities: vec![1.0 / 3.0, 2.0 / 3.0],
            extra: extra
                .iter()
                .map(|&(n, v)| (n.to_owned(), v.to_owned()))
                .collect(),
            ..CommentRow::default()
        }
    }

    #[test]
    fn json_lines_are_flat_and_typed() {
        let mut out = Vec::new();
        let mut writer = RowWriter::jsonl(&mut out, &scheme()).unwrap();
        writer
            .write(&comment(&[("stance", "contre"), ("note", "1")]))
            .unwrap();
        writer.write(&comment(&[])).unwrap();
        writer.flush().unwrap();
        drop(writer);
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[1],
            r#"{"article_id":"","comment_id":"c1","author":"","text":"=non, \"jamais\"","dimension":"law","stance":"against","confidence":0.6667,"p_for":0.3333,"p_against":0.6667,"evidence":"","duplicate_of":"","truncated":false,"warnings":""}"#
        );
        assert!(
            lines[0].ends_with(r#","stance_input":"contre","note":"1"}"#),
            "{}",
            lines[0]
        );
    }

    #[test]
    fn what_is_not_known_is_null() {
        let mut out = Vec::new();
        let row = ArticleRow {
            words: 3,
            ..ArticleRow::default()
        };
        RowWriter::jsonl(&mut out, &scheme())
            .unwrap()
            .write(&row)
            .unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["words"], 3);
        assert!(value["law_for_share"].is_null() && value.get("law_for_share").is_some());
    }

    #[test]
    fn csv_takes_its_columns_beforehand() {
        let mut out = Vec::new();
        let mut writer = RowWriter::csv(&mut out, &scheme(), ["note"], Dialect::Rfc4180).unwrap();
        writer
            .write(&comment(&[("late", "x"), ("note", "-1")]))
            .unwrap();
        writer.flush().unwrap();
        assert_eq!(writer.unwritten(), ["late"]);
        drop(writer);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "article_id,comment_id,author,text,dimension,stance,confidence,p_for,p_against,\
             evidence,duplicate_of,truncated,warnings,note\n\
             ,c1,,\"'=non, \"\"jamais\"\"\",law,against,0.6667,0.3333,0.6667,,,false,,'-1\n"
        );
    }

    #[test]
    fn a_table_without_rows_has_a_header() {
        let mut out = Vec::new();
        let mut writer =
            RowWriter::<_, ArticleRow>::csv(&mut out, &Scheme::default(), [], Dialect::Rfc4180)
                .unwrap();
        writer.flush().unwrap();
        writer.flush().unwrap();
        drop(writer);
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with("article_id,source,") && text.lines().count() == 1,
            "{text}"
        );
    }

    #[test]
    fn summaries_for_people() {
        let row = |id: &str| ArticleRow {
            article_id: id.to_owned(),
            summary: "Une phrase.\u{1b}[2J".to_owned(),
            ..ArticleRow::default()
        };
        let mut out = Vec::new();
        let mut writer = SummaryWriter::new(&mut out, true);
        writer.write(&row("a")).unwrap();
        writer.write(&row("b")).unwrap();
        writer.flush().unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "==> a <==\nUne phrase.\u{FFFD}[2J\n\n==> b <==\nUne phrase.\u{FFFD}[2J\n"
        );
    }
}
