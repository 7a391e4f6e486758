//! The files of `tribune evaluate stance -o`.

use std::{io::Write as _, path::Path};

use super::coded::Coded;
use crate::{
    cli::reporting::Format,
    corpus::labelled::Labelled,
    evaluate::stance::{Extreme, Sample, StanceReport, extremes, systems::Named},
    report::{Cell, Dialect, Evaluation, HardComment, Language, Outputs, ReportError, write_table},
    stance::{Codebook, Dimension, Evidence, most_probable},
};

/// The files that the formats are written to.
const FILES: [&str; 4] = [
    "predictions.csv",
    "hardest.csv",
    "evaluation.xlsx",
    "evaluation.html",
];

/// Comments of each kind that the reports name.
const EXTREMES: usize = 50;

/// What the tables are made from.
pub(super) struct Tables<'a> {
    pub(super) coded: &'a Coded,
    pub(super) sample: &'a Sample<'a>,
    pub(super) others: &'a [Named],
    /// Empty where it was not looked for.
    pub(super) evidence: &'a [Evidence],
    /// For each label, its place among the model's own.
    pub(super) places: &'a [usize],
}

/// Which reports are asked for.
pub(super) struct Reports<'a> {
    pub(super) language: Language,
    pub(super) formats: &'a [Format],
    pub(super) codebook: &'a Codebook,
    pub(super) dimension: &'a Dimension,
}

impl Tables<'_> {
    /// Writes `predictions.csv`, a row a comment, and `hardest.csv`, the comments worth reading; the page and
    /// the workbook; `evaluation.json`, what `--json` prints; and `confusion.toml`. Returns what a report
    /// does not show.
    pub(super) fn write(
        &self,
        folder: &Path,
        report: &StanceReport,
        reports: &Reports,
    ) -> Result<Vec<String>, ReportError> {
        let mut outputs = Outputs::new(folder)?;
        let evaluation = Evaluation {
            language: reports.language,
            codebook: reports.codebook,
            dimension: reports.dimension,
            report,
            hardest: self.hard_comments(),
        };
        if reports.formats.contains(&Format::Csv) {
            self.predictions(&mut outputs)?;
            self.hardest(&mut outputs)?;
        }
        if reports.formats.contains(&Format::Xlsx) {
            evaluation.write_workbook(&mut outputs)?;
        }
        if reports.formats.contains(&Format::Html) {
            evaluation.write_page(&mut outputs)?;
        }
        let mut json = serde_json::to_string_pretty(report).map_err(std::io::Error::from);
        if let Ok(json) = &mut json {
            json.push('\n');
        }
        text(&mut outputs, "evaluation.json", json)?;
        text(
            &mut outputs,
            "confusion.toml",
            Ok(self.confusion(report, reports.dimension)),
        )?;
        outputs.warn_of_older(&FILES);
        let warnings = outputs.warnings().to_vec();
        outputs.commit()?;
        Ok(warnings)
    }

    fn hard_comments(&self) -> Vec<HardComment<'_>> {
        let comment = |extreme: Extreme| {
            let row = &self.coded.comments[extreme.item];
            let (predicted, confidence) = most_probable(&self.sample.probabilities[extreme.item]);
            HardComment {
                reason: extreme.reason,
                id: &row.id,
                target: row.target.as_deref().unwrap_or_default(),
                text: &row.text,
                label: self.sample.truth[extreme.item],
                predicted,
                confidence,
            }
        };
        let all = extremes(self.sample, EXTREMES);
        all.into_iter().map(comment).collect()
    }

    fn predictions(&self, outputs: &mut Outputs) -> Result<(), ReportError> {
        let sample = self.sample;
        let mut columns = columns(sample);
        columns.push("correct".to_owned());
        if !self.evidence.is_empty() {
            columns.push("evidence".to_owned());
        }
        let others = self.others.iter();
        columns.extend(others.map(|(name, _)| format!("predicted by {name}")));
        let rows = self.coded.comments.iter().enumerate().map(|(item, row)| {
            let mut cells = cells(row, sample, item);
            let best = most_probable(&sample.probabilities[item]).0;
            cells.push(Cell::Flag(best == sample.truth[item]));
            if let Some(found) = self.evidence.get(item) {
                cells.push(Cell::text(found.text(&row.text)));
            }
            let others = self.others.iter();
            cells.extend(
                others.map(|(_, own)| Cell::text(&sample.labels[most_probable(&own[item]).0])),
            );
            cells
        });
        write_table(outputs, "predictions.csv", Dialect::Rfc4180, &columns, rows)
    }

    fn hardest(&self, outputs: &mut Outputs) -> Result<(), ReportError> {
        let mut columns = vec!["reason".to_owned()];
        columns.extend(self::columns(self.sample));
        let rows = extremes(self.sample, EXTREMES).into_iter().map(|extreme| {
            let mut all = vec![Cell::text(extreme.reason.name())];
            let row = &self.coded.comments[extreme.item];
            all.extend(cells(row, self.sample, extreme.item));
            all
        });
        write_table(outputs, "hardest.csv", Dialect::Rfc4180, &columns, rows)
    }

    /// The setting `confusion` of a model's manifest, in the order of the model's own labels, and where it
    /// holds.
    fn confusion(&self, report: &StanceReport, dimension: &Dimension) -> String {
        let counts = &report.figures.confusion_of_certain.counts;
        let mut own = vec![vec![0_u64; counts.len()]; counts.len()];
        for (row, &to) in counts.iter().zip(self.places) {
            for (count, &column) in row.iter().zip(self.places) {
                own[to][column] = *count;
            }
        }
        let rows: Vec<String> = own.iter().map(|row| format!("{row:?}")).collect();
        if own.iter().any(|row| row.iter().sum::<u64>() == 0) {
            return format!(
                "# Counts by true (rows) and predicted label, in the order of the model's `labels`: [{}]\n\
                 # They cannot correct shares, for one of the labels has no comment at or above the threshold.\n",
                rows.join(", ")
            );
        }
        let pairs = self.coded.pairs(dimension);
        let target = pairs.first().map(|pair| pair.target);
        let target = target.filter(|target| pairs.iter().all(|pair| pair.target == *target));
        let target = target.map_or_else(String::new, |target| {
            format!("confusion_target = {}\n", toml::Value::from(target))
        });
        format!(
            "# How often each label (rows) was classified as each (columns), in the order of the model's `labels`:\n\
             # {} comments of `{}` at or above the threshold. Under `[settings]` of model.toml it\n\
             # gives articles.csv the shares corrected for these errors, where target and threshold are the same.\n\
             confusion = [{}]\nconfusion_threshold = {}\n{target}",
            report.figures.confusion_of_certain.total(),
            report.input.replace(['\n', '\r'], " "),
            rows.join(", "),
            toml::Value::from(dimension.threshold()),
        )
    }
}

