//! Training a stance model: adapters in the encoder and a head over it, on labelled pairs.

use std::{collections::BTreeSet, path::Path};

use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use tch::{Kind, Tensor};

use super::{
    Description, TrainError,
    optimiser::{Optimiser, Parameters},
};
use crate::{
    evaluate::classification::macro_f1_of_items,
    model::{Embedder, FlatBatch, Sequence, Task, TransformerEncoder, write_weights},
    stance::{StanceHead, TENSORS, most_probable},
};

/// Share of a weight that a step of the highest learning rate would take off, divided by that rate.
const WEIGHT_DECAY: f64 = 0.01;

/// One labelled pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What the stance is towards.
    pub target: String,
    /// The comment.
    pub comment: String,
    /// Index of its label among [`Settings::labels`].
    pub label: usize,
    /// Pairs of one group are never split between training and validation (the target or article).
    pub group: String,
}

/// How to train.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The labels: `favor`, `against`, `none`, or any identifiers.
    pub labels: Vec<String>,
    /// Passes over the data.
    pub epochs: usize,
    /// Pairs in a step.
    pub batch: usize,
    /// Highest learning rate.
    pub learning_rate: f64,
    /// Rank of the adapters; 0 trains the head alone.
    pub rank: i64,
    /// First layer that gets adapters; training costs less the higher it is.
    pub from_layer: usize,
    /// Tokens of a pair while training, at most; a longer comment loses its middle.
    pub max_tokens: usize,
    /// Dropout in the head.
    pub dropout: f64,
    /// Pairs with a wrong target added as `none`, as a share of all pairs.
    pub mismatched: f64,
    /// Share of the groups held out for validation.
    pub validation: f64,
    /// Seed of all random choices.
    pub seed: u64,
    /// Matrix products in bf16: faster where the processor has instructions for it, and much slower elsewhere.
    pub bf16: bool,
    /// libtorch threads.
    pub threads: usize,
}

/// What an epoch came to.
#[derive(Debug, Clone, serde::Serialize)]
pub struct EpochReport {
    /// From 1.
    pub epoch: usize,
    /// Mean cross-entropy over the training pairs.
    pub loss: f64,
    /// Macro-F1 on the held-out pairs.
    pub macro_f1: f64,
    /// Mean cross-entropy on the held-out pairs.
    pub validation_loss: f64,
}

/// The end of an epoch.
pub struct Epoch<'a> {
    /// Its figures.
    pub report: &'a EpochReport,
    /// The model, if it is the best so far.
    pub kept: Option<&'a Trained>,
}

/// A trained model, not yet written.
pub struct Trained {
    tensors: Vec<(String, Tensor)>,
    labels: Vec<String>,
    /// Temperature that fits the held-out pairs best.
    pub temperature: f64,
    /// The epoch that was kept.
    pub best: EpochReport,
    /// Pairs trained on, and held out.
    pub sizes: (usize, usize),
}

struct Session {
    encoder: TransformerEncoder,
    head: StanceHead,
    parameters: Parameters,
}

impl Session {
    /// Logits `[pairs, labels]` in the order of `indices`.
    fn logits(&self, sequences: &[Sequence], indices: &[usize], dropout: f64) -> Tensor {
        let mut order = indices.to_vec();
        order.sort_by_key(|&index| std::cmp::Reverse(sequences[index].ids.len()));
        let batch = FlatBatch::new(sequences, &order);
        let vectors = TransformerEncoder::mean_pool(&self.encoder.forward(&batch), &batch);
        let mut position = vec![0_i64; indices.len()];
        for (slot, index) in indices.iter().enumerate() {
            let found = order.iter().position(|other| other == index);
            position[slot] = found.unwrap_or_default() as i64;
        }
        self.head.forward(
            &vectors.index_select(0, &Tensor::from_slice(&position)),
            dropout,
        )
    }
}

/// Hears of each step (done, of) and of the end of each epoch.
pub type Report<'a> = dyn FnMut(usize, usize, Option<Epoch>) -> Result<(), TrainError> + 'a;

