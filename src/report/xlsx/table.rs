//! The sheets Articles and Comments: every row and column of the CSV tables.

use rust_xlsxwriter::{
    Color, ConditionalFormat2ColorScale, ConditionalFormatType, Format, Worksheet, XlsxError,
};

use super::super::cell::{Cell, rounded};
use super::super::context::Context;
use super::super::findings::{Findings, Rows};
use super::super::language::Language;
use super::super::palette;
use super::super::record::Record;
use super::super::rows::{ArticleRow, CommentRow};
use super::super::warnings::translated;
use super::links::Links;
use super::sheet::{Limits, lines, put_link, put_text, set_lines};
use super::style::Styles;
use super::{Failure, moment};

/// The sheet of articles.
pub fn articles(
    sheet: &mut Worksheet,
    context: &Context,
    findings: &Findings,
    styles: &Styles,
    links: &Links,
    limits: &mut Limits,
) -> Result<(), Failure> {
    let names: Vec<&str> = findings.article_columns().names().collect();
    let tip = context.language.texts().link_comments;
    let shares = share_columns(findings);
    let mut table = Table::new(sheet, "Articles", &names, styles, limits)?;
    let cells = |row: &ArticleRow, table: &mut Table<'_, '_>, at: u32| -> Result<(), XlsxError> {
        let target = links.get(&row.article_id);
        let target = target
            .filter(|place| place.article == at)
            .and_then(|place| place.comment);
        for (cell, column) in findings.article_columns().cells(row).iter().zip(0..) {
            match (cell, names[usize::from(column)]) {
                (Cell::Text(text), "article_id") => {
                    table.linked(at, column, text, target.map(|row| ("Comments", row, tip)))?;
                }
                (Cell::Text(text), "date") => table.date(at, column, text)?,
                (Cell::Text(_), "warnings") => {
                    table.warnings(at, column, context.language, &row.warnings)?;
                }
                (Cell::Number(number), name) => {
                    let share = shares.iter().any(|share| share == name);
                    let format = if share {
                        &styles.share
                    } else {
                        &styles.probability
                    };
                    table
                        .sheet
                        .write_number_with_format(at, column, rounded(*number), format)?;
                }
                (cell, _) => table.cell(at, column, cell)?,
            }
        }
        Ok(())
    };
    table.rows(findings.articles(), cells)?;
    table.finish()
}

/// The names of columns that hold shares.
fn share_columns(findings: &Findings) -> Vec<String> {
    let firsts = findings.scheme().dimensions.iter();
    let firsts = firsts.filter_map(|d| d.labels.first().map(|label| format!("{}_{label}", d.id)));
    firsts
        .flat_map(|first| {
            [
                "share",
                "low",
                "high",
                "adjusted",
                "adjusted_low",
                "adjusted_high",
            ]
            .map(|end| format!("{first}_{end}"))
        })
        .collect()
}

/// The sheet of comments.
pub fn comments(
    sheet: &mut Worksheet,
    context: &Context,
    findings: &Findings,
    styles: &Styles,
    links: &Links,
    limits: &mut Limits,
) -> Result<(), Failure> {
    let names: Vec<&str> = findings.comment_columns().names().collect();
    let own = findings.comment_columns().own().len();
    let tip = context.language.texts().link_article;
    let mut table = Table::new(sheet, "Comments", &names, styles, limits)?;
    let cells = |row: &CommentRow, table: &mut Table<'_, '_>, at: u32| -> Result<(), XlsxError> {
        let target = links.get(&row.article_id).map(|place| place.article);
        for (cell, column) in findings.comment_columns().cells(row).iter().zip(0..) {
            match (cell, names[usize::from(column)]) {
                (Cell::Text(text), "article_id") => {
                    table.linked(at, column, text, target.map(|row| ("Articles", row, tip)))?;
                }
                (Cell::Text(text), "stance") => {
                    let format = styles.stance(&row.dimension, &row.stance);
                    put_text(table.sheet, (at, column), text, format, table.limits)?;
                }
                (Cell::Text(_), "warnings") => {
                    table.warnings(at, column, context.language, &row.warnings)?;
                }
                (cell, _) => table.cell(at, column, cell)?,
            }
        }
        Ok(())
    };
    table.rows(findings.comments(), cells)?;
    let last = table.next.saturating_sub(1);
    if last > 0 {
        for (name, column) in names.iter().zip(0..).take(own) {
            if let Some(colour) = scale_colour(context, name) {
                let scale = ConditionalFormat2ColorScale::new()
                    .set_minimum(ConditionalFormatType::Number, 0)
                    .set_maximum(ConditionalFormatType::Number, 1)
                    .set_minimum_color(Color::White)
                    .set_maximum_color(Color::RGB(colour));
                table
                    .sheet
                    .add_conditional_format(1, column, last, column, &scale)?;
            }
        }
    }
    table.finish()
}

