//! Agreement of coders beyond chance, for nominal codes.

use std::collections::BTreeMap;

use super::EvaluateError;
use super::error::same_length;

/// The share of items to which two coders give the same code.
///
/// # Errors
///
/// [`EvaluateError::NoItems`] or [`EvaluateError::LengthsDiffer`].
pub fn observed_agreement<T: PartialEq>(a: &[T], b: &[T]) -> Result<f64, EvaluateError> {
    if a.is_empty() {
        return Err(EvaluateError::NoItems);
    }
    same_length("b", a.len(), b.len())?;
    let same = a.iter().zip(b).filter(|(a, b)| a == b).count();
    Ok(same as f64 / a.len() as f64)
}

/// Cohen's kappa of two coders who coded the same items: 1 is full agreement, 0 that of chance.
///
/// `(p_o − p_e) / (1 − p_e)`, with the share of agreement `p_o` and the share `p_e` expected of coders
/// who use each code as often as these, independently of each other. Codes may be indices or names.
///
/// Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
/// Measurement 20 (1960), 37–46.
///
/// # Errors
///
/// [`EvaluateError::NoItems`], [`EvaluateError::LengthsDiffer`], or [`EvaluateError::NoVariation`] if
/// both coders use one and the same code throughout.
///
/// ```
/// use tribune::evaluate::agreement::cohen_kappa;
///
/// assert_eq!(cohen_kappa(&["pour", "contre"], &["pour", "contre"]), Ok(1.0));
/// assert_eq!(cohen_kappa(&[0, 0, 1, 1], &[0, 1, 0, 1]), Ok(0.0));
/// ```
pub fn cohen_kappa<T: Ord>(a: &[T], b: &[T]) -> Result<f64, EvaluateError> {
    let observed = observed_agreement(a, b)?;
    let mut uses: BTreeMap<&T, (u64, u64)> = BTreeMap::new();
    for (a, b) in a.iter().zip(b) {
        uses.entry(a).or_default().0 += 1;
        uses.entry(b).or_default().1 += 1;
    }
    if uses.len() < 2 {
        return Err(EvaluateError::NoVariation);
    }
    let items = a.len() as f64;
    let expected: f64 = uses
        .values()
        .map(|&(a, b)| (a as f64 / items) * (b as f64 / items))
        .sum();
    Ok((observed - expected) / (1.0 - expected))
}

/// Krippendorff's alpha for nominal codes, any number of coders, and missing codes.
///
/// `coders[c][i]` is coder `c`'s code of item `i`, `None` where the coder gave none. Items with fewer
/// than two codes do not count. Alpha is `1 − D_o / D_e`: disagreement within items over that within
/// all codes that have a partner; 1 is full agreement, 0 that of chance.
///
/// Source: K. Krippendorff, "Computing Krippendorff's alpha-reliability", University of Pennsylvania
/// 2011, section C; its worked example is a test.
///
/// # Errors
///
/// [`EvaluateError::NoItems`] without coders or items, [`EvaluateError::LengthsDiffer`],
/// [`EvaluateError::NothingShared`] if no item has two codes, [`EvaluateError::NoVariation`] if those
/// that have are all coded alike.
///
/// ```
/// use tribune::evaluate::agreement::krippendorff_alpha;
///
/// let coders = [[Some("pour"), Some("contre"), None], [Some("pour"), Some("contre"), Some("pour")]];
/// assert_eq!(krippendorff_alpha(&coders), Ok(1.0));
/// ```
pub fn krippendorff_alpha<T, C>(coders: &[C]) -> Result<f64, EvaluateError>
where
    T: Ord,
    C: AsRef<[Option<T>]>,
{
    let items = coders.first().map_or(0, |codes| codes.as_ref().len());
    if items == 0 {
        return Err(EvaluateError::NoItems);
    }
    for codes in coders {
        same_length("coders", items, codes.as_ref().len())?;
    }
    let mut totals: BTreeMap<&T, u64> = BTreeMap::new();
    let mut disagreement = 0.0;
    for item in 0..items {
        let mut given: BTreeMap<&T, u64> = BTreeMap::new();
        for code in coders
            .iter()
            .filter_map(|codes| codes.as_ref()[item].as_ref())
        {
            *given.entry(code).or_default() += 1;
        }
        let number: u64 = given.values().sum();
        if number < 2 {
            continue;
        }
        // Ordered pairs of different codes within the item, weighted so that each code counts once.
        disagreement += unlike_pairs(given.values(), number) / (number - 1) as f64;
        for (code, count) in given {
            *totals.entry(code).or_default() += count;
        }
    }
    let pairable: u64 = totals.values().sum();
    match totals.len() {
        0 => Err(EvaluateError::NothingShared),
        1 => Err(EvaluateError::NoVariation),
        _ => {
            let expected = unlike_pairs(totals.values(), pairable) / (pairable - 1) as f64;
            Ok(1.0 - disagreement / expected)
        }
    }
}

