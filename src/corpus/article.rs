//! What a reader yields: an article with its comments.

use serde::{Deserialize, Serialize};

/// One article and the comments under it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Unique within one [`Corpus`](super::Corpus).
    pub id: String,
    /// The file it came from, as given on the command line, or `-`.
    pub source: String,
    /// The headline, or empty.
    pub title: String,
    /// The body without title and comments, normalised with [`crate::text::normalise`].
    pub text: String,
    /// The address of the page, or empty.
    pub url: String,
    /// The newspaper or site, or empty.
    pub outlet: String,
    /// The date of publication as the input spells it, or empty.
    pub date: String,
    /// In the order of the input.
    pub comments: Vec<Comment>,
    /// Unknown columns as (name, value), in input order.
    pub extra: Vec<(String, String)>,
    /// What a reader of the report should know about this article, as full sentences.
    pub warnings: Vec<String>,
}

/// One reader comment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// The id in the input, else `<article>-<n>` counted from 1.
    pub id: String,
    /// The article it stands under; empty for a comment that names none.
    pub article_id: String,
    /// The author's name, or empty.
    pub author: String,
    /// The comment's own words, normalised with [`crate::text::normalise`].
    pub text: String,
    /// A target of its own, which replaces the codebook's.
    pub target: Option<String>,
    /// Identifies the target.
    pub target_id: Option<String>,
    /// A label given by a human coder, as the input spells it.
    pub label: Option<String>,
    /// Unknown columns as (name, value), in input order.
    pub extra: Vec<(String, String)>,
    /// What a reader of the report should know about this comment, as full sentences.
    pub warnings: Vec<String>,
}

/// The normalised text without blank space at either end.
pub(super) fn clean(text: &str) -> String {
    crate::text::normalise(text).trim().to_owned()
}

/// The normalised text on one line, for names and titles.
pub(super) fn clean_line(text: &str) -> String {
    let text = crate::text::normalise(text);
    if !text.contains('\n') {
        return text.trim().to_owned();
    }
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join(" ")
}
