//! The formats of cells.

use std::collections::HashMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use super::super::language::Language;
use super::super::palette;
use crate::stance::{Codebook, UNCERTAIN};

const INK: Color = Color::RGB(0x1D_24_30);
const FAINT: Color = Color::RGB(0x5A_63_70);
const RULE: Color = Color::RGB(0xC9_CF_D8);

/// Every format of the workbook.
pub struct Styles {
    pub title: Format,
    pub heading: Format,
    pub note: Format,
    pub header: Format,
    pub header_number: Format,
    pub text: Format,
    pub plain: Format,
    pub link: Format,
    pub count: Format,
    pub share: Format,
    pub probability: Format,
    pub decimal: Format,
    pub date: Format,
    pub moment: Format,
    pub flag: Format,
    pub total: Format,
    pub total_count: Format,
    stances: HashMap<(String, String), Format>,
}

impl Styles {
    pub fn new(language: Language, codebook: &Codebook) -> Self {
        let base = Format::new()
            .set_font_name("Calibri")
            .set_font_size(11)
            .set_font_color(INK);
        let cell = base.clone().set_align(FormatAlign::Top);
        let header = base
            .clone()
            .set_bold()
            .set_align(FormatAlign::Bottom)
            .set_text_wrap()
            .set_background_color(Color::RGB(0xEE_F1_F5))
            .set_border_bottom(FormatBorder::Medium)
            .set_border_bottom_color(INK);
        let total = cell
            .clone()
            .set_bold()
            .set_border_top(FormatBorder::Thin)
            .set_border_top_color(RULE);
        let date = match language {
            Language::English => "yyyy-mm-dd",
            Language::French => "dd/mm/yyyy",
        };
        let right = |format: Format| format.set_align(FormatAlign::Right);
        let number = |format: &str| cell.clone().set_num_format(format);
        Self {
            title: base.clone().set_font_size(20).set_bold(),
            heading: base.clone().set_font_size(14).set_bold(),
            note: base.clone().set_font_color(FAINT).set_italic(),
            header_number: right(header.clone()),
            header,
            text: cell.clone().set_text_wrap(),
            link: cell
                .clone()
                .set_font_color(Color::RGB(0x1A_5A_96))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            count: number("#,##0"),
            share: number("0.0%"),
            probability: number("0.00"),
            decimal: number("0.000"),
            date: right(number(date)),
            moment: right(number(&format!("{date} hh:mm:ss"))),
            flag: cell.clone().set_align(FormatAlign::Center),
            total_count: total.clone().set_num_format("#,##0"),
            total,
            stances: stances(codebook, &cell),
            plain: cell,
        }
    }

    /// The format of a stance.
    pub fn stance(&self, dimension: &str, stance: &str) -> &Format {
        let key = (dimension.to_owned(), stance.to_owned());
        self.stances.get(&key).unwrap_or(&self.plain)
    }
}

fn stances(codebook: &Codebook, cell: &Format) -> HashMap<(String, String), Format> {
    let mut formats = HashMap::new();
    for dimension in &codebook.dimensions {
        for label in &dimension.labels {
            let colour = palette::colour(palette::place(dimension, label));
            let format = cell
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(colour.pale));
            formats.insert((dimension.id.clone(), label.id.clone()), format);
        }
        let format = cell.clone().set_italic().set_font_color(FAINT);
        formats.insert((dimension.id.clone(), UNCERTAIN.to_owned()), format);
    }
    formats
}
