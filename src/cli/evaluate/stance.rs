//! `tribune evaluate stance`.

use std::fmt::Write as _;
use std::{collections::BTreeSet, path::PathBuf};

use anyhow::Context;
use clap::Args;

use super::Outcome;
use crate::cli::print;
use crate::{
    cli::common::{Effort, classifier, codebook, dimension},
    corpus::{ReadOptions, labelled},
    evaluate::{
        bootstrap::{self, RESAMPLES},
        calibration::{brier, ece},
        classification::{Confusion, macro_f1_of_items},
    },
    pipeline::COMMENTS_AT_ONCE,
    report::Console,
    stance::{Dimension, Pair, Role, UNCERTAIN, decide, most_probable},
};

#[derive(Args)]
pub(in crate::cli) struct Stance {
    /// Labelled comments (CSV or JSONL, also .gz) with `comment` or `text`, `label`, and perhaps `target`
    labelled: PathBuf,
    /// The codebook [default: stance towards enforcement against piracy]
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// The dimension of the codebook [default: its first]
    #[arg(long, value_name = "ID")]
    dimension: Option<String>,
    /// The stance model [default: built-in]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Write JSON instead of a table
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    effort: Effort,
}

const SEED: u64 = 1;

/// Equal-mass bins of the calibration error.
const BINS: usize = 10;

/// Measured on the labelled rows.
#[derive(serde::Serialize)]
struct Report {
    comments: usize,
    accuracy: f64,
    macro_f1: f64,
    macro_f1_interval: bootstrap::Interval,
    /// Over favor and against alone, where no row is labelled neutral: the more probable of the two counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    two_sided_macro_f1: Option<f64>,
    per_label: Vec<crate::evaluate::classification::PerLabel>,
    confusion: Confusion,
    expected_calibration_error: f64,
    brier: f64,
    uncertain: f64,
}

pub(super) fn run(arguments: &Stance) -> anyhow::Result<Outcome> {
    let console = Console::new(arguments.effort.quiet);
    let codebook = codebook(arguments.codebook.as_deref())?;
    let dimension = dimension(&codebook, arguments.dimension.as_deref())?;
    let rows = labelled::read(&arguments.labelled, &ReadOptions::for_comments())?;
    let truth = rows
        .iter()
        .map(|row| {
            dimension
                .label_index(&row.label)
                .with_context(|| format!("`{}`, line {}", arguments.labelled.display(), row.line))
        })
        .collect::<anyhow::Result<Vec<usize>>>()?;
    let classifier = classifier(arguments.model.as_deref(), arguments.effort.threads())?;
    classifier.check(dimension)?;
    let progress = console.progress(None);
    progress.expect_comments(rows.len() as u64);
    let mut probabilities: Vec<Vec<f64>> = Vec::with_capacity(rows.len());
    for portion in rows.chunks(COMMENTS_AT_ONCE) {
        let pairs: Vec<Pair> = portion
            .iter()
            .map(|row| Pair {
                target: row.target.as_deref().unwrap_or(&dimension.target),
                comment: &row.text,
            })
            .collect();
        probabilities.extend(
            classifier
                .classify(dimension, &pairs)?
                .into_iter()
                .map(|p| p.probabilities),
        );
        progress.comments(portion.len() as u64);
    }
    progress.finish();
    let report = measure(dimension, &truth, &probabilities)?;
    if arguments.json {
        print(&format!("{}\n", serde_json::to_string(&report)?))?;
    } else {
        print(&table(&report))?;
    }
    Ok(Outcome::Complete)
}

fn measure(
    dimension: &Dimension,
    truth: &[usize],
    probabilities: &[Vec<f64>],
) -> anyhow::Result<Report> {
    let best: Vec<(usize, f64)> = probabilities.iter().map(|row| most_probable(row)).collect();
    let predicted: Vec<usize> = best.iter().map(|(label, _)| *label).collect();
    let labels: Vec<String> = dimension
        .labels
        .iter()
        .map(|label| label.id.clone())
        .collect();
    let count = labels.len();
    let confusion = Confusion::new(labels, truth, &predicted)?;
    // Labels that no row has are not asked for.
    let present: Vec<usize> = truth
        .iter()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let interval = bootstrap::interval(truth.len(), RESAMPLES, SEED, |items| {
        macro_f1_of_items(truth, &predicted, count, &present, items)
    });
    let confidences: Vec<f64> = best.iter().map(|(_, confidence)| *confidence).collect();
    let correct: Vec<bool> = truth.iter().zip(&predicted).map(|(a, b)| a == b).collect();
    let uncertain = probabilities
        .iter()
        .filter(|row| decide(dimension, row).0 == UNCERTAIN)
        .count();
    Ok(Report {
        comments: truth.len(),
        accuracy: confusion.accuracy(),
        macro_f1: confusion.macro_f1_of(&present),
        macro_f1_interval: interval,
        two_sided_macro_f1: two_sided(dimension, truth, probabilities, &present)?,
        per_label: confusion.per_label(),
        expected_calibration_error: ece(&confidences, &correct, BINS)?,
        brier: brier(probabilities, truth)?,
        uncertain: uncertain as f64 / truth.len() as f64,
        confusion,
    })
}

/// Macro-F1 over favor and against, where the rows have no other label.
fn two_sided(
    dimension: &Dimension,
    truth: &[usize],
    probabilities: &[Vec<f64>],
    present: &[usize],
) -> anyhow::Result<Option<f64>> {
    let neutral = dimension
        .labels
        .iter()
        .position(|label| label.role == Some(Role::None));
    let Some(neutral) = neutral.filter(|neutral| !present.contains(neutral)) else {
        return Ok(None);
    };
    let predicted: Vec<usize> = probabilities
        .iter()
        .map(|row| {
            let mut sides = row.clone();
            sides[neutral] = f64::NEG_INFINITY;
            most_probable(&sides).0
        })
        .collect();
    let labels = dimension
        .labels
        .iter()
        .map(|label| label.id.clone())
        .collect();
    Ok(Some(
        Confusion::new(labels, truth, &predicted)?.macro_f1_of(present),
    ))
}

fn table(report: &Report) -> String {
    let mut table = String::new();
    let _ = writeln!(
        table,
        "{} comments: accuracy {:.1} %, macro-F1 {:.1} [{:.1}, {:.1}]",
        report.comments,
        report.accuracy * 100.0,
        report.macro_f1 * 100.0,
        report.macro_f1_interval.low * 100.0,
        report.macro_f1_interval.high * 100.0
    );
    if let Some(value) = report.two_sided_macro_f1 {
        let _ = writeln!(
            table,
            "favor against against alone: macro-F1 {:.1}",
            value * 100.0
        );
    }
    let _ = writeln!(
        table,
        "calibration error {:.3} ({BINS} bins), Brier score {:.3}, uncertain {:.1} %\n",
        report.expected_calibration_error,
        report.brier,
        report.uncertain * 100.0
    );
    let width = report
        .confusion
        .labels
        .iter()
        .map(|label| label.chars().count())
        .max()
        .unwrap_or(0)
        .max(9);
    let _ = writeln!(table, "{:width$}  precision  recall     F1  rows", "label");
    for label in &report.per_label {
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
    table.push_str(&super::confusion_table(
        &report.confusion,
        "rows: coded, columns: classified",
    ));
    table
}
