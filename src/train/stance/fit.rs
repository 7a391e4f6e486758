//! Passes over the training pairs.

use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use tch::Tensor;

use super::{
    Settings, TrainError, Tuning,
    example::{Example, Variant, add_mismatched, opposites},
    session::{Inputs, Session, Start},
};
use crate::train::optimiser::Optimiser;

/// Share of a weight that a step of the highest learning rate would take off, divided by that rate.
const WEIGHT_DECAY: f64 = 0.01;

/// Share of the passes, at the beginning, in which targets are not negated: a network that cannot
/// read comments yet learns nothing from it.
const BEFORE_NEGATION: f64 = 0.3;

/// What a training tells while it runs.
pub(super) enum Event<'a> {
    /// A step is done.
    Step,
    /// A pass is over.
    Pass(Pass<'a>),
}

/// The end of a pass.
pub(super) struct Pass<'a> {
    /// From 1.
    pub(super) epoch: usize,
    /// Mean cross-entropy over the training pairs.
    pub(super) loss: f64,
    /// Logits of the pairs held out.
    pub(super) logits: Vec<Vec<f64>>,
    pub(super) session: &'a Session,
}

/// Trains on `training` and stops after `last` of the passes that the settings plan; `tell` hears of
/// each step and pass.
pub(super) fn fit(
    start: &Start,
    training: &[Example],
    held_out: &[Example],
    settings: &Settings,
    last: usize,
    tell: &mut dyn FnMut(Event) -> Result<(), TrainError>,
) -> Result<(), TrainError> {
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    tch::manual_seed(settings.seed as i64);
    let mut training = match settings.tuning {
        Tuning::Ngrams => Vec::new(),
        Tuning::Head | Tuning::Layers { .. } => training.to_vec(),
    };
    add_mismatched(&mut training, settings, &mut random);
    let session = Session::new(start, settings)?;
    let plain: Vec<Variant> = held_out.iter().map(Example::plain).collect();
    let held_out = session.inputs(start, &plain, settings.max_tokens)?;
    let mut optimiser = Optimiser::new(
        &session.parameters,
        settings.learning_rate,
        WEIGHT_DECAY,
        steps(training.len(), settings),
    )?;
    tracing::info!(
        parameters = session.parameters.count(),
        pairs = training.len(),
        "training"
    );
    let opposite = opposites(&settings.labels).filter(|_| settings.negated > 0.0);
    let mask = (settings.hidden > 0.0).then(|| mask(start)).transpose()?;
    let varies = settings.negated > 0.0 || settings.rephrased > 0.0 || mask.is_some();
    let mut inputs: Option<Inputs> = None;
    for epoch in 1..=last {
        let read = start.model.is_some() || epoch as f64 > BEFORE_NEGATION * settings.epochs as f64;
        let pairs: Vec<Variant> = training
            .iter()
            .map(|example| {
                example.varied(settings, opposite.as_deref().filter(|_| read), &mut random)
            })
            .collect();
        let inputs = match &mut inputs {
            Some(inputs) if !varies => inputs,
            inputs => inputs.insert(session.inputs(start, &pairs, settings.max_tokens)?),
        };
        if let Some(mask) = mask {
            inputs.hide(settings.hidden, mask, &mut random);
        }
        let mut total = 0.0;
        for indices in shuffled_batches(inputs, settings.batch, &mut random) {
            let labels: Vec<i64> = indices
                .iter()
                .map(|&index| pairs[index].label as i64)
                .collect();
            let loss = session
                .logits(inputs, &indices, settings.dropout)
                .cross_entropy_for_logits(&Tensor::from_slice(&labels));
            let value = f64::try_from(&loss)?;
            if !value.is_finite() {
                return Err(diverged());
            }
            optimiser.step(&loss);
            total += value * indices.len() as f64;
            tell(Event::Step)?;
        }
        let logits = session.predict(&held_out)?;
        if logits.iter().flatten().any(|value| !value.is_finite()) {
            return Err(diverged());
        }
        tell(Event::Pass(Pass {
            epoch,
            loss: total / pairs.len().max(1) as f64,
            logits,
            session: &session,
        }))?;
    }
    Ok(())
}

/// The weights have left all bounds.
fn diverged() -> TrainError {
    TrainError::Data {
        problem: "the training diverged: its loss is no longer a finite number; give a lower --learning-rate".to_owned(),
    }
}

/// The token that stands for a hidden one.
fn mask(start: &Start) -> Result<i64, TrainError> {
    let found = start.embedder.tokenizer().mask();
    found.ok_or_else(|| TrainError::Data {
        problem: "tokens cannot be hidden, for the base's tokenizer has none to stand for them (`<mask>` or `[MASK]`): train with --hidden 0".to_owned(),
    })
}

/// Steps of all passes over so many pairs, without the mismatched ones that fell away.
pub(super) fn steps(pairs: usize, settings: &Settings) -> usize {
    pairs.div_ceil(settings.batch) * settings.epochs
}

/// Batches in random order, of sequences of similar length.
fn shuffled_batches(inputs: &Inputs, size: usize, random: &mut ChaCha8Rng) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..inputs.len()).collect();
    order.shuffle(random);
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for pool in order.chunks_mut(size * 16) {
        pool.sort_by_key(|&index| inputs.tokens(index));
        batches.extend(pool.chunks(size).map(<[usize]>::to_vec));
    }
    batches.shuffle(random);
    batches
}
