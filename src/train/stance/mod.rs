//! Training a stance model: adapters in the encoder, a head over it, and linear models of n-grams beside
//! it, on labelled pairs.
//!
//! How good the model is on pairs it was not trained on is told by cross-validation with groups
//! (targets or articles) kept together, after which a last training takes all rows; or, where rows are
//! many, by one part of the groups that is held out.

mod bayes;
mod example;
mod fit;
mod ngrams;
mod pool;
mod quality;
mod session;
pub mod targets;

use std::path::Path;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tch::{Kind, Tensor};

pub use self::{
    example::{Example, wording},
    quality::Quality,
    session::Start,
};
use self::{
    fit::{Event, fit, steps},
    pool::{Pool, Portions, parts_of},
    quality::{cross_entropy, macro_f1, matrix},
    session::Session,
};
use super::{Description, TrainError};
use crate::{
    model::{Task, write_weights},
    stance::{
        TENSORS,
        ngrams::{NgramWeights, Ngrams, Parts},
    },
};

/// What is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tuning {
    /// The linear models of n-grams alone; encoder and head stay as they are at the start.
    Ngrams,
    /// The head alone; the encoder stays as it is at the start.
    Head,
    /// The head, and changes of low rank to the encoder's layers from one on.
    Layers {
        /// Rank of changes that do not exist at the start.
        rank: i64,
        /// The first layer that is changed, from 0; training costs less the higher it is.
        from: usize,
    },
}

/// How a model is measured on pairs that it was not trained on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Check {
    /// Cross-validation with so many folds, then a training on all pairs.
    Folds(usize),
    /// This share of the groups is held out, and the best pass on it kept.
    HoldOut(f64),
    /// The pairs that are marked as held out are, and the best pass on them kept.
    Marked,
}

/// How to train.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The labels: `favor`, `against`, `none`, or any identifiers.
    pub labels: Vec<String>,
    /// Below this probability of the best label an answer is uncertain; by default what
    /// the curve of risk over coverage suggests ([`Quality::threshold`]).
    pub threshold: Option<f64>,
    /// What is trained.
    pub tuning: Tuning,
    /// How the result is measured.
    pub check: Check,
    /// Passes over the data, at most; the best one is kept.
    pub epochs: usize,
    /// Pairs in a step.
    pub batch: usize,
    /// Highest learning rate.
    pub learning_rate: f64,
    /// Tokens of a pair while training, at most; a longer comment loses its middle.
    pub max_tokens: usize,
    /// Dropout in the head.
    pub dropout: f64,
    /// Share of a comment's tokens that are hidden from the encoder in a pass, where it is trained: no
    /// word can be learnt by heart then.
    pub hidden: f64,
    /// Pairs with a wrong target added as `none`, as a share of all pairs.
    pub mismatched: f64,
    /// Share of the pairs that get a paraphrase of their target in a pass.
    pub rephrased: f64,
    /// Share of the pairs that get a negation of their target, and the opposite label, in a pass.
    pub negated: f64,
    /// Seed of all random choices.
    pub seed: u64,
    /// Matrix products in bf16: faster where the processor has instructions for it, and much slower elsewhere.
    pub bf16: bool,
    /// libtorch threads.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            labels: Vec::new(),
            threshold: None,
            tuning: Tuning::Head,
            check: Check::Folds(5),
            epochs: 4,
            batch: 16,
            learning_rate: 5e-4,
            max_tokens: crate::stance::MAX_TOKENS,
            dropout: 0.1,
            hidden: 0.0,
            mismatched: 0.0,
            rephrased: 0.0,
            negated: 0.0,
            seed: 1,
            bf16: false,
            threads: 1,
        }
    }
}

/// What training tells of its progress.
pub enum Progress<'a> {
    /// A step is done.
    Step {
        /// Steps so far.
        done: usize,
        /// Steps in all, about.
        of: usize,
    },
    /// A pass is over.
    Pass {
        /// The fold, from 1; `None` for the one training with a part held out.
        fold: Option<usize>,
        /// The pass, from 1.
        epoch: usize,
        /// Mean cross-entropy over the training pairs.
        loss: f64,
        /// Macro-F1 on the pairs held out.
        macro_f1: f64,
        /// Mean cross-entropy on the pairs held out.
        held_out_loss: f64,
        /// The model, if it is the best so far and nothing better will be made from it.
        kept: Option<&'a Trained>,
    },
}

