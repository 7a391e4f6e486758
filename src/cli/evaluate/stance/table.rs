//! An evaluation as text.

use std::fmt::Write as _;

use crate::evaluate::{
    bootstrap::Interval,
    calibration::BINS,
    stance::{Breakdown, CoderAgreement, StanceReport},
};

/// Most values of a column that are shown; the JSON and the files have all.
const GROUPS: usize = 20;

pub(super) fn of(report: &StanceReport) -> String {
    let figures = &report.figures;
    let mut table = String::new();
    let _ = writeln!(
        table,
        "{} comments: accuracy {}, macro-F1 {}",
        figures.comments,
        percent(figures.accuracy, figures.accuracy_interval),
        percent(figures.macro_f1, figures.macro_f1_interval),
    );
    if let Some(value) = figures.two_sided_macro_f1 {
        let _ = writeln!(
            table,
            "favor against against alone: macro-F1 {:.1}",
            value * 100.0
        );
    }
    let _ = writeln!(
        table,
        "calibration error {:.3} ({BINS} bins), Brier score {:.3}, uncertain {:.1} %\n\
         among the surest half accuracy {:.1}, area under the risk–coverage curve {:.3}\n",
        figures.expected_calibration_error,
        figures.brier,
        figures.uncertain * 100.0,
        figures.surest_half_accuracy * 100.0,
        figures.risk_coverage_area,
    );
    per_label(report, &mut table);
    table.push_str(&super::super::confusion_table(
        &figures.confusion,
        "rows: coded, columns: classified",
    ));
    systems(report, &mut table);
    if let Some(coders) = &report.coders {
        agreement(coders, &mut table);
    }
    for breakdown in &report.breakdowns {
        groups(breakdown, &mut table);
    }
    if let Some(found) = &report.evidence {
        let _ = writeln!(
            table,
            "\nevidence: without it the winning label's probability changes by {:.3}, without a random part \
             of the same length by {:.3}: {:.2} times as much [{:.2}, {:.2}] ({} comments; {} of one part)",
            found.evidence_change,
            found.random_change,
            found.ratio,
            found.ratio_interval.low,
            found.ratio_interval.high,
            found.comments,
            found.whole,
        );
    }
    table
}

/// A share in percent with its interval.
fn percent(value: f64, interval: Interval) -> String {
    format!(
        "{:.1} [{:.1}, {:.1}]",
        value * 100.0,
        interval.low * 100.0,
        interval.high * 100.0
    )
}

/// A p-value.
fn probability(value: f64) -> String {
    if value < 1e-4 {
        "p < 0.0001".to_owned()
    } else {
        format!("p = {value:.4}")
    }
}

/// The width of a column of names.
fn width<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0)
        .max(9)
}

fn per_label(report: &StanceReport, table: &mut String) {
    let labels = &report.figures.per_label;
    let width = width(labels.iter().map(|label| label.label.as_str()));
    let _ = writeln!(table, "{:width$}  precision  recall     F1  rows", "label");
    for label in labels {
        let _ = writeln!(
            table,
            "{:width$}  {:9.1}  {:6.1}  {:5.1}  {:4}",
            label.label,
            label.precision * 100.0,
            label.recall * 100.0,
            label.f1 * 100.0,
            label.support
        );
    }
}

fn systems(report: &StanceReport, table: &mut String) {
    let width = width(report.systems.iter().map(|system| system.system.as_str()));
    let _ = writeln!(
        table,
        "\n{:width$}  accuracy  macro-F1  interval      first is better by",
        "system"
    );
    for system in &report.systems {
        let interval = system.macro_f1_interval;
        let _ = write!(
            table,
            "{:width$}  {:8.1}  {:8.1}  [{:.1}, {:.1}]",
            system.system,
            system.accuracy * 100.0,
            system.macro_f1 * 100.0,
            interval.low * 100.0,
            interval.high * 100.0
        );
        if let (Some(found), Some(test)) = (&system.macro_f1_difference, &system.mcnemar) {
            let _ = write!(
                table,
                "  {:.1} [{:.1}, {:.1}] macro-F1, {}; McNemar {}:{}, {}",
                found.difference * 100.0,
                found.interval.low * 100.0,
                found.interval.high * 100.0,
                probability(found.p_value),
                test.only_a,
                test.only_b,
                probability(test.p_value)
            );
        }
        table.push('\n');
    }
}

fn agreement(coders: &CoderAgreement, table: &mut String) {
    let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| format!("{v:.3}"));
    let _ = writeln!(
        table,
        "\nKrippendorff's alpha: coders {}, with the classifier {}",
        shown(coders.krippendorff_alpha),
        shown(coders.krippendorff_alpha_with_classifier)
    );
    for pair in &coders.pairs {
        let _ = writeln!(
            table,
            "{} and {}: {} comments, agreement {:.1} %, Cohen's kappa {}, macro-F1 {:.1}",
            pair.coders[0],
            pair.coders[1],
            pair.comments,
            pair.agreement * 100.0,
            shown(pair.cohen_kappa),
            pair.macro_f1 * 100.0
        );
    }
}

/// The values that most comments have.
fn groups(breakdown: &Breakdown, table: &mut String) {
    let mut shown: Vec<_> = breakdown.groups.iter().collect();
    shown.sort_by_key(|group| std::cmp::Reverse(group.comments));
    shown.truncate(GROUPS);
    shown.sort_by(|a, b| a.value.cmp(&b.value));
    let name = |value: &str| value.chars().take(40).collect::<String>();
    let names: Vec<String> = shown.iter().map(|group| name(&group.value)).collect();
    let width = width(
        names
            .iter()
            .map(String::as_str)
            .chain([breakdown.by.as_str()]),
    );
    let _ = writeln!(
        table,
        "\n{:width$}  comments  accuracy  macro-F1",
        breakdown.by
    );
    for (group, name) in shown.iter().zip(&names) {
        let _ = writeln!(
            table,
            "{name:width$}  {:8}  {:8.1}  {}",
            group.comments,
            group.accuracy * 100.0,
            percent(group.macro_f1, group.macro_f1_interval)
        );
    }
    if breakdown.groups.len() > GROUPS {
        let _ = writeln!(table, "and {} more", breakdown.groups.len() - GROUPS);
    }
}
