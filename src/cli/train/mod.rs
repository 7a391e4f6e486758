//! `tribune train`.

mod stance;
mod summary;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::Outcome;
use crate::{model::ModelFolder, train::Description};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Train a stance model on hand-labelled comments
    Stance(stance::Stance),
    /// Train a summary model on articles with reference summaries
    Summary(summary::Summary),
}

pub(super) fn run(command: &Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Stance(arguments) => stance::run(arguments),
        Command::Summary(arguments) => summary::run(arguments),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("give a number from 0 to 1".to_owned()),
    }
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => Ok(value),
        _ => Err("give a number above 0".to_owned()),
    }
}

/// What the new model in `out` says of itself.
fn describe(
    text: String,
    out: &Path,
    data: &[PathBuf],
    encoder: &ModelFolder,
) -> anyhow::Result<Description> {
    let name = out.file_name().context("--out does not name a folder")?;
    Ok(Description {
        name: name.to_string_lossy().into_owned(),
        text,
        licence: "Apache-2.0".to_owned(),
        training_data: data.iter().map(|path| path.display().to_string()).collect(),
        made_with: std::env::args().collect::<Vec<_>>().join(" "),
        base: encoder.as_base()?,
    })
}

fn bar(template: &str) -> anyhow::Result<ProgressBar> {
    Ok(ProgressBar::new(0).with_style(ProgressStyle::with_template(template)?))
}
