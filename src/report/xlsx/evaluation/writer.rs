//! A sheet that is written from above.

use rust_xlsxwriter::{
    Color, ConditionalFormat2ColorScale, ConditionalFormatType, Format, FormatAlign, Worksheet,
    XlsxError,
};

use super::super::super::cell::rounded;
use super::super::overview::capital;
use super::super::sheet::{Limits, lines, put_text, set_lines};
use super::super::style::Styles;

/// How a number is shown.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// A whole number.
    Count(u64),
    /// A share, in per cent.
    Share(f64),
    /// Any other figure, with three decimals.
    Decimal(f64),
}

/// A sheet and the row that is next.
pub struct Writer<'s, 'l> {
    pub sheet: &'s mut Worksheet,
    /// The sheet's name, for the ranges of charts.
    pub name: &'static str,
    pub styles: &'l Styles,
    limits: &'l mut Limits,
    widths: Vec<f64>,
    pub row: u32,
}

impl<'s, 'l> Writer<'s, 'l> {
    pub fn new(
        sheet: &'s mut Worksheet,
        name: &'static str,
        styles: &'l Styles,
        limits: &'l mut Limits,
    ) -> Self {
        sheet
            .set_landscape()
            .set_paper_size(9)
            .set_print_fit_to_pages(1, 0)
            .set_footer("&C&P / &N");
        Self {
            sheet,
            name,
            styles,
            limits,
            widths: Vec::new(),
            row: 0,
        }
    }

    /// Sets the widths of the first columns, in characters.
    pub fn widths(&mut self, widths: &[f64]) -> Result<(), XlsxError> {
        for (width, column) in widths.iter().zip(0_u16..) {
            self.sheet.set_column_width(column, *width)?;
        }
        self.widths = widths.to_vec();
        Ok(())
    }

    /// A heading after an empty row.
    pub fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += u32::from(self.row > 0);
        self.text(0, text, &self.styles.heading)?;
        self.row += 1;
        Ok(())
    }

    /// An explanation, as wide as the sheet's columns.
    pub fn note(&mut self, text: &str) -> Result<(), XlsxError> {
        let width: f64 = self.widths.iter().sum();
        let last = self.widths.len().max(2) as u16 - 1;
        let format = self.styles.note.clone().set_text_wrap();
        let format = format.set_align(FormatAlign::Top);
        self.sheet
            .merge_range(self.row, 0, self.row, last, text, &format)?;
        set_lines(self.sheet, self.row, lines(text, width))?;
        self.row += 1;
        Ok(())
    }

    /// What stands to the right of numbers, with a space between.
    pub fn aside(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        let format = self.styles.note.clone().set_indent(1);
        self.text(column, text, &format)
    }

    /// The header of a table; columns from `numbers` on hold numbers.
    pub fn header(&mut self, names: &[&str], numbers: usize) -> Result<(), XlsxError> {
        for (name, column) in names.iter().zip(0_u16..) {
            let format = if usize::from(column) < numbers {
                &self.styles.header
            } else {
                &self.styles.header_number
            };
            self.text(column, &capital(name), format)?;
        }
        let width = |column: usize| self.widths.get(column).copied().unwrap_or(13.0) * 0.85;
        let high = names.iter().enumerate();
        let high = high.map(|(column, name)| lines(name, width(column)));
        set_lines(self.sheet, self.row, high.max().unwrap_or(1))?;
        self.row += 1;
        Ok(())
    }

    /// A text of a column that wraps; the row becomes as high as it needs.
    pub fn wrapped(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        let width = self.widths.get(usize::from(column)).copied();
        self.text(column, text, &self.styles.text)?;
        set_lines(self.sheet, self.row, lines(text, width.unwrap_or(13.0)))
    }

    pub fn plain(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        self.text(column, text, &self.styles.plain)
    }

    pub fn text(&mut self, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        put_text(self.sheet, (self.row, column), text, format, self.limits)
    }

    pub fn number(&mut self, column: u16, number: Number) -> Result<(), XlsxError> {
        let (value, format) = match number {
            Number::Count(count) => (count as f64, &self.styles.count),
            Number::Share(share) => (rounded(share), &self.styles.share),
            Number::Decimal(number) => (rounded(number), &self.styles.decimal),
        };
        self.sheet
            .write_number_with_format(self.row, column, value, format)?;
        Ok(())
    }

    /// Numbers in neighbouring columns.
    pub fn numbers(
        &mut self,
        from: u16,
        numbers: impl IntoIterator<Item = Number>,
    ) -> Result<(), XlsxError> {
        for (number, column) in numbers.into_iter().zip(from..) {
            self.number(column, number)?;
        }
        Ok(())
    }

    /// A scale of colours from white at 0 to a pale blue at `most`, over which text stays legible.
    pub fn scale(
        &mut self,
        (top, left): (u32, u16),
        (bottom, right): (u32, u16),
        most: f64,
    ) -> Result<(), XlsxError> {
        let scale = ConditionalFormat2ColorScale::new()
            .set_minimum(ConditionalFormatType::Number, 0)
            .set_maximum(ConditionalFormatType::Number, most)
            .set_minimum_color(Color::White)
            .set_maximum_color(Color::RGB(0x8F_BB_E6));
        self.sheet
            .add_conditional_format(top, left, bottom, right, &scale)?;
        Ok(())
    }
}
