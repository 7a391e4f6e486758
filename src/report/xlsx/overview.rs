//! The sheet Overview: totals, charts, and one row an article with share and interval.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::super::cell::rounded;
use super::super::context::Context;
use super::super::findings::Findings;
use super::super::overview::DimensionOverview;
use super::super::rows::ArticleRow;
use super::super::share::first_share;
use super::super::texts::{Texts, fill};
use super::Failure;
use super::charts::{self, Ranges};
use super::sheet::{Limits, lines, put_link, put_text, set_lines};
use super::style::Styles;
use crate::stance::Dimension;

/// Width of the column of titles, in characters.
const TITLES: f64 = 46.0;

/// The column of the histogram's table.
const HISTOGRAM: u16 = 7;

/// Articles in the chart; with more, bars would be thinner than their labels.
pub const CHARTED: u32 = 40;

/// Writes the sheet.
pub fn write(
    sheet: &mut Worksheet,
    context: &Context,
    findings: &Findings,
    styles: &Styles,
    limits: &mut Limits,
) -> Result<(), Failure> {
    let texts = context.language.texts();
    sheet.set_screen_gridlines(false);
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&P / &N");
    sheet.set_column_width(0, TITLES)?.set_column_width(1, 28)?;
    sheet.set_column_range_width(2, 14, 13)?;
    sheet.set_row_height(0, 30)?;
    put_text(sheet, (0, 0), texts.title, &styles.title, limits)?;
    put_text(sheet, (1, 0), &context.lead(), &styles.plain, limits)?;
    put_text(sheet, (2, 0), texts.shares_note, &styles.note, limits)?;
    let mut row = 4;
    for (place, counted) in context.overview.dimensions.iter().enumerate() {
        let Some(dimension) = context.dimension(&counted.id) else {
            continue;
        };
        let mut block = Block {
            sheet,
            context,
            texts,
            styles,
            limits,
            dimension,
            place,
        };
        row = block.write(row, counted, findings)? + 3;
    }
    Ok(())
}

struct Block<'s, 'l> {
    sheet: &'s mut Worksheet,
    context: &'l Context,
    texts: &'static Texts,
    styles: &'l Styles,
    limits: &'l mut Limits,
    dimension: &'l Dimension,
    place: usize,
}

impl Block<'_, '_> {
    /// Writes a dimension's tables and charts and returns the row after them.
    fn write(
        &mut self,
        top: u32,
        counted: &DimensionOverview,
        findings: &Findings,
    ) -> Result<u32, Failure> {
        let (styles, texts) = (self.styles, self.texts);
        let heading = format!("{} – {}", texts.overview, self.dimension.target);
        self.text(top, 0, &heading, &styles.heading)?;
        self.text(
            top + 1,
            0,
            &headline(self.context, self.dimension, counted),
            &styles.plain,
        )?;
        let adjusted = self.context.adjusted(counted);
        if !adjusted.is_empty() {
            let sentence = format!("{adjusted} {}", texts.adjusted_note);
            self.text(top + 2, 0, &sentence, &styles.note)?;
        }
        let labels = counted.labels.len() as u32;
        let after = self
            .distribution(top + 3, counted)?
            .max(self.histogram(top + 3, counted)?);
        let charts = after + 1;
        let articles = findings.totals().articles;
        let charted = articles.min(u64::from(CHARTED)) as u32;
        let height = charts::height(charted);
        // Rows are 20 pixels high.
        let table = charts + height.div_ceil(20) + 1;
        let next = self.articles(table, findings)?;
        let ranges = Ranges {
            distribution: top + 4,
            labels,
            histogram: (top + 4, HISTOGRAM),
            articles: table + 1,
            charted: charted.min(next.saturating_sub(table + 1)),
            first_label: 3,
            all: articles,
        };
        charts::insert(self.sheet, self.context, self.dimension, charts, &ranges)?;
        Ok(next)
    }

    /// Label, comments, share and interval of each label.
    fn distribution(&mut self, top: u32, counted: &DimensionOverview) -> Result<u32, XlsxError> {
        let (styles, texts) = (self.styles, self.texts);
        let header = [
            texts.label,
            "",
            texts.comments,
            texts.share,
            texts.low,
            texts.high,
        ];
        for (name, column) in header.iter().zip(0..) {
            let format = if column < 2 {
                &styles.header
            } else {
                &styles.header_number
            };
            self.text(top, column, &capital(name), format)?;
        }
        let mut row = top + 1;
        for (label, found) in self.dimension.labels.iter().zip(&counted.labels) {
            let name = self.context.label_name(label);
            self.text(row, 0, name, styles.stance(&self.dimension.id, &label.id))?;
            self.text(row, 1, &label.id, &styles.note)?;
            self.count(row, 2, found.count)?;
            for (end, column) in found.share.into_iter().flatten().zip(3..) {
                self.share(row, column, end)?;
            }
            row += 1;
        }
        self.text(
            row,
            0,
            texts.uncertain,
            styles.stance(&self.dimension.id, "uncertain"),
        )?;
        self.text(row, 1, "uncertain", &styles.note)?;
        self.count(row, 2, counted.uncertain)?;
        row += 1;
        self.text(row, 0, texts.chart_overall, &styles.total)?;
        self.text(row, 1, "", &styles.total)?;
        let all = counted.all() as f64;
        self.sheet
            .write_number_with_format(row, 2, all, &styles.total_count)?;
        row += 1;
        if let Some(ends) = counted.adjusted {
            self.text(row, 0, &self.adjusted_name(), &styles.plain)?;
            for (end, column) in ends.into_iter().zip(3..) {
                self.share(row, column, end)?;
            }
            row += 1;
        }
        Ok(row)
    }

