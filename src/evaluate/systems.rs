//! Summarising systems scored on the same articles.

use serde::Serialize;

use super::{
    EvaluateError,
    bootstrap::{self, Interval},
    faithful,
    novelty::{compression_ratio, novel_shares},
    rouge::{Rouge, Variant, rouge},
};
use crate::text::count_words;

/// Scores of one summary.
#[derive(Debug, Clone, Serialize)]
pub struct SummaryScores {
    /// ROUGE with the tokens that published figures use.
    pub ascii: Rouge,
    /// ROUGE with Unicode words.
    pub unicode: Rouge,
    /// Words of the summary.
    pub words: usize,
    /// Words of the summary over words of the article; `None` without words in the article.
    pub compression: Option<f64>,
    /// Shares of 1-, 2- and 3-grams that the article does not contain.
    pub novel: [Option<f64>; 3],
    /// Whether every token of the summary stands in the article, in that order.
    pub faithful: bool,
}

impl SummaryScores {
    /// Scores `summary` of `article` against `reference`.
    pub fn new(summary: &str, article: &str, reference: &str) -> Self {
        Self {
            ascii: rouge(summary, reference, Variant::Ascii),
            unicode: rouge(summary, reference, Variant::Unicode),
            words: count_words(summary),
            compression: compression_ratio(summary, article),
            novel: novel_shares(summary, article),
            faithful: faithful(summary, article),
        }
    }

    /// Mean of the three ascii F1: what systems are compared by.
    fn overall(&self) -> f64 {
        self.ascii.f1().iter().sum::<f64>() / 3.0
    }
}

/// A mean over articles with its 95 % bootstrap interval.
#[derive(Debug, Clone, Serialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Percentile interval over articles.
    pub interval: Interval,
}

/// What one system comes to.
#[derive(Debug, Clone, Serialize)]
pub struct SystemReport {
    /// Its name.
    pub system: String,
    /// F1 of ROUGE-1, ROUGE-2 and ROUGE-L, ascii.
    pub rouge_ascii: [Estimate; 3],
    /// F1 of ROUGE-1, ROUGE-2 and ROUGE-L, Unicode.
    pub rouge_unicode: [Estimate; 3],
    /// Mean length in words.
    pub words: f64,
    /// Mean compression ratio.
    pub compression: f64,
    /// Mean shares of novel 1-, 2- and 3-grams.
    pub novel: [f64; 3],
    /// Share of faithful summaries.
    pub faithful: f64,
    /// Difference to the first system in the mean of the three ascii F1, by paired bootstrap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against_first: Option<bootstrap::Difference>,
}

/// Reports on several systems; the first is the one that the others are compared with.
///
/// `scores[system][article]`, all of the same length.
///
/// # Errors
/// [`EvaluateError::NoItems`] without articles; [`EvaluateError::LengthsDiffer`] if a system lacks some.
pub fn compare(
    names: &[String],
    scores: &[Vec<SummaryScores>],
    resamples: usize,
    seed: u64,
) -> Result<Vec<SystemReport>, EvaluateError> {
    let overall: Vec<Vec<f64>> = scores
        .iter()
        .map(|rows| rows.iter().map(SummaryScores::overall).collect())
        .collect();
    names
        .iter()
        .zip(scores)
        .enumerate()
        .map(|(index, (name, rows))| {
            let estimate = |value: &dyn Fn(&SummaryScores) -> f64| {
                let values: Vec<f64> = rows.iter().map(value).collect();
                let interval = bootstrap::mean_interval(&values, resamples, seed)?;
                Ok::<_, EvaluateError>(Estimate {
                    mean: mean(&values),
                    interval,
                })
            };
            let ascii = |kind: usize| estimate(&move |row| row.ascii.f1()[kind]);
            let unicode = |kind: usize| estimate(&move |row| row.unicode.f1()[kind]);
            let against_first = if index > 0 {
                Some(bootstrap::paired_means(
                    &overall[index],
                    &overall[0],
                    resamples,
                    seed,
                )?)
            } else {
                None
            };
            Ok(SystemReport {
                system: name.clone(),
                rouge_ascii: [ascii(0)?, ascii(1)?, ascii(2)?],
                rouge_unicode: [unicode(0)?, unicode(1)?, unicode(2)?],
                words: mean_of(rows, |row| Some(row.words as f64)),
                compression: mean_of(rows, |row| row.compression),
                novel: [0, 1, 2].map(|size| mean_of(rows, |row| row.novel[size])),
                faithful: mean_of(rows, |row| Some(f64::from(u8::from(row.faithful)))),
                against_first,
            })
        })
        .collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn mean_of(rows: &[SummaryScores], value: impl Fn(&SummaryScores) -> Option<f64>) -> f64 {
    mean(&rows.iter().filter_map(value).collect::<Vec<_>>())
}
