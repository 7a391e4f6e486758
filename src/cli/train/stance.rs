//! `tribune train stance`.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::{bar, describe, positive, share};
use crate::cli::{Outcome, common::OneDimension};
use crate::{
    corpus::{ReadOptions, labelled},
    model::{Embedder, ModelFolder, Task, threads},
    stance::{DEFAULT_MODEL, Dimension, MAX_TOKENS, Role, StoredModel},
    train::{
        check_output,
        stance::{
            Check, Example, Progress, Quality, Settings, Start, Tuning, targets, train, wording,
        },
    },
};

#[derive(Args)]
pub(in crate::cli) struct Stance {
    /// Labelled comments (CSV or JSONL, also .gz): columns `comment` or `text`, `label`, and
    /// perhaps `target`, `target_id`, `article_id`
    #[arg(required = true)]
    labelled: Vec<PathBuf>,
    #[command(flatten)]
    question: OneDimension,
    /// The model folder to write
    #[arg(long)]
    out: PathBuf,
    /// What to start from: a stance model, or an encoder that has learnt no stance yet
    #[arg(long, default_value = DEFAULT_MODEL)]
    base: PathBuf,
    /// What is trained beside n-grams of words and characters: nothing, the head, the six upper layers of the
    /// encoder too, or all layers [default: head below 1,000 rows, upper below 2,000, else all]
    #[arg(long)]
    tune: Option<Tune>,
    /// Passes over the data, at most; the best one on rows not trained on is kept [default: 30 for the head, else 4]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    epochs: Option<u32>,
    /// Pairs in a step
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..))]
    batch: u32,
    /// Highest learning rate [default: 0.001 for the head, else 0.0002 from a stance model and 0.0005 from an encoder]
    #[arg(long, value_parser = positive)]
    learning_rate: Option<f64>,
    /// Rank of the changes to layers that the base has left unchanged
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=256))]
    rank: u32,
    /// First layer of the encoder that is changed, from 0, instead of what --tune says
    #[arg(long, conflicts_with = "tune")]
    from_layer: Option<u32>,
    /// Tokens of target and comment together while training
    #[arg(long, default_value_t = MAX_TOKENS as u32, value_parser = clap::value_parser!(u32).range(16..=512))]
    max_tokens: u32,
    /// Share of a comment's tokens that are hidden in a pass, other ones in each, where layers are trained
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    hidden: f64,
    /// Pairs of a comment with another row's target, added as neutral, as a share of the rows
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    mismatched: f64,
    /// Other wordings of the targets (CSV: `target_id`, `paraphrase`, `negation`), used in training only, and
    /// the debates they belong to (`theme`, `direction`: `along` or `counter`), which get n-grams of their own
    #[arg(long)]
    targets: Option<PathBuf>,
    /// Share of the rows that get a paraphrase of their target in a pass
    #[arg(long, default_value_t = 0.3, value_parser = share, requires = "targets")]
    rephrased: f64,
    /// Share of the rows that get a negation of their target, and the other side as label, in a pass
    #[arg(long, default_value_t = 0.2, value_parser = share, requires = "targets")]
    negated: f64,
    /// Measure by cross-validation with so many folds, then train on all rows [default: 5 up to 2,000 rows]
    #[arg(long, value_parser = clap::value_parser!(u32).range(2..=20), conflicts_with = "validation")]
    folds: Option<u32>,
    /// Measure on this share of the groups, held out, and keep the best pass [default: 0.1 above 2,000 rows];
    /// a group are the rows of one `target_id`, `target` or `article_id`, whichever tells enough groups apart
    #[arg(long, value_parser = share)]
    validation: Option<f64>,
    /// Measure on these labelled rows instead, none of which is trained on
    #[arg(long, conflicts_with_all = ["folds", "validation"], num_args = 1..)]
    held_out: Vec<PathBuf>,
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

/// What is trained.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tune {
    Ngrams,
    Head,
    Upper,
    All,
}

/// Training rows below which the head alone is trained, and below which the lower layers stay.
const HEAD_BELOW: usize = 1000;
const UPPER_BELOW: usize = 2000;

/// Training rows from which figures mean something.
const FEWEST: usize = 50;

/// Training rows up to which quality is measured by cross-validation.
const FOLDS_UP_TO: usize = 2000;

/// Folds of it, unless others are asked for.
const FOLDS: usize = 5;

