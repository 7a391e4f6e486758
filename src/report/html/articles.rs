//! The articles that the page shows, with their comments.

use super::super::findings::Findings;
use super::super::rows::ArticleRow;
use super::super::texts::fill;
use super::super::warnings::Warning;
use super::charts::{self, Bar};
use super::comments::{CommentView, Shown};
use super::dimensions::{ShareView, title};
use super::{Context, MAX_ARTICLES, ReportError, visible};
use crate::report::share::first_share;

/// An article.
pub struct ArticleView {
    pub anchor: String,
    pub title: String,
    pub id: String,
    /// Outlet, date, address and source: plain text, never links.
    pub facts: Vec<String>,
    pub summary: String,
    pub length: String,
    pub truncated: bool,
    pub dimensions: Vec<ArticleDimension>,
    pub warnings: Vec<Warning>,
    pub comments: Vec<CommentView>,
    /// How many comments there are, in words.
    pub heading: String,
    pub not_shown: String,
}

/// An article's stances in one dimension.
pub struct ArticleDimension {
    pub name: String,
    pub colour: String,
    pub first: String,
    pub bar: Bar,
    pub share: Option<ShareView>,
    pub adjusted: Option<ShareView>,
}

/// The articles, and the comments of none.
pub fn collect(
    context: &Context,
    findings: &Findings,
    mut shown: Shown,
) -> Result<(Vec<ArticleView>, Vec<CommentView>), ReportError> {
    let mut articles = Vec::new();
    for (row, number) in findings.articles().zip(1..) {
        let row = row?;
        let comments = shown.by_article.remove(&row.article_id).unwrap_or_default();
        if number <= MAX_ARTICLES {
            articles.push(article(context, number, &row, comments));
        }
    }
    let order = std::mem::take(&mut shown.order);
    let orphans = order
        .iter()
        .filter_map(|id| shown.by_article.remove(id))
        .flatten();
    Ok((articles, orphans.collect()))
}

fn article(
    context: &Context,
    number: usize,
    row: &ArticleRow,
    comments: Vec<CommentView>,
) -> ArticleView {
    let (language, t) = (context.language, context.language.texts());
    let facts = [&row.outlet, &row.date, &row.url, &row.source];
    let facts = facts.into_iter().filter(|fact| !fact.is_empty());
    let method = match row.method.as_str() {
        "extractive" => t.extractive,
        "abstractive" => t.abstractive,
        other => other,
    };
    let left = row.comments.saturating_sub(comments.len() as u64);
    let noun = language.plural(row.comments, t.comment, t.comments);
    ArticleView {
        anchor: format!("a{number}"),
        title: title(context, row),
        id: visible(&row.article_id).into_owned(),
        facts: facts.map(|fact| visible(fact).into_owned()).collect(),
        summary: visible(&row.summary).into_owned(),
        length: fill(
            t.words,
            &[
                &language.count(row.words),
                &language.count(row.summary_words),
                method,
            ],
        ),
        truncated: row.truncated,
        dimensions: dimensions(context, row),
        warnings: row
            .warnings
            .iter()
            .map(|text| Warning::new(context.language, &visible(text)))
            .collect(),
        heading: format!("{} {noun}", language.count(row.comments)),
        not_shown: if left > 0 {
            fill(t.not_shown, &[&language.count(left)])
        } else {
            String::new()
        },
        comments,
    }
}

fn dimensions(context: &Context, row: &ArticleRow) -> Vec<ArticleDimension> {
    let several = context.codebook.dimensions.len() > 1;
    let pairs = context.codebook.dimensions.iter().zip(&row.dimensions);
    pairs
        .map(|(dimension, found)| {
            let first = dimension.labels.first();
            let share = first_share(&found.counts);
            ArticleDimension {
                name: if several {
                    dimension.id.clone()
                } else {
                    String::new()
                },
                colour: first.map_or_else(String::new, |label| {
                    format!("s{}", super::super::palette::place(dimension, label))
                }),
                first: first.map_or_else(String::new, |label| {
                    visible(context.label_name(label)).into_owned()
                }),
                adjusted: found
                    .adjusted
                    .map(|ends| ShareView::of(context.language, ends)),
                bar: charts::bar(context, dimension, &found.counts, found.uncertain),
                share: share.map(|s| ShareView::of(context.language, [s.share, s.low, s.high])),
            }
        })
        .collect()
}
