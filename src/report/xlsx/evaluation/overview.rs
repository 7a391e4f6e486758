//! The sheet Overview: figures, confusion matrix, labels, systems and coders.

use rust_xlsxwriter::XlsxError;

use super::super::super::evaluation::Evaluation;
use super::super::super::evaluation::facts::{facts, lead};
use super::super::super::evaluation::names::pair_name;
use super::writer::{Number, Writer};
use crate::evaluate::stance::System;

/// Writes the sheet.
pub fn write(evaluation: &Evaluation, out: &mut Writer) -> Result<(), XlsxError> {
    let e = evaluation.texts();
    out.sheet.set_screen_gridlines(false);
    out.widths(&[38.0, 15.0, 15.0, 15.0, 15.0, 15.0, 15.0, 15.0, 15.0, 15.0])?;
    out.sheet.set_row_height(0, 30)?;
    out.text(0, e.title, &out.styles.title)?;
    out.row += 1;
    out.plain(0, &lead(evaluation))?;
    out.row += 1;
    figures(evaluation, out)?;
    matrix(evaluation, out)?;
    labels(evaluation, out)?;
    systems(evaluation, out)?;
    coders(evaluation, out)?;
    evidence(evaluation, out)?;
    out.heading(e.measured)?;
    out.note(e.sampling_note)?;
    out.note(e.json_note)
}

fn figures(evaluation: &Evaluation, out: &mut Writer) -> Result<(), XlsxError> {
    let (e, t) = (evaluation.texts(), evaluation.language.texts());
    out.heading(e.summary)?;
    out.header(&[e.figure, e.value, t.low, t.high], 1)?;
    for fact in facts(evaluation) {
        out.plain(0, fact.name)?;
        let kind = |number: f64| {
            if fact.share {
                Number::Share(number)
            } else {
                Number::Decimal(number)
            }
        };
        out.number(1, kind(fact.value))?;
        if let Some(ends) = fact.ends {
            out.numbers(2, [ends.low, ends.high].map(kind))?;
        }
        out.aside(4, &fact.meaning)?;
        out.row += 1;
    }
    Ok(())
}

fn matrix(evaluation: &Evaluation, out: &mut Writer) -> Result<(), XlsxError> {
    let e = evaluation.texts();
    let counts = &evaluation.report.figures.confusion.counts;
    let names: Vec<&str> = (0..counts.len()).map(|at| evaluation.label(at)).collect();
    out.heading(e.confusion)?;
    out.note(e.confusion_sheet)?;
    let corner = format!("{} ↓ · {} →", e.coded, e.predicted);
    let mut header = vec![corner.as_str()];
    header.extend(&names);
    header.push(e.all);
    out.header(&header, 1)?;
    let top = out.row;
    for (name, row) in names.iter().zip(counts) {
        out.plain(0, name)?;
        out.numbers(1, row.iter().map(|&count| Number::Count(count)))?;
        let all = Number::Count(row.iter().sum());
        out.number(row.len() as u16 + 1, all)?;
        out.row += 1;
    }
    let most = counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    let right = counts.len() as u16;
    out.scale((top, 1), (out.row - 1, right), most as f64)?;
    out.row += 1;
    header.pop();
    header[0] = e.row_shares;
    out.header(&header, 1)?;
    let top = out.row;
    for (name, row) in names.iter().zip(counts) {
        out.plain(0, name)?;
        for (&count, column) in row.iter().zip(1..) {
            if let Some(share) = Evaluation::of_row(row, count) {
                out.number(column, Number::Share(share))?;
            }
        }
        out.row += 1;
    }
    out.scale((top, 1), (out.row - 1, right), 1.0)
}

