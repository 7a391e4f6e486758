//! The columns of each table and a row's cells under them: the contract for every format.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::cell::Cell;
use super::rows::{ArticleRow, CommentRow, DimensionCounts, ErrorRow};
use super::scheme::{Scheme, SchemeDimension};
use super::share::first_share;

/// A row of one of the tables.
pub trait Record: Serialize + DeserializeOwned {
    /// The table's name: its file name without extension.
    const TABLE: &'static str;

    /// The program's own columns, in order; columns passed through come after them.
    fn own_columns(scheme: &Scheme) -> Vec<String>;

    /// One cell for each of [`Record::own_columns`].
    fn own_cells<'a>(&'a self, scheme: &Scheme) -> Vec<Cell<'a>>;

    /// The columns passed through from the input, as (name, value).
    fn extra(&self) -> &[(String, String)] {
        &[]
    }
}

const ARTICLE: [&str; 12] = [
    "article_id",
    "source",
    "title",
    "url",
    "outlet",
    "date",
    "language",
    "words",
    "summary",
    "summary_words",
    "method",
    "comments",
];

impl Record for ArticleRow {
    const TABLE: &'static str = "articles";

    fn own_columns(scheme: &Scheme) -> Vec<String> {
        let mut columns: Vec<String> = ARTICLE.map(str::to_owned).into();
        for SchemeDimension { id, labels } in &scheme.dimensions {
            columns.extend(labels.iter().map(|label| format!("{id}_{label}")));
            columns.push(format!("{id}_uncertain"));
            if let Some(first) = labels.first() {
                columns.extend(["share", "low", "high"].map(|end| format!("{id}_{first}_{end}")));
                if scheme.adjusted {
                    let ends = ["adjusted", "adjusted_low", "adjusted_high"];
                    columns.extend(ends.map(|end| format!("{id}_{first}_{end}")));
                }
            }
        }
        columns.extend(["truncated", "warnings"].map(str::to_owned));
        columns
    }

    fn own_cells<'a>(&'a self, scheme: &Scheme) -> Vec<Cell<'a>> {
        let mut cells = vec![
            Cell::text(&self.article_id),
            Cell::text(&self.source),
            Cell::text(&self.title),
            Cell::text(&self.url),
            Cell::text(&self.outlet),
            Cell::text(&self.date),
            Cell::text(&self.language),
            Cell::Count(self.words),
            Cell::text(&self.summary),
            Cell::Count(self.summary_words),
            Cell::text(&self.method),
            Cell::Count(self.comments),
        ];
        for (at, dimension) in scheme.dimensions.iter().enumerate() {
            let counts = self.dimensions.get(at);
            dimension_cells(dimension, counts, scheme.adjusted, &mut cells);
        }
        cells.push(Cell::Flag(self.truncated));
        cells.push(joined(&self.warnings));
        cells
    }

    fn extra(&self) -> &[(String, String)] {
        &self.extra
    }
}

/// Counts, share and interval; empty cells where the dimension was not counted.
fn dimension_cells(
    dimension: &SchemeDimension,
    found: Option<&DimensionCounts>,
    adjusted: bool,
    cells: &mut Vec<Cell<'_>>,
) {
    for at in 0..dimension.labels.len() {
        cells.push(Cell::count(
            found.map(|found| found.counts.get(at).copied().unwrap_or(0)),
        ));
    }
    cells.push(Cell::count(found.map(|found| found.uncertain)));
    if dimension.labels.is_empty() {
        return;
    }
    let share = found.and_then(|found| first_share(&found.counts));
    let ends = [
        share.map(|s| s.share),
        share.map(|s| s.low),
        share.map(|s| s.high),
    ];
    cells.extend(ends.map(Cell::number));
    if adjusted {
        let three = found.and_then(|found| found.adjusted);
        cells.extend([0, 1, 2].map(|end| Cell::number(three.map(|three| three[end]))));
    }
}

impl Record for CommentRow {
    const TABLE: &'static str = "comments";

    fn own_columns(scheme: &Scheme) -> Vec<String> {
        let before = [
            "article_id",
            "comment_id",
            "author",
            "text",
            "dimension",
            "stance",
            "confidence",
        ];
        let mut columns: Vec<String> = before.map(str::to_owned).into();
        columns.extend(
            scheme
                .labels()
                .into_iter()
                .map(|label| format!("p_{label}")),
        );
        columns.extend(["evidence", "duplicate_of", "truncated", "warnings"].map(str::to_owned));
        columns
    }

