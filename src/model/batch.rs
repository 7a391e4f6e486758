//! Batches of sequences for the encoder: by token budget, sorted by length, without padding.

use std::ops::Range;

/// Tokens that a batch holds at most, unless one sequence alone is longer. Measured on 2,000
/// sentences (`benches/encoder.rs`): smaller batches cost calls, larger ones leave the cache.
pub const TOKEN_BUDGET: usize = 1024;

/// Token ids of one sequence and the spans of tokens of which means are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// Token ids, special tokens included.
    pub ids: Vec<i64>,
    /// Ranges over `ids`, in any number.
    pub spans: Vec<Range<usize>>,
}

impl Sequence {
    /// A sequence of which the mean over all its tokens is wanted.
    pub fn whole(ids: Vec<i64>) -> Self {
        Self {
            spans: std::iter::once(0..ids.len()).collect(),
            ids,
        }
    }
}

/// Neighbouring sequences of one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// How many sequences.
    pub sequences: i64,
    /// Tokens of each.
    pub length: i64,
}

/// Several sequences, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FlatBatch {
    /// Token ids of all sequences, `[tokens]`.
    pub ids: Vec<i64>,
    /// Position of each token in its sequence, from 0, `[tokens]`.
    pub positions: Vec<i64>,
    /// Runs of sequences of equal length, in order; they cover all tokens.
    pub groups: Vec<Group>,
    /// Spans of all sequences, over the batch's tokens.
    pub spans: Vec<Range<i64>>,
    /// For each sequence, in the batch's order, its index among the inputs.
    pub order: Vec<usize>,
}

impl FlatBatch {
    /// Puts `sequences[i]` for each `i` of `order` into one batch.
    pub fn new(sequences: &[Sequence], order: &[usize]) -> Self {
        let mut batch = Self {
            order: order.to_vec(),
            ..Self::default()
        };
        for &index in order {
            let sequence = &sequences[index];
            let start = batch.ids.len();
            let length = sequence.ids.len() as i64;
            batch.ids.extend_from_slice(&sequence.ids);
            batch.positions.extend(0..length);
            batch.spans.extend(
                sequence
                    .spans
                    .iter()
                    .map(|span| (start + span.start) as i64..(start + span.end) as i64),
            );
            match batch.groups.last_mut() {
                Some(group) if group.length == length => group.sequences += 1,
                _ => batch.groups.push(Group {
                    sequences: 1,
                    length,
                }),
            }
        }
        batch
    }
}

/// The inputs' indices in batches of at most `budget` tokens, longest sequences first; empty
/// sequences are in none. The plan depends on the lengths alone, so that results do not
/// depend on the number of threads.
pub fn plan(sequences: &[Sequence], budget: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sequences.len())
        .filter(|&index| !sequences[index].ids.is_empty())
        .collect();
    order.sort_by_key(|&index| std::cmp::Reverse(sequences[index].ids.len()));
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let mut tokens = 0;
    for index in order {
        let length = sequences[index].ids.len();
        match batches.last_mut() {
            Some(batch) if tokens + length <= budget => batch.push(index),
            _ => {
                batches.push(vec![index]);
                tokens = 0;
            }
        }
        tokens += length;
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequences(lengths: &[usize]) -> Vec<Sequence> {
        lengths
            .iter()
            .map(|&length| Sequence::whole((0..length as i64).collect()))
            .collect()
    }

    #[test]
    fn every_sequence_is_in_one_batch_within_the_budget() {
        let inputs = sequences(&[3, 9, 1, 0, 9, 30, 4, 3]);
        let batches = plan(&inputs, 12);
        let mut seen: Vec<usize> = batches.iter().flatten().copied().collect();
        seen.sort_unstable();
        assert_eq!(seen, [0, 1, 2, 4, 5, 6, 7]);
        for batch in &batches {
            let tokens: usize = batch.iter().map(|&index| inputs[index].ids.len()).sum();
            assert!(tokens <= 12 || batch.len() == 1, "{batch:?}");
        }
    }

    #[test]
    fn a_batch_groups_equal_lengths_and_shifts_spans() {
        let inputs = sequences(&[2, 3, 2]);
        let batch = FlatBatch::new(&inputs, &[1, 0, 2]);
        assert_eq!(batch.ids, [0, 1, 2, 0, 1, 0, 1]);
        assert_eq!(batch.positions, [0, 1, 2, 0, 1, 0, 1]);
        let lengths: Vec<_> = batch
            .groups
            .iter()
            .map(|g| (g.sequences, g.length))
            .collect();
        assert_eq!(lengths, [(1, 3), (2, 2)]);
        assert_eq!(batch.spans, [0..3, 3..5, 5..7]);
    }
}
