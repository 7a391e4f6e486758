//! `tribune train stance`.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::{bar, describe, share};
use crate::cli::{
    Outcome,
    common::{codebook, dimension},
};
use crate::{
    corpus::{ReadOptions, labelled},
    model::{DEFAULT_ENCODER, Embedder, ModelFolder, Task, threads},
    stance::{Dimension, MAX_TOKENS, Role},
    train::{
        check_output,
        stance::{Example, Settings, train},
    },
};

#[derive(Args)]
pub(in crate::cli) struct Stance {
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
    /// First layer of the encoder that is changed; training costs less the higher it is
    #[arg(long, default_value_t = 0)]
    from_layer: u32,
    /// Tokens of target and comment together while training
    #[arg(long, default_value_t = MAX_TOKENS as u32, value_parser = clap::value_parser!(u32).range(16..=512))]
    max_tokens: u32,
    /// Pairs of a comment with another row's target, added as neutral, as a share of the rows
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    mismatched: f64,
    /// Share of the groups (equal `target_id`, else `target`, else `article_id`) held out to choose the epoch
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

pub(super) fn run(arguments: &Stance) -> anyhow::Result<Outcome> {
    check_output(&arguments.out, Task::Stance)?;
    let codebook = codebook(arguments.codebook.as_deref())?;
    let dimension = dimension(&codebook, arguments.dimension.as_deref())?;
    let (labels, places) = label_order(dimension);
    let examples = read_examples(&arguments.labelled, dimension, &places)?;
    let folder = ModelFolder::find(&arguments.base)?;
    let threads = arguments
        .threads
        .map_or_else(threads::default_threads, |n| n as usize);
    let embedder = Embedder::load(&folder, threads)?;
    let settings = Settings {
        labels,
        epochs: arguments.epochs as usize,
        batch: arguments.batch as usize,
        learning_rate: arguments.learning_rate,
        rank: i64::from(arguments.rank),
        from_layer: arguments.from_layer as usize,
        max_tokens: arguments.max_tokens as usize,
        dropout: 0.1,
        mismatched: arguments.mismatched,
        validation: arguments.validation,
        seed: arguments.seed,
        bf16: arguments.bf16,
        threads,
    };
    let text = format!(
        "Stance of French comments, {} labels",
        settings.labels.len()
    );
    let description = describe(text, &arguments.out, &arguments.labelled, &folder)?;
    let bar = bar("training {wide_bar} {pos}/{len} steps, {eta} left")?;
    let trained = train(
        &embedder,
        &examples,
        &settings,
        &mut |done, steps, epoch| {
            bar.set_length(steps as u64);
            bar.set_position(done as u64);
            let Some(epoch) = epoch else {
                return Ok(());
            };
            let figures = epoch.report;
            bar.suspend(|| {
                eprintln!(
                    "epoch {}: loss {:.4}, held out: loss {:.4}, macro-F1 {:.4}",
                    figures.epoch, figures.loss, figures.validation_loss, figures.macro_f1
                );
            });
            epoch
                .kept
                .map_or(Ok(()), |model| model.write(&arguments.out, &description))
        },
    )?;
    bar.finish_and_clear();
    eprintln!(
        "kept epoch {} (macro-F1 {:.4} on {} held-out rows) in `{}`",
        trained.best.epoch,
        trained.best.macro_f1,
        trained.sizes.1,
        arguments.out.display()
    );
    Ok(Outcome::Complete)
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
            dimension
                .labels
                .iter()
                .map(|label| label.id.clone())
                .collect(),
            (0..dimension.labels.len()).collect(),
        ),
    }
}

fn read_examples(
    paths: &[PathBuf],
    dimension: &Dimension,
    places: &[usize],
) -> anyhow::Result<Vec<Example>> {
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
