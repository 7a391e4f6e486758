//! `tribune man`.

use std::{fs, path::PathBuf};

use anyhow::Context;
use clap::{Args, CommandFactory};

use super::Outcome;

#[derive(Args)]
pub(super) struct Manual {
    /// The folder for `tribune.1` and a page for each command; made if it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(arguments: &Manual) -> anyhow::Result<Outcome> {
    let folder = &arguments.folder;
    let failed = || format!("cannot write manual pages into `{}`", folder.display());
    fs::create_dir_all(folder).with_context(failed)?;
    let command = super::Arguments::command().disable_help_subcommand(true);
    clap_mangen::generate_to(command, folder).with_context(failed)?;
    Ok(Outcome::Complete)
}
