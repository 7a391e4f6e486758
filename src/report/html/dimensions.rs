//! What readers think, dimension by dimension.

use super::super::findings::Findings;
use super::super::language::Language;
use super::super::rows::ArticleRow;
use super::super::share::first_share;
use super::super::texts::fill;
use super::charts::{self, Bar, Column, Interval};
use super::{Context, Figure, MAX_ARTICLES, ReportError, visible};
use crate::stance::{Dimension, Label};

/// A dimension.
pub struct DimensionView {
    pub target: String,
    pub question: String,
    pub first: String,
    pub colour: String,
    pub share: Option<ShareView>,
    pub headline: String,
    /// The share corrected for the classifier's errors, and the same as a sentence.
    pub adjusted: Option<ShareView>,
    pub adjusted_text: String,
    pub uncertain_note: String,
    pub bar: Bar,
    pub legend: Vec<LegendItem>,
    pub threshold: String,
    /// Name, id and description of each label, as the codebook has them.
    pub labels: Vec<(String, String, String)>,
    pub articles: Vec<ArticleLine>,
    pub columns: Vec<Column>,
    pub threshold_x: String,
    pub confidence_note: String,
    pub histogram: String,
}

/// A share with its interval, in numbers and drawn.
pub struct ShareView {
    pub share: Figure,
    pub low: Figure,
    pub high: Figure,
    pub drawn: Interval,
}

impl ShareView {
    /// The view of a share with its low and high end.
    pub fn of(language: Language, ends: [f64; 3]) -> Self {
        let [share, low, high] = ends.map(|end| Figure::share(language, end));
        Self {
            share,
            low,
            high,
            drawn: charts::interval(ends),
        }
    }
}

/// A label with its count.
pub struct LegendItem {
    pub value: String,
    pub name: String,
    pub colour: String,
    pub count: String,
    pub share: Option<ShareView>,
}

/// An article in the table.
pub struct ArticleLine {
    pub anchor: String,
    pub title: String,
    pub comments: String,
    pub bar: Bar,
    pub share: Option<ShareView>,
    pub adjusted: Option<ShareView>,
}

/// One view for each dimension.
pub fn views(context: &Context, findings: &Findings) -> Result<Vec<DimensionView>, ReportError> {
    let mut views: Vec<DimensionView> = Vec::new();
    for (at, counted) in context.overview.dimensions.iter().enumerate() {
        let Some(dimension) = context.dimension(&counted.id) else {
            continue;
        };
        let mut articles = Vec::new();
        for (row, number) in findings.articles().take(MAX_ARTICLES).zip(1..) {
            articles.push(line(context, dimension, at, number, &row?));
        }
        views.push(view(context, dimension, counted, articles));
    }
    Ok(views)
}

fn view(
    context: &Context,
    dimension: &Dimension,
    counted: &super::super::overview::DimensionOverview,
    articles: Vec<ArticleLine>,
) -> DimensionView {
    let (language, t) = (context.language, context.language.texts());
    let counts: Vec<u64> = counted.labels.iter().map(|label| label.count).collect();
    let mut legend: Vec<LegendItem> = Vec::new();
    for (label, found) in dimension.labels.iter().zip(&counted.labels) {
        legend.push(LegendItem {
            value: format!("{}:{}", dimension.id, label.id),
            name: visible(context.label_name(label)).into_owned(),
            colour: format!("s{}", super::super::palette::place(dimension, label)),
            count: language.count(found.count),
            share: found
                .share
                .map(|ends| ShareView::of(context.language, ends)),
        });
    }
    legend.push(LegendItem {
        value: format!("{}:uncertain", dimension.id),
        name: t.uncertain.to_owned(),
        colour: "su".to_owned(),
        count: language.count(counted.uncertain),
        share: None,
    });
    let first = dimension
        .labels
        .first()
        .map(|label| context.label_name(label));
    let first = visible(first.unwrap_or_default()).into_owned();
    let share = counted.labels.first().and_then(|label| label.share);
    let threshold = language.decimal(dimension.threshold(), 2);
    let part = counted.uncertain as f64 / counted.all().max(1) as f64;
    let values = [
        language.count(counted.uncertain),
        language.percent(part),
        threshold.clone(),
    ];
    let columns = charts::histogram(context, &counted.confidence);
    let confidence_note = fill(t.confidence_note, &[&threshold]);
    let histogram: Vec<&str> = columns.iter().map(|column| column.title.as_str()).collect();
    DimensionView {
        target: visible(&dimension.target).into_owned(),
        question: visible(&dimension.question).into_owned(),
        colour: legend
            .first()
            .map_or_else(String::new, |item| item.colour.clone()),
        headline: match share {
            None => t.headline_none.to_owned(),
            Some([share, low, high]) => fill(
                t.headline,
                &[
                    &language.percent(share),
                    &language.count(counted.clear()),
                    &first,
                    &language.percent(low),
                    &language.percent(high),
                ],
            ),
        },
        first,
        share: share.map(|ends| ShareView::of(context.language, ends)),
        adjusted: counted.adjusted.map(|ends| ShareView::of(language, ends)),
        adjusted_text: context.adjusted(counted),
        uncertain_note: fill(t.uncertain_note, &values.each_ref().map(String::as_str)),
        bar: charts::bar(context, dimension, &counts, counted.uncertain),
        legend,
        labels: dimension
            .labels
            .iter()
            .map(|label| described(context, label))
            .collect(),
        threshold,
        articles,
        histogram: histogram.join("; "),
        columns,
        threshold_x: charts::on_axis(dimension.threshold()),
        confidence_note,
    }
}

/// A label's name, id and description.
fn described(context: &Context, label: &Label) -> (String, String, String) {
    let texts = [context.label_name(label), &label.id, &label.description];
    texts.map(|text| visible(text).into_owned()).into()
}

fn line(
    context: &Context,
    dimension: &Dimension,
    at: usize,
    number: usize,
    row: &ArticleRow,
) -> ArticleLine {
    let found = row.dimensions.get(at).cloned().unwrap_or_default();
    let share = first_share(&found.counts);
    ArticleLine {
        anchor: format!("a{number}"),
        title: title(context, row),
        comments: context.language.count(row.comments),
        adjusted: found
            .adjusted
            .map(|ends| ShareView::of(context.language, ends)),
        bar: charts::bar(context, dimension, &found.counts, found.uncertain),
        share: share.map(|s| ShareView::of(context.language, [s.share, s.low, s.high])),
    }
}

/// The title of an article, else its id.
pub fn title(context: &Context, row: &ArticleRow) -> String {
    let title = [&row.title, &row.article_id]
        .into_iter()
        .find(|text| !text.trim().is_empty());
    let title = title.map_or(context.language.texts().untitled, String::as_str);
    visible(title).into_owned()
}
