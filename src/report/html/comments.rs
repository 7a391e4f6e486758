//! The comments that the page shows.

use std::collections::HashMap;

use super::super::findings::Findings;
use super::super::rows::CommentRow;
use super::super::warnings::Warning;
use super::marks::{Piece, pieces};
use super::{Context, Figure, MAX_COMMENTS, ReportError, visible};

/// Characters from which a comment gets a window of its own to scroll in.
const LONG: usize = 3_000;

/// A comment with its codings.
pub struct CommentView {
    pub number: usize,
    pub id: String,
    pub author: String,
    pub pieces: Vec<Piece>,
    pub long: bool,
    pub duplicate_of: String,
    pub truncated: bool,
    pub warnings: Vec<Warning>,
    pub codings: Vec<Coding>,
}

/// A comment in one dimension.
pub struct Coding {
    /// Dimension and stance, as the filter names them.
    pub value: String,
    pub dimension: String,
    pub colour: String,
    pub stance: String,
    pub confidence: Figure,
    pub probabilities: Vec<(String, Figure)>,
}

/// The comments by article.
#[derive(Default)]
pub struct Shown {
    pub by_article: HashMap<String, Vec<CommentView>>,
    /// Ids of articles in order of their first comment.
    pub order: Vec<String>,
    pub count: usize,
}

impl Shown {
    /// The first comments of a run, at most [`MAX_COMMENTS`].
    pub fn collect(context: &Context, findings: &Findings) -> Result<Self, ReportError> {
        let mut shown = Self::default();
        let mut rows: Vec<CommentRow> = Vec::new();
        for row in findings.comments() {
            let row = row?;
            let next = rows.first().is_some_and(|first| {
                first.comment_id != row.comment_id
                    || first.article_id != row.article_id
                    || first.dimension == row.dimension
            });
            if next {
                shown.add(context, &rows);
                rows.clear();
            }
            if shown.count == MAX_COMMENTS {
                break;
            }
            rows.push(row);
        }
        shown.add(context, &rows);
        Ok(shown)
    }

    /// Adds a comment, whose rows these are, one a dimension.
    fn add(&mut self, context: &Context, rows: &[CommentRow]) {
        let Some(first) = rows.first() else {
            return;
        };
        self.count += 1;
        let view = view(context, self.count, first, rows);
        if !self.by_article.contains_key(&first.article_id) {
            self.order.push(first.article_id.clone());
        }
        self.by_article
            .entry(first.article_id.clone())
            .or_default()
            .push(view);
    }
}

fn view(context: &Context, number: usize, first: &CommentRow, rows: &[CommentRow]) -> CommentView {
    let evidence = rows.iter().map(|row| row.evidence.trim());
    let evidence: Vec<&str> = evidence.filter(|text| !text.is_empty()).collect();
    let author = match first.author.trim() {
        "" => context.language.texts().anonymous,
        author => author,
    };
    CommentView {
        number,
        id: visible(&first.comment_id).into_owned(),
        author: visible(author).into_owned(),
        pieces: pieces(&first.text, &evidence.join(" … ")),
        long: first.text.chars().nth(LONG).is_some(),
        duplicate_of: visible(&first.duplicate_of).into_owned(),
        truncated: rows.iter().any(|row| row.truncated),
        warnings: first
            .warnings
            .iter()
            .map(|text| Warning::new(context.language, &visible(text)))
            .collect(),
        codings: rows.iter().map(|row| coding(context, row)).collect(),
    }
}

fn coding(context: &Context, row: &CommentRow) -> Coding {
    let value = format!("{}:{}", row.dimension, row.stance);
    let confidence = Figure::whole(context.language, row.confidence);
    let Some(dimension) = context.dimension(&row.dimension) else {
        return Coding {
            value,
            dimension: row.dimension.clone(),
            colour: "su".to_owned(),
            stance: row.stance.clone(),
            confidence,
            probabilities: Vec::new(),
        };
    };
    let label = dimension.labels.iter().find(|label| label.id == row.stance);
    let several = context.codebook.dimensions.len() > 1;
    let probabilities = dimension.labels.iter().zip(&row.probabilities);
    Coding {
        value,
        dimension: if several {
            dimension.id.clone()
        } else {
            String::new()
        },
        colour: label.map_or_else(
            || "su".to_owned(),
            |label| format!("s{}", super::super::palette::place(dimension, label)),
        ),
        stance: visible(context.stance_name(dimension, &row.stance)).into_owned(),
        confidence,
        probabilities: probabilities
            .map(|(label, p)| {
                (
                    visible(context.label_name(label)).into_owned(),
                    Figure::whole(context.language, *p),
                )
            })
            .collect(),
    }
}
