//! The rows of a CSV file.

use std::collections::VecDeque;

use serde_json::Value;

use super::article::clean_line;
use super::dialect::Dialect;
use super::error::{CorpusError, Problem};
use super::gzip::human;
use super::lines::{Lines, Peeked, sample_text};
use super::options::ReadOptions;
use super::record::{Fed, Record, Splitter};
use super::row::Row;

/// Lines of a record with an open quote are kept up to this size, to be read again without it.
const REREAD: usize = 16 << 20;

/// Streams the rows of a CSV file whose delimiter, quoting and encoding it finds out.
pub(super) struct Table {
    input: String,
    columns: Vec<String>,
    dialect: Dialect,
    lines: Lines,
    max: usize,
    splitter: Splitter,
    /// The lines of the record that is being read.
    kept: Vec<(u64, String)>,
    kept_bytes: usize,
    /// Lines to be read again before the file goes on.
    again: VecDeque<(u64, String)>,
    repaired: usize,
    ended: bool,
}

impl Table {
    /// Reads the header.
    pub fn open(input: &str, peeked: Peeked, options: &ReadOptions) -> Result<Self, CorpusError> {
        let sample = sample_text(&peeked.sample);
        let first = sample
            .split(['\n', '\r'])
            .find(|line| !line.trim().is_empty());
        let declared = first.and_then(Dialect::from_separator_line);
        let dialect = declared.unwrap_or_else(|| Dialect::detect(&sample));
        let mut table = Self {
            input: input.to_owned(),
            columns: Vec::new(),
            dialect,
            lines: Lines::new(input, peeked, options),
            max: usize::try_from(options.max_row_bytes).unwrap_or(usize::MAX),
            splitter: Splitter::new(dialect),
            kept: Vec::new(),
            kept_bytes: 0,
            again: VecDeque::new(),
            repaired: 0,
            ended: false,
        };
        if declared.is_some() {
            while let Some((_, line)) = table.next_line()? {
                if !line.trim().is_empty() {
                    break;
                }
            }
        }
        match table.next_record() {
            Some(Ok(header)) => {
                table.columns = header.cells.iter().map(|cell| clean_line(cell)).collect();
                Ok(table)
            }
            Some(Err(problem)) => Err(CorpusError::Row(problem)),
            None => Err(CorpusError::empty(input)),
        }
    }

    /// The names in the header.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The next line and its number; lines that are read again come first.
    fn next_line(&mut self) -> Result<Option<(u64, String)>, CorpusError> {
        if let Some(line) = self.again.pop_front() {
            return Ok(Some(line));
        }
        let mut line = String::new();
        let Some(info) = self.lines.next_into(&mut line)? else {
            return Ok(None);
        };
        if info.too_long {
            return Err(CorpusError::Row(self.lines.too_long(info.number)));
        }
        self.repaired += info.repaired;
        Ok(Some((info.number, line)))
    }