/// Hears of progress.
pub type Report<'a> = dyn FnMut(Progress) -> Result<(), TrainError> + 'a;

/// A trained model, not yet written.
pub struct Trained {
    tensors: Vec<(String, Tensor)>,
    labels: Vec<String>,
    check: Check,
    /// What fits the held-out pairs best.
    temperature: f64,
    ngram_weights: Vec<NgramWeights>,
    /// The pass that was kept, from 1.
    pub epoch: usize,
    /// On pairs not trained on.
    pub quality: Quality,
    /// What the model that training started from is worth on the same pairs, if it has the labels.
    pub before: Option<Quality>,
    /// Pairs trained on.
    pub training_pairs: usize,
}

/// Trains on `examples`; `report` hears of each step and pass, and with a part held out gets the
/// model whenever it is the best so far, so that an interrupted training leaves something.
///
/// # Errors
/// [`TrainError::Data`] when there are too few pairs, groups or labels; [`TrainError::Model`].
pub fn train(
    start: &Start,
    examples: &[Example],
    settings: &Settings,
    report: &mut Report,
) -> Result<Trained, TrainError> {
    tch::set_num_threads(settings.threads as i32);
    if settings.tuning == Tuning::Ngrams && start.own_model(settings).is_none() {
        return Err(TrainError::Data {
            problem: "n-grams alone can be trained beside a stance model that tells the same labels apart, and the base is none: train the head too".to_owned(),
        });
    }
    if settings.hidden > 0.0 && !matches!(settings.tuning, Tuning::Layers { .. }) {
        return Err(TrainError::Data {
            problem: "tokens can be hidden only from an encoder that is trained, and here its layers stay as they are: leave --hidden out, or give --tune upper or all".to_owned(),
        });
    }
    let oriented: Vec<Example> = match example::opposites(&settings.labels) {
        Some(opposite) => examples
            .iter()
            .map(|example| example.oriented(&opposite))
            .collect(),
        None => examples.to_vec(),
    };
    match settings.check {
        Check::Folds(folds) => cross_validated(start, &oriented, folds, settings, report),
        Check::HoldOut(_) | Check::Marked => held_out(start, &oriented, settings, report),
    }
}

fn held_out(
    start: &Start,
    examples: &[Example],
    settings: &Settings,
    report: &mut Report,
) -> Result<Trained, TrainError> {
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let held = match settings.check {
        Check::HoldOut(share) => example::share(examples, share, &mut random)?,
        _ => example::marked(examples)?,
    };
    let (validation, training) = example::divide(examples, &held)?;
    let training = example::turned(training, &settings.labels);
    let truth: Vec<&Example> = validation.iter().collect();
    let before = before(start, &truth, settings)?;
    let (mut ngrams, mut portions) = ngrams_at_start(start, &truth, settings);
    let fitted = ngrams::fit(&training, &settings.labels);
    portions.add_new(&parts_of(&fitted, &truth));
    ngrams.push(fitted);
    let mut counter = Counter::new(steps(training.len(), settings));
    let mut best: Option<Trained> = None;
    fit(
        start,
        &training,
        &validation,
        settings,
        settings.epochs,
        &mut |event| {
            let pass = match event {
                Event::Step => return counter.tell(report),
                Event::Pass(pass) => pass,
            };
            let pool = Pool::fit(&pass.logits, &portions, &truth);
            let logits = pool.apply(&pass.logits, &portions);
            let quality = Quality::new(&logits, &truth, pool.temperature, settings)?;
            let (macro_f1, held_out_loss) = (quality.macro_f1, quality.cross_entropy);
            let improved = best
                .as_ref()
                .is_none_or(|best| macro_f1 > best.quality.macro_f1);
            if improved {
                best = Some(Trained {
                    tensors: with_ngrams(pass.session.snapshot(), &ngrams),
                    labels: settings.labels.clone(),
                    check: settings.check,
                    temperature: pool.temperature,
                    ngram_weights: portions.weights(&pool),
                    epoch: pass.epoch,
                    quality,
                    before: before.clone(),
                    training_pairs: training.len(),
                });
            }
            report(Progress::Pass {
                fold: None,
                epoch: pass.epoch,
                loss: pass.loss,
                macro_f1,
                held_out_loss,
                kept: best.as_ref().filter(|_| improved),
            })
        },
    )?;
    best.ok_or_else(no_epoch)
}

