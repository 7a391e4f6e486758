//! What two sequences of numbered tokens have in common.

use std::collections::HashMap;

/// The pairs of neighbours in a sequence, each as one number.
pub(in crate::evaluate) fn bigrams(ids: &[u32]) -> Vec<u64> {
    ids.windows(2)
        .map(|pair| (u64::from(pair[0]) << 32) | u64::from(pair[1]))
        .collect()
}

/// How many items two collections share, an item counted as often as both have it.
pub(in crate::evaluate) fn common<T: Copy + Ord>(a: &[T], b: &[T]) -> usize {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_unstable();
    b.sort_unstable();
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared
}

/// The length of the longest common subsequence.
///
/// The table's row is a vector of bits, so that 64 of its cells cost one step.
///
/// Source: H. Hyyrö, "Bit-parallel LCS-length computation revisited", AWOCA 2004.
pub(super) fn longest_common_subsequence(a: &[u32], b: &[u32]) -> usize {
    let (rows, columns) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let words = columns.len().div_ceil(64);
    let mut places: HashMap<u32, Vec<u64>> = HashMap::new();
    for (column, id) in columns.iter().enumerate() {
        places.entry(*id).or_insert_with(|| vec![0; words])[column / 64] |= 1 << (column % 64);
    }
    let mut row = vec![u64::MAX; words];
    for id in rows {
        let Some(matches) = places.get(id) else {
            continue;
        };
        let mut carry = false;
        for (cell, matched) in row.iter_mut().zip(matches) {
            let met = *cell & matched;
            let (sum, over) = cell.overflowing_add(met);
            let (sum, over_by_carry) = sum.overflowing_add(u64::from(carry));
            carry = over || over_by_carry;
            *cell = sum | (*cell - met);
        }
    }
    // A zero marks a column at which the subsequence grows; bits beyond the last column stay 1.
    row.iter().map(|cell| cell.count_zeros() as usize).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_table(a: &[u32], b: &[u32]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..a.len() {
            for j in 0..b.len() {
                table[i + 1][j + 1] = if a[i] == b[j] {
                    table[i][j] + 1
                } else {
                    table[i][j + 1].max(table[i + 1][j])
                };
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn subsequences_by_hand() {
        assert_eq!(
            longest_common_subsequence(&[1, 2, 3, 4, 1], &[3, 4, 1, 2, 1, 3]),
            3
        );
        assert_eq!(longest_common_subsequence(&[], &[1]), 0);
        assert_eq!(longest_common_subsequence(&[], &[]), 0);
    }

    #[test]
    fn long_equal_sequences_match_in_full() {
        for length in [63, 64, 65, 128, 1000] {
            let ids: Vec<u32> = (0..length).map(|i| i % 7).collect();
            assert_eq!(longest_common_subsequence(&ids, &ids), ids.len());
        }
    }

    #[test]
    fn shared_items_are_clipped() {
        assert_eq!(common(&[1, 1, 1, 2], &[2, 1, 1, 3]), 3);
        assert_eq!(bigrams(&[1, 2, 3]), [(1 << 32) | 2, (2 << 32) | 3]);
        assert!(bigrams(&[1]).is_empty() && bigrams(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn bits_and_table_agree(
            a in proptest::collection::vec(0_u32..6, 0..200),
            b in proptest::collection::vec(0_u32..6, 0..200),
        ) {
            prop_assert_eq!(longest_common_subsequence(&a, &b), by_table(&a, &b));
        }
    }
}