    /// The name of the first label's corrected share.
    fn adjusted_name(&self) -> String {
        let first = self.dimension.labels.first();
        let name = first.map_or("", |label| self.context.label_name(label));
        fill(self.texts.adjusted_of, &[name])
    }

    /// Comments by confidence.
    fn histogram(&mut self, top: u32, counted: &DimensionOverview) -> Result<u32, XlsxError> {
        let (styles, texts) = (self.styles, self.texts);
        self.text(top, HISTOGRAM, &capital(texts.confidence), &styles.header)?;
        self.text(
            top,
            HISTOGRAM + 1,
            &capital(texts.comments),
            &styles.header_number,
        )?;
        let mut row = top + 1;
        for (count, bin) in counted.confidence.iter().zip(0_u32..) {
            self.text(row, HISTOGRAM, &bin_name(self.context, bin), &styles.plain)?;
            self.count(row, HISTOGRAM + 1, *count)?;
            row += 1;
        }
        Ok(row)
    }

    /// One row an article.
    fn articles(&mut self, top: u32, findings: &Findings) -> Result<u32, Failure> {
        let (styles, texts) = (self.styles, self.texts);
        let labels: Vec<&str> = self
            .dimension
            .labels
            .iter()
            .map(|l| self.context.label_name(l))
            .collect();
        let first = labels.first().copied().unwrap_or_default();
        let share = fill(texts.share_of, &[first]);
        let mut header = vec![texts.article, "article_id", texts.comments];
        header.extend(&labels);
        header.extend([texts.uncertain, &share, texts.low, texts.high]);
        let adjusted = self.adjusted_name();
        if findings.scheme().adjusted {
            header.extend([adjusted.as_str(), texts.low, texts.high]);
        }
        self.sheet.set_row_height(top, 62)?;
        for (name, column) in header.iter().zip(0..) {
            let format = if column < 2 {
                &styles.header
            } else {
                &styles.header_number
            };
            self.text(top, column, &capital(name), format)?;
        }
        let mut row = top + 1;
        let mut left_out = 0;
        for (article, at) in findings.articles().zip(1_u32..) {
            let article = article?;
            // Other dimensions may follow, and every row may be the last that fits.
            if row + 1 >= self.limits.rows {
                left_out += 1;
                continue;
            }
            self.article(row, at, &article)?;
            row += 1;
        }
        self.limits.left_out("Overview", left_out);
        Ok(row)
    }

    fn article(&mut self, row: u32, at: u32, article: &ArticleRow) -> Result<(), XlsxError> {
        let (styles, texts) = (self.styles, self.texts);
        let title = match article.title.as_str() {
            "" => &article.article_id,
            title => title,
        };
        // The title wraps, which a link does not everywhere: LibreOffice keeps it on one line.
        self.text(row, 0, title, &styles.text)?;
        set_lines(self.sheet, row, lines(title, TITLES))?;
        let id = &article.article_id;
        if at < self.limits.rows && self.limits.link(row) {
            let target = ("Articles", at, texts.link_article);
            let format = &styles.link;
            put_link(self.sheet, (row, 1), id, target, format, self.limits)?;
        } else {
            self.text(row, 1, id, &styles.plain)?;
        }
        self.count(row, 2, article.comments)?;
        let Some(found) = article.dimensions.get(self.place) else {
            return Ok(());
        };
        let mut column = 3;
        for count in found.counts.iter().chain([&found.uncertain]) {
            self.count(row, column, *count)?;
            column += 1;
        }
        let share = first_share(&found.counts);
        let share = share.map(|share| [share.share, share.low, share.high]);
        for (ends, from) in [(share, column), (found.adjusted, column + 3)] {
            for (end, column) in ends.into_iter().flatten().zip(from..) {
                self.share(row, column, end)?;
            }
        }
        Ok(())
    }

    fn text(
        &mut self,
        row: u32,
        column: u16,
        text: &str,
        format: &rust_xlsxwriter::Format,
    ) -> Result<(), XlsxError> {
        put_text(self.sheet, (row, column), text, format, self.limits)
    }

    fn count(&mut self, row: u32, column: u16, count: u64) -> Result<(), XlsxError> {
        let format = &self.styles.count;
        self.sheet
            .write_number_with_format(row, column, count as f64, format)?;
        Ok(())
    }

    fn share(&mut self, row: u32, column: u16, share: f64) -> Result<(), XlsxError> {
        let format = &self.styles.share;
        self.sheet
            .write_number_with_format(row, column, rounded(share), format)?;
        Ok(())
    }
}

/// The first label's share in a sentence.
fn headline(context: &Context, dimension: &Dimension, counted: &DimensionOverview) -> String {
    let (language, texts) = (context.language, context.language.texts());
    let first = dimension.labels.first().zip(counted.labels.first());
    let Some((label, [share, low, high])) = first.and_then(|(l, found)| Some((l, found.share?)))
    else {
        return texts.headline_none.to_owned();
    };
    let values = [
        language.percent(share),
        language.count(counted.clear()),
        context.label_name(label).to_owned(),
        language.percent(low),
        language.percent(high),
    ];
    fill(texts.headline, &values.each_ref().map(String::as_str))
}

/// The name of a bar: `0.3–0.4`.
fn bin_name(context: &Context, bin: u32) -> String {
    let end = |bin: u32| context.language.decimal(f64::from(bin) / 10.0, 1);
    format!("{}–{}", end(bin), end(bin + 1))
}

/// The text with a capital at its start, for headers.
pub(super) fn capital(text: &str) -> String {
    if text == "article_id" {
        return text.to_owned();
    }
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}
