//! The sheet Groups: the figures by target, by length, by any column.

use rust_xlsxwriter::XlsxError;

use super::super::super::evaluation::Evaluation;
use super::super::super::evaluation::names::{by, value};
use super::super::super::texts::fill;
use super::writer::{Number, Writer};

/// Writes the sheet.
pub fn write(evaluation: &Evaluation, out: &mut Writer) -> Result<(), XlsxError> {
    let (e, t) = (evaluation.texts(), evaluation.language.texts());
    out.widths(&[60.0, 14.0, 14.0, 14.0, 14.0, 14.0])?;
    for found in &evaluation.report.breakdowns {
        let name = by(evaluation, &found.by);
        out.heading(&fill(e.by, &[&name]))?;
        let header = [e.group, t.comments, e.accuracy, t.macro_f1, t.low, t.high];
        out.header(&header, 1)?;
        let top = out.row;
        for group in &found.groups {
            out.wrapped(0, &value(evaluation, &found.by, &group.value))?;
            out.number(1, Number::Count(group.comments as u64))?;
            out.number(2, Number::Share(group.accuracy))?;
            let interval = group.macro_f1_interval;
            let ends = [group.macro_f1, interval.low, interval.high];
            out.numbers(3, ends.map(Number::Decimal))?;
            out.row += 1;
        }
        if out.row > top {
            out.scale((top, 2), (out.row - 1, 3), 1.0)?;
        }
    }
    Ok(())
}
