//! `tribune model`.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::Subcommand;

use super::{Outcome, print};
use crate::{
    model::{self, ModelFolder, import, import::Imported},
    report::Console,
};

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
    /// Make a model folder of a Hugging Face checkpoint: mbart, bart, t5 or mt5 for abstractive summaries;
    /// camembert, xlm-roberta or roberta of natural-language inference for classifying without training
    Import {
        /// The folder that `save_pretrained` wrote: `config.json`, `tokenizer.json`, the weights, and
        /// perhaps `generation_config.json`
        source: PathBuf,
        /// The model folder to be made: new, empty, or an earlier import, which is replaced
        #[arg(value_name = "DIR")]
        to: PathBuf,
    },
}

pub(super) fn run(command: &Command) -> anyhow::Result<Outcome> {
    match command {
        Command::List => list(),
        Command::Inspect { model } => {
            let folder = ModelFolder::find(model)?;
            let manifest = toml::to_string_pretty(&folder.manifest)?;
            print(&format!("# {}\n{manifest}", folder.path.display()))?;
            Ok(Outcome::Complete)
        }
        Command::Verify { model } => verify(&ModelFolder::find(model)?),
        Command::Import { source, to } => import(source, to),
    }
}

fn import(source: &Path, to: &Path) -> anyhow::Result<Outcome> {
    let made_with = format!("tribune model import {} {}", source.display(), to.display());
    let imported = import::import(source, to, &made_with)?;
    match imported {
        Imported::Generation {
            model_type,
            settings,
            notes,
        } => {
            let console = Console::new(false);
            for note in &notes {
                console.warning(note);
            }
            let generation = toml::to_string_pretty(&settings.generation)?;
            print(&format!(
                "`{}`: {model_type}, reads {} tokens; generates with\n{generation}",
                to.display(),
                settings.window
            ))?;
        }
        Imported::Inference {
            model_type,
            labels,
            window,
        } => print(&format!(
            "`{}`: {model_type}, reads {window} tokens; tells {} apart\n",
            to.display(),
            labels.join(", ")
        ))?,
    }
    Ok(Outcome::Complete)
}

/// One line a model: the name that it is found by, version, task and place.
fn list() -> anyhow::Result<Outcome> {
    let mut lines = String::new();
    for folder in model::list() {
        match folder {
            Ok(folder) => {
                let name = folder
                    .path
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy();
                let ModelFolder { path, manifest } = &folder;
                writeln!(
                    lines,
                    "{name}\t{}\t{}\t{}",
                    manifest.version,
                    manifest.task,
                    path.display()
                )?;
            }
            Err(error) => Console::new(false).warning(error),
        }
    }
    print(&lines)?;
    Ok(Outcome::Complete)
}

fn verify(folder: &ModelFolder) -> anyhow::Result<Outcome> {
    let errors = folder.verify();
    let path = folder.path.display();
    for error in &errors {
        Console::new(false).error(error);
    }
    if !errors.is_empty() {
        anyhow::bail!(
            "{} file(s) of `{path}` are not as the manifest says",
            errors.len()
        );
    }
    print(&format!("`{path}` is complete and unaltered\n"))?;
    Ok(Outcome::Complete)
}