fn cross_validated(
    start: &Start,
    examples: &[Example],
    folds: usize,
    settings: &Settings,
    report: &mut Report,
) -> Result<Trained, TrainError> {
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let parts = example::parts(examples, folds, &mut random)?;
    let planned = folds * steps(examples.len() - examples.len() / folds, settings)
        + steps(examples.len(), settings);
    let mut counter = Counter::new(planned);
    let all: Vec<&Example> = examples.iter().collect();
    let (mut ngrams, mut portions) = ngrams_at_start(start, &all, settings);
    // For each pass, the logits of all pairs, each from the training that did not see it.
    let mut logits = vec![vec![Vec::new(); examples.len()]; settings.epochs];
    let mut own: Vec<Option<Parts>> = vec![None; examples.len()];
    for (fold, part) in parts.iter().enumerate() {
        let (validation, training) = example::divide(examples, part)?;
        let training = example::turned(training, &settings.labels);
        let mut part = part.clone();
        part.sort_unstable();
        let truth: Vec<&Example> = validation.iter().collect();
        let fitted = ngrams::fit(&training, &settings.labels);
        for (&index, parts) in part.iter().zip(parts_of(&fitted, &truth)) {
            own[index] = Some(parts);
        }
        fit(
            start,
            &training,
            &validation,
            settings,
            settings.epochs,
            &mut |event| {
                let pass = match event {
                    Event::Step => return counter.tell(report),
                    Event::Pass(pass) => pass,
                };
                let done = Progress::Pass {
                    fold: Some(fold + 1),
                    epoch: pass.epoch,
                    loss: pass.loss,
                    macro_f1: macro_f1(&pass.logits, &truth, &settings.labels),
                    held_out_loss: cross_entropy(&pass.logits, &truth, 1.0),
                    kept: None,
                };
                for (&index, row) in part.iter().zip(pass.logits) {
                    logits[pass.epoch - 1][index] = row;
                }
                report(done)
            },
        )?;
    }
    // Each pair is in one fold.
    portions.add_new(&own.into_iter().flatten().collect::<Vec<_>>());
    let truth = all;
    let mut best: Option<(f64, usize, Pool)> = None;
    for (epoch, logits) in logits.iter().enumerate() {
        let pool = Pool::fit(logits, &portions, &truth);
        let loss = cross_entropy(&pool.apply(logits, &portions), &truth, pool.temperature);
        if best.as_ref().is_none_or(|best| loss < best.0) {
            best = Some((loss, epoch, pool));
        }
    }
    let (_, best, pool) = best.ok_or_else(no_epoch)?;
    let logits = pool.apply(&logits[best], &portions);
    let quality = Quality::new(&logits, &truth, pool.temperature, settings)?;
    let training = example::turned(examples.to_vec(), &settings.labels);
    ngrams.push(ngrams::fit(&training, &settings.labels));
    let mut tensors = Vec::new();
    fit(start, &training, &[], settings, best + 1, &mut |event| {
        match event {
            Event::Step => counter.tell(report)?,
            Event::Pass(pass) if pass.epoch == best + 1 => tensors = pass.session.snapshot(),
            Event::Pass(_) => {}
        }
        Ok(())
    })?;
    Ok(Trained {
        tensors: with_ngrams(tensors, &ngrams),
        labels: settings.labels.clone(),
        check: settings.check,
        temperature: pool.temperature,
        ngram_weights: portions.weights(&pool),
        epoch: best + 1,
        quality,
        before: before(start, &truth, settings)?,
        training_pairs: examples.len(),
    })
}

