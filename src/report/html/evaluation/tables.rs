//! The tables of the page.

use super::super::super::evaluation::facts::{Fact, facts};
use super::super::super::evaluation::names::{by, pair_name, value};
use super::super::super::evaluation::{Evaluation, HardComment};
use super::super::super::language::Language;
use super::super::super::texts::fill;
use super::super::charts::interval;
use super::super::dimensions::ShareView;
use super::super::palette_class;
use super::{Figure, visible};
use crate::evaluate::stance::extremes::Reason;

/// Values of a column that are shown at most.
const MAX_GROUPS: usize = 50;

/// Characters from which a comment gets a window of its own to scroll in.
const LONG: usize = 3_000;

/// A figure with its interval and what it means.
pub struct FactLine {
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

pub fn fact_lines(evaluation: &Evaluation) -> Vec<FactLine> {
    let language = evaluation.language;
    let line = |fact: Fact| {
        let figure = |number: f64| {
            if fact.share {
                Figure::share(language, number)
            } else {
                Figure::decimal(language, number)
            }
        };
        FactLine {
            name: fact.name,
            value: figure(fact.value),
            ends: fact.ends.map(|ends| [ends.low, ends.high].map(figure)),
            meaning: fact.meaning,
        }
    };
    facts(evaluation).into_iter().map(line).collect()
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
                let ends = [by.difference, by.interval.low, by.interval.high].map(decimal);
                let [lead, low, high] = ends;
                let p_value = |p: f64| Figure::p_value(language, p);
                let counts = [test.only_a, test.only_b].map(|n| Figure::count(language, n));
                let [a, b] = counts;
                (
                    [lead, low, high, p_value(by.p_value)],
                    [a, b, p_value(test.p_value)],
                )
            }),
        }
    });
    systems.collect()
}

/// A figure from 0 to 1 with its interval, in decimals and drawn.
fn decimals(language: Language, ends: [f64; 3]) -> ShareView {
    let [share, low, high] = ends.map(|end| Figure::decimal(language, end));
    ShareView {
        share,
        low,
        high,
        drawn: interval(ends),
    }
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
                macro_f1: decimals(language, [group.macro_f1, interval.low, interval.high]),
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
