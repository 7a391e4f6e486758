//! `tribune train summary`.

use std::path::PathBuf;

use clap::Args;

use super::{bar, describe, positive, share};
use crate::{
    cli::{Outcome, common::Length},
    corpus::{
        ReadOptions,
        pairs::{self, Pair},
    },
    model::{DEFAULT_ENCODER, Embedder, ModelFolder, Task, threads},
    pipeline,
    train::{
        check_output,
        summary::{Progress, Settings, train},
    },
};

#[derive(Args)]
pub(in crate::cli) struct Summary {
    /// Articles with reference summaries: JSONL or CSV, also .gz, with `article`, `summary` (or
    /// `abstract`) and perhaps `title`
    #[arg(required = true)]
    pairs: Vec<PathBuf>,
    /// The model folder to write
    #[arg(long)]
    out: PathBuf,
    /// The encoder to train over
    #[arg(long, default_value = DEFAULT_ENCODER)]
    base: PathBuf,
    /// Where the encoder's vectors are kept: a second training, or one that was interrupted, does
    /// not encode again [default: `OUT.cache`]
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Use the first N pairs of each file
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Heads, from different seeds, whose scores are averaged
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=16))]
    heads: u32,
    /// Passes over the data at most; the best on held-out articles is kept
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    epochs: u32,
    /// Passes without improvement after which a head is finished
    #[arg(long, default_value_t = 1)]
    patience: u32,
    /// Articles in a step
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..))]
    batch: u32,
    /// Highest learning rate
    #[arg(long, default_value_t = 5e-4, value_parser = positive)]
    learning_rate: f64,
    /// Share of the articles held out to choose the pass and the length of summaries
    #[arg(long, default_value_t = 0.05, value_parser = share)]
    validation: f64,
    #[command(flatten)]
    length: Length,
    /// Words of a summary at most on average, where `--words` is what one may have
    #[arg(long, value_name = "N", default_value_t = 50.0)]
    mean_words: f64,
    /// Seed of all random choices
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Encode in bf16: two to three times as fast on processors with AMX or AVX512-BF16, slower on others
    #[arg(long)]
    bf16: bool,
    /// Threads [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    threads: Option<u32>,
}

pub(super) fn run(arguments: &Summary) -> anyhow::Result<Outcome> {
    check_output(&arguments.out, Task::Summary)?;
    let folder = ModelFolder::find(&arguments.base)?;
    let threads = arguments
        .threads
        .map_or_else(threads::default_threads, |n| n as usize);
    let mut embedder = Embedder::load(&folder, threads)?;
    if arguments.bf16 {
        embedder = embedder.in_bf16();
    }
    let cache = arguments
        .cache
        .clone()
        .unwrap_or_else(|| arguments.out.with_extension("cache"));
    let settings = Settings {
        heads: arguments.heads as usize,
        epochs: arguments.epochs as usize,
        patience: arguments.patience as usize,
        batch: arguments.batch as usize,
        learning_rate: arguments.learning_rate,
        dropout: 0.2,
        without_title: 0.25,
        validation: arguments.validation,
        words: arguments.length.words(),
        mean_words: arguments.mean_words,
        seed: arguments.seed,
        cache,
    };
    let description = describe(
        "Chooses the sentences of a summary, whole or shortened, over the encoder's vectors"
            .to_owned(),
        &arguments.out,
        &arguments.pairs,
        &folder,
    )?;
    let base = description.base.sha256.clone();
    let mut outcome = Outcome::Complete;
    let mut all: Vec<Pair> = Vec::new();
    for path in &arguments.pairs {
        let rows = pairs::read(path, &ReadOptions::default())?;
        for pair in rows.take(arguments.limit.unwrap_or(usize::MAX)) {
            match pair {
                Ok(pair) => all.push(pair),
                Err(problem) => {
                    eprintln!("{}", pipeline::describe(&problem));
                    outcome = Outcome::SomeFailed;
                }
            }
        }
    }
    tch::set_num_threads(threads as i32);
    let bar = bar("{msg} {wide_bar} {pos}/{len}, {eta} left")?;
    let count = all.len() as u64;
    let trained = train(
        &embedder,
        &base,
        all.into_iter(),
        &settings,
        &mut |progress| {
            match progress {
            Progress::Encoded { done } => {
                bar.set_message("encoding");
                bar.set_length(count);
                bar.set_position(done as u64);
            }
            Progress::Step { head, done, of } => {
                bar.set_message(format!("head {head}"));
                bar.set_length(of as u64);
                bar.set_position(done as u64);
            }
            Progress::Epoch {
                head,
                epoch,
                loss,
                rouge,
                words,
            } => bar.suspend(|| {
                let [one, two, l] = rouge.map(|value| value * 100.0);
                eprintln!(
                    "head {head}, epoch {epoch}: loss {loss:.4}, held out: ROUGE {one:.2} / {two:.2} / {l:.2}, {words:.1} words"
                );
            }),
        }
            Ok(())
        },
    )?;
    bar.finish_and_clear();
    trained.write(&arguments.out, &description)?;
    let [one, two, l] = trained.quality.rouge.map(|value| value * 100.0);
    eprintln!(
        "ROUGE {one:.2} / {two:.2} / {l:.2} at {:.1} words on {} held-out articles; model in `{}`",
        trained.quality.words,
        trained.sizes.1,
        arguments.out.display()
    );
    Ok(outcome)
}
