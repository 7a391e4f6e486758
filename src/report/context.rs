//! What the reports for people need besides the rows.

use super::language::Language;
use super::manifest::Manifest;
use super::overview::{DimensionOverview, Overview};
use super::texts::fill;
use crate::stance::{Codebook, Dimension, Label, UNCERTAIN};

/// How the run was made, what was coded, and what came of it.
#[derive(Debug, Clone)]
pub struct Context {
    /// The language of the reports.
    pub language: Language,
    /// What was coded.
    pub codebook: Codebook,
    /// How the run was made, as far as it is known before the reports are complete.
    pub manifest: Manifest,
    /// Counts over all rows.
    pub overview: Overview,
}

impl Context {
    /// The name of a label in the reports' language, else in English, else its id.
    pub fn label_name<'a>(&self, label: &'a Label) -> &'a str {
        self.language.label_name(label)
    }

    /// The dimension of the codebook with this id.
    pub fn dimension(&self, id: &str) -> Option<&Dimension> {
        self.codebook.dimensions.iter().find(|d| d.id == id)
    }

    /// The name of a stance as it stands in a row.
    pub fn stance_name<'a>(&self, dimension: &'a Dimension, stance: &'a str) -> &'a str {
        if stance == UNCERTAIN {
            return self.language.texts().uncertain;
        }
        let label = dimension.labels.iter().find(|label| label.id == stance);
        label.map_or(stance, |label| self.label_name(label))
    }

    /// The first label's share over all comments, corrected for the classifier's errors, as a sentence;
    /// empty where they were not measured.
    pub fn adjusted(&self, counted: &DimensionOverview) -> String {
        let (language, texts) = (self.language, self.language.texts());
        counted.adjusted.map_or_else(String::new, |ends| {
            let ends = ends.map(|end| language.percent(end));
            fill(texts.adjusted, &ends.each_ref().map(String::as_str))
        })
    }

    /// How many articles and comments were read, as a sentence.
    pub fn lead(&self) -> String {
        let (language, texts) = (self.language, self.language.texts());
        let counts = &self.manifest.counts;
        let all = counts.comments + counts.comments_without_article;
        let articles = language.plural(counts.articles, texts.article, texts.articles);
        let comments = language.plural(all, texts.comment, texts.comments);
        let articles = format!("{} {articles}", language.count(counts.articles));
        let comments = format!("{} {comments}", language.count(all));
        fill(texts.lead, &[&articles, &comments])
    }
}
