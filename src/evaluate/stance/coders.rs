//! Coders and classifier against each other.

use serde::Serialize;

use super::present;
use crate::evaluate::{
    EvaluateError,
    agreement::{cohen_kappa, krippendorff_alpha, observed_agreement},
    classification::Confusion,
};

/// The name under which the classifier stands beside the coders.
pub const CLASSIFIER: &str = "classifier";

/// Two coders, or a coder and the classifier, over the comments that both have coded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairAgreement {
    /// Who.
    pub coders: [String; 2],
    /// Comments that both have coded.
    pub comments: usize,
    /// Share of them that both have coded alike.
    pub agreement: f64,
    /// Cohen's kappa; `None` where all codes are the same.
    pub cohen_kappa: Option<f64>,
    /// Macro-F1 of the second against the first.
    pub macro_f1: f64,
}

/// Agreement among coders, and of the classifier with them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoderAgreement {
    /// The coders' columns.
    pub coders: Vec<String>,
    /// Krippendorff's alpha of the coders; `None` with fewer than two, or where all codes are the same.
    pub krippendorff_alpha: Option<f64>,
    /// The same with the classifier as one more coder.
    pub krippendorff_alpha_with_classifier: Option<f64>,
    /// Each two coders, then each coder with the classifier; pairs without common comments are left out.
    pub pairs: Vec<PairAgreement>,
}

/// Measures agreement. `codes[c][i]` is the label of comment `i` by coder `c`, if it gave one.
///
/// # Errors
/// [`EvaluateError::LengthsDiffer`] or [`EvaluateError::UnknownLabel`] for codes that do not fit.
pub fn coders(
    labels: &[String],
    names: &[String],
    codes: &[Vec<Option<usize>>],
    predicted: &[usize],
) -> Result<CoderAgreement, EvaluateError> {
    let mut all = codes.to_vec();
    all.push(predicted.iter().copied().map(Some).collect());
    let mut known = names.to_vec();
    known.push(CLASSIFIER.to_owned());
    let mut pairs = Vec::new();
    for second in 1..all.len() {
        for first in 0..second {
            let both = (known[first].clone(), known[second].clone());
            pairs.extend(pair(labels, both.into(), &all[first], &all[second])?);
        }
    }
    let pairs = pairs.into_iter().map(|(pair, _)| pair).collect();
    Ok(CoderAgreement {
        coders: names.to_vec(),
        krippendorff_alpha: defined(krippendorff_alpha(codes))?,
        krippendorff_alpha_with_classifier: defined(krippendorff_alpha(&all))?,
        pairs,
    })
}

/// Measures two coders, and counts how often each label of the first (rows) is which of the second's
/// (columns); `None` where they have no comment in common.
///
/// # Errors
/// [`EvaluateError::UnknownLabel`] for codes that do not fit.
pub fn pair(
    labels: &[String],
    coders: [String; 2],
    first: &[Option<usize>],
    second: &[Option<usize>],
) -> Result<Option<(PairAgreement, Confusion)>, EvaluateError> {
    let shared = first.iter().zip(second).filter_map(|(a, b)| (*a).zip(*b));
    let (first, second): (Vec<usize>, Vec<usize>) = shared.unzip();
    if first.is_empty() {
        return Ok(None);
    }
    let confusion = Confusion::new(labels.to_vec(), &first, &second)?;
    let agreement = PairAgreement {
        coders,
        comments: first.len(),
        agreement: observed_agreement(&first, &second)?,
        cohen_kappa: defined(cohen_kappa(&first, &second))?,
        macro_f1: confusion.macro_f1_of(&present(&first)),
    };
    Ok(Some((agreement, confusion)))
}

/// A figure, or `None` where the codes leave it undefined.
fn defined(figure: Result<f64, EvaluateError>) -> Result<Option<f64>, EvaluateError> {
    match figure {
        Ok(figure) => Ok(Some(figure)),
        Err(EvaluateError::NoVariation | EvaluateError::NothingShared | EvaluateError::NoItems) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classifier_stands_beside_the_coders() {
        let labels = ["pro", "con"].map(str::to_owned);
        let names = ["a", "b"].map(str::to_owned);
        let a = vec![Some(0), Some(1), Some(1), None];
        let b = vec![Some(0), Some(1), Some(0), Some(1)];
        let found = coders(&labels, &names, &[a.clone(), b], &[0, 1, 1, 1]).unwrap();
        let pairs: Vec<(String, usize)> = found
            .pairs
            .iter()
            .map(|pair| (pair.coders.join("+"), pair.comments))
            .collect();
        assert_eq!(
            pairs,
            [
                ("a+b".to_owned(), 3),
                ("a+classifier".to_owned(), 3),
                ("b+classifier".to_owned(), 4)
            ]
        );
        assert_eq!(found.pairs[1].cohen_kappa, Some(1.0));
        assert!((found.pairs[2].agreement - 0.75).abs() < 1e-12);
        assert!(
            found.krippendorff_alpha.unwrap() < found.krippendorff_alpha_with_classifier.unwrap()
        );
        let one = coders(&labels, &names[..1], &[a], &[0, 1, 1, 1]).unwrap();
        assert_eq!(one.krippendorff_alpha, None);
        let same = coders(&labels, &names[..1], &[vec![Some(0); 2]], &[0, 0]).unwrap();
        assert_eq!(same.pairs[0].cohen_kappa, None);
    }
}
