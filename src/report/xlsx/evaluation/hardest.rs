//! The sheet Hardest: the comments worth reading.

use rust_xlsxwriter::XlsxError;

use super::super::super::evaluation::Evaluation;
use super::writer::{Number, Writer};
use crate::evaluate::stance::extremes::Reason;

/// Writes the sheet.
pub fn write(evaluation: &Evaluation, out: &mut Writer) -> Result<(), XlsxError> {
    let (e, t) = (evaluation.texts(), evaluation.language.texts());
    out.widths(&[24.0, 24.0, 90.0, 24.0, 24.0, 12.0, 40.0])?;
    let header = [
        e.reason,
        e.id,
        e.text,
        e.label,
        e.predicted,
        t.confidence,
        t.target,
    ];
    out.header(&header, 7)?;
    out.sheet.set_freeze_panes(1, 2)?;
    out.sheet.set_repeat_rows(0, 0)?;
    let dimension = evaluation.dimension;
    for comment in &evaluation.hardest {
        let reason = match comment.reason {
            Reason::SurelyWrong => e.surely_wrong,
            Reason::Hardest => e.least_sure,
        };
        out.wrapped(0, reason)?;
        out.plain(1, comment.id)?;
        for (label, column) in [(comment.label, 3), (comment.predicted, 4)] {
            let id = dimension.labels.get(label).map_or("", |label| &label.id);
            let format = out.styles.stance(&dimension.id, id);
            out.text(column, evaluation.label(label), format)?;
        }
        out.number(5, Number::Share(comment.confidence))?;
        out.text(6, comment.target, &out.styles.text)?;
        out.wrapped(2, comment.text)?;
        out.row += 1;
    }
    if out.row > 1 {
        out.sheet.autofilter(0, 0, out.row - 1, 6)?;
    }
    Ok(())
}
