//! What a run found: plain rows, as the classifier and the summariser fill them in.

use serde::{Deserialize, Serialize};

/// One article: a row of `articles.csv`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ArticleRow {
    /// Unique within the run.
    pub article_id: String,
    /// The file it came from, as given on the command line, or `-`.
    pub source: String,
    /// The headline, or empty.
    pub title: String,
    /// The address of the page, or empty.
    pub url: String,
    /// The newspaper or site, or empty.
    pub outlet: String,
    /// The date of publication as the input spells it, or empty.
    pub date: String,
    /// Code of the language that was recognised (`fr`), or empty.
    pub language: String,
    /// Words of the article's text.
    pub words: u64,
    /// The summary; empty for an article without text.
    pub summary: String,
    /// Words of the summary.
    pub summary_words: u64,
    /// How the summary was made (`extractive`, `abstractive`).
    pub method: String,
    /// Comments under the article, duplicates and empty ones included.
    pub comments: u64,
    /// Stances of the comments: one entry for each dimension of the [`Scheme`](super::Scheme), in
    /// its order; empty where nothing was classified.
    pub dimensions: Vec<DimensionCounts>,
    /// Whether the model saw the text only in part.
    pub truncated: bool,
    /// What a reader of the report should know, as full sentences.
    pub warnings: Vec<String>,
    /// Columns passed through from the input as (name, value), in input order.
    pub extra: Vec<(String, String)>,
}

/// The stances of one article's comments in one dimension.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DimensionCounts {
    /// Comments for each label, in the scheme's order, without the uncertain ones.
    pub counts: Vec<u64>,
    /// Comments whose most probable label stayed below the threshold.
    pub uncertain: u64,
    /// Share, low and high end of the first label, corrected for the classifier's errors, from 0
    /// to 1; `None` where the model folder holds no confusion matrix or no comment counts.
    #[serde(deserialize_with = "null::three")]
    pub adjusted: Option<[f64; 3]>,
}

/// One comment in one dimension: a row of `comments.csv`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CommentRow {
    /// The article it stands under, or empty.
    pub article_id: String,
    /// The comment's id.
    pub comment_id: String,
    /// The author's name or pseudonym, or empty.
    pub author: String,
    /// The comment's own words.
    pub text: String,
    /// Id of the codebook's dimension.
    pub dimension: String,
    /// Id of the most probable label, or `uncertain`.
    pub stance: String,
    /// Probability of the most probable label, from 0 to 1.
    #[serde(deserialize_with = "null::one")]
    pub confidence: f64,
    /// `[labels]`, in the order of the dimension's labels; sums to 1.
    #[serde(deserialize_with = "null::many")]
    pub probabilities: Vec<f64>,
    /// The words of the comment that speak most for the stance, or empty.
    pub evidence: String,
    /// Id of the first comment of the article with the same text, target and dimension, or empty.
    pub duplicate_of: String,
    /// Whether the model saw the text only in part.
    pub truncated: bool,
    /// What a reader of the report should know, as full sentences.
    pub warnings: Vec<String>,
    /// Columns passed through from the input as (name, value), in input order.
    pub extra: Vec<(String, String)>,
}

/// An input, or a part of one, that could not be used: a row of `errors.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorRow {
    /// The file or folder as given, or `-`.
    pub input: String,
    /// Line in the input, from 1, if known.
    pub line: Option<u64>,
    /// Column in characters, from 1, if known.
    pub column: Option<u64>,
    /// What is wrong.
    pub problem: String,
    /// What to do next.
    pub remedy: String,
}

/// JSON has no NaN: `serde_json` writes null, which is read back as NaN here.
mod null {
    use serde::{Deserialize, Deserializer};

    fn or_nan(value: Option<f64>) -> f64 {
        value.unwrap_or(f64::NAN)
    }

    pub fn one<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        Option::deserialize(from).map(or_nan)
    }

    pub fn many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<f64>, D::Error> {
        let values = Vec::<Option<f64>>::deserialize(from)?;
        Ok(values.into_iter().map(or_nan).collect())
    }

    pub fn three<'de, D: Deserializer<'de>>(from: D) -> Result<Option<[f64; 3]>, D::Error> {
        let values = Option::<[Option<f64>; 3]>::deserialize(from)?;
        Ok(values.map(|three| three.map(or_nan)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_none_survives_json() {
        let row = CommentRow {
            confidence: f64::NAN,
            probabilities: vec![0.25, f64::INFINITY],
            ..CommentRow::default()
        };
        let json = serde_json::to_string(&row).unwrap();
        let back: CommentRow = serde_json::from_str(&json).unwrap();
        assert!(back.confidence.is_nan() && back.probabilities[1].is_nan());
        assert!((back.probabilities[0] - 0.25).abs() < 1e-12);

        for adjusted in [None, Some([0.5, f64::NAN, 1.0])] {
            let counts = DimensionCounts {
                adjusted,
                ..DimensionCounts::default()
            };
            let json = serde_json::to_string(&counts).unwrap();
            let back: DimensionCounts = serde_json::from_str(&json).unwrap();
            assert_eq!(back.adjusted.is_some(), adjusted.is_some());
        }
    }
}
