//! The training of one head.

use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use tch::{Device, Kind, Tensor};

use super::{Example, Heads, Progress, Report, Settings, quality};
use crate::{
    model::ModelError,
    summary::{
        head::{Batch, Item, MASKED, Start, SummaryHead, set_tensors},
        selection::sets,
    },
    train::{
        TrainError,
        optimiser::{Optimiser, Parameters},
    },
};

/// Temperature of the softmax over single units' gains: a difference of 0.08 in ROUGE is a factor of e.
const UNIT_TEMPERATURE: f32 = 0.08;

/// The same for sets.
const SET_TEMPERATURE: f32 = 0.03;

/// Sets of an article that are looked at in a step.
const SETS: usize = 24;

/// Limits in words under which sets are made in training.
const LIMITS: [usize; 5] = [40, 52, 52, 60, 75];

/// Of `AdamW`.
const WEIGHT_DECAY: f64 = 0.05;

/// Length bonus while a head is trained.
const LENGTH_BONUS: f64 = 0.15;

/// Training and validation articles.
pub(super) fn split(
    mut examples: Vec<Example>,
    held: usize,
    seed: u64,
) -> (Vec<Example>, Vec<Example>) {
    examples.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let training = examples.split_off(held);
    (training, examples)
}

/// Trains head `index`; returns its best tensors, by name.
pub(super) fn head(
    index: usize,
    hidden: i64,
    training: &[Example],
    validation: &[Example],
    settings: &Settings,
    report: &mut Report,
) -> Result<Vec<(String, Tensor)>, TrainError> {
    let seed = settings.seed.wrapping_add(1 + index as u64);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    tch::manual_seed(seed as i64);
    let mut parameters = Parameters::new();
    let mut source = |name: &str, shape: &[i64], start: Start| {
        let options = (Kind::Float, Device::Cpu);
        let value = match start {
            Start::Random => {
                Tensor::randn(shape, options) / (3.0 * shape[shape.len() - 1] as f64).sqrt()
            }
            Start::Zeros => Tensor::zeros(shape, options),
            Start::Ones => Tensor::ones(shape, options),
        };
        Ok(parameters.register(name.to_owned(), &value))
    };
    let heads = Heads {
        heads: vec![SummaryHead::new(&mut source, hidden)?],
        length_bonus: LENGTH_BONUS,
    };
    let steps = training.len().div_ceil(settings.batch) * settings.epochs;
    let mut optimiser = Optimiser::new(&parameters, settings.learning_rate, WEIGHT_DECAY, steps)?;
    let mut best: Option<(f64, Vec<(String, Tensor)>)> = None;
    let (mut done, mut idle) = (0, 0);
    for epoch in 1..=settings.epochs {
        let mut total = 0.0;
        for articles in batches(training, settings.batch, &mut random) {
            let loss = loss(&heads.heads[0], hidden, &articles, settings, &mut random)?;
            optimiser.step(&loss);
            total += f64::try_from(&loss)? * articles.len() as f64;
            done += 1;
            report(Progress::Step {
                head: index + 1,
                done,
                of: steps,
            })?;
        }
        let quality = quality(&heads, validation, settings.words)?;
        report(Progress::Epoch {
            head: index + 1,
            epoch,
            loss: total / training.len() as f64,
            rouge: quality.rouge,
            words: quality.words,
        })?;
        let sum: f64 = quality.rouge.iter().sum();
        if best.as_ref().is_none_or(|(kept, _)| sum > *kept) {
            best = Some((sum, parameters.snapshot()));
            idle = 0;
        } else {
            idle += 1;
            if idle > settings.patience {
                break;
            }
        }
    }
    let (_, tensors) = best.ok_or_else(|| TrainError::Data {
        problem: "no epoch was run: give --epochs 1 or more".to_owned(),
    })?;
    Ok(tensors)
}