    /// The next record that is not blank.
    fn next_record(&mut self) -> Option<Result<Record, Problem>> {
        while !self.ended {
            let (number, line) = match self.next_line() {
                Ok(Some(line)) => line,
                Ok(None) => {
                    self.ended = true;
                    return self
                        .splitter
                        .open_quote()
                        .map(|opened| Err(self.open_at_end(opened)));
                }
                Err(CorpusError::Row(problem)) => {
                    self.restart();
                    return Some(Err(problem));
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error.into()));
                }
            };
            match self.splitter.feed(&line, number) {
                Fed::Record(record) => {
                    self.forget();
                    if record.cells.iter().any(|cell| !cell.trim().is_empty()) {
                        return Some(Ok(record));
                    }
                    self.repaired = 0;
                }
                Fed::More if self.splitter.held() > self.max => {
                    self.ended = true;
                    let opened = self.splitter.open_quote().unwrap_or((number, 1));
                    let within = format!("a quote is not closed within {}", human(self.max as u64));
                    return Some(Err(self.unclosed(opened, within, NOT_READ)));
                }
                Fed::More => self.keep(number, line),
                Fed::Unclosed { opened } => {
                    let mut again = std::mem::take(&mut self.kept);
                    again.push((number, line));
                    again.retain(|(line, _)| *line > opened.0);
                    again
                        .into_iter()
                        .rev()
                        .for_each(|line| self.again.push_front(line));
                    self.restart();
                    let problem = format!("a quote is not closed before line {number}");
                    return Some(Err(self.unclosed(opened, problem, SKIPPED)));
                }
            }
        }
        None
    }

    fn keep(&mut self, number: u64, line: String) {
        self.kept_bytes += line.len();
        if self.kept_bytes <= REREAD {
            self.kept.push((number, line));
        } else {
            self.kept = Vec::new();
        }
    }

    fn forget(&mut self) {
        self.kept.clear();
        self.kept_bytes = 0;
    }

    fn restart(&mut self) {
        self.splitter = Splitter::new(self.dialect);
        self.forget();
    }

    /// The file ends inside quotes. Where every later line is a row as wide as the header, only
    /// the row of the quote is lost; else the lines may be one long text, and all are.
    fn open_at_end(&mut self, opened: (u64, u64)) -> Problem {
        let width = self.columns.len();
        let whole = self.kept_bytes <= REREAD;
        let rest: Vec<_> = std::mem::take(&mut self.kept)
            .into_iter()
            .filter(|(line, _)| *line > opened.0)
            .collect();
        let fits = |line: &str| {
            self.dialect
                .split(line)
                .is_some_and(|cells| cells.len() == width)
        };
        let rows = whole
            && width > 1
            && !rest.is_empty()
            && rest
                .iter()
                .all(|(_, line)| line.trim().is_empty() || fits(line));
        self.restart();
        let problem = "a quote is not closed before the end of the file".to_owned();
        if !rows {
            return self.unclosed(opened, problem, NOT_READ);
        }
        self.again = rest.into();
        self.ended = false;
        self.unclosed(opened, problem, SKIPPED)
    }

    fn unclosed(&self, opened: (u64, u64), problem: String, remedy: &str) -> Problem {
        Problem::new(&self.input, problem, remedy).at(opened.0, Some(opened.1))
    }

    /// The record under the names of the header.
    fn row(&mut self, record: Record) -> Result<Row, Problem> {
        let (width, found) = (self.columns.len(), record.cells.len());
        let repaired = std::mem::take(&mut self.repaired);
        let too_many = record
            .cells
            .iter()
            .skip(width)
            .any(|cell| !cell.trim().is_empty());
        if too_many || (found == 1 && width > 1) {
            let fields = if found == 1 { "field" } else { "fields" };
            return Err(Problem::new(
                &self.input,
                format!("the row has {found} {fields} where the header has {width}"),
                "put cells that hold the delimiter or a line end into quotes",
            )
            .at(record.line, None));
        }
        let mut warnings = Vec::new();
        if found < width {
            warnings.push(format!(
                "The row has {found} fields where the header has {width}."
            ));
        }
        if record.stray_quote {
            warnings
                .push("A quote inside the row was not doubled and was kept as text.".to_owned());
        }
        warnings.extend(super::decode::repair_warning(repaired));
        let mut cells = record.cells.into_iter();
        let fields = self
            .columns
            .iter()
            .map(|name| {
                let cell = cells.next().unwrap_or_default();
                (name.clone(), Value::String(without_guard(cell)))
            })
            .collect();
        Ok(Row {
            line: record.line,
            fields,
            warnings,
        })
    }
}

const SKIPPED: &str = "close the quote, or double it if it is text; the other rows were read";
const NOT_READ: &str =
    "close the quote, or double it if it is text; the rows from this line on were not read";

