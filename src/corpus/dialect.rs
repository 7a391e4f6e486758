//! How a CSV file is written: its delimiter and whether it quotes.

use super::record::{Fed, Splitter};

/// Delimiter and quoting of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The byte between cells; [`Dialect::NONE`] in a table of one column.
    pub delimiter: u8,
    /// Whether `"` at the start of a cell quotes it.
    pub quotes: bool,
}

/// Names that the header of a table to be read may hold.
const KNOWN: [&str; 16] = [
    "id",
    "article_id",
    "comment_id",
    "title",
    "text",
    "article",
    "comment",
    "comments",
    "author",
    "target",
    "target_id",
    "label",
    "url",
    "outlet",
    "date",
    "summary",
];

impl Dialect {
    /// A byte that no text holds, for a table of one column.
    pub const NONE: u8 = 0x1F;

    /// The dialect that fits the beginning of a file best: most known column names in the header,
    /// then most rows as wide as the header, then most columns.
    pub fn detect(sample: &str) -> Self {
        let mut lines = sample
            .split(['\n', '\r'])
            .filter(|line| !line.trim().is_empty());
        let Some(header) = lines.next() else {
            return Self {
                delimiter: b',',
                quotes: true,
            };
        };
        let rows: Vec<&str> = lines.take(200).collect();
        let candidates = [b',', b';', b'\t', b'|'].map(|delimiter| {
            let dialect = Self {
                delimiter,
                quotes: true,
            };
            let cells = dialect.split(header).unwrap_or_default();
            let known = cells.iter().filter(|cell| is_known(cell)).count();
            let fitting = |row: &&&str| dialect.split(row).is_some_and(|r| r.len() == cells.len());
            (
                known,
                rows.iter().filter(fitting).count(),
                cells.len(),
                dialect,
            )
        });
        let best = candidates
            .into_iter()
            .rev()
            .max_by_key(|&(known, fitting, width, _)| {
                (known, if width > 1 { fitting } else { 0 }, width)
            });
        let Some((_, _, width, mut dialect)) = best else {
            return Self {
                delimiter: b',',
                quotes: true,
            };
        };
        if width <= 1 {
            dialect.delimiter = Self::NONE;
        }
        dialect.quotes = dialect.delimiter != b'\t' || quotes_tabs(&rows);
        dialect
    }

    /// The delimiter that a first line `sep=;` names, as spreadsheets write it.
    pub fn from_separator_line(line: &str) -> Option<Self> {
        match line.trim_end().strip_prefix("sep=")?.as_bytes() {
            [] => Some(Self {
                delimiter: b'\t',
                quotes: true,
            }),
            [delimiter] => Some(Self {
                delimiter: *delimiter,
                quotes: true,
            }),
            _ => None,
        }
    }

    /// The cells of a line that is a record of its own.
    pub fn split(self, line: &str) -> Option<Vec<String>> {
        match Splitter::new(self).feed(line, 1) {
            Fed::Record(record) => Some(record.cells),
            Fed::More | Fed::Unclosed { .. } => None,
        }
    }
}

fn is_known(cell: &str) -> bool {
    let cell = cell.trim().trim_start_matches('\u{FEFF}');
    KNOWN.iter().any(|name| cell.eq_ignore_ascii_case(name))
}

/// Whether quotes in a table with tabs enclose cells; many such tables never quote, and a cell
/// there may begin with a quotation.
fn quotes_tabs(rows: &[&str]) -> bool {
    let (mut enclosed, mut opened) = (0, 0);
    for cell in rows.iter().flat_map(|row| row.split('\t')) {
        match cell.strip_prefix('"') {
            Some(rest) if rest.ends_with('"') => enclosed += 1,
            Some(_) => opened += 1,
            None => {}
        }
    }
    enclosed > 0 || opened == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found() {
        let delimiter = |sample: &str| Dialect::detect(sample).delimiter as char;
        assert_eq!(delimiter("id,title,text\n1,a,b"), ',');
        assert_eq!(delimiter("id;title;text\n1;a, b;c, d, e"), ';');
        assert_eq!(delimiter("id\ttitle\ttext\n1\ta, b\tc; d"), '\t');
        assert_eq!(delimiter("\u{FEFF}id|texte\n1|a,b"), '|');
        assert_eq!(delimiter("\"text\";\"label\"\r\"a, b, c\";\"pour\""), ';');
        assert_eq!(delimiter("nom, prénom;âge\na;b\nc;d"), ';');
        assert_eq!(delimiter("text\nbien, très bien; vraiment"), '\u{1F}');
        assert_eq!(delimiter(""), ',');
    }

    #[test]
    fn tabs_with_bare_quotes() {
        assert!(!Dialect::detect("id\ttext\n1\t\"Bonjour\" dit-il\n2\tfin").quotes);
        assert!(Dialect::detect("id\ttext\n1\t\"Bonjour\"\n2\t\"a\tb\"").quotes);
    }

    #[test]
    fn a_separator_line_names_the_delimiter() {
        assert_eq!(
            Dialect::from_separator_line("sep=;\r").unwrap().delimiter,
            b';'
        );
        assert_eq!(
            Dialect::from_separator_line("sep=\t").unwrap().delimiter,
            b'\t'
        );
        assert!(Dialect::from_separator_line("separateur").is_none());
    }
}
