//! The headline figures of an evaluation, with what each means.

use super::super::texts::fill;
use super::super::visible::visible;
use super::Evaluation;
use crate::evaluate::bootstrap::Interval;

/// A figure with its interval and what it means.
pub struct Fact {
    pub name: &'static str,
    pub value: f64,
    pub ends: Option<Interval>,
    /// Whether it is a share, which is shown in per cent.
    pub share: bool,
    pub meaning: String,
}

/// Comments, model and file in a sentence.
pub fn lead(evaluation: &Evaluation) -> String {
    let report = evaluation.report;
    let count = evaluation.language.count(report.figures.comments as u64);
    let (input, model) = (visible(&report.input), visible(&report.model));
    fill(evaluation.texts().lead, &[&count, &input, &model])
}

/// The figures, the most telling first.
pub fn facts(evaluation: &Evaluation) -> Vec<Fact> {
    let (language, e) = (evaluation.language, evaluation.texts());
    let (report, figures) = (evaluation.report, &evaluation.report.figures);
    let t = language.texts();
    let decimal = |name, value, meaning: &str| Fact {
        name,
        value,
        ends: None,
        share: false,
        meaning: meaning.to_owned(),
    };
    let share = |name, value, meaning: &str| Fact {
        share: true,
        ..decimal(name, value, meaning)
    };
    let mut facts = vec![
        Fact {
            ends: Some(figures.accuracy_interval),
            ..share(e.accuracy, figures.accuracy, e.accuracy_meaning)
        },
        Fact {
            ends: Some(figures.macro_f1_interval),
            ..decimal(t.macro_f1, figures.macro_f1, e.macro_f1_meaning)
        },
    ];
    if let Some(value) = figures.two_sided_macro_f1 {
        facts.push(decimal(e.two_sided, value, e.two_sided_meaning));
    }
    let threshold = language.decimal(evaluation.dimension.threshold(), 2);
    let uncertain = fill(e.uncertain_meaning, &[&threshold]);
    let error = figures.expected_calibration_error;
    let half = figures.surest_half_accuracy;
    facts.extend([
        decimal(t.calibration, error, e.calibration_meaning),
        decimal(e.brier, figures.brier, e.brier_meaning),
        share(e.uncertain, figures.uncertain, &uncertain),
        share(e.surest_half, half, e.surest_half_meaning),
        decimal(e.area, figures.risk_coverage_area, e.area_meaning),
    ]);
    if let Some(coders) = &report.coders {
        let alpha = coders.krippendorff_alpha;
        facts.extend(alpha.map(|alpha| decimal(e.alpha, alpha, e.alpha_meaning)));
        let with = coders.krippendorff_alpha_with_classifier;
        facts.extend(with.map(|alpha| decimal(e.alpha_with, alpha, e.alpha_with_meaning)));
    }
    facts
}
