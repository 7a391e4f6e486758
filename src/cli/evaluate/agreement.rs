//! `tribune evaluate agreement`.

use std::{fmt::Write as _, path::PathBuf};

use anyhow::{Context, ensure};
use clap::Args;

use super::Outcome;
use crate::{
    cli::{common::OneDimension, print},
    corpus::{
        ReadOptions,
        labelled::{self, Labels},
    },
    evaluate::{
        agreement::{cohen_kappa, krippendorff_alpha, observed_agreement},
        classification::Confusion,
    },
    stance::Dimension,
};

#[derive(Args)]
pub(in crate::cli) struct Agreement {
    /// Comments with a column of labels for each coder (CSV or JSONL, also .gz)
    labelled: PathBuf,
    /// The column of a coder; give it two or more times. An empty cell: not coded
    #[arg(long = "coder", value_name = "COL", required = true)]
    coders: Vec<String>,
    #[command(flatten)]
    question: OneDimension,
    /// Write JSON instead of a table
    #[arg(long)]
    json: bool,
}

/// How far coders agree.
#[derive(serde::Serialize)]
struct Report {
    comments: usize,
    coders: Vec<String>,
    /// Over all coders, rows with at least two codes.
    krippendorff_alpha: f64,
    pairs: Vec<PairReport>,
}

/// Two coders, over the rows that both have coded.
#[derive(serde::Serialize)]
struct PairReport {
    coders: [String; 2],
    comments: usize,
    agreement: f64,
    cohen_kappa: f64,
    /// Macro-F1 of the second coder against the first.
    macro_f1: f64,
    /// Rows: the first coder's labels; columns: the second's.
    confusion: Confusion,
}

pub(super) fn run(arguments: &Agreement) -> anyhow::Result<Outcome> {
    ensure!(
        arguments.coders.len() > 1,
        "agreement needs two coders: give --coder twice or more, each with the name of a column"
    );
    let codebook = arguments.question.codebook()?;
    let dimension = arguments.question.of(&codebook)?;
    let codes = codes(arguments, dimension)?;
    let alpha = krippendorff_alpha(&codes).context("Krippendorff's alpha cannot be computed")?;
    let mut pairs = Vec::new();
    for first in 0..codes.len() {
        for second in first + 1..codes.len() {
            let names = [first, second].map(|coder| arguments.coders[coder].clone());
            pairs.push(pair(dimension, names, &codes[first], &codes[second])?);
        }
    }
    let report = Report {
        comments: codes[0].len(),
        coders: arguments.coders.clone(),
        krippendorff_alpha: alpha,
        pairs,
    };
    if arguments.json {
        print(&format!("{}\n", serde_json::to_string(&report)?))?;
    } else {
        print(&table(&report))?;
    }
    Ok(Outcome::Complete)
}

/// For each coder, the index of the label of each row, where there is one.
fn codes(arguments: &Agreement, dimension: &Dimension) -> anyhow::Result<Vec<Vec<Option<usize>>>> {
    let path = &arguments.labelled;
    let rows = labelled::read_with(path, Labels::Optional, &ReadOptions::for_comments())?;
    let mut codes = Vec::new();
    for coder in &arguments.coders {
        let known = rows.iter().any(|row| row.column(coder).is_some());
        ensure!(
            known,
            "`{}` has no column `{coder}` with labels: name one of its columns with --coder",
            path.display()
        );
        let column = rows
            .iter()
            .map(|row| {
                let label = row
                    .column(coder)
                    .map(str::trim)
                    .filter(|label| !label.is_empty());
                label
                    .map(|label| dimension.label_index(label))
                    .transpose()
                    .with_context(|| {
                        format!("`{}`, line {}, column `{coder}`", path.display(), row.line)
                    })
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        codes.push(column);
    }
    Ok(codes)
}

fn pair(
    dimension: &Dimension,
    coders: [String; 2],
    first: &[Option<usize>],
    second: &[Option<usize>],
) -> anyhow::Result<PairReport> {
    let shared = first.iter().zip(second).filter_map(|(a, b)| (*a).zip(*b));
    let (first, second): (Vec<usize>, Vec<usize>) = shared.unzip();
    let [a, b] = &coders;
    let between = || format!("`{a}` and `{b}`");
    let labels = dimension
        .labels
        .iter()
        .map(|label| label.id.clone())
        .collect();
    let confusion = Confusion::new(labels, &first, &second).with_context(between)?;
    let mut present = first.clone();
    present.sort_unstable();
    present.dedup();
    Ok(PairReport {
        comments: first.len(),
        agreement: observed_agreement(&first, &second).with_context(between)?,
        cohen_kappa: cohen_kappa(&first, &second).with_context(between)?,
        macro_f1: confusion.macro_f1_of(&present),
        confusion,
        coders,
    })
}

fn table(report: &Report) -> String {
    let mut table = format!(
        "{} comments, {} coders: Krippendorff's alpha {:.3}\n",
        report.comments,
        report.coders.len(),
        report.krippendorff_alpha
    );
    for pair in &report.pairs {
        let _ = writeln!(
            table,
            "\n{} and {}: {} comments, agreement {:.1} %, Cohen's kappa {:.3}, macro-F1 {:.1}",
            pair.coders[0],
            pair.coders[1],
            pair.comments,
            pair.agreement * 100.0,
            pair.cohen_kappa,
            pair.macro_f1 * 100.0
        );
        table.push_str(&super::confusion_table(
            &pair.confusion,
            "rows: first coder, columns: second",
        ));
    }
    table
}
