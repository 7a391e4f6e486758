//! The tables of the page.

use super::super::super::evaluation::{Evaluation, HardComment};
use super::super::super::texts::fill;
use super::super::dimensions::ShareView;
use super::super::palette_class;
use super::{Figure, visible};
use crate::evaluate::bootstrap::Interval;
use crate::evaluate::stance::coders::CLASSIFIER;
use crate::evaluate::stance::extremes::Reason;

/// Values of a column that are shown at most.
const MAX_GROUPS: usize = 50;

/// Characters from which a comment gets a window of its own to scroll in.
const LONG: usize = 3_000;

/// A figure with its interval and what it means.
pub struct Fact {
    pub name: &'static str,
    pub value: Figure,
    pub ends: Option<[Figure; 2]>,
    pub meaning: String,
}

/// A cell of the matrix.
pub struct Cell {
    /// Classes: how strong the colour is, from 0 to 10, and whether it is right.
    pub class: String,
    pub count: Figure,
    pub share: Option<Figure>,
}

/// The confusion matrix.
pub struct Matrix {
    pub columns: Vec<String>,
    /// Name, cells and total of each coded label.
    pub rows: Vec<(String, Vec<Cell>, Figure)>,
}

/// A label's figures.
pub struct LabelLine {
    pub name: String,
    pub colour: String,
    pub precision: Figure,
    pub recall: Figure,
    pub f1: Figure,
    pub support: Figure,
}

/// A system's figures.
pub struct SystemLine {
    pub name: String,
    pub accuracy: Figure,
    pub macro_f1: Figure,
    pub ends: [Figure; 2],
    /// The first system's lead with its ends and p-value, then McNemar's counts and p-value.
    pub compared: Option<([Figure; 4], [Figure; 3])>,
}

/// A table of groups.
pub struct GroupTable {
    pub heading: String,
    pub rows: Vec<GroupLine>,
    /// How many are not shown, in words, or nothing.
    pub left_out: String,
}

/// A group.
pub struct GroupLine {
    pub name: String,
    pub comments: Figure,
    pub accuracy: Figure,
    pub macro_f1: ShareView,
}

/// Two coders.
pub struct PairLine {
    pub name: String,
    pub comments: Figure,
    pub agreement: Figure,
    pub kappa: Option<Figure>,
    pub macro_f1: Figure,
}

/// A comment worth reading.
pub struct HardView {
    pub id: String,
    pub target: String,
    pub text: String,
    pub long: bool,
    pub coded: String,
    pub coded_colour: String,
    pub predicted: String,
    pub predicted_colour: String,
    pub right: bool,
    pub confidence: Figure,
}

pub fn facts(evaluation: &Evaluation) -> Vec<Fact> {
    let (language, e) = (evaluation.language, evaluation.texts());
    let (report, figures) = (evaluation.report, &evaluation.report.figures);
    let share = |share: f64| Figure::share(language, share);
    let decimal = |number: f64| Figure::decimal(language, number);
    let fact = |name, value, meaning: &str| Fact {
        name,
        value,
        ends: None,
        meaning: meaning.to_owned(),
    };
    let ends = |interval: Interval| [interval.low, interval.high];
    let t = language.texts();
    let mut facts = vec![
        Fact {
            ends: Some(ends(figures.accuracy_interval).map(share)),
            ..fact(e.accuracy, share(figures.accuracy), e.accuracy_meaning)
        },
        Fact {
            ends: Some(ends(figures.macro_f1_interval).map(decimal)),
            ..fact(t.macro_f1, decimal(figures.macro_f1), e.macro_f1_meaning)
        },
    ];
    if let Some(value) = figures.two_sided_macro_f1 {
        facts.push(fact(e.two_sided, decimal(value), e.two_sided_meaning));
    }
    let threshold = language.decimal(evaluation.dimension.threshold, 2);
    let uncertain = fill(e.uncertain_meaning, &[&threshold]);
    let error = figures.expected_calibration_error;
    facts.extend([
        fact(t.calibration, decimal(error), e.calibration_meaning),
        fact(e.brier, decimal(figures.brier), e.brier_meaning),
        fact(e.uncertain, share(figures.uncertain), &uncertain),
        fact(
            e.surest_half,
            share(figures.surest_half_accuracy),
            e.surest_half_meaning,
        ),
        fact(e.area, decimal(figures.risk_coverage_area), e.area_meaning),
    ]);
    if let Some(coders) = &report.coders {
        if let Some(alpha) = coders.krippendorff_alpha {
            facts.push(fact(e.alpha, decimal(alpha), e.alpha_meaning));
        }
        if let Some(alpha) = coders.krippendorff_alpha_with_classifier {
            facts.push(fact(e.alpha_with, decimal(alpha), e.alpha_with_meaning));
        }
    }
    facts
}

pub fn matrix(evaluation: &Evaluation) -> Matrix {
    let language = evaluation.language;
    let confusion = &evaluation.report.figures.confusion;
    let name = |at: usize| visible(evaluation.label(at)).into_owned();
    let rows = confusion.counts.iter().enumerate().map(|(row, counts)| {
        let cells = counts.iter().enumerate().map(|(column, &count)| {
            let share = Evaluation::of_row(counts, count);
            let step = (share.unwrap_or(0.0) * 10.0).round();
            let kind = if row == column { "hit" } else { "miss" };
            Cell {
                class: format!("{kind} h{step:.0}"),
                count: Figure::count(language, count),
                share: share.map(|share| Figure::share(language, share)),
            }
        });
        let all = Figure::count(language, counts.iter().sum());
        (name(row), cells.collect(), all)
    });
    Matrix {
        columns: (0..confusion.labels.len()).map(name).collect(),
        rows: rows.collect(),
    }
}