fn text(
    outputs: &mut Outputs,
    name: &str,
    content: std::io::Result<String>,
) -> Result<(), ReportError> {
    let mut file = outputs.create(name)?;
    content
        .and_then(|content| file.write_all(content.as_bytes()))
        .map_err(|error| file.failed(error))?;
    outputs.keep(file)
}

fn columns(sample: &Sample) -> Vec<String> {
    let before = [
        "comment_id",
        "article_id",
        "target",
        "text",
        "label",
        "predicted",
        "confidence",
    ];
    let mut columns: Vec<String> = before.map(str::to_owned).into();
    columns.extend(sample.labels.iter().map(|label| format!("p_{label}")));
    columns
}

/// A comment with its true and its most probable label.
fn cells<'a>(row: &'a Labelled, sample: &Sample<'a>, item: usize) -> Vec<Cell<'a>> {
    let probabilities = &sample.probabilities[item];
    let (best, confidence) = most_probable(probabilities);
    let mut cells = vec![
        Cell::text(&row.id),
        Cell::text(row.article_id.as_deref().unwrap_or_default()),
        Cell::text(row.target.as_deref().unwrap_or_default()),
        Cell::text(&row.text),
        Cell::text(&sample.labels[sample.truth[item]]),
        Cell::text(&sample.labels[best]),
        Cell::number(Some(confidence)),
    ];
    cells.extend(probabilities.iter().map(|p| Cell::number(Some(*p))));
    cells
}
