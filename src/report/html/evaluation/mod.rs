//! `evaluation.html`: how well comments are coded, on one page that needs nothing else.

mod drawings;
mod tables;

use askama::Template;

use self::drawings::{Drawing, reliability, risk_coverage};
use self::tables::{
    FactLine, GroupTable, HardView, LabelLine, Matrix, PairLine, SystemLine, fact_lines, groups,
    hardest, labels, matrix, pairs, systems,
};
use super::super::evaluation::facts::lead;
use super::super::evaluation::{Evaluation, EvaluationTexts, VERSION};
use super::super::texts::{Texts, fill};
use super::{Figure, Frame, Outputs, ReportError, save, visible};
use crate::evaluate::stance::extremes::Reason;

/// The file's name.
const FILE: &str = "evaluation.html";

const STYLE: &str = concat!(
    include_str!("../../../../templates/report.css"),
    include_str!("../../../../templates/evaluation.css")
);

/// What the template shows; all words in it are plain text.
#[derive(Template)]
#[template(path = "evaluation.html")]
struct Page<'a> {
    frame: Frame,
    evaluation: &'a Evaluation<'a>,
    e: &'static EvaluationTexts,
    t: &'static Texts,
    lead: String,
    accuracy: Figure,
    headline: String,
    /// What always giving the most frequent label comes to, in words.
    versus: String,
    facts: Vec<FactLine>,
    matrix: Matrix,
    labels: Vec<LabelLine>,
    reliability: Drawing,
    risk: Drawing,
    systems: Vec<SystemLine>,
    groups: Vec<GroupTable>,
    pairs: Vec<PairLine>,
    evidence: String,
    /// Heading, explanation and comments.
    hardest: Vec<(&'static str, &'static str, Vec<HardView>)>,
    /// Name and value.
    measured: Vec<(&'static str, String)>,
}

/// Writes the page.
pub(in crate::report) fn write(
    evaluation: &Evaluation,
    outputs: &mut Outputs,
) -> Result<(), ReportError> {
    save(&Page::new(evaluation), FILE, outputs)
}

impl<'a> Page<'a> {
    fn new(evaluation: &'a Evaluation<'a>) -> Self {
        let (language, e) = (evaluation.language, evaluation.texts());
        let figures = &evaluation.report.figures;
        let interval = figures.accuracy_interval;
        let ends = [figures.accuracy, interval.low, interval.high].map(of_hundred);
        Self {
            frame: Frame::new(language, e.title, VERSION, STYLE, None),
            e,
            t: language.texts(),
            lead: lead(evaluation),
            accuracy: Figure::share(language, figures.accuracy),
            headline: fill(e.headline, &ends.each_ref().map(String::as_str)),
            versus: versus(evaluation),
            facts: fact_lines(evaluation),
            matrix: matrix(evaluation),
            labels: labels(evaluation),
            reliability: reliability(evaluation),
            risk: risk_coverage(evaluation),
            systems: systems(evaluation),
            groups: groups(evaluation),
            pairs: pairs(evaluation),
            evidence: evidence(evaluation),
            hardest: vec![
                (
                    e.surely_wrong,
                    e.surely_wrong_note,
                    hardest(evaluation, Reason::SurelyWrong),
                ),
                (
                    e.least_sure,
                    e.least_sure_note,
                    hardest(evaluation, Reason::Hardest),
                ),
            ],
            measured: measured(evaluation),
            evaluation,
        }
    }
}

impl Page<'_> {
    /// A text with a value in its place.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    fn with(&self, text: &str, value: &str) -> String {
        fill(text, &[value])
    }
}

/// A share in whole hundredths, halves up, from the four decimals of the tables.
fn of_hundred(share: f64) -> String {
    ((((share * 1e4).round() + 50.0) / 100.0).floor() as u64).to_string()
}

fn versus(evaluation: &Evaluation) -> String {
    let found = &evaluation.report.figures.confusion;
    let rows = found.counts.iter().map(|row| row.iter().sum::<u64>());
    // Of equal ones the first.
    let most = rows.enumerate().rev().max_by_key(|(_, count)| *count);
    most.map_or_else(String::new, |(label, count)| {
        let share = count as f64 / found.total().max(1) as f64;
        let name = visible(evaluation.label(label));
        fill(evaluation.texts().versus, &[&name, &of_hundred(share)])
    })
}

fn evidence(evaluation: &Evaluation) -> String {
    let language = evaluation.language;
    let Some(found) = &evaluation.report.evidence else {
        return String::new();
    };
    let values = [
        language.decimal(found.evidence_change, 3),
        language.decimal(found.random_change, 3),
        language.decimal(found.ratio, 2),
        language.decimal(found.ratio_interval.low, 2),
        language.decimal(found.ratio_interval.high, 2),
        language.count(found.comments as u64),
    ];
    let values = values.each_ref().map(String::as_str);
    fill(evaluation.texts().evidence_note, &values)
}

fn measured(evaluation: &Evaluation) -> Vec<(&'static str, String)> {
    let (language, e, t) = (
        evaluation.language,
        evaluation.texts(),
        evaluation.language.texts(),
    );
    let (report, book) = (evaluation.report, evaluation.codebook);
    let shown = |text: &str| visible(text).into_owned();
    let codebook = format!("{}, {} {}", book.name, t.version, book.version);
    vec![
        (e.file, shown(&report.input)),
        (e.unlabelled, language.count(report.unlabelled as u64)),
        (t.model, shown(&report.model)),
        (t.codebook, shown(&codebook)),
        (t.target, shown(&evaluation.dimension.target)),
        (
            t.threshold,
            language.decimal(evaluation.dimension.threshold(), 2),
        ),
        (t.program, format!("tribune {VERSION}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::of_hundred;

    #[test]
    fn hundredths_are_rounded_as_the_tables_show_them() {
        assert_eq!(
            [0.0, 0.004_96, 0.005, 0.8149, 0.815, 1.0].map(of_hundred),
            ["0", "1", "1", "81", "82", "100"]
        );
    }
}