/// The colour at probability 1 of a column of probabilities.
fn scale_colour(context: &Context, name: &str) -> Option<u32> {
    if name == "confidence" {
        return Some(0xB9_C3_D0);
    }
    let id = name.strip_prefix("p_")?;
    context.codebook.dimensions.iter().find_map(|dimension| {
        let label = dimension.labels.iter().find(|label| label.id == id)?;
        // The pale side of a strong colour, so that the number stays legible.
        let strong = palette::colour(palette::place(dimension, label)).strong;
        let blend = |shift: u32| {
            let part = (strong >> shift) & 0xFF;
            (part + (0xFF - part) * 35 / 100) << shift
        };
        Some(blend(16) | blend(8) | blend(0))
    })
}

struct Table<'s, 'l> {
    sheet: &'s mut Worksheet,
    name: &'static str,
    widths: Vec<f64>,
    styles: &'l Styles,
    limits: &'l mut Limits,
    next: u32,
    links: u32,
    /// Lines of the row at hand.
    lines: usize,
}

impl<'s, 'l> Table<'s, 'l> {
    fn new(
        sheet: &'s mut Worksheet,
        name: &'static str,
        columns: &[&str],
        styles: &'l Styles,
        limits: &'l mut Limits,
    ) -> Result<Self, XlsxError> {
        sheet.set_freeze_panes(1, 1)?;
        sheet
            .set_landscape()
            .set_paper_size(9)
            .set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_footer("&C&P / &N");
        sheet.set_row_height(0, 32)?;
        for (column, at) in columns.iter().zip(0..) {
            sheet.set_column_width(at, width(column))?;
            put_text(sheet, (0, at), column, &styles.header, limits)?;
        }
        Ok(Self {
            sheet,
            name,
            widths: columns.iter().map(|column| width(column)).collect(),
            styles,
            limits,
            next: 1,
            links: 0,
            lines: 1,
        })
    }

    fn rows<R: Record>(
        &mut self,
        rows: Rows<'_, R>,
        cells: impl Fn(&R, &mut Self, u32) -> Result<(), XlsxError>,
    ) -> Result<(), Failure> {
        let mut left_out = 0;
        for row in rows {
            let row = row?;
            if self.next >= self.limits.rows {
                left_out += 1;
                continue;
            }
            let at = self.next;
            self.lines = 1;
            cells(&row, self, at)?;
            set_lines(self.sheet, at, self.lines)?;
            self.next += 1;
        }
        self.limits.left_out(self.name, left_out);
        Ok(())
    }

    fn cell(&mut self, row: u32, column: u16, cell: &Cell<'_>) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) if text.is_empty() => {}
            Cell::Text(text) => {
                let width = self.widths.get(usize::from(column)).copied();
                self.lines = self.lines.max(lines(text, width.unwrap_or(13.0)));
                let format = &self.styles.text;
                put_text(self.sheet, (row, column), text, format, self.limits)?;
            }
            Cell::Count(count) => self.number(row, column, *count as f64, &self.styles.count)?,
            Cell::Number(number) => {
                self.number(row, column, rounded(*number), &self.styles.probability)?;
            }
            Cell::Flag(flag) => {
                self.sheet
                    .write_boolean_with_format(row, column, *flag, &self.styles.flag)?;
            }
        }
        Ok(())
    }

    /// A row's warnings in the report's language, joined as in the CSV tables.
    fn warnings(
        &mut self,
        row: u32,
        column: u16,
        language: Language,
        warnings: &[String],
    ) -> Result<(), XlsxError> {
        let told: Vec<_> = warnings
            .iter()
            .map(|warning| translated(language, warning))
            .collect();
        self.cell(row, column, &Cell::text(&told.join("; ")))
    }

    fn number(
        &mut self,
        row: u32,
        column: u16,
        number: f64,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.sheet
            .write_number_with_format(row, column, number, format)?;
        Ok(())
    }

    /// A day that is written plainly is a date; any other text stays as it is.
    fn date(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        let Some(moment) = moment(text) else {
            return self.cell(row, column, &Cell::text(text));
        };
        let format = if text.len() == 10 {
            &self.styles.date
        } else {
            &self.styles.moment
        };
        self.sheet
            .write_datetime_with_format(row, column, &moment, format)?;
        Ok(())
    }

    fn linked(
        &mut self,
        row: u32,
        column: u16,
        text: &str,
        target: Option<(&str, u32, &str)>,
    ) -> Result<(), XlsxError> {
        match target {
            Some(target) if !text.is_empty() && self.limits.link(self.links) => {
                self.links += 1;
                put_link(
                    self.sheet,
                    (row, column),
                    text,
                    target,
                    &self.styles.link,
                    self.limits,
                )
            }
            _ => self.cell(row, column, &Cell::text(text)),
        }
    }

    fn finish(self) -> Result<(), Failure> {
        let last = self.next.saturating_sub(1);
        if let Some(columns) = (self.widths.len() as u16).checked_sub(1) {
            self.sheet.autofilter(0, 0, last, columns)?;
        }
        Ok(())
    }
}

/// The width of a column, in characters.
fn width(name: &str) -> f64 {
    match name {
        "text" => 80.0,
        "summary" => 70.0,
        "title" | "evidence" | "warnings" => 40.0,
        "article_id" | "source" | "url" => 28.0,
        "comment_id" => 24.0,
        "author" | "outlet" | "stance" | "dimension" | "duplicate_of" => 18.0,
        _ => 13.0,
    }
}
