//! Cells within Excel's limits.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, Url, Worksheet, XlsxError};

use super::super::language::Language;
use super::super::texts::fill;
use super::super::visible::visible;
use super::links::MAX_LINKS;

/// Characters of a cell, counted in UTF-16 units as Excel does.
const MAX_CHARACTERS: usize = 32_767;

/// What did not fit into the workbook.
#[derive(Debug)]
pub struct Limits {
    file: String,
    /// Rows of a sheet at most.
    pub rows: u32,
    cut_cells: u64,
    cut_rows: Vec<(&'static str, u64)>,
    cut_links: bool,
}

impl Limits {
    pub fn new(file: &str, rows: u32) -> Self {
        Self {
            file: file.to_owned(),
            rows,
            cut_cells: 0,
            cut_rows: Vec::new(),
            cut_links: false,
        }
    }

    /// The workbook's name.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// So many rows of a sheet were left out.
    pub fn left_out(&mut self, sheet: &'static str, rows: u64) {
        if rows > 0 {
            self.cut_rows.push((sheet, rows));
        }
    }

    /// Whether one more link may stand on a sheet that has so many.
    pub fn link(&mut self, links: u32) -> bool {
        self.cut_links |= links >= MAX_LINKS;
        links < MAX_LINKS
    }

    /// What to tell the reader.
    pub fn warnings(&self, language: Language) -> Vec<String> {
        let texts = language.texts();
        let mut warnings = Vec::new();
        if self.cut_cells > 0 {
            let count = language.count(self.cut_cells);
            warnings.push(fill(texts.cut_cells, &[&count, &self.file]));
        }
        for (sheet, rows) in &self.cut_rows {
            warnings.push(fill(
                texts.cut_rows,
                &[&language.count(*rows), sheet, &self.file],
            ));
        }
        if self.cut_links {
            let most = language.count(u64::from(MAX_LINKS));
            warnings.push(fill(texts.cut_links, &[&most, &self.file]));
        }
        warnings
    }

    /// The text as a cell holds it: nothing that steers, and not more than fits.
    pub fn fit<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let text = visible(text);
        if text.len() <= MAX_CHARACTERS || text.encode_utf16().count() <= MAX_CHARACTERS {
            return text;
        }
        self.cut_cells += 1;
        let mut units = 0;
        let end = text.char_indices().find(|(_, c)| {
            units += c.len_utf16();
            units > MAX_CHARACTERS - 1
        });
        let end = end.map_or(text.len(), |(at, _)| at);
        Cow::Owned(format!("{}…", &text[..end]))
    }
}

/// Lines that a row shows at most; the rest of a longer text is seen in the cell itself.
const MAX_LINES: usize = 24;

/// Lines of a wrapped text in a column of this width, in characters.
pub fn lines(text: &str, width: f64) -> usize {
    // Letters are narrower than the digits that widths are counted in.
    let width = (width * 1.1).max(1.0) as usize;
    let line = |line: &str| {
        line.chars()
            .take(MAX_LINES * width)
            .count()
            .div_ceil(width)
            .max(1)
    };
    text.split('\n')
        .take(MAX_LINES)
        .map(line)
        .sum::<usize>()
        .min(MAX_LINES)
}

/// Makes a row as high as so many lines: Excel would do so itself, others do not.
pub fn set_lines(sheet: &mut Worksheet, row: u32, lines: usize) -> Result<(), XlsxError> {
    if lines > 1 {
        sheet.set_row_height(row, 15.0 * lines as f64)?;
    }
    Ok(())
}

/// A string cell.
pub fn put_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
    limits: &mut Limits,
) -> Result<(), XlsxError> {
    let text = limits.fit(text);
    sheet.write_string_with_format(row, column, text.as_ref(), format)?;
    Ok(())
}

/// A string cell that leads to a row (from 0) of another sheet.
pub fn put_link(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    (target, target_row, tip): (&str, u32, &str),
    format: &Format,
    limits: &mut Limits,
) -> Result<(), XlsxError> {
    let text = limits.fit(text);
    let url = Url::new(format!("internal:{target}!A{}", target_row + 1))
        .set_text(text.as_ref())
        .set_tip(tip);
    sheet.write_url_with_format(row, column, url, format)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_high_as_their_text() {
        assert_eq!((lines("", 10.0), lines("abc", 10.0)), (1, 1));
        assert_eq!(lines(&"x".repeat(23), 10.0), 3);
        assert_eq!(lines("a\n\nb", 10.0), 3);
        assert_eq!(lines(&"😀".repeat(30_000), 80.0), MAX_LINES);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let mut limits = Limits::new("report.xlsx", 10);
        let emoji = "😀".repeat(30_000);
        let cut = limits.fit(&emoji);
        assert_eq!(cut.encode_utf16().count(), 32_767);
        assert!(cut.ends_with("😀…"));
        let most = "é".repeat(32_767);
        assert_eq!(limits.fit(&most), most);
        limits.left_out("Comments", 3);
        limits.left_out("Articles", 0);
        let warnings = limits.warnings(Language::English);
        assert_eq!(warnings.len(), 2);
        assert!(warnings[0].starts_with("1 cell(s)") && warnings[1].starts_with("3 row(s)"));
    }
}
