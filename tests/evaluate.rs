//! The measures against Python's: fixtures made by `scripts/make_rouge_fixture.py` and
//! `scripts/make_measures_fixture.py`.

use serde::Deserialize;
use serde_json::Value;
use tribune::evaluate::agreement::{cohen_kappa, krippendorff_alpha};
use tribune::evaluate::baselines::textrank;
use tribune::evaluate::calibration::{BINS, brier, ece, risk_coverage};
use tribune::evaluate::classification::{Confusion, mcnemar};
use tribune::evaluate::interval::wilson;
use tribune::evaluate::rouge::{Score, Variant, rouge};

#[derive(Deserialize)]
struct Measures {
    cases: Vec<Case>,
    textrank: Ranked,
}

#[derive(Deserialize)]
struct Case {
    truth: Vec<usize>,
    predicted: Vec<usize>,
    other: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
    coders: Vec<Vec<Option<usize>>>,
    accuracy: f64,
    precision: Vec<f64>,
    recall: Vec<f64>,
    f1: Vec<f64>,
    support: Vec<u64>,
    macro_f1: f64,
    macro_f1_of_0_1: f64,
    kappa: f64,
    alpha: f64,
    brier: f64,
    ece: f64,
    aurc: f64,
    mcnemar: f64,
    wilson: (f64, f64),
}

#[derive(Deserialize)]
struct Ranked {
    sentences: Vec<String>,
    words: usize,
    chosen: Vec<usize>,
}

fn measures() -> Measures {
    serde_json::from_str(include_str!("fixtures/evaluate/measures.json")).unwrap()
}

fn assert_close(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() <= 1e-9,
        "{what}: {found}, but Python has {expected}"
    );
}

#[test]
fn rouge_equals_rouge_score() {
    let mut pairs = 0;
    for line in include_str!("fixtures/evaluate/rouge.jsonl").lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let (candidate, reference) = (row["candidate"].as_str(), row["reference"].as_str());
        let (candidate, reference) = (candidate.unwrap(), reference.unwrap());
        for (name, variant) in [("ascii", Variant::Ascii), ("unicode", Variant::Unicode)] {
            let found = rouge(candidate, reference, variant);
            let expect = |kind: &str, score: Score| {
                let figures = [score.precision, score.recall, score.f1];
                for (place, figure) in figures.into_iter().enumerate() {
                    let expected = row[name][kind][place].as_f64().unwrap();
                    assert_close(
                        figure,
                        expected,
                        &format!("{name} {kind} {place} of {candidate:?}"),
                    );
                }
            };
            expect("rouge1", found.rouge1);
            expect("rouge2", found.rouge2);
            expect("rougeL", found.rouge_l);
        }
        pairs += 1;
    }
    assert_eq!(pairs, 40);
}

#[test]
fn classification_equals_scikit_learn() {
    for case in measures().cases {
        let labels = ["supportive", "opposed", "neutral"]
            .map(str::to_owned)
            .to_vec();
        let confusion = Confusion::new(labels, &case.truth, &case.predicted).unwrap();
        assert_close(confusion.accuracy(), case.accuracy, "accuracy");
        assert_close(confusion.macro_f1(), case.macro_f1, "macro-F1");
        assert_close(
            confusion.macro_f1_of(&[0, 1]),
            case.macro_f1_of_0_1,
            "macro-F1 of two",
        );
        for (label, row) in confusion.per_label().iter().enumerate() {
            assert_close(row.precision, case.precision[label], "precision");
            assert_close(row.recall, case.recall[label], "recall");
            assert_close(row.f1, case.f1[label], "F1");
            assert_eq!(row.support, case.support[label]);
        }
        let test = mcnemar(&case.truth, &case.predicted, &case.other).unwrap();
        assert_close(test.p_value, case.mcnemar, "McNemar's test");
    }
}

#[test]
fn agreement_equals_scikit_learn_and_the_coincidence_matrix() {
    for case in measures().cases {
        assert_close(
            cohen_kappa(&case.truth, &case.other).unwrap(),
            case.kappa,
            "kappa",
        );
        assert_close(
            krippendorff_alpha(&case.coders).unwrap(),
            case.alpha,
            "alpha",
        );
    }
}

#[test]
fn calibration_equals_its_definitions() {
    for case in measures().cases {
        let largest = |row: &Vec<f64>| row.iter().copied().fold(0.0, f64::max);
        let confidences: Vec<f64> = case.probabilities.iter().map(largest).collect();
        let pairs = case.truth.iter().zip(&case.predicted);
        let correct: Vec<bool> = pairs.map(|(truth, predicted)| truth == predicted).collect();
        assert_close(
            brier(&case.probabilities, &case.truth).unwrap(),
            case.brier,
            "Brier",
        );
        assert_close(ece(&confidences, &correct, BINS).unwrap(), case.ece, "ECE");
        assert_close(
            risk_coverage(&confidences, &correct).unwrap().aurc,
            case.aurc,
            "AURC",
        );
        let right = correct.iter().filter(|right| **right).count() as u64;
        let (low, high) = wilson(right, correct.len() as u64);
        assert_close(low, case.wilson.0, "Wilson's lower limit");
        assert_close(high, case.wilson.1, "Wilson's upper limit");
    }
}

#[test]
fn textrank_equals_networkx() {
    let Ranked {
        sentences,
        words,
        chosen,
    } = measures().textrank;
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    assert_eq!(textrank(&sentences, words), chosen);
}