fn labels(evaluation: &Evaluation, out: &mut Writer) -> Result<(), XlsxError> {
    let (e, t) = (evaluation.texts(), evaluation.language.texts());
    out.heading(e.per_label)?;
    out.note(e.per_label_note)?;
    out.header(&[t.label, e.precision, e.recall, "F1", t.comments], 1)?;
    let top = out.row;
    for (at, found) in evaluation.report.figures.per_label.iter().enumerate() {
        let dimension = evaluation.dimension;
        let format = out.styles.stance(&dimension.id, &dimension.labels[at].id);
        out.text(0, evaluation.label(at), format)?;
        let shares = [found.precision, found.recall].map(Number::Share);
        out.numbers(1, shares)?;
        out.number(3, Number::Decimal(found.f1))?;
        out.number(4, Number::Count(found.support))?;
        out.row += 1;
    }
    out.scale((top, 1), (out.row - 1, 3), 1.0)
}

fn systems(evaluation: &Evaluation, out: &mut Writer) -> Result<(), XlsxError> {
    let (e, t) = (evaluation.texts(), evaluation.language.texts());
    out.heading(e.systems)?;
    out.note(e.systems_note)?;
    let header = [
        e.system,
        e.accuracy,
        t.macro_f1,
        t.low,
        t.high,
        e.difference,
        t.low,
        t.high,
        e.p_value,
        e.mcnemar,
    ];
    out.header(&header, 1)?;
    for found in &evaluation.report.systems {
        system(evaluation, found, out)?;
        out.row += 1;
    }
    Ok(())
}

fn system(evaluation: &Evaluation, found: &System, out: &mut Writer) -> Result<(), XlsxError> {
    out.wrapped(0, evaluation.system(&found.system))?;
    out.number(1, Number::Share(found.accuracy))?;
    let interval = found.macro_f1_interval;
    let own = [found.macro_f1, interval.low, interval.high];
    out.numbers(2, own.map(Number::Decimal))?;
    if let Some(by) = &found.macro_f1_difference {
        let ends = [by.difference, by.interval.low, by.interval.high, by.p_value];
        out.numbers(5, ends.map(Number::Decimal))?;
    }
    if let Some(test) = &found.mcnemar {
        out.number(9, Number::Decimal(test.p_value))?;
    }
    Ok(())
}

fn coders(evaluation: &Evaluation, out: &mut Writer) -> Result<(), XlsxError> {
    let (e, t) = (evaluation.texts(), evaluation.language.texts());
    let Some(found) = &evaluation.report.coders else {
        return Ok(());
    };
    out.heading(e.coders)?;
    out.header(&[e.pair, t.comments, e.agreement, e.kappa, t.macro_f1], 1)?;
    for pair in &found.pairs {
        out.wrapped(0, &pair_name(evaluation, &pair.coders))?;
        out.number(1, Number::Count(pair.comments as u64))?;
        out.number(2, Number::Share(pair.agreement))?;
        if let Some(kappa) = pair.cohen_kappa {
            out.number(3, Number::Decimal(kappa))?;
        }
        out.number(4, Number::Decimal(pair.macro_f1))?;
        out.row += 1;
    }
    Ok(())
}

fn evidence(evaluation: &Evaluation, out: &mut Writer) -> Result<(), XlsxError> {
    let (e, t) = (evaluation.texts(), evaluation.language.texts());
    let Some(found) = &evaluation.report.evidence else {
        return Ok(());
    };
    out.heading(e.evidence)?;
    out.header(&[e.figure, e.value, t.low, t.high], 1)?;
    let ratio = found.ratio_interval;
    let rows = [
        (e.evidence_change, vec![found.evidence_change]),
        (e.random_change, vec![found.random_change]),
        (e.ratio, vec![found.ratio, ratio.low, ratio.high]),
    ];
    for (name, numbers) in rows {
        out.plain(0, name)?;
        out.numbers(1, numbers.into_iter().map(Number::Decimal))?;
        out.row += 1;
    }
    out.plain(0, t.comments)?;
    out.number(1, Number::Count(found.comments as u64))?;
    out.row += 1;
    Ok(())
}