/// Trains on `examples`; `report` hears of each step (done, of) and each epoch, and gets the model
/// after each epoch that is the best so far, so that an interrupted training leaves something.
///
/// # Errors
/// [`TrainError::Data`] when there are too few pairs, groups or labels; [`TrainError::Model`].
pub fn train(
    embedder: &Embedder,
    examples: &[Example],
    settings: &Settings,
    report: &mut Report,
) -> Result<Trained, TrainError> {
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    tch::manual_seed(settings.seed as i64);
    tch::set_num_threads(settings.threads as i32);
    let (mut training, validation) = split(examples, settings, &mut random)?;
    add_mismatched(&mut training, settings, &mut random);
    let tokenise = |examples: &[Example]| {
        examples
            .iter()
            .map(|example| {
                let tokens = embedder.tokenizer().pair(
                    &example.target,
                    &example.comment,
                    settings.max_tokens,
                )?;
                Ok(Sequence::whole(tokens.ids))
            })
            .collect::<Result<Vec<_>, TrainError>>()
    };
    let (inputs, held_out) = (tokenise(&training)?, tokenise(&validation)?);

    let session = start(embedder, settings);
    let batches = inputs.len().div_ceil(settings.batch);
    let steps = batches * settings.epochs;
    let mut optimiser = Optimiser::new(
        &session.parameters,
        settings.learning_rate,
        WEIGHT_DECAY,
        steps,
    )?;
    tracing::info!(parameters = session.parameters.count(), steps, "training");

    let mut best: Option<Trained> = None;
    for epoch in 1..=settings.epochs {
        let mut total = 0.0;
        for (done, indices) in shuffled_batches(&inputs, settings.batch, &mut random)
            .iter()
            .enumerate()
        {
            let labels: Vec<i64> = indices
                .iter()
                .map(|&index| training[index].label as i64)
                .collect();
            let loss = session
                .logits(&inputs, indices, settings.dropout)
                .cross_entropy_for_logits(&Tensor::from_slice(&labels));
            optimiser.step(&loss);
            total += f64::try_from(&loss)? * indices.len() as f64;
            report((epoch - 1) * batches + done + 1, steps, None)?;
        }
        let logits = predict(&session, &held_out)?;
        let epoch_report = EpochReport {
            epoch,
            loss: total / inputs.len() as f64,
            macro_f1: macro_f1(&logits, &validation, settings.labels.len()),
            validation_loss: cross_entropy(&logits, &validation, 1.0),
        };
        let improved = best
            .as_ref()
            .is_none_or(|kept| epoch_report.macro_f1 > kept.best.macro_f1);
        if improved {
            best = Some(Trained {
                temperature: fit_temperature(&logits, &validation),
                tensors: session.parameters.snapshot(),
                labels: settings.labels.clone(),
                best: epoch_report.clone(),
                sizes: (inputs.len(), held_out.len()),
            });
        }
        let kept = best.as_ref().filter(|_| improved);
        report(
            epoch * batches,
            steps,
            Some(Epoch {
                report: &epoch_report,
                kept,
            }),
        )?;
    }
    best.ok_or_else(|| TrainError::Data {
        problem: "no epoch was run: give --epochs 1 or more".to_owned(),
    })
}

fn start(embedder: &Embedder, settings: &Settings) -> Session {
    let mut parameters = Parameters::new();
    let mut encoder = embedder.transformer().shallow_clone();
    if settings.bf16 {
        encoder = encoder.to_kind(Kind::BFloat16);
    }
    if settings.rank > 0 {
        encoder.add_adapters(settings.rank, settings.from_layer, |name, value| {
            parameters.register(name, value)
        });
    }
    let head = StanceHead::new(
        encoder.config().hidden,
        settings.labels.len() as i64,
        |name, value| parameters.register(name, value),
    );
    Session {
        encoder,
        head,
        parameters,
    }
}

/// Splits by group; every label must occur on both sides.
fn split(
    examples: &[Example],
    settings: &Settings,
    random: &mut ChaCha8Rng,
) -> Result<(Vec<Example>, Vec<Example>), TrainError> {
    let mut groups: Vec<&str> = examples
        .iter()
        .map(|example| example.group.as_str())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let data = |problem: String| TrainError::Data { problem };
    if groups.len() < 2 {
        return Err(data(format!(
            "the labelled rows form {} group(s): give at least two values of `target_id`, `target` or `article_id`, so that some can be held out",
            groups.len()
        )));
    }
    groups.shuffle(random);
    let held =
        ((groups.len() as f64 * settings.validation).round() as usize).clamp(1, groups.len() - 1);
    let held: BTreeSet<&str> = groups[..held].iter().copied().collect();
    let (validation, training): (Vec<Example>, Vec<Example>) = examples
        .iter()
        .cloned()
        .partition(|example| held.contains(example.group.as_str()));
    let present: BTreeSet<usize> = training.iter().map(|example| example.label).collect();
    if present.len() < 2 {
        return Err(data(format!(
            "after {} rows are held out, the {} training rows have fewer than two labels: label more comments",
            validation.len(),
            training.len()
        )));
    }
    Ok((training, validation))
}