/// What the model at the start is worth on these pairs, if it has the labels.
fn before(
    start: &Start,
    examples: &[&Example],
    settings: &Settings,
) -> Result<Option<Quality>, TrainError> {
    let Some(model) = start.own_model(settings) else {
        return Ok(None);
    };
    let settings = Settings {
        tuning: Tuning::Head,
        ..settings.clone()
    };
    let session = Session::new(start, &settings)?;
    let pairs: Vec<_> = examples.iter().map(|example| example.plain()).collect();
    let inputs = session.inputs(start, &pairs, settings.max_tokens)?;
    let mut logits = session.predict(&inputs)?;
    for (row, pair) in logits.iter_mut().zip(&pairs) {
        model
            .towards(pair.pair.target)
            .add_to(row, pair.pair.comment);
    }
    let quality = Quality::new(&logits, examples, model.temperature, &settings)?;
    Ok(Some(quality))
}

/// The sets of n-grams of the model at the start, and what they say of the examples.
fn ngrams_at_start(
    start: &Start,
    examples: &[&Example],
    settings: &Settings,
) -> (Vec<Ngrams>, Portions) {
    match start.own_model(settings) {
        Some(model) => (
            model.ngrams.clone(),
            Portions::of_model(&model.ngrams, &model.ngram_weights, examples),
        ),
        None => (Vec::new(), Portions::of_model(&[], &[], examples)),
    }
}

/// A model's tensors and those of its n-grams.
fn with_ngrams(mut tensors: Vec<(String, Tensor)>, ngrams: &[Ngrams]) -> Vec<(String, Tensor)> {
    let sets = ngrams.iter().enumerate();
    tensors.extend(sets.flat_map(|(number, set)| set.tensors(number)));
    tensors
}

struct Counter {
    done: usize,
    of: usize,
}

impl Counter {
    fn new(of: usize) -> Self {
        Self { done: 0, of }
    }

    fn tell(&mut self, report: &mut Report) -> Result<(), TrainError> {
        self.done += 1;
        report(Progress::Step {
            done: self.done,
            of: self.of.max(self.done),
        })
    }
}

fn no_epoch() -> TrainError {
    TrainError::Data {
        problem: "no epoch was run: give --epochs 1 or more".to_owned(),
    }
}

impl Trained {
    /// Writes the model folder `out`; each file appears complete, the manifest last.
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
        let rounded = |value: f64| toml::Value::from((value * 1e4).round() / 1e4);
        settings.insert("temperature".into(), rounded(self.temperature));
        NgramWeights::write(&self.ngram_weights, &mut settings);
        settings.insert("threshold".into(), self.quality.threshold.into());
        // Without a row of zeros, as the correction of shares needs it.
        let certain = &self.quality.confusion_of_certain;
        if certain.iter().all(|row| row.iter().sum::<usize>() > 0) {
            settings.insert("confusion".into(), matrix(certain));
            if let Some(target) = &self.quality.target {
                settings.insert("confusion_target".into(), target.clone().into());
            }
        }
        let mut measured = self.quality.table();
        measured.insert("training_pairs".into(), (self.training_pairs as i64).into());
        measured.insert("epoch".into(), (self.epoch as i64).into());
        if let Some(before) = &self.before {
            measured.insert("before".into(), before.table().into());
        }
        let (name, what) = match self.check {
            Check::Folds(folds) => (
                "cross_validation",
                format!(
                    "{folds} folds with groups kept together; epoch, temperature and the weight of n-grams were chosen on the same pairs, and the model was then trained on all of them"
                ),
            ),
            Check::HoldOut(_) => (
                "held_out_groups",
                "groups that were not trained on; epoch, temperature and the weight of n-grams were chosen on them"
                    .to_owned(),
            ),
            Check::Marked => (
                "held_out_rows",
                "given rows that were not trained on; epoch, temperature and the weight of n-grams were chosen on them"
                    .to_owned(),
            ),
        };
        measured.insert("what".into(), what.into());
        let mut quality = toml::Table::new();
        quality.insert(name.into(), measured.into());
        let manifest = description.manifest(Task::Stance, settings, quality);
        Ok(manifest.write(out, &[TENSORS])?)
    }
}
