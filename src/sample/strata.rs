//! Strata, and how many comments each gives.

use super::Candidate;

/// Lower ends of the classes of confidence.
const CONFIDENCES: [f64; 4] = [0.5, 0.65, 0.8, 0.9];

/// What comments are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stratum {
    /// The article.
    Article,
    /// The predicted label, or `uncertain`.
    Label,
    /// The class of the prediction's confidence: below 0.5, from 0.5, 0.65, 0.8, or 0.9.
    Confidence,
}

impl Stratum {
    /// Whether it rests on a classifier.
    pub fn needs_prediction(self) -> bool {
        self != Self::Article
    }

    /// The stratum of a comment; that of comments without prediction is empty.
    pub fn of(self, candidate: &Candidate) -> String {
        let prediction = candidate.prediction.as_ref();
        match self {
            Self::Article => candidate.article_id.clone(),
            Self::Label => prediction.map_or_else(String::new, |(label, _)| label.clone()),
            Self::Confidence => prediction.map_or_else(String::new, |(_, confidence)| {
                let class = CONFIDENCES.iter().filter(|low| confidence >= low).count();
                class.to_string()
            }),
        }
    }
}

/// How many items each stratum gives, from the strata's sizes: their share of `wanted`, at least one
/// and at most all. The sum is `wanted`, or the number of items where that is smaller. Where there
/// are more strata than `wanted`, the largest give one each; of equal ones the first.
pub fn allocation(sizes: &[usize], wanted: usize) -> Vec<usize> {
    let total: usize = sizes.iter().sum();
    let wanted = wanted.min(total);
    let filled = sizes.iter().filter(|size| **size > 0).count();
    if filled >= wanted {
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by_key(|&stratum| std::cmp::Reverse(sizes[stratum]));
        let mut counts = vec![0; sizes.len()];
        for stratum in order.into_iter().take(wanted) {
            counts[stratum] = 1;
        }
        return counts;
    }
    let quota = |stratum: usize| (wanted * sizes[stratum]) as f64 / total as f64;
    let mut counts: Vec<usize> = (0..sizes.len())
        .map(|stratum| (quota(stratum) as usize).max(1).min(sizes[stratum]))
        .collect();
    let mut given: usize = counts.iter().sum();
    while given != wanted {
        let more = given < wanted;
        let lacks = |stratum: usize| quota(stratum) - counts[stratum] as f64;
        let open = (0..sizes.len()).filter(|&stratum| {
            if more {
                counts[stratum] < sizes[stratum]
            } else {
                counts[stratum] > 1
            }
        });
        // The first of equal ones: `max_by` would take the last.
        let chosen = if more {
            open.rev().max_by(|&a, &b| lacks(a).total_cmp(&lacks(b)))
        } else {
            open.min_by(|&a, &b| lacks(a).total_cmp(&lacks(b)))
        };
        let Some(chosen) = chosen else {
            break;
        };
        if more {
            counts[chosen] += 1;
            given += 1;
        } else {
            counts[chosen] -= 1;
            given -= 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn allocations_by_hand() {
        assert_eq!(allocation(&[60, 30, 10, 1], 20), [11, 6, 2, 1]);
        assert_eq!(allocation(&[5, 9, 9, 1], 2), [0, 1, 1, 0]);
        assert_eq!(allocation(&[2, 3], 100), [2, 3]);
        assert_eq!(allocation(&[98, 1, 1], 4), [2, 1, 1]);
        assert_eq!(allocation(&[], 4), Vec::<usize>::new());
    }

    #[test]
    fn classes_of_confidence() {
        let class = |confidence: f64| {
            Stratum::Confidence.of(&Candidate {
                prediction: Some(("a".to_owned(), confidence)),
                ..Candidate::default()
            })
        };
        assert_eq!(
            [0.34, 0.5, 0.79, 0.8, 1.0].map(class),
            ["0", "1", "2", "3", "4"]
        );
        assert_eq!(Stratum::Label.of(&Candidate::default()), "");
    }

    proptest! {
        #[test]
        fn sums_and_limits_hold(
            sizes in proptest::collection::vec(1_usize..200, 1..20),
            wanted in 0_usize..400,
        ) {
            let counts = allocation(&sizes, wanted);
            let total: usize = sizes.iter().sum();
            prop_assert_eq!(counts.iter().sum::<usize>(), wanted.min(total));
            for (count, size) in counts.iter().zip(&sizes) {
                prop_assert!(count <= size);
                prop_assert!(*count > 0 || sizes.len() > wanted);
            }
        }
    }
}
