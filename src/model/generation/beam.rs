//! Beam search, after `_beam_search`, `BeamSearchScorer` and `BeamHypotheses` of transformers 4.46.3.

use tch::{Kind, Tensor};

use super::{
    EarlyStopping, GenerationConfig, network::Network, processors::Context, tokens::values,
};
use crate::model::ModelError;

/// Log-probability of the beams that are copies of the first at the start.
const COPY: f32 = -1e9;

/// The tokens of the best hypothesis: the start token, what follows it, and an end token unless the
/// greatest length was reached without one.
pub(super) fn search(
    network: &Network,
    source: &[i64],
    config: &GenerationConfig,
) -> Result<Vec<i64>, ModelError> {
    let width = config.num_beams;
    let encoded = network.encode(source)?.f_repeat([width as i64, 1, 1])?;
    let mut beams = vec![vec![config.decoder_start_token_id]; width];
    let mut scores = vec![COPY; width];
    scores[0] = 0.0;
    let mut finished = Hypotheses::new(config);
    let mut cache = None;
    let mut done = false;
    while !done && beams[0].len() < config.max_length {
        let last: Vec<i64> = beams
            .iter()
            .filter_map(|beam| beam.last().copied())
            .collect();
        let (logits, mut next_cache) = network.step(&encoded, &last, cache)?;
        let (candidates, best) = candidates(&logits, &beams, &scores, source, config)?;
        let length = beams[0].len() + 1;
        let mut next = Vec::with_capacity(width);
        for (rank, candidate) in candidates.iter().enumerate() {
            if config.eos_token_id.contains(&candidate.token) {
                // Beyond the first ranks an end is no better than going on.
                if rank < width {
                    finished.add(&beams[candidate.beam], candidate.score, length - 1);
                }
            } else {
                next.push(candidate);
                if next.len() == width {
                    break;
                }
            }
        }
        done = finished.complete(best, length - 1);
        let order: Vec<i64> = next.iter().map(|candidate| candidate.beam as i64).collect();
        next_cache.reorder(&order)?;
        cache = Some(next_cache);
        scores = next.iter().map(|candidate| candidate.score).collect();
        beams = next
            .iter()
            .map(|candidate| {
                let mut tokens = beams[candidate.beam].clone();
                tokens.push(candidate.token);
                tokens
            })
            .collect();
    }
    if !done {
        for (beam, &score) in beams.iter().zip(&scores) {
            finished.add(beam, score, beam.len() - 1);
        }
    }
    let mut tokens = finished.best();
    if tokens.len() < config.max_length {
        tokens.extend(config.eos_token_id.first());
    }
    Ok(tokens)
}

/// A beam and a token that may follow it.
struct Candidate {
    beam: usize,
    token: i64,
    /// Log-probability of the beam with the token.
    score: f32,
}

/// The likeliest continuations of all beams together, best first, and the best one's score: so many
/// that every beam finds one that does not end, whatever ends.
fn candidates(
    logits: &Tensor,
    beams: &[Vec<i64>],
    scores: &[f32],
    source: &[i64],
    config: &GenerationConfig,
) -> Result<(Vec<Candidate>, f32), ModelError> {
    let vocabulary = logits.size()[1] as usize;
    let mut all = values(&logits.f_log_softmax(-1, Kind::Float)?)?;
    for (row, tokens) in all.chunks_exact_mut(vocabulary).zip(beams) {
        Context {
            config,
            source,
            tokens,
        }
        .apply(row);
    }
    if config.renormalize_logits {
        let rows = Tensor::f_from_slice(&all)?.f_view([-1, vocabulary as i64])?;
        all = values(&rows.f_log_softmax(-1, Kind::Float)?)?;
    }
    for (row, score) in all.chunks_exact_mut(vocabulary).zip(scores) {
        for value in row {
            *value += score;
        }
    }
    let count = (1 + config.eos_token_id.len()).max(2) * config.num_beams;
    let (top, places) = Tensor::f_from_slice(&all)?.f_topk(count as i64, -1, true, true)?;
    let places = Vec::<i64>::try_from(&places)?;
    let top = values(&top)?;
    let best = top.first().copied().unwrap_or(f32::NEG_INFINITY);
    let candidates = places.iter().zip(top).map(|(&place, score)| Candidate {
        beam: place as usize / vocabulary,
        token: place % vocabulary as i64,
        score,
    });
    Ok((candidates.collect(), best))
}

/// The best finished hypotheses so far.
struct Hypotheses<'a> {
    config: &'a GenerationConfig,
    /// Score and tokens, in the order of their ends.
    kept: Vec<(f64, Vec<i64>)>,
    worst: f64,
}

impl<'a> Hypotheses<'a> {
    fn new(config: &'a GenerationConfig) -> Self {
        Self {
            config,
            kept: Vec::new(),
            worst: 1e9,
        }
    }

    /// The score of a hypothesis of `length` tokens without the start token.
    fn score(&self, log_probability: f32, length: usize) -> f64 {
        f64::from(log_probability) / (length as f64).powf(self.config.length_penalty)
    }

    /// Keeps the hypothesis if it is among the best; `length` counts its tokens and its end, without
    /// the start token.
    fn add(&mut self, tokens: &[i64], log_probability: f32, length: usize) {
        let score = self.score(log_probability, length);
        if self.kept.len() < self.config.num_beams {
            self.kept.push((score, tokens.to_vec()));
            self.worst = self.worst.min(score);
        } else if score > self.worst {
            self.kept.push((score, tokens.to_vec()));
            let mut order: Vec<(f64, usize)> = self
                .kept
                .iter()
                .enumerate()
                .map(|(index, (score, _))| (*score, index))
                .collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            self.kept.remove(order[0].1);
            self.worst = order[1].0;
        }
    }

    /// Whether no open hypothesis can enter any more; `best` is the greatest log-probability of an
    /// open hypothesis, `length` its tokens without the start token.
    fn complete(&self, best: f32, length: usize) -> bool {
        if self.kept.len() < self.config.num_beams {
            return false;
        }
        let reachable = match self.config.early_stopping {
            EarlyStopping::Always => return true,
            EarlyStopping::Never if self.config.length_penalty > 0.0 => {
                self.score(best, self.config.max_length - 1)
            }
            EarlyStopping::Heuristic | EarlyStopping::Never => self.score(best, length),
        };
        self.worst >= reachable
    }

    /// The tokens of the best one; of equally good ones the last.
    fn best(self) -> Vec<i64> {
        self.kept
            .into_iter()
            .reduce(|best, next| if next.0 >= best.0 { next } else { best })
            .map(|(_, tokens)| tokens)
            .unwrap_or_default()
    }
}
