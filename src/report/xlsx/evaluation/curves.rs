//! The sheet Calibration: reliability and coverage, as tables and charts.

use rust_xlsxwriter::{
    Chart, ChartAxis, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker,
    ChartMarkerType, ChartType, Color, XlsxError,
};

use super::super::super::evaluation::Evaluation;
use super::super::super::texts::fill;
use super::super::charts::{grid, titled};
use super::writer::{Number, Writer};

/// The first column of the charts.
const CHARTS: u16 = 7;

/// The blue of the curves.
const LINE: Color = Color::RGB(0x1F_6F_B5);

/// Writes the sheet.
pub fn write(evaluation: &Evaluation, out: &mut Writer) -> Result<(), XlsxError> {
    let (e, t) = (evaluation.texts(), evaluation.language.texts());
    let figures = &evaluation.report.figures;
    out.widths(&[12.0, 12.0, 14.0, 12.0, 12.0, 14.0, 4.0])?;
    out.heading(e.reliability)?;
    let bins = evaluation.language.count(figures.reliability.len() as u64);
    out.note(&fill(e.reliability_note, &[&bins]))?;
    let header = [
        e.bin_low,
        e.bin_high,
        t.comments,
        t.confidence,
        e.share_right,
        e.perfect,
    ];
    out.header(&header, 0)?;
    let top = out.row;
    for bin in &figures.reliability {
        out.numbers(0, [bin.low, bin.high].map(Number::Share))?;
        out.number(2, Number::Count(bin.count as u64))?;
        let shares = [bin.confidence, bin.accuracy, bin.confidence];
        out.numbers(3, shares.map(Number::Share))?;
        out.row += 1;
    }
    let mut chart = square(e.reliability, [t.confidence, e.share_right]);
    let last = out.row - 1;
    curve(
        &mut chart,
        out.name,
        [(top, 3), (last, 3)],
        4,
        e.share_right,
    );
    let dashed = ChartLine::new()
        .set_color(Color::RGB(0x5A_63_70))
        .set_dash_type(ChartLineDashType::Dash)
        .clone();
    chart
        .add_series()
        .set_name(e.perfect)
        .set_categories((out.name, top, 3, last, 3))
        .set_values((out.name, top, 5, last, 5))
        .set_marker(ChartMarker::new().set_none())
        .set_format(ChartFormat::new().set_line(&dashed));
    chart.legend().set_position(ChartLegendPosition::Bottom);
    out.sheet.insert_chart(2, CHARTS, &chart)?;

    out.row = out.row.max(23);
    out.heading(e.risk)?;
    out.note(e.risk_note)?;
    out.header(&[e.coverage, e.share_right], 0)?;
    let top = out.row;
    for point in &figures.risk_coverage {
        let ends = [point.coverage, point.accuracy];
        out.numbers(0, ends.map(Number::Share))?;
        out.row += 1;
    }
    let mut chart = square(e.risk, [e.coverage, e.share_right]);
    let last = out.row - 1;
    curve(
        &mut chart,
        out.name,
        [(top, 0), (last, 0)],
        1,
        e.share_right,
    );
    chart.legend().set_hidden();
    out.sheet.insert_chart(top - 1, CHARTS, &chart)?;
    Ok(())
}

/// A chart whose axes go from 0 to 1.
fn square(title: &str, [across, up]: [&str; 2]) -> Chart {
    let mut chart = Chart::new(ChartType::ScatterStraightWithMarkers);
    titled(&mut chart, title, 430, 400);
    let whole = |axis: &mut ChartAxis, name: &str| {
        axis.set_name(name)
            .set_min(0)
            .set_max(1)
            .set_major_unit(0.25)
            .set_num_format("0%")
            .set_major_gridlines_line(&grid());
    };
    whole(chart.x_axis(), across);
    whole(chart.y_axis(), up);
    chart.set_alt_text(title);
    chart
}

/// A line with markers; its numbers stand in the column `values`, in the rows of its categories.
fn curve(chart: &mut Chart, sheet: &str, [first, last]: [(u32, u16); 2], values: u16, name: &str) {
    let line = ChartLine::new().set_color(LINE).set_width(2).clone();
    let fill = rust_xlsxwriter::ChartSolidFill::new()
        .set_color(LINE)
        .clone();
    let marker = ChartMarker::new()
        .set_type(ChartMarkerType::Circle)
        .set_size(6)
        .set_format(ChartFormat::new().set_solid_fill(&fill).set_no_border())
        .clone();
    chart
        .add_series()
        .set_name(name)
        .set_categories((sheet, first.0, first.1, last.0, last.1))
        .set_values((sheet, first.0, values, last.0, values))
        .set_marker(&marker)
        .set_format(ChartFormat::new().set_line(&line));
}
