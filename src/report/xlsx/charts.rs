//! The native charts of the overview.

use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartFont, ChartFormat, ChartLegendPosition, ChartLine,
    ChartSolidFill, ChartType, Color, Worksheet, XlsxError,
};

use super::super::context::Context;
use super::super::overview::BINS;
use super::super::palette::{self, UNCERTAIN};
use super::super::texts::fill;
use crate::stance::Dimension;

const SHEET: &str = "Overview";
const WIDTH: u32 = 430;

/// Where the numbers of the charts stand.
pub struct Ranges {
    /// First row of the table of labels; the uncertain ones come after them.
    pub distribution: u32,
    /// How many labels there are.
    pub labels: u32,
    /// First row and column of the histogram's table.
    pub histogram: (u32, u16),
    /// First row of the table of articles.
    pub articles: u32,
    /// Articles in the chart.
    pub charted: u32,
    /// The column of the first label's counts.
    pub first_label: u16,
    /// All articles.
    pub all: u64,
}

/// The height of the charts in pixels, for so many articles.
pub fn height(articles: u32) -> u32 {
    (110 + 24 * articles).clamp(320, 1_100)
}

/// Inserts the three charts side by side.
pub fn insert(
    sheet: &mut Worksheet,
    context: &Context,
    dimension: &Dimension,
    row: u32,
    ranges: &Ranges,
) -> Result<(), XlsxError> {
    let distribution = distribution(context, dimension, ranges);
    sheet.insert_chart_with_offset(row, 0, &distribution, 4, 4)?;
    let histogram = histogram(context, ranges);
    sheet.insert_chart_with_offset(row, 1, &histogram, 118, 4)?;
    if ranges.charted > 0 {
        let articles = articles(context, dimension, ranges);
        sheet.insert_chart_with_offset(row, 6, &articles, 0, 4)?;
    }
    Ok(())
}

fn distribution(context: &Context, dimension: &Dimension, ranges: &Ranges) -> Chart {
    let texts = context.language.texts();
    let mut chart = Chart::new(ChartType::Bar);
    let last = ranges.distribution + ranges.labels;
    let points: Vec<Color> = colours(dimension).collect();
    chart
        .add_series()
        .set_name(texts.comments)
        .set_categories((SHEET, ranges.distribution, 0, last, 0))
        .set_values((SHEET, ranges.distribution, 2, last, 2))
        .set_point_colors(&points)
        .set_gap(40)
        .set_data_label(rust_xlsxwriter::ChartDataLabel::new().show_value());
    titled(&mut chart, texts.chart_overall, WIDTH, 320);
    // Bars are drawn from below; the first label belongs on top.
    chart.y_axis().set_reverse();
    chart.x_axis().set_major_gridlines(false).set_hidden(true);
    chart.legend().set_hidden();
    chart.set_alt_text(format!("{}: {}", texts.chart_overall, dimension.target));
    chart
}

fn histogram(context: &Context, ranges: &Ranges) -> Chart {
    let texts = context.language.texts();
    let (top, column) = ranges.histogram;
    let last = top + BINS as u32 - 1;
    let mut chart = Chart::new(ChartType::Column);
    chart
        .add_series()
        .set_name(texts.comments)
        .set_categories((SHEET, top, column, last, column))
        .set_values((SHEET, top, column + 1, last, column + 1))
        .set_format(
            ChartFormat::new()
                .set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(0x5A_6B_80))),
        )
        .set_gap(8);
    titled(&mut chart, texts.chart_confidence, WIDTH, 320);
    chart.x_axis().set_name(texts.confidence);
    chart
        .y_axis()
        .set_name(texts.comments)
        .set_major_gridlines_line(&grid());
    chart.legend().set_hidden();
    chart.set_alt_text(texts.confidence_title);
    chart
}

fn articles(context: &Context, dimension: &Dimension, ranges: &Ranges) -> Chart {
    let texts = context.language.texts();
    let mut chart = Chart::new(ChartType::BarStacked);
    let (top, last) = (ranges.articles, ranges.articles + ranges.charted - 1);
    let names = dimension
        .labels
        .iter()
        .map(|label| context.label_name(label));
    let names = names.chain([texts.uncertain]);
    for ((name, colour), column) in names.zip(colours(dimension)).zip(ranges.first_label..) {
        chart
            .add_series()
            .set_name(name)
            .set_categories((SHEET, top, 1, last, 1))
            .set_values((SHEET, top, column, last, column))
            .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour)))
            .set_gap(35);
    }
    let title = if ranges.all > u64::from(ranges.charted) {
        let charted = context.language.count(u64::from(ranges.charted));
        fill(texts.chart_articles_first, &[&charted])
    } else {
        texts.chart_articles.to_owned()
    };
    titled(&mut chart, &title, 640, height(ranges.charted));
    // Reversed, the axis of numbers would stand on top.
    chart
        .y_axis()
        .set_reverse()
        .set_crossing(ChartAxisCrossing::Max);
    chart.x_axis().set_major_gridlines_line(&grid());
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.set_alt_text(format!("{title}: {}", dimension.target));
    chart
}

/// The colours of the labels and of what is uncertain.
fn colours(dimension: &Dimension) -> impl Iterator<Item = Color> + '_ {
    let labels = dimension.labels.iter();
    labels
        .map(|label| palette::colour(palette::place(dimension, label)).strong)
        .chain([UNCERTAIN.strong])
        .map(Color::RGB)
}

pub(super) fn titled(chart: &mut Chart, title: &str, width: u32, height: u32) {
    let font = ChartFont::new().set_size(13).set_bold().clone();
    chart.title().set_name(title).set_font(&font);
    chart.set_width(width).set_height(height);
    chart
        .chart_area()
        .set_format(ChartFormat::new().set_no_border());
}

pub(super) fn grid() -> ChartLine {
    ChartLine::new().set_color(Color::RGB(0xE1_E5_EA)).clone()
}