    fn own_cells<'a>(&'a self, scheme: &Scheme) -> Vec<Cell<'a>> {
        let mut cells = vec![
            Cell::text(&self.article_id),
            Cell::text(&self.comment_id),
            Cell::text(&self.author),
            Cell::text(&self.text),
            Cell::text(&self.dimension),
            Cell::text(&self.stance),
            Cell::number(Some(self.confidence)),
        ];
        let own = scheme
            .dimension(&self.dimension)
            .map_or(&[][..], |d| &d.labels);
        for label in scheme.labels() {
            let at = own.iter().position(|other| other == label);
            cells.push(Cell::number(
                at.and_then(|at| self.probabilities.get(at).copied()),
            ));
        }
        cells.extend([
            Cell::text(&self.evidence),
            Cell::text(&self.duplicate_of),
            Cell::Flag(self.truncated),
            joined(&self.warnings),
        ]);
        cells
    }

    fn extra(&self) -> &[(String, String)] {
        &self.extra
    }
}

impl Record for ErrorRow {
    const TABLE: &'static str = "errors";

    fn own_columns(_: &Scheme) -> Vec<String> {
        ["input", "line", "column", "problem", "remedy"]
            .map(str::to_owned)
            .into()
    }

    fn own_cells<'a>(&'a self, _: &Scheme) -> Vec<Cell<'a>> {
        vec![
            Cell::text(&self.input),
            Cell::count(self.line),
            Cell::count(self.column),
            Cell::text(&self.problem),
            Cell::text(&self.remedy),
        ]
    }
}

/// Several sentences in one cell.
fn joined(warnings: &[String]) -> Cell<'_> {
    match warnings {
        [] => Cell::text(""),
        [one] => Cell::text(one),
        several => Cell::Text(Cow::Owned(several.join("; "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme(adjusted: bool) -> Scheme {
        let dimensions = vec![
            SchemeDimension::new("law", ["for", "against"]),
            SchemeDimension::new("tone", ["calm", "for"]),
        ];
        Scheme {
            dimensions,
            adjusted,
        }
    }

    #[test]
    fn columns_follow_the_contract() {
        let columns = ArticleRow::own_columns(&scheme(false)).join(",");
        assert_eq!(
            columns,
            "article_id,source,title,url,outlet,date,language,words,summary,summary_words,method,\
             comments,law_for,law_against,law_uncertain,law_for_share,law_for_low,law_for_high,\
             tone_calm,tone_for,tone_uncertain,tone_calm_share,tone_calm_low,tone_calm_high,\
             truncated,warnings"
        );
        let columns = ArticleRow::own_columns(&scheme(true));
        assert_eq!(
            columns[17..21],
            [
                "law_for_high",
                "law_for_adjusted",
                "law_for_adjusted_low",
                "law_for_adjusted_high"
            ]
        );
        assert_eq!(
            CommentRow::own_columns(&scheme(true)).join(","),
            "article_id,comment_id,author,text,dimension,stance,confidence,p_for,p_against,p_calm,\
             evidence,duplicate_of,truncated,warnings"
        );
    }

    #[test]
    fn every_column_has_a_cell() {
        for scheme in [Scheme::default(), scheme(false), scheme(true)] {
            let article = ArticleRow::default();
            let columns = ArticleRow::own_columns(&scheme).len();
            assert_eq!(article.own_cells(&scheme).len(), columns);
            let comment = CommentRow::default();
            let columns = CommentRow::own_columns(&scheme).len();
            assert_eq!(comment.own_cells(&scheme).len(), columns);
        }
        assert_eq!(ErrorRow::default().own_cells(&Scheme::default()).len(), 5);
    }

    #[test]
    fn what_was_not_counted_is_empty_and_what_was_is_zero() {
        let none = DimensionCounts {
            counts: vec![0, 0],
            uncertain: 4,
            adjusted: None,
        };
        let some = DimensionCounts {
            counts: vec![3],
            uncertain: 0,
            adjusted: Some([0.5, 0.0, 1.0]),
        };
        let row = ArticleRow {
            dimensions: vec![none, some],
            ..ArticleRow::default()
        };
        let scheme = scheme(true);
        let cells = row.own_cells(&scheme);
        assert_eq!(cells[12..15], [0, 0, 4].map(Cell::Count));
        assert!(cells[15..21].iter().all(|cell| *cell == Cell::Empty));
        assert_eq!(
            cells[21..25],
            [
                Cell::Count(3),
                Cell::Count(0),
                Cell::Count(0),
                Cell::Number(1.0)
            ]
        );
        assert_eq!(cells[27..30], [0.5, 0.0, 1.0].map(Cell::Number));
        let uncounted = ArticleRow::default();
        assert!(
            uncounted.own_cells(&scheme)[12..30]
                .iter()
                .all(|cell| *cell == Cell::Empty)
        );
    }

    #[test]
    fn probabilities_stand_under_their_labels() {
        let row = CommentRow {
            dimension: "tone".to_owned(),
            probabilities: vec![0.9, 0.1],
            warnings: vec!["One.".to_owned(), "Two.".to_owned()],
            ..CommentRow::default()
        };
        let cells = row.own_cells(&scheme(false));
        assert_eq!(
            cells[7..10],
            [Cell::Number(0.1), Cell::Empty, Cell::Number(0.9)]
        );
        assert_eq!(cells[13], Cell::text("One.; Two."));
    }
}
