//! `tribune evaluate agreement`.

use std::{fmt::Write as _, path::PathBuf};

use anyhow::{Context, bail, ensure};
use clap::Args;

use super::Outcome;
use crate::{
    cli::{common::OneDimension, print},
    corpus::{
        ReadOptions,
        labelled::{self, Labels},
    },
    evaluate::{
        EvaluateError,
        agreement::krippendorff_alpha,
        classification::Confusion,
        stance::coders::{self, PairAgreement},
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
    /// Over all coders, rows with at least two codes; `None` where all codes are the same.
    krippendorff_alpha: Option<f64>,
    /// Each two coders that have rows in common.
    pairs: Vec<PairReport>,
}

/// Two coders, over the rows that both have coded.
#[derive(serde::Serialize)]
struct PairReport {
    #[serde(flatten)]
    agreement: PairAgreement,
    /// Rows: the first coder's labels; columns: the second's.
    confusion: Confusion,
}

pub(super) fn run(arguments: &Agreement) -> anyhow::Result<Outcome> {
    ensure!(
        arguments.coders.len() > 1,
        "agreement needs two coders: give --coder twice or more, each with the name of a column"
    );
    let twice = arguments.coders.iter().enumerate();
    let mut twice = twice.filter(|(place, coder)| arguments.coders[..*place].contains(coder));
    if let Some((_, coder)) = twice.next() {
        bail!("`{coder}` is given twice: name another column with --coder");
    }
    let codebook = arguments.question.codebook()?;
    let dimension = arguments.question.of(&codebook)?;
    let codes = codes(arguments, dimension)?;
    let alpha = match krippendorff_alpha(&codes) {
        Err(EvaluateError::NoVariation) => None,
        alpha => Some(alpha.context("Krippendorff's alpha cannot be computed")?),
    };
    let labels: Vec<String> = dimension.labels.iter().map(|l| l.id.clone()).collect();
    let mut pairs = Vec::new();
    for first in 0..codes.len() {
        for second in first + 1..codes.len() {
            let names = [first, second].map(|coder| arguments.coders[coder].clone());
            let found = coders::pair(&labels, names, &codes[first], &codes[second])?;
            pairs.extend(found.map(|(agreement, confusion)| PairReport {
                agreement,
                confusion,
            }));
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
        let known = rows.iter().any(|row| row.value(coder).is_some());
        ensure!(
            known,
            "`{}` has no column `{coder}` with labels: name one of its columns with --coder",
            path.display()
        );
        let column = rows
            .iter()
            .map(|row| {
                let label = row.value(coder).map(str::trim);
                label
                    .filter(|label| !label.is_empty())
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

fn table(report: &Report) -> String {
    let mut table = format!(
        "{} comments, {} coders: Krippendorff's alpha {}\n",
        report.comments,
        report.coders.len(),
        or_undefined(report.krippendorff_alpha)
    );
    for PairReport {
        agreement: pair,
        confusion,
    } in &report.pairs
    {
        let _ = writeln!(
            table,
            "\n{} and {}: {} comments, agreement {:.1} %, Cohen's kappa {}, macro-F1 {:.1}",
            pair.coders[0],
            pair.coders[1],
            pair.comments,
            pair.agreement * 100.0,
            or_undefined(pair.cohen_kappa),
            pair.macro_f1 * 100.0
        );
        table.push_str(&super::confusion_table(
            confusion,
            "rows: first coder, columns: second",
        ));
    }
    table
}

fn or_undefined(figure: Option<f64>) -> String {
    let undefined = || "not defined (all codes are the same)".to_owned();
    figure.map_or_else(undefined, |figure| format!("{figure:.3}"))
}
