//! How cells are spelt in CSV.

use std::borrow::Cow;
use std::io::Write;

use super::cell::{Cell, four_decimals};

/// A way to write CSV.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// `,` between cells, `.` in numbers, `"` around a cell where needed and doubled inside it,
    /// UTF-8 without byte order mark. Rows end in a line feed alone, as the `csv` crate, pandas
    /// and R write them; RFC 4180's CRLF would reach the last cell in `cut` or `awk`. Line ends
    /// inside cells are kept.
    #[default]
    Rfc4180,
    /// As Excel opens it with French settings: a byte order mark, `;` between cells, `,` in numbers,
    /// rows that end in CRLF. Quotes and the guard against formulas as in [`Dialect::Rfc4180`].
    ExcelFr,
}

impl Dialect {
    /// A writer of this dialect.
    pub(crate) fn writer<W: Write>(self, out: W) -> ::csv::Writer<W> {
        let mut builder = ::csv::WriterBuilder::new();
        if self == Self::ExcelFr {
            builder.delimiter(b';').terminator(::csv::Terminator::CRLF);
        }
        builder.buffer_capacity(1 << 16).from_writer(out)
    }

    /// The cells of a header; a byte order mark stands before the first where the dialect has one.
    pub(super) fn header<'a>(
        self,
        names: impl Iterator<Item = &'a str>,
    ) -> impl Iterator<Item = String> {
        let mut mark = match self {
            Self::Rfc4180 => "",
            Self::ExcelFr => "\u{FEFF}",
        };
        names.map(move |name| format!("{}{}", std::mem::take(&mut mark), guarded(name)))
    }

    /// A cell as this dialect shows it, before quoting.
    ///
    /// Text that a spreadsheet would take for a formula gets a leading `'`, which the program's
    /// own CSV reader takes off again.
    pub fn cell<'a>(self, cell: &'a Cell<'_>) -> Cow<'a, str> {
        match cell {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) => guarded(text),
            Cell::Count(count) => Cow::Owned(count.to_string()),
            Cell::Number(number) => Cow::Owned(match self {
                Self::Rfc4180 => four_decimals(*number),
                Self::ExcelFr => four_decimals(*number).replace('.', ","),
            }),
            Cell::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        }
    }
}

/// The text with a leading `'` if it begins with `=`, `+`, `-`, `@`, a tab or a carriage return.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The system's error inside one of the `csv` crate, with its kind.
pub(super) fn into_io(error: ::csv::Error) -> std::io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        let shown = |cell: Cell<'_>| Dialect::Rfc4180.cell(&cell).into_owned();
        for text in ["=1+1", "+33 1", "- non", "@moi", "\tx", "\rx"] {
            assert_eq!(shown(Cell::text(text)), format!("'{text}"));
        }
        for text in ["", "'=1", " =1", "a=b", "« - »", "\n=x"] {
            assert_eq!(shown(Cell::text(text)), text);
        }
        assert_eq!(shown(Cell::Number(-0.5)), "-0.5000");
        assert_eq!(shown(Cell::Flag(true)), "true");
        assert_eq!(shown(Cell::Count(7)), "7");
        assert_eq!(shown(Cell::Empty), "");
    }

    #[test]
    fn french_excel_has_its_own_marks() {
        assert_eq!(Dialect::ExcelFr.cell(&Cell::Number(0.5)), "0,5000");
        assert_eq!(Dialect::ExcelFr.cell(&Cell::text("=a")), "'=a");
        let header: Vec<String> = Dialect::ExcelFr.header(["id", "=b"].into_iter()).collect();
        assert_eq!(header, ["\u{FEFF}id", "'=b"]);
        let mut out = Vec::new();
        let mut writer = Dialect::ExcelFr.writer(&mut out);
        writer.write_record(["a;b", "c,d"]).unwrap();
        drop(writer);
        assert_eq!(out, b"\"a;b\";c,d\r\n");
    }
}
