//! `tribune model`.

use std::path::PathBuf;

use clap::Subcommand;

use super::Outcome;
use crate::model::{self, ModelFolder};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Name the models in the search path
    List,
    /// Show what a model says of itself
    Inspect {
        /// A model folder, or the name of a model in the search path
        model: PathBuf,
    },
    /// Check every file of a model against its manifest
    Verify {
        /// A model folder, or the name of a model in the search path
        model: PathBuf,
    },
}

pub(super) fn run(command: &Command) -> anyhow::Result<Outcome> {
    match command {
        Command::List => {
            for folder in model::list() {
                match folder {
                    Ok(folder) => println!(
                        "{}\t{}\t{}\t{}",
                        folder.manifest.name,
                        folder.manifest.version,
                        folder.manifest.task,
                        folder.path.display()
                    ),
                    Err(error) => eprintln!("warning: {error}"),
                }
            }
            Ok(Outcome::Complete)
        }
        Command::Inspect { model } => {
            let folder = ModelFolder::find(model)?;
            println!("# {}", folder.path.display());
            print!("{}", toml::to_string_pretty(&folder.manifest)?);
            Ok(Outcome::Complete)
        }
        Command::Verify { model } => {
            let folder = ModelFolder::find(model)?;
            let errors = folder.verify();
            for error in &errors {
                eprintln!("error: {error}");
            }
            if errors.is_empty() {
                println!("`{}` is complete and unaltered", folder.path.display());
                Ok(Outcome::Complete)
            } else {
                anyhow::bail!(
                    "{} of the files of `{}` are not as the manifest says",
                    errors.len(),
                    folder.path.display()
                )
            }
        }
    }
}