pub fn labels(evaluation: &Evaluation) -> Vec<LabelLine> {
    let language = evaluation.language;
    let lines = evaluation.report.figures.per_label.iter().enumerate();
    lines
        .map(|(at, found)| LabelLine {
            name: visible(evaluation.label(at)).into_owned(),
            colour: palette_class(evaluation.dimension, at),
            precision: Figure::share(language, found.precision),
            recall: Figure::share(language, found.recall),
            f1: Figure::decimal(language, found.f1),
            support: Figure::count(language, found.support),
        })
        .collect()
}

pub fn systems(evaluation: &Evaluation) -> Vec<SystemLine> {
    let language = evaluation.language;
    let decimal = |number: f64| Figure::decimal(language, number);
    let systems = evaluation.report.systems.iter().map(|found| {
        let interval = found.macro_f1_interval;
        let compared = found.macro_f1_difference.zip(found.mcnemar);
        SystemLine {
            name: visible(evaluation.system(&found.system)).into_owned(),
            accuracy: Figure::share(language, found.accuracy),
            macro_f1: decimal(found.macro_f1),
            ends: [interval.low, interval.high].map(decimal),
            compared: compared.map(|(by, test)| {
                let ends = [by.difference, by.interval.low, by.interval.high, by.p_value];
                let counts = [test.only_a, test.only_b].map(|n| Figure::count(language, n));
                let [a, b] = counts;
                (ends.map(decimal), [a, b, decimal(test.p_value)])
            }),
        }
    });
    systems.collect()
}

pub fn groups(evaluation: &Evaluation) -> Vec<GroupTable> {
    let (language, e) = (evaluation.language, evaluation.texts());
    let tables = evaluation.report.breakdowns.iter().map(|found| {
        let by = by(evaluation, &found.by);
        let rows = found.groups.iter().take(MAX_GROUPS).map(|group| {
            let interval = group.macro_f1_interval;
            GroupLine {
                name: value(evaluation, &found.by, &group.value),
                comments: Figure::count(language, group.comments as u64),
                accuracy: Figure::share(language, group.accuracy),
                macro_f1: ShareView::of(language, [group.macro_f1, interval.low, interval.high]),
            }
        });
        let all = found.groups.len();
        let counts = [MAX_GROUPS, all].map(|count| language.count(count as u64));
        GroupTable {
            heading: fill(e.by, &[&by]),
            rows: rows.collect(),
            left_out: if all > MAX_GROUPS {
                fill(e.groups_limit, &counts.each_ref().map(String::as_str))
            } else {
                String::new()
            },
        }
    });
    tables.collect()
}

/// What a breakdown is by.
pub(in crate::report) fn by(evaluation: &Evaluation, column: &str) -> String {
    match column {
        "words" => evaluation.texts().by_words.to_owned(),
        "target" | "target_id" => evaluation.texts().by_target.to_owned(),
        other => visible(other).into_owned(),
    }
}

/// A value of a breakdown; classes of length (`001-015`) as `1–15`.
pub(in crate::report) fn value(evaluation: &Evaluation, column: &str, value: &str) -> String {
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

pub fn pairs(evaluation: &Evaluation) -> Vec<PairLine> {
    let language = evaluation.language;
    let found = evaluation.report.coders.iter().flat_map(|all| &all.pairs);
    let line = |pair: &crate::evaluate::stance::coders::PairAgreement| PairLine {
        name: pair_name(evaluation, &pair.coders),
        comments: Figure::count(language, pair.comments as u64),
        agreement: Figure::share(language, pair.agreement),
        kappa: pair
            .cohen_kappa
            .map(|kappa| Figure::decimal(language, kappa)),
        macro_f1: Figure::decimal(language, pair.macro_f1),
    };
    found.map(line).collect()
}

/// The names of two coders.
pub(in crate::report) fn pair_name(evaluation: &Evaluation, coders: &[String; 2]) -> String {
    let e = evaluation.texts();
    let names = coders.each_ref().map(|name| match name.as_str() {
        CLASSIFIER => e.classifier.to_owned(),
        other => visible(other).into_owned(),
    });
    fill(e.and, &names.each_ref().map(String::as_str))
}

pub fn hardest(evaluation: &Evaluation, reason: Reason) -> Vec<HardView> {
    let view = |comment: &HardComment| {
        let shown = |text: &str| visible(text).into_owned();
        HardView {
            id: shown(comment.id),
            target: shown(comment.target),
            text: shown(comment.text),
            long: comment.text.chars().nth(LONG).is_some(),
            coded: shown(evaluation.label(comment.label)),
            coded_colour: palette_class(evaluation.dimension, comment.label),
            predicted: shown(evaluation.label(comment.predicted)),
            predicted_colour: palette_class(evaluation.dimension, comment.predicted),
            right: comment.label == comment.predicted,
            confidence: Figure::whole(evaluation.language, comment.confidence),
        }
    };
    let comments = evaluation.hardest.iter();
    let comments = comments.filter(|comment| comment.reason == reason);
    comments.map(view).collect()
}
