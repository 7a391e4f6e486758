//! `tribune train`.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};

use super::Outcome;
use crate::{
    corpus::{ReadOptions, labelled},
    model::{DEFAULT_ENCODER, Embedder, ModelFolder, threads},
    stance::{Codebook, Dimension, Role},
    train::stance::{Description, Example, Settings, train},
};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Train a stance model on hand-labelled comments
    Stance(Stance),
}

#[derive(Args)]
pub(super) struct Stance {
    /// Labelled comments (CSV or JSONL, also .gz): columns `comment` or `text`, `label`, and
    /// perhaps `target`, `target_id`, `article_id`
    #[arg(required = true)]
    labelled: Vec<PathBuf>,
    /// The codebook whose labels are learnt; its target serves rows without one [default: built-in]
    #[arg(long)]
    codebook: Option<PathBuf>,
    /// The dimension of the codebook [default: its first]
    #[arg(long)]
    dimension: Option<String>,
    /// The model folder to write
    #[arg(long)]
    out: PathBuf,
    /// The encoder to train over
    #[arg(long, default_value = DEFAULT_ENCODER)]
    base: PathBuf,
    /// Passes over the data; the best on held-out rows is kept
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    epochs: u32,
    /// Pairs in a step
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..))]
    batch: u32,
    /// Highest learning rate
    #[arg(long, default_value_t = 6e-4)]
    learning_rate: f64,
    /// Rank of the changes to the encoder; 0 trains the head alone
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(..=256))]
    rank: u32,
    /// Pairs of a comment with another row's target, added as neutral, as a share of the rows
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    mismatched: f64,
    /// Share of the groups (target_id, else target, else article_id, else row) held out to choose the epoch
    #[arg(long, default_value_t = 0.1, value_parser = share)]
    validation: f64,
    /// Seed of all random choices
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Matrix products in bf16: two to three times as fast on processors with AMX or AVX512-BF16, slower on others
    #[arg(long)]
    bf16: bool,
    /// Threads [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    threads: Option<u32>,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("give a number from 0 to 1".to_owned()),
    }
}

pub(super) fn run(command: Command) -> anyhow::Result<Outcome> {
    let Command::Stance(arguments) = command;
    let codebook = match &arguments.codebook {
        Some(path) => Codebook::read(path)?,
        None => Codebook::built_in()?,
    };
    let dimension = choose_dimension(&codebook, arguments.dimension.as_deref())?;
    let (labels, places) = label_order(dimension);
    let examples = read_examples(&arguments.labelled, dimension, &places)?;
    let folder = ModelFolder::find(&arguments.base)?;
    let threads = arguments.threads.map_or_else(threads::default_threads, |n| n as usize);
    let embedder = Embedder::load(&folder, threads)?;
    let settings = Settings {
        labels,
        epochs: arguments.epochs as usize,
        batch: arguments.batch as usize,
        learning_rate: arguments.learning_rate,
        rank: i64::from(arguments.rank),
        dropout: 0.1,
        mismatched: arguments.mismatched,
        validation: arguments.validation,
        seed: arguments.seed,
        bf16: arguments.bf16,
        threads,
    };
    let bar = indicatif::ProgressBar::new(0).with_style(
        indicatif::ProgressStyle::with_template("training {wide_bar} {pos}/{len} steps, {eta} left")?,
    );
    let trained = train(&embedder, &examples, &settings, &mut |done, steps, epoch| {
        bar.set_length(steps as u64);
        bar.set_position(done as u64);
        if let Some(epoch) = epoch {
            bar.suspend(|| {
                eprintln!(
                    "epoch {}: loss {:.4}, held out: loss {:.4}, macro-F1 {:.4}",
                    epoch.epoch, epoch.loss, epoch.validation_loss, epoch.macro_f1
                );
            });
        }
    })?;
    bar.finish_and_clear();
    let name = arguments
        .out
        .file_name()
        .context("--out does not name a folder")?
        .to_string_lossy()
        .into_owned();
    trained.write(
        &arguments.out,
        Description {
            name,
            text: format!("Stance of French comments, {} labels", settings.labels.len()),
            licence: "Apache-2.0".to_owned(),
            training_data: arguments.labelled.iter().map(|path| path.display().to_string()).collect(),
            made_with: std::env::args().collect::<Vec<_>>().join(" "),
            base: folder.as_base()?,
        },
    )?;
    eprintln!(
        "kept epoch {} (macro-F1 {:.4} on {} held-out rows) in `{}`",
        trained.best.epoch,
        trained.best.macro_f1,
        trained.sizes.1,
        arguments.out.display()
    );
    Ok(Outcome::Complete)
}

fn choose_dimension<'a>(codebook: &'a Codebook, id: Option<&str>) -> anyhow::Result<&'a Dimension> {
    let wanted = |dimension: &&Dimension| id.is_none_or(|id| dimension.id == id);
    codebook.dimensions.iter().find(wanted).with_context(|| {
        let known: Vec<&str> = codebook.dimensions.iter().map(|d| d.id.as_str()).collect();
        format!("the codebook has no dimension `{}`, only {}", id.unwrap_or_default(), known.join(", "))
    })
}

/// The labels of the model's outputs and, for each label of the dimension, its output.
fn label_order(dimension: &Dimension) -> (Vec<String>, Vec<usize>) {
    match dimension.roles() {
        Some(places) => {
            let names = Role::ALL.map(|role| match role {
                Role::Favor => "favor",
                Role::Against => "against",
                Role::None => "none",
            });
            (names.map(ToOwned::to_owned).into(), places)
        }
        None => (
            dimension.labels.iter().map(|label| label.id.clone()).collect(),
            (0..dimension.labels.len()).collect(),
        ),
    }
}

fn read_examples(paths: &[PathBuf], dimension: &Dimension, places: &[usize]) -> anyhow::Result<Vec<Example>> {
    let mut examples = Vec::new();
    for path in paths {
        for row in labelled::read(path, &ReadOptions::for_comments())? {
            let label = dimension
                .label_index(&row.label)
                .with_context(|| format!("`{}`, line {}", path.display(), row.line))?;
            let group = row
                .target_id
                .clone()
                .or_else(|| row.target.clone())
                .or_else(|| row.article_id.clone())
                .unwrap_or_else(|| format!("{}, line {}", path.display(), row.line));
            examples.push(Example {
                group,
                target: row.target.unwrap_or_else(|| dimension.target.clone()),
                comment: row.text,
                label: places[label],
            });
        }
    }
    Ok(examples)
}
