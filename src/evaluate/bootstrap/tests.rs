use proptest::prelude::*;

use super::*;

fn mean(values: &[f64], items: &[usize]) -> f64 {
    items.iter().map(|&item| values[item]).sum::<f64>() / items.len() as f64
}

#[test]
fn quantiles_as_numpy() {
    assert!((quantile(&[1.0, 2.0, 3.0, 4.0], 0.025) - 1.075).abs() < 1e-12);
    assert!((quantile(&[1.0, 2.0, 3.0, 4.0], 0.975) - 3.925).abs() < 1e-12);
    assert!((quantile(&[5.0], 0.975) - 5.0).abs() < 1e-12);
    assert!(quantile(&[], 0.5).is_nan());
}

#[test]
fn the_interval_of_a_share_is_about_that_of_theory() {
    let values: Vec<f64> = (0..400)
        .map(|item| f64::from(u8::from(item % 4 == 0)))
        .collect();
    let found = mean_interval(&values, 4_000, 1).unwrap();
    let half = 1.96 * (0.25_f64 * 0.75 / 400.0).sqrt();
    assert!((found.low - (0.25 - half)).abs() < 0.005, "{found:?}");
    assert!((found.high - (0.25 + half)).abs() < 0.005, "{found:?}");
}

#[test]
fn the_same_seed_gives_the_same_interval() {
    let values = [0.1, 0.4, 0.9, 0.3, 0.7];
    let draw = |seed| interval(values.len(), 200, seed, |items| mean(&values, items));
    assert_eq!(draw(3), draw(3));
    assert_ne!(draw(3), draw(4));
    // Recorded, so that a change of generator is seen.
    let found = draw(42);
    assert!((found.low - RECORDED.0).abs() < 1e-12, "{found:?}");
    assert!((found.high - RECORDED.1).abs() < 1e-12, "{found:?}");
}

const RECORDED: (f64, f64) = (0.22, 0.700_5);

#[test]
fn a_clear_difference_is_found_and_none_is_not() {
    let a: Vec<f64> = (0..200).map(|item| f64::from(item % 10) / 10.0).collect();
    let b: Vec<f64> = a
        .iter()
        .enumerate()
        .map(|(item, a)| a - 0.1 * (item % 3) as f64)
        .collect();
    let better = paired_means(&a, &b, 1_000, 5).unwrap();
    assert!((better.difference - 0.0995).abs() < 1e-9 && better.interval.low > 0.0);
    assert!((better.p_value - 2.0 / 1001.0).abs() < 1e-12);
    let same = paired_means(&a, &a, 1_000, 5).unwrap();
    assert_eq!((same.difference, same.p_value), (0.0, 1.0));
    let worse = paired_means(&b, &a, 1_000, 5).unwrap();
    assert!((worse.p_value - better.p_value).abs() < 1e-12 && worse.interval.high < 0.0);
}

#[test]
fn chance_is_not_taken_for_a_difference() {
    let a: Vec<f64> = (0..100).map(|item| f64::from(item * 37 % 100)).collect();
    let b: Vec<f64> = (0..100).map(|item| f64::from(item * 53 % 100)).collect();
    let found = paired_means(&a, &b, 1_000, 9).unwrap();
    assert!(found.p_value > 0.5 && found.interval.low < 0.0 && found.interval.high > 0.0);
}

#[test]
fn resamples_without_a_figure_are_left_out() {
    let odd = |items: &[usize]| if items[0] == 0 { f64::NAN } else { 1.0 };
    assert_eq!(
        interval(3, 100, 1, odd),
        Interval {
            low: 1.0,
            high: 1.0
        }
    );
    assert!(interval(3, 100, 1, |_| f64::NAN).low.is_nan());
    assert!(interval(0, 100, 1, |_| 1.0).high.is_nan());
    assert!(interval(3, 0, 1, |_| 1.0).high.is_nan());
}

#[test]
fn wrong_input_is_named() {
    assert_eq!(mean_interval(&[], 10, 1), Err(EvaluateError::NoItems));
    assert_eq!(
        mean_interval(&[1.0], 0, 1),
        Err(EvaluateError::Zero { what: "resamples" })
    );
    assert_eq!(paired(0, 10, 1, |_| 0.0), Err(EvaluateError::NoItems));
    assert!(matches!(
        mean_interval(&[1.0, f64::INFINITY], 10, 1),
        Err(EvaluateError::NotFinite { item: 1, .. })
    ));
    assert!(matches!(
        paired_means(&[1.0], &[], 10, 1),
        Err(EvaluateError::LengthsDiffer { what: "b", .. })
    ));
}

proptest! {
    #[test]
    fn the_fast_path_is_the_same(
        values in proptest::collection::vec(-5.0..5.0_f64, 1..30),
        seed in any::<u64>(),
    ) {
        let fast = mean_interval(&values, 50, seed).unwrap();
        let slow = interval(values.len(), 50, seed, |items| mean(&values, items));
        prop_assert_eq!(fast, slow);
        prop_assert!(fast.low <= fast.high);
        let zeros = vec![0.0; values.len()];
        let of_means = paired_means(&values, &zeros, 50, seed).unwrap();
        let of_any = paired(values.len(), 50, seed, |items| mean(&values, items)).unwrap();
        prop_assert_eq!(of_means, of_any);
    }
}
