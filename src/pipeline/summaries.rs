//! Articles to report rows.

use crate::{
    corpus::{Article, Problem},
    report::ArticleRow,
    summary::{Document, Summariser, SummaryError},
    text::{count_words, language},
};

/// Rows of articles, and what is to be told of those that were not summarised.
pub struct Summarised {
    /// One row per article, in order; stances are filled in by the caller.
    pub rows: Vec<ArticleRow>,
    /// Articles that the summariser refused; their summaries are empty.
    pub problems: Vec<Problem>,
}

/// Summarises articles.
///
/// # Errors
/// Those of the summariser.
pub fn summaries(
    summariser: &dyn Summariser,
    articles: &[Article],
    words: usize,
) -> Result<Summarised, SummaryError> {
    let documents: Vec<Document> = articles
        .iter()
        .map(|article| Document::new(&article.title, &article.text))
        .collect();
    let summaries = summariser.summarise(&documents, words)?;
    let problems = articles
        .iter()
        .zip(&documents)
        .filter_map(|(article, document)| {
            let refusal = summariser.refusal(document)?;
            Some(Problem::new(
                named(article),
                refusal.problem,
                refusal.remedy,
            ))
        })
        .collect();
    let rows = articles
        .iter()
        .zip(summaries)
        .map(|(article, summary)| {
            let language = language(&article.text);
            let mut warnings = article.warnings.clone();
            if article.text.trim().is_empty() {
                warnings.push("The article has no text.".to_owned());
            } else if summary.text.is_empty() && summary.warnings.is_empty() {
                warnings.push("The article has no sentence that could stand in a summary.".to_owned());
            } else if language.reliable && language.code != "fr" {
                warnings.push(format!(
                    "The text is not French (`{}`): summary and stances are less reliable.",
                    language.code
                ));
            }
            if summary.words > words {
                warnings.push(format!(
                    "The summary has {} words where {words} were asked for: no sentence is shorter.",
                    summary.words
                ));
            }
            warnings.extend(summary.warnings);
            ArticleRow {
                article_id: article.id.clone(),
                source: article.source.clone(),
                title: article.title.clone(),
                url: article.url.clone(),
                outlet: article.outlet.clone(),
                date: article.date.clone(),
                language: language.code.to_owned(),
                words: count_words(&article.text) as u64,
                summary: summary.text,
                summary_words: summary.words as u64,
                method: summary.method,
                comments: article.comments.len() as u64,
                dimensions: Vec::new(),
                truncated: summary.truncated,
                warnings,
                extra: article.extra.clone(),
            }
        })
        .collect();
    Ok(Summarised { rows, problems })
}

/// The input that an article comes from, with its id where an input holds several.
fn named(article: &Article) -> String {
    let file = std::path::Path::new(&article.source);
    let is_name = |name: &std::ffi::OsStr| name.to_str() == Some(article.id.as_str());
    if article.source == article.id || file.file_stem().is_some_and(is_name) {
        return article.source.clone();
    }
    format!("{} (article {})", article.source, article.id)
}