pub(super) fn run(arguments: &Stance) -> anyhow::Result<Outcome> {
    check_output(&arguments.out, Task::Stance)?;
    let codebook = arguments.question.codebook()?;
    let dimension = arguments.question.of(&codebook)?;
    let (labels, places) = label_order(dimension);
    let threads = arguments
        .threads
        .map_or_else(threads::default_threads, |n| n as usize);
    let base = Base::open(&arguments.base, threads)?;
    let rows = rows(arguments, dimension, &places)?;
    let training = rows.iter().filter(|row| !row.example.held_out).count();
    warn(&rows, training);
    let settings = Settings {
        threshold: dimension.threshold,
        ..arguments.settings(labels, training, base.start.model.is_some(), threads)
    };
    let layers = base.start.embedder.transformer().config().layers as usize;
    if let Some(from) = arguments.from_layer.filter(|from| *from as usize >= layers) {
        bail!(
            "the encoder has {layers} layers, from 0 to {}, and no layer {from}: give a lower --from-layer, or --tune head",
            layers - 1
        );
    }
    let examples = examples(rows, arguments.targets.as_deref(), settings.check)?;
    let text = format!(
        "Stance of French comments, {} labels",
        settings.labels.len()
    );
    let mut description = describe(text, &arguments.out, &arguments.labelled, &base.encoder)?;
    description
        .training_data
        .splice(..0, base.training_data.clone());
    eprintln!(
        "{} rows in {} groups; {}",
        examples.len(),
        groups(&examples),
        plan(&settings)
    );
    let bar = bar("training {wide_bar} {pos}/{len} steps, {eta} left")?;
    let trained = train(&base.start, &examples, &settings, &mut |progress| {
        match progress {
            Progress::Step { done, of } => {
                bar.set_length(of as u64);
                bar.set_position(done as u64);
            }
            Progress::Pass {
                fold,
                epoch,
                loss,
                macro_f1,
                held_out_loss,
                kept,
            } => {
                let fold = fold.map_or(String::new(), |fold| format!("fold {fold}, "));
                if fold.is_empty() || epoch == settings.epochs {
                    bar.suspend(|| {
                        eprintln!(
                            "{fold}epoch {epoch}: loss {loss:.4}, held out: loss {held_out_loss:.4}, macro-F1 {macro_f1:.4}"
                        );
                    });
                }
                if let Some(model) = kept {
                    model.write(&arguments.out, &description)?;
                }
            }
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    trained.write(&arguments.out, &description)?;
    let figures = |quality: &Quality| {
        format!(
            "macro-F1 {:.1} [{:.1}, {:.1}], ECE {:.3}",
            100.0 * quality.macro_f1,
            100.0 * quality.interval.0,
            100.0 * quality.interval.1,
            quality.calibration_error
        )
    };
    if let Some(before) = &trained.before {
        eprintln!("before, `{}`: {}", base.name, figures(before));
    }
    eprintln!(
        "kept epoch {}: {} on {} rows not trained on; in `{}`",
        trained.epoch,
        figures(&trained.quality),
        trained.quality.pairs,
        arguments.out.display()
    );
    Ok(Outcome::Complete)
}

fn groups(examples: &[Example]) -> usize {
    let names = examples.iter().map(|example| &example.group);
    names.collect::<BTreeSet<_>>().len()
}

fn plan(settings: &Settings) -> String {
    let tuning = match settings.tuning {
        Tuning::Ngrams => "n-grams are trained".to_owned(),
        Tuning::Head => "n-grams and the head are trained".to_owned(),
        Tuning::Layers { from, .. } => {
            format!("n-grams, the head and the encoder's layers from {from} on are trained")
        }
    };
    match settings.check {
        Check::Folds(folds) => format!("{tuning}, {folds} folds"),
        Check::HoldOut(share) => format!("{tuning}, {:.0} % of the groups held out", 100.0 * share),
        Check::Marked => format!("{tuning}, given rows held out"),
    }
}

impl Stance {
    fn settings(
        &self,
        labels: Vec<String>,
        rows: usize,
        from_model: bool,
        threads: usize,
    ) -> Settings {
        let tune = self.tune.unwrap_or(match rows {
            _ if !from_model => Tune::All,
            0..HEAD_BELOW => Tune::Head,
            HEAD_BELOW..UPPER_BELOW => Tune::Upper,
            _ => Tune::All,
        });
        let layers = |from: u32| Tuning::Layers {
            rank: i64::from(self.rank),
            from: from as usize,
        };
        let tuning = match (self.from_layer, tune) {
            (Some(from), _) => layers(from),
            (None, Tune::Ngrams) => Tuning::Ngrams,
            (None, Tune::Head) => Tuning::Head,
            (None, Tune::Upper) => layers(6),
            (None, Tune::All) => layers(0),
        };
        let (epochs, rate) = match tuning {
            Tuning::Ngrams => (1, 0.0),
            Tuning::Head => (30, 1e-3),
            Tuning::Layers { .. } => (4, if from_model { 2e-4 } else { 5e-4 }),
        };
        let check = match (self.folds, self.validation) {
            (Some(folds), _) => Check::Folds(folds as usize),
            (None, Some(share)) => Check::HoldOut(share),
            (None, None) if !self.held_out.is_empty() => Check::Marked,
            (None, None) if rows <= FOLDS_UP_TO => Check::Folds(FOLDS),
            (None, None) => Check::HoldOut(0.1),
        };
        let varied = |share: f64| if self.targets.is_some() { share } else { 0.0 };
        Settings {
            labels,
            threshold: None,
            tuning,
            check,
            epochs: self.epochs.map_or(epochs, |epochs| epochs as usize),
            batch: self.batch as usize,
            learning_rate: self.learning_rate.unwrap_or(rate),
            max_tokens: self.max_tokens as usize,
            dropout: 0.1,
            hidden: self.hidden,
            mismatched: self.mismatched,
            rephrased: varied(self.rephrased),
            negated: varied(self.negated),
            seed: self.seed,
            bf16: self.bf16,
            threads,
        }
    }
}

/// What training starts from.
struct Base {
    name: String,
    start: Start,
    encoder: ModelFolder,
    training_data: Vec<String>,
}

impl Base {
    fn open(path: &Path, threads: usize) -> anyhow::Result<Self> {
        let folder = ModelFolder::find(path)?;
        let name = folder.manifest.name.clone();
        if folder.manifest.task == Task::Encoder {
            return Ok(Self {
                name,
                start: Start::new(Embedder::load(&folder, threads)?, None),
                encoder: folder,
                training_data: Vec::new(),
            });
        }
        let encoder = folder.encoder()?;
        Ok(Self {
            name,
            start: Start::new(
                Embedder::load(&encoder, threads)?,
                Some(StoredModel::read(&folder)?),
            ),
            encoder,
            training_data: folder.manifest.training_data.clone(),
        })
    }
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

/// A labelled row and what groups it could belong to.
struct Row {
    example: Example,
    target_id: Option<String>,
    groups: [Option<String>; 3],
}

fn rows(arguments: &Stance, dimension: &Dimension, places: &[usize]) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    let held_out = arguments.held_out.iter().map(|path| (path, true));
    let training = arguments.labelled.iter().map(|path| (path, false));
    for (path, held_out) in training.chain(held_out) {
        let sheet = labelled::read_sheet(path, &ReadOptions::for_comments())?;
        for warning in sheet.left_out(path) {
            eprintln!("warning: {warning}");
        }
        for row in sheet.rows {
            let label = dimension
                .label_index(&row.label)
                .with_context(|| format!("`{}`, line {}", path.display(), row.line))?;
            rows.push(Row {
                target_id: row.target_id.clone(),
                groups: [row.target_id, row.target.clone(), row.article_id],
                example: Example {
                    target: row.target.unwrap_or_else(|| dimension.target.clone()),
                    comment: row.text,
                    label: places[label],
                    held_out,
                    ..Example::default()
                },
            });
        }
    }
    Ok(rows)
}

/// Says what makes the figures of a training worth less than they seem.
fn warn(rows: &[Row], training: usize) {
    if training < FEWEST {
        eprintln!(
            "warning: {training} labelled comments are too few to learn from or to measure with: code {FEWEST} or more"
        );
    }
    let held_out = rows.iter().filter(|row| row.example.held_out);
    let held_out: HashSet<String> = held_out.map(|row| wording(&row.example.comment)).collect();
    if held_out.is_empty() {
        return;
    }
    let trained = rows.iter().filter(|row| !row.example.held_out);
    let copies = trained.filter(|row| held_out.contains(&wording(&row.example.comment)));
    let copies = copies.count();
    if copies > 0 {
        eprintln!(
            "warning: {copies} row(s) have the text of one that is held out, and are not trained on"
        );
    }
}

/// The rows as examples, in groups by the first of `target_id`, `target` and `article_id` that tells
/// enough groups apart; where none does, rows with equal texts are a group.
fn examples(rows: Vec<Row>, wordings: Option<&Path>, check: Check) -> anyhow::Result<Vec<Example>> {
    let wanted = match check {
        Check::Folds(folds) => folds,
        Check::HoldOut(_) | Check::Marked => 2,
    };
    let distinct = |column: &usize| {
        let values = rows.iter().filter_map(|row| row.groups[*column].as_ref());
        values.collect::<BTreeSet<_>>().len()
    };
    let column = (0..3).find(|column| distinct(column) >= wanted);
    let with_target = |row: &Row| Some((row.groups[1].clone()?, row.groups[column?].clone()?));
    let known: BTreeMap<String, String> = rows.iter().filter_map(with_target).collect();
    let wordings = wordings.map_or(Ok(BTreeMap::new()), targets::read)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let group = column.and_then(|column| row.groups[column].clone());
            // A row that does not say belongs to those with its target, where targets are told apart.
            let target = row.groups[1].as_ref().filter(|_| column == Some(0));
            let group = group.or_else(|| target.map(|own| known.get(own).unwrap_or(own).clone()));
            let wording = row.target_id.and_then(|id| wordings.get(&id));
            let wording = wording.cloned().unwrap_or_default();
            Example {
                group: group.unwrap_or_else(|| row.example.comment.clone()),
                paraphrases: wording.paraphrases,
                negations: wording.negations,
                theme: wording.theme,
                ..row.example
            }
        })
        .collect())
}
