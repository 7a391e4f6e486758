//! `tribune evaluate`.

mod stance;
mod summaries;

use clap::Subcommand;

use super::Outcome;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Score summaries against references (ROUGE, length, faithfulness)
    Summaries(summaries::Summaries),
    /// Score stances against hand-coded comments (macro-F1, per label, confusion)
    Stance(stance::Stance),
}

pub(super) fn run(command: &Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Summaries(command) => summaries::run(command),
        Command::Stance(command) => stance::run(command),
    }
}
