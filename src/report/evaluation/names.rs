//! What columns, groups and coders are called in the reports of an evaluation.

use super::super::texts::fill;
use super::super::visible::visible;
use super::Evaluation;
use crate::evaluate::stance::coders::CLASSIFIER;

/// What a breakdown is by.
pub fn by(evaluation: &Evaluation, column: &str) -> String {
    match column {
        "words" => evaluation.texts().by_words.to_owned(),
        "target" | "target_id" => evaluation.texts().by_target.to_owned(),
        other => fill(evaluation.texts().by_column, &[&visible(other)]),
    }
}

/// A value of a breakdown; classes of length (`001-015`) as `1–15`.
pub fn value(evaluation: &Evaluation, column: &str, value: &str) -> String {
    let short = |digits: &str| digits.trim_start_matches('0').to_owned();
    let ends = value
        .split_once('-')
        .map(|(low, high)| (short(low), short(high)));
    match (column, ends) {
        ("words", Some((low, high))) => format!("{low}–{high}"),
        ("words", None) => {
            let low = value.split(' ').next().unwrap_or_default();
            fill(evaluation.texts().more, &[&short(low)])
        }
        _ if value.is_empty() => "–".to_owned(),
        _ => visible(value).into_owned(),
    }
}

/// The names of two coders.
pub fn pair_name(evaluation: &Evaluation, coders: &[String; 2]) -> String {
    let e = evaluation.texts();
    let names = coders.each_ref().map(|name| match name.as_str() {
        CLASSIFIER => e.classifier.to_owned(),
        other => visible(other).into_owned(),
    });
    fill(e.and, &names.each_ref().map(String::as_str))
}