/// The head with these tensors.
pub(super) fn restore(
    tensors: &[(String, Tensor)],
    hidden: i64,
) -> Result<SummaryHead, TrainError> {
    let mut kept = |name: &str, _: &[i64], _: Start| {
        tensors
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.shallow_clone())
            .ok_or_else(|| ModelError::invalid("checkpoint", format!("it has no tensor `{name}`")))
    };
    Ok(SummaryHead::new(&mut kept, hidden)?)
}

/// Batches in random order, of articles with similar numbers of units.
fn batches<'a>(
    examples: &'a [Example],
    size: usize,
    random: &mut ChaCha8Rng,
) -> Vec<Vec<&'a Example>> {
    let mut order: Vec<&Example> = examples.iter().collect();
    order.shuffle(random);
    let mut batches = Vec::new();
    for pool in order.chunks_mut(size * 20) {
        pool.sort_by_key(|example| example.input.units.len());
        batches.extend(pool.chunks(size).map(<[_]>::to_vec));
    }
    batches.shuffle(random);
    batches
}

fn loss(
    head: &SummaryHead,
    hidden: i64,
    examples: &[&Example],
    settings: &Settings,
    random: &mut ChaCha8Rng,
) -> Result<Tensor, TrainError> {
    let items: Vec<Item> = examples
        .iter()
        .map(|example| {
            let titled = example.input.title.is_some() && !random.gen_bool(settings.without_title);
            Item {
                input: &example.input,
                features: if titled {
                    &example.input.features
                } else {
                    &example.untitled
                },
                use_title: titled,
            }
        })
        .collect();
    let batch = Batch::new(&items, hidden as usize);
    let output = head.forward(&batch, settings.dropout);
    let gains: Vec<Vec<f32>> = examples
        .iter()
        .map(|example| example.gains.clone())
        .collect();
    let gains =
        padded(&gains, output.scores.size()[1]) / f64::from(UNIT_TEMPERATURE) + &batch.unit_mask;
    let units = listwise(&output.scores, &gains);

    let scores = output.scores.detach();
    let mut chosen = Vec::with_capacity(examples.len());
    let mut values = Vec::with_capacity(examples.len());
    for (row, example) in (0_i64..).zip(examples) {
        let own = Vec::<f32>::try_from(scores.get(row))?;
        let limit = LIMITS[random.gen_range(0..LIMITS.len())];
        let mut sets = sets(&example.input.units, &own[..example.gains.len()], limit);
        sets.shuffle(random);
        sets.truncate(SETS);
        values.push(
            sets.iter()
                .map(|set| (example.rouge(set).iter().sum::<f64>() / 3.0) as f32)
                .collect::<Vec<_>>(),
        );
        chosen.push(sets);
    }
    let (indices, mask) = set_tensors(&chosen);
    let worth = padded(&values, indices.size()[1]) / f64::from(SET_TEMPERATURE) + &mask;
    let predicted = head.sets(&batch, &output, &indices, settings.dropout) + &mask;
    Ok(units + listwise(&predicted, &worth))
}

/// Rows of different lengths as `[rows, width]`, zeros behind.
fn padded(rows: &[Vec<f32>], width: i64) -> Tensor {
    let mut values = vec![0_f32; rows.len() * width as usize];
    for (row, found) in rows.iter().enumerate() {
        values[row * width as usize..][..found.len()].copy_from_slice(found);
    }
    Tensor::from_slice(&values).view([rows.len() as i64, width])
}

/// Mean cross-entropy between the softmax of `worth` and that of `scores`, `[rows, items]` (`ListNet`,
/// Cao et al. 2007). Items masked with [`MASKED`] in both count nothing.
fn listwise(scores: &Tensor, worth: &Tensor) -> Tensor {
    let target = worth.softmax(1, Kind::Float);
    let log = scores.log_softmax(1, Kind::Float).clamp_min(MASKED / 1e3);
    -(target * log)
        .sum_dim_intlist(1, false, Kind::Float)
        .mean(Kind::Float)
}
