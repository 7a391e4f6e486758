//! Evidence: the sentence or clause of a comment that decides its label, found by leaving parts out.
//!
//! The comment is classified again without each of its parts; the part without which the winning
//! label loses most of its probability is the evidence ("occlusion": M. Zeiler and R. Fergus,
//! "Visualizing and understanding convolutional networks", ECCV 2014; for text: J. Li, W. Monroe and
//! D. Jurafsky, arXiv:1612.08220). [`faithfulness`] measures whether that is more than chance.

mod faithfulness;
mod parts;

use std::ops::Range;

use super::{Dimension, Pair, Prediction, StanceClassifier, StanceError, most_probable};

pub use faithfulness::{Faithfulness, faithfulness};
pub use parts::MAX_PARTS;
use parts::{parts, without};

/// The part of a comment that decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Its place in the comment, in bytes: without white space and commas at the ends.
    pub range: Range<usize>,
    /// What was left out to find it: the range with the marks and white space around it.
    pub cut: Range<usize>,
    /// How much less probable the winning label is without it; below 0 where every part speaks for
    /// another label. `None` for a comment of one part, which is its own evidence.
    pub fall: Option<f64>,
}

impl Evidence {
    /// Its words as they stand in the comment.
    ///
    /// # Panics
    /// If `comment` is another comment, and shorter or with other characters at the range's ends.
    pub fn text<'a>(&self, comment: &'a str) -> &'a str {
        &comment[self.range.clone()]
    }
}

/// The evidence of each pair, whose `predictions` are known.
///
/// A comment of `n` parts (at most [`MAX_PARTS`]) costs `n` more classifications, each of a shorter
/// text; a comment of one part costs none. Of equal falls, in four decimals, the first part wins, so
/// that neither batches nor threads decide.
///
/// # Errors
/// Those of the classifier.
pub fn evidence(
    classifier: &dyn StanceClassifier,
    dimension: &Dimension,
    pairs: &[Pair],
    predictions: &[Prediction],
) -> Result<Vec<Evidence>, StanceError> {
    let cut: Vec<Vec<parts::Part>> = pairs.iter().map(|pair| parts(pair.comment)).collect();
    let occluded: Vec<(usize, String)> = cut
        .iter()
        .enumerate()
        .filter(|(_, parts)| parts.len() > 1)
        .flat_map(|(index, parts)| {
            let comment = pairs[index].comment;
            parts
                .iter()
                .map(move |part| (index, without(comment, &part.cut)))
        })
        .collect();
    let falls = falls(classifier, dimension, pairs, predictions, &occluded)?;
    let mut falls = falls.into_iter();
    Ok(cut
        .into_iter()
        .map(|parts| {
            if parts.len() == 1 {
                return chosen(&parts[0], None);
            }
            let own: Vec<f64> = falls.by_ref().take(parts.len()).collect();
            let (place, fall) = most_probable(&own);
            chosen(&parts[place], Some(fall))
        })
        .collect())
}

fn chosen(part: &parts::Part, fall: Option<f64>) -> Evidence {
    Evidence {
        range: part.shown.clone(),
        cut: part.cut.clone(),
        fall,
    }
}

/// For each text that is left of a pair's comment, by how much the winning label's probability falls,
/// in four decimals.
fn falls(
    classifier: &dyn StanceClassifier,
    dimension: &Dimension,
    pairs: &[Pair],
    predictions: &[Prediction],
    left: &[(usize, String)],
) -> Result<Vec<f64>, StanceError> {
    let shorter: Vec<Pair> = left
        .iter()
        .map(|(index, comment)| Pair {
            target: pairs[*index].target,
            comment,
        })
        .collect();
    let found = classifier.classify(dimension, &shorter)?;
    Ok(left
        .iter()
        .zip(found)
        .map(|((index, _), found)| {
            let (label, whole) = most_probable(&predictions[*index].probabilities);
            ((whole - found.probabilities[label]) * 1e4).round() / 1e4
        })
        .collect())
}

#[cfg(test)]
pub(super) mod fake {
    //! A classifier that counts words: as transparent as its evidence should be.

    use super::*;

    /// Each `oui` speaks for the first label, each `non` for the second.
    pub struct Counting;

    impl StanceClassifier for Counting {
        fn check(&self, _: &Dimension) -> Result<(), StanceError> {
            Ok(())
        }

        fn classify(&self, _: &Dimension, pairs: &[Pair]) -> Result<Vec<Prediction>, StanceError> {
            let predict = |pair: &Pair| {
                let count = |wanted: &str| {
                    let text = pair.comment.to_lowercase();
                    crate::text::words(&text)
                        .filter(|word| *word == wanted)
                        .count() as f64
                };
                let yes = 1.0 / (1.0 + (count("non") - count("oui")).exp());
                Prediction {
                    probabilities: vec![yes, 1.0 - yes],
                    truncated: false,
                }
            };
            Ok(pairs.iter().map(predict).collect())
        }
    }

    /// The comments, all towards one target.
    pub fn pairs<'a>(comments: &[&'a str]) -> Vec<Pair<'a>> {
        let pair = |&comment: &&'a str| Pair {
            target: "t",
            comment,
        };
        comments.iter().map(pair).collect()
    }

    pub fn dimension() -> Dimension {
        let label = |id: &str| crate::stance::Label {
            id: id.to_owned(),
            name: std::collections::BTreeMap::new(),
            description: String::new(),
            role: None,
            hypothesis: None,
            aliases: Vec::new(),
        };
        Dimension {
            id: "d".to_owned(),
            target: "t".to_owned(),
            question: String::new(),
            threshold: None,
            labels: vec![label("yes"), label("no")],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fake::{Counting, dimension, pairs};
    use super::*;

    fn found(comments: &[&str]) -> Vec<(String, Option<f64>)> {
        let pairs = pairs(comments);
        let dimension = dimension();
        let predictions = Counting.classify(&dimension, &pairs).unwrap();
        evidence(&Counting, &dimension, &pairs, &predictions)
            .unwrap()
            .into_iter()
            .zip(comments)
            .map(|(evidence, comment)| (evidence.text(comment).to_owned(), evidence.fall))
            .collect()
    }

    #[test]
    fn the_part_that_decides_is_found_whatever_stands_beside_it() {
        let long = "Je vous remercie pour cet article très complet, mais non et encore non à ce blocage, car il faut réfléchir.";
        let comments = [
            "Le ciel est bleu. Oui, oui ! Non.",
            "Rien.",
            long,
            "Rien ici. Rien là.",
        ];
        let together = found(&comments);
        let texts: Vec<&str> = together.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Oui, oui !",
                "Rien.",
                "mais non et encore non à ce blocage",
                "Rien ici."
            ]
        );
        assert_eq!(
            (together[1].1, together[3].1),
            (None, Some(0.0)),
            "one part; two equal parts"
        );
        assert!(together[0].1.unwrap() > 0.4);
        for (comment, whole) in comments.iter().zip(&together) {
            assert_eq!(&found(&[comment])[0], whole);
        }
    }
}
