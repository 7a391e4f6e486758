//! The files of `tribune evaluate stance -o`.

use std::{io::Write as _, path::Path};

use super::coded::Coded;
use crate::{
    corpus::labelled::Labelled,
    evaluate::stance::{Sample, StanceReport, extremes, systems::Named},
    report::{Cell, Dialect, Outputs, ReportError, write_table},
    stance::{Evidence, most_probable},
};

/// Comments of each kind in `hardest.csv`.
const EXTREMES: usize = 50;

/// Writes `predictions.csv`, a row a comment; `hardest.csv`, the comments worth reading; and
/// `evaluation.json`, what `--json` prints.
pub(super) fn write(
    folder: &Path,
    report: &StanceReport,
    coded: &Coded,
    sample: &Sample,
    others: &[Named],
    evidence: &[Evidence],
) -> Result<(), ReportError> {
    let mut outputs = Outputs::new(folder)?;
    let dialect = Dialect::Rfc4180;
    let mut columns = columns(sample);
    columns.push("correct".to_owned());
    if !evidence.is_empty() {
        columns.push("evidence".to_owned());
    }
    columns.extend(
        others
            .iter()
            .map(|(name, _)| format!("predicted by {name}")),
    );
    let table = coded.comments.iter().enumerate().map(|(item, row)| {
        let mut cells = cells(row, sample, item);
        let best = most_probable(&sample.probabilities[item]).0;
        cells.push(Cell::Flag(best == sample.truth[item]));
        if let Some(found) = evidence.get(item) {
            cells.push(Cell::text(found.text(&row.text)));
        }
        cells.extend(
            others
                .iter()
                .map(|(_, own)| Cell::text(&sample.labels[most_probable(&own[item]).0])),
        );
        cells
    });
    write_table(&mut outputs, "predictions.csv", dialect, &columns, table)?;

    let mut columns = vec!["reason".to_owned()];
    columns.extend(self::columns(sample));
    let table = extremes(sample, EXTREMES).into_iter().map(|extreme| {
        let mut all = vec![Cell::text(extreme.reason.name())];
        all.extend(cells(&coded.comments[extreme.item], sample, extreme.item));
        all
    });
    write_table(&mut outputs, "hardest.csv", dialect, &columns, table)?;

    let mut file = outputs.create("evaluation.json")?;
    serde_json::to_writer_pretty(&mut file, report)
        .map_err(std::io::Error::from)
        .and_then(|()| file.write_all(b"\n"))
        .map_err(|error| file.failed(error))?;
    outputs.keep(file)?;
    outputs.commit()?;
    Ok(())
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
