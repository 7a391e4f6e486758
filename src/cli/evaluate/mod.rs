//! `tribune evaluate`.

mod agreement;
mod scores;
mod stance;
mod summaries;

use std::fmt::Write as _;

use clap::Subcommand;

use super::Outcome;
use crate::evaluate::classification::Confusion;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Score summaries against references (ROUGE, length, faithfulness)
    Summaries(summaries::Summaries),
    /// Score stances against hand-coded comments (macro-F1, per label, confusion)
    Stance(stance::Stance),
    /// Measure how far two or more human coders agree (Krippendorff's alpha, Cohen's kappa)
    Agreement(agreement::Agreement),
}

pub(super) fn run(command: &Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Summaries(command) => summaries::run(command),
        Command::Stance(command) => stance::run(command),
        Command::Agreement(command) => agreement::run(command),
    }
}

/// A confusion matrix as text, under a line that says what its rows and columns are.
fn confusion_table(confusion: &Confusion, title: &str) -> String {
    let lengths = confusion.labels.iter().map(|label| label.chars().count());
    let width = lengths.max().unwrap_or(0).max(9);
    let mut table = format!("\n{title}\n{:width$}", "");
    for label in &confusion.labels {
        let _ = write!(table, "  {label:>width$}");
    }
    table.push('\n');
    for (label, counts) in confusion.labels.iter().zip(&confusion.counts) {
        let _ = write!(table, "{label:width$}");
        for count in counts {
            let _ = write!(table, "  {count:>width$}");
        }
        table.push('\n');
    }
    table
}