impl Iterator for Table {
    type Item = Result<Row, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = self.next_record()?;
        Some(record.and_then(|record| self.row(record)))
    }
}

/// Without the `'` that the program's own writer puts before a cell that a spreadsheet would take
/// for a formula.
fn without_guard(mut cell: String) -> String {
    if let [b'\'', b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r', ..] = cell.as_bytes() {
        cell.remove(0);
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::lines::peek;

    fn read(text: &[u8]) -> (Vec<String>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, text).unwrap();
        let options = ReadOptions::default();
        let peeked = peek("t.csv", &path, &options).unwrap();
        let mut table = Table::open("t.csv", peeked, &options).unwrap();
        let rows: Vec<String> = table
            .by_ref()
            .map(|row| match row {
                Ok(row) => {
                    let cells: Vec<_> = row.fields.iter().filter_map(|(_, v)| v.as_str()).collect();
                    format!("{} {}", row.line, cells.join("|"))
                }
                Err(problem) => problem.to_string(),
            })
            .collect();
        (table.columns().to_vec(), rows)
    }

    #[test]
    fn rows_come_with_their_lines() {
        let (columns, rows) = read(b"\xEF\xBB\xBFid;text\r\n1;a\r\n\r\n;\r\n2;\"b\r\nc\"\r\n3;d");
        assert_eq!(columns, ["id", "text"]);
        assert_eq!(rows, ["2 1|a", "5 2|b\nc", "7 3|d"]);
    }

    #[test]
    fn returns_alone_end_rows() {
        assert_eq!(read(b"id,text\r1,a\r2,\"b, c\"\r").1, ["2 1|a", "3 2|b, c"]);
    }

    #[test]
    fn a_separator_line_is_skipped() {
        let (columns, rows) = read(b"sep=;\r\nid;text\r\n1;a, b\r\n");
        assert_eq!((columns.len(), rows), (2, vec!["3 1|a, b".to_owned()]));
    }

    #[test]
    fn the_guard_against_formulas_is_taken_off() {
        let (_, rows) = read("id,text\n1,'=SOMME\n2,'- non\n3,'tis\n4,''+1".as_bytes());
        assert_eq!(rows, ["2 1|=SOMME", "3 2|- non", "4 3|'tis", "5 4|''+1"]);
    }

    #[test]
    fn an_unclosed_quote_costs_one_row_where_the_others_are_sure() {
        let (_, rows) = read(b"id,text\n1,a\n2,\"b\n3,c\n4,d\n");
        assert!(
            rows[1].starts_with("t.csv:3:3: a quote is not closed"),
            "{rows:?}"
        );
        assert_eq!(rows[2..], ["4 3|c", "5 4|d"]);
        let (_, rows) = read(b"id,text\n1,a\n2,\"b\n3,\"c\"\n4,\"d\"\n");
        assert!(
            rows[1].starts_with("t.csv:3:3: a quote is not closed before line 4"),
            "{rows:?}"
        );
        assert_eq!(rows[2..], ["4 3|c", "5 4|d"]);
        let (_, rows) = read(b"id,text\n1,a\n2,\"b\n\nun paragraphe\n\nla fin\n");
        assert_eq!(rows.len(), 2);
        assert!(
            rows[1].contains("from this line on were not read"),
            "{rows:?}"
        );
    }

    #[test]
    fn widths_are_checked() {
        let (_, rows) = read(b"id,title,text\n1,a,b,,\n2,a,b,c\n3\n4,a\n");
        assert_eq!(rows[0], "2 1|a|b");
        assert!(rows[1].contains(":3: the row has 4 fields where the header has 3"));
        assert!(rows[2].contains(":4: the row has 1 field where"));
        assert_eq!(rows[3], "5 4|a|");
    }

    proptest::proptest! {
        #[test]
        fn any_table_is_read(text in "id,text\n([a1,;\"'\n\r\t é]{0,80})") {
            read(text.as_bytes());
        }
    }
}