/// How many ordered pairs of different codes there are among `total` codes.
fn unlike_pairs<'a>(counts: impl Iterator<Item = &'a u64>, total: u64) -> f64 {
    counts
        .map(|&count| count as f64 * (total - count) as f64)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn codes(line: &str) -> Vec<Option<char>> {
        line.chars().map(|c| (c != '.').then_some(c)).collect()
    }

    #[test]
    fn kappa_by_hand() {
        // 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: p_o = 0.7, p_e = 0.5·0.6 + 0.5·0.4 = 0.5.
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for (count, first, second) in [(20, 1, 1), (5, 1, 0), (10, 0, 1), (15, 0, 0)] {
            a.extend(std::iter::repeat_n(first, count));
            b.extend(std::iter::repeat_n(second, count));
        }
        assert!((cohen_kappa(&a, &b).unwrap() - 0.4).abs() < 1e-12);
        assert!((observed_agreement(&a, &b).unwrap() - 0.7).abs() < 1e-12);
    }

    #[test]
    fn krippendorffs_examples() {
        let four = [
            "123321412...",
            "1233224125.3",
            ".3332342251.",
            "12332441251.",
        ];
        let four = four.map(codes);
        assert!((krippendorff_alpha(&four).unwrap() - 0.743).abs() < 5e-4);
        let nominal = [codes("aabbdcccedda"), codes("babbbccceddd")];
        assert!((krippendorff_alpha(&nominal).unwrap() - 0.692).abs() < 5e-4);
        let binary = [codes("0100000010"), codes("1110010000")];
        assert!((krippendorff_alpha(&binary).unwrap() - 0.095).abs() < 5e-4);
    }

    #[test]
    fn undefined_agreement_is_an_error() {
        assert_eq!(
            cohen_kappa(&[1, 1], &[1, 1]),
            Err(EvaluateError::NoVariation)
        );
        assert_eq!(cohen_kappa::<u8>(&[], &[]), Err(EvaluateError::NoItems));
        let alpha = |coders: &[Vec<Option<char>>]| krippendorff_alpha(coders);
        assert_eq!(alpha(&[]), Err(EvaluateError::NoItems));
        assert_eq!(
            alpha(&[codes("a.b"), codes(".b.")]),
            Err(EvaluateError::NothingShared)
        );
        assert_eq!(
            alpha(&[codes("aab"), codes("aa.")]),
            Err(EvaluateError::NoVariation)
        );
        assert!(matches!(
            alpha(&[codes("ab"), codes("abc")]),
            Err(EvaluateError::LengthsDiffer {
                expected: 2,
                found: 3,
                ..
            })
        ));
    }

    proptest! {
        #[test]
        fn symmetric_and_at_most_one(items in proptest::collection::vec((0_u8..3, 0_u8..3), 2..60)) {
            let (a, b): (Vec<_>, Vec<_>) = items.iter().copied().unzip();
            prop_assert_eq!(cohen_kappa(&a, &a).is_ok(), a.iter().any(|code| *code != a[0]));
            if let (Ok(ab), Ok(ba)) = (cohen_kappa(&a, &b), cohen_kappa(&b, &a)) {
                prop_assert!((ab - ba).abs() < 1e-12 && ab <= 1.0 + 1e-12);
            }
            let coders: Vec<Vec<_>> =
                [&a, &b].map(|codes| codes.iter().copied().map(Some).collect()).to_vec();
            if let Ok(alpha) = krippendorff_alpha(&coders) {
                // With two coders and no gap, alpha is Scott's pi corrected for sample size.
                let items = a.len() as f64;
                let expected: f64 = (0..3)
                    .map(|code| {
                        let uses = a.iter().chain(&b).filter(|c| **c == code).count() as f64;
                        (uses / (2.0 * items)).powi(2)
                    })
                    .sum();
                let pi = (observed_agreement(&a, &b).unwrap() - expected) / (1.0 - expected);
                prop_assert!((alpha - (pi + (1.0 - pi) / (2.0 * items))).abs() < 1e-9);
            }
        }
    }
}
