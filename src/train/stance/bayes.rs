//! Naive Bayes by the complement of each label.

use crate::linear::Sparse;

/// Added to the sum of each feature.
const SMOOTHING: f64 = 0.1;

/// For each label the weights of the features: the logarithm of how rare a feature is in the items of the
/// *other* labels (complement naive Bayes, J. Rennie et al. 2003), less its mean over the labels.
/// Unlike a regression's, the weights of features that go together all stay large, so that the two err on
/// different items.
///
/// `None` if a label does not occur: of it nothing can be said.
pub(super) fn complement(
    items: &[Sparse],
    truth: &[usize],
    labels: usize,
    features: usize,
) -> Option<Vec<Vec<f64>>> {
    if (0..labels).any(|label| !truth.contains(&label)) {
        return None;
    }
    let mut rows = vec![vec![SMOOTHING; features]; labels];
    for (item, &truth) in items.iter().zip(truth) {
        for (_, row) in rows.iter_mut().enumerate().filter(|(l, _)| *l != truth) {
            for &(index, value) in item {
                row[index] += value;
            }
        }
    }
    for row in &mut rows {
        let sum: f64 = row.iter().sum();
        for value in row {
            *value = -(*value / sum).ln();
        }
    }
    for feature in 0..features {
        let mean = rows.iter().map(|row| row[feature]).sum::<f64>() / labels as f64;
        for row in &mut rows {
            row[feature] -= mean;
        }
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    use super::complement;

    #[test]
    fn weights_are_those_of_the_complement() {
        let items = [vec![(0, 2.0)], vec![(1, 1.0)], vec![(0, 0.5), (1, 0.5)]];
        let found = complement(&items, &[0, 1, 2], 3, 2).unwrap();
        // scikit-learn 1.9.1: ComplementNB(alpha=0.1).fit(items, labels).feature_log_prob_, its mean over
        // the labels taken off.
        let expected = [
            [0.656_571, -0.701_637],
            [-0.435_073, 0.653_886],
            [-0.221_498, 0.047_750],
        ];
        for (row, expected) in found.iter().zip(expected) {
            for (value, expected) in row.iter().zip(expected) {
                assert!((value - expected).abs() < 1e-6, "{found:?}");
            }
        }
        assert_eq!(complement(&items, &[0, 1, 1], 3, 2), None);
    }
}
