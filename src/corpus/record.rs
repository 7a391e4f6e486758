//! Cutting lines into the cells of CSV records.
//!
//! The `csv` crate reads a quote that is never closed as one long cell, without a word; this
//! splitter says where the quote was opened, so that the row can be named and the others be read.

use super::dialect::Dialect;

/// What a line did to the record that is being read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fed {
    /// The record goes on in the next line.
    More,
    /// The record is complete.
    Record(Record),
    /// The quote that is open cannot have been meant to reach this line.
    Unclosed {
        /// Where the quote stands: line and column from 1.
        opened: (u64, u64),
    },
}

/// A complete record.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The line where it begins.
    pub line: u64,
    pub cells: Vec<String>,
    /// A quote inside a quoted cell was not doubled and was kept as text.
    pub stray_quote: bool,
}

/// Takes lines and gives records.
#[derive(Debug)]
pub(super) struct Splitter {
    dialect: Dialect,
    record: Record,
    cell: String,
    opened: Option<(u64, u64)>,
}

impl Splitter {
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            record: Record::default(),
            cell: String::new(),
            opened: None,
        }
    }

    /// Where the quote stands that the text so far leaves open.
    pub fn open_quote(&self) -> Option<(u64, u64)> {
        self.opened
    }

    /// Bytes of the record so far.
    pub fn held(&self) -> usize {
        self.cell.len() + self.record.cells.iter().map(String::len).sum::<usize>()
    }

    /// Reads one line without its end; `number` counts from 1.
    pub fn feed(&mut self, line: &str, number: u64) -> Fed {
        if self.opened.is_some() {
            self.cell.push('\n');
        } else {
            self.record = Record {
                line: number,
                ..Record::default()
            };
        }
        let mut at = 0;
        loop {
            if self.opened.is_none() {
                if let Some(after_quote) = self.start_of_cell(line, at) {
                    let column = line[..after_quote].chars().count() as u64;
                    self.opened = Some((number, column));
                    at = after_quote;
                } else if let Some(end) = find(line, at, self.dialect.delimiter) {
                    self.cell.push_str(&line[at..end]);
                    self.end_cell();
                    at = end + 1;
                    continue;
                } else {
                    self.cell.push_str(&line[at..]);
                    return self.end_record();
                }
            }
            match self.quoted(line, at, number) {
                Quoted::Open => return Fed::More,
                Quoted::NextCell(next) => at = next,
                Quoted::LastCell => return self.end_record(),
                Quoted::Unclosed => {
                    let opened = self.opened.take().unwrap_or((number, 1));
                    self.cell.clear();
                    return Fed::Unclosed { opened };
                }
            }
        }
    }

    /// The place after the opening quote, if the cell at `at` has one.
    fn start_of_cell(&self, line: &str, at: usize) -> Option<usize> {
        if !self.dialect.quotes {
            return None;
        }
        let rest = line[at..].trim_start_matches(' ');
        rest.starts_with('"').then(|| line.len() - rest.len() + 1)
    }

    /// Reads on inside quotes.
    fn quoted(&mut self, line: &str, mut at: usize, number: u64) -> Quoted {
        let same_line = self.opened.is_some_and(|(opened, _)| opened == number);
        let delimiter = self.dialect.delimiter;
        while let Some(quote) = find(line, at, b'"') {
            self.cell.push_str(&line[at..quote]);
            let after = line[quote + 1..].trim_start_matches(' ');
            let next = line.len() - after.len();
            if line[quote + 1..].starts_with('"') {
                self.cell.push('"');
                at = quote + 2;
            } else if after.is_empty() {
                return Quoted::LastCell;
            } else if after.as_bytes()[0] == delimiter {
                self.end_cell();
                return Quoted::NextCell(next + 1);
            } else {
                // Text follows: a quote that was not doubled, or, at the start of a cell of a later
                // line, the sign that the open quote should have been closed before.
                let before = line[..quote].trim_end_matches(' ').as_bytes().last();
                if !same_line && before.is_none_or(|&b| b == delimiter) {
                    return Quoted::Unclosed;
                }
                self.record.stray_quote = true;
                self.cell.push('"');
                at = quote + 1;
            }
        }
        self.cell.push_str(&line[at..]);
        Quoted::Open
    }

    fn end_cell(&mut self) {
        self.opened = None;
        self.record.cells.push(std::mem::take(&mut self.cell));
    }

    fn end_record(&mut self) -> Fed {
        self.end_cell();
        Fed::Record(std::mem::take(&mut self.record))
    }
}

/// Where reading inside quotes came to.
enum Quoted {
    Open,
    NextCell(usize),
    LastCell,
    Unclosed,
}

/// The first `byte` (ASCII) of `line` from `at` on.
fn find(line: &str, at: usize, byte: u8) -> Option<usize> {
    line[at..].find(byte as char).map(|found| at + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<Vec<String>> {
        let mut splitter = Splitter::new(Dialect {
            delimiter: b',',
            quotes: true,
        });
        let mut records = Vec::new();
        for (line, number) in text.split('\n').zip(1..) {
            match splitter.feed(line, number) {
                Fed::Record(record) => records.push(record.cells),
                Fed::More => {}
                Fed::Unclosed { opened } => records.push(vec![format!("unclosed {opened:?}")]),
            }
        }
        if let Some(opened) = splitter.open_quote() {
            records.push(vec![format!("open {opened:?}")]);
        }
        records
    }

    #[test]
    fn cells_and_quotes() {
        assert_eq!(split("a,b,c"), [["a", "b", "c"]]);
        assert_eq!(split("a,,"), [["a", "", ""]]);
        assert_eq!(split("\"a,b\", \"c\"\"d\" ,\"\""), [["a,b", "c\"d", ""]]);
        assert_eq!(
            split("x,\"l1\n\nl3\",y\nz"),
            [vec!["x", "l1\n\nl3", "y"], vec!["z"]]
        );
        assert_eq!(split("é\"a,b"), [["é\"a", "b"]]);
    }

    #[test]
    fn a_quote_that_was_not_doubled_is_text() {
        assert_eq!(
            split("1,\"Il a dit \"oui\" hier\",x"),
            [["1", "Il a dit \"oui\" hier", "x"]]
        );
        assert_eq!(split("1,\"a\nb \"c\" d\""), [["1", "a\nb \"c\" d"]]);
    }

    #[test]
    fn an_open_quote_is_placed() {
        assert_eq!(split("1,é,\"abc\n2,def"), [["open (1, 5)"]]);
        assert_eq!(split("5,\"abc\n6,\"def\"")[0], ["unclosed (1, 3)"]);
        assert_eq!(split("\"5\",\"abc\n\"6\",\"def\"")[0], ["unclosed (1, 5)"]);
    }

    proptest::proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read(
            cells in proptest::collection::vec("[a-zé,;\" \n'’]{0,12}", 1..6)
        ) {
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            writer.write_record(&cells).unwrap();
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let read = split(text.strip_suffix('\n').unwrap());
            // Without quotes, blank space is kept as well.
            proptest::prop_assert_eq!(read, [cells]);
        }

        #[test]
        fn any_text_splits(text in "[a,\"\n ]{0,60}") {
            split(&text);
        }
    }
}