/// Pairs comments with targets of other groups; such a pair takes no position.
fn add_mismatched(training: &mut Vec<Example>, settings: &Settings, random: &mut ChaCha8Rng) {
    let Some(none) = settings.labels.iter().position(|label| label == "none") else {
        return;
    };
    let count = (training.len() as f64 * settings.mismatched) as usize;
    let originals = training.len();
    for _ in 0..count {
        let comment = random.gen_range(0..originals);
        let target = random.gen_range(0..originals);
        if training[comment].group != training[target].group {
            let pair = Example {
                target: training[target].target.clone(),
                label: none,
                ..training[comment].clone()
            };
            training.push(pair);
        }
    }
}

/// Batches in random order, of sequences of similar length.
fn shuffled_batches(inputs: &[Sequence], size: usize, random: &mut ChaCha8Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    order.shuffle(random);
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for pool in order.chunks(size * 16) {
        let mut pool = pool.to_vec();
        pool.sort_by_key(|&index| inputs[index].ids.len());
        batches.extend(pool.chunks(size).map(<[usize]>::to_vec));
    }
    batches.shuffle(random);
    batches
}

fn predict(session: &Session, inputs: &[Sequence]) -> Result<Vec<Vec<f64>>, TrainError> {
    let _guard = tch::no_grad_guard();
    let mut logits = vec![Vec::new(); inputs.len()];
    for batch in crate::model::plan(inputs, 4096) {
        let values = session.logits(inputs, &batch, 0.0);
        for (row, &index) in (0_i64..).zip(&batch) {
            let row = Vec::<f32>::try_from(values.get(row))?;
            logits[index] = row.into_iter().map(f64::from).collect();
        }
    }
    Ok(logits)
}

fn cross_entropy(logits: &[Vec<f64>], examples: &[Example], temperature: f64) -> f64 {
    let total: f64 = logits
        .iter()
        .zip(examples)
        .map(|(row, example)| {
            let highest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = row
                .iter()
                .map(|value| ((value - highest) / temperature).exp())
                .sum();
            sum.ln() - (row[example.label] - highest) / temperature
        })
        .sum();
    total / logits.len().max(1) as f64
}

/// The temperature between 0.25 and 8 with the smallest cross-entropy (Guo et al. 2017,
/// arXiv:1706.04599), by golden-section search on its logarithm.
fn fit_temperature(logits: &[Vec<f64>], examples: &[Example]) -> f64 {
    let ratio = (5_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (0.25_f64.ln(), 8_f64.ln());
    let at = |x: f64| cross_entropy(logits, examples, x.exp());
    while high - low > 1e-4 {
        let (a, b) = (high - ratio * (high - low), low + ratio * (high - low));
        if at(a) < at(b) {
            high = b;
        } else {
            low = a;
        }
    }
    f64::midpoint(low, high).exp()
}

/// Macro-F1 over the labels that the examples have.
fn macro_f1(logits: &[Vec<f64>], examples: &[Example], labels: usize) -> f64 {
    let predicted: Vec<usize> = logits.iter().map(|row| most_probable(row).0).collect();
    let truth: Vec<usize> = examples.iter().map(|example| example.label).collect();
    let present: BTreeSet<usize> = truth.iter().copied().collect();
    let present: Vec<usize> = present.into_iter().collect();
    let items: Vec<usize> = (0..truth.len()).collect();
    macro_f1_of_items(&truth, &predicted, labels, &present, &items)
}

impl Trained {
    /// Writes the model folder `out`; its files appear complete, the manifest last.
    ///
    /// # Errors
    /// [`TrainError::Io`], [`TrainError::Model`].
    pub fn write(&self, out: &Path, description: &Description) -> Result<(), TrainError> {
        std::fs::create_dir_all(out).map_err(|source| TrainError::Io {
            path: out.to_path_buf(),
            source,
        })?;
        write_weights(&out.join(TENSORS), &self.tensors, Kind::Half)?;
        let mut settings = toml::Table::new();
        settings.insert("labels".into(), self.labels.clone().into());
        settings.insert(
            "temperature".into(),
            ((self.temperature * 1e4).round() / 1e4).into(),
        );
        let mut validation = toml::Table::new();
        let rounded = |value: f64| (value * 1e4).round() / 1e4;
        validation.insert("macro_f1".into(), rounded(self.best.macro_f1).into());
        validation.insert(
            "cross_entropy".into(),
            rounded(self.best.validation_loss).into(),
        );
        validation.insert("pairs".into(), (self.sizes.1 as i64).into());
        validation.insert("training_pairs".into(), (self.sizes.0 as i64).into());
        validation.insert("epoch".into(), (self.best.epoch as i64).into());
        let mut quality = toml::Table::new();
        quality.insert("held_out_groups".into(), validation.into());
        let manifest = description.manifest(Task::Stance, settings, quality);
        Ok(manifest.write(out, &[TENSORS])?)
    }
}
