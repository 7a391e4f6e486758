//! What is told of a whole run, counted once for every format.

use std::collections::HashMap;

use super::ReportError;
use super::cell::rounded;
use super::findings::Findings;
use crate::evaluate::interval::wilson;

/// Bars of the confidence histogram: each is a tenth wide.
pub const BINS: usize = 10;

/// Different warnings that are counted: the first ones. In a run over very many inputs each may have its own.
const MAX_WARNINGS: usize = 100;

/// Counts over all rows of a run, with shares and intervals.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    /// One entry a dimension of the scheme.
    pub dimensions: Vec<DimensionOverview>,
    /// The warnings of articles and comments, each with the number of rows that bear it, the most
    /// frequent first.
    pub warnings: Vec<(String, u64)>,
    /// Comments that name no article of the inputs.
    pub orphans: u64,
}

/// The codings of one dimension.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DimensionOverview {
    /// Its id.
    pub id: String,
    /// One entry a label, in the codebook's order.
    pub labels: Vec<LabelOverview>,
    /// Codings below the threshold.
    pub uncertain: u64,
    /// The first label's share with its interval, corrected for the classifier's errors, where they were
    /// measured.
    pub adjusted: Option<[f64; 3]>,
    /// Codings by confidence: 0 to 0.1, 0.1 to 0.2, and so on; the lower end belongs to the bar.
    pub confidence: [u64; BINS],
}

/// The codings of one label.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LabelOverview {
    /// Its id.
    pub id: String,
    /// Codings.
    pub count: u64,
    /// Its share among the codings that are not uncertain, with Wilson's 95 % interval; `None`
    /// where there are none.
    pub share: Option<[f64; 3]>,
}

impl DimensionOverview {
    /// Codings that are not uncertain.
    pub fn clear(&self) -> u64 {
        self.labels.iter().map(|label| label.count).sum()
    }

    /// All codings.
    pub fn all(&self) -> u64 {
        self.clear() + self.uncertain
    }
}

impl Overview {
    /// Counts the rows of a run.
    ///
    /// # Errors
    /// [`ReportError::Spool`] or [`ReportError::Io`] where a row cannot be read back.
    pub fn of(findings: &Findings) -> Result<Self, ReportError> {
        let mut warnings = Warnings::default();
        for row in findings.articles() {
            warnings.add(&row?.warnings);
        }
        let totals = findings.totals();
        let scheme = findings.scheme();
        let counted = scheme.dimensions.iter().zip(&totals.dimensions);
        let mut dimensions: Vec<DimensionOverview> = counted
            .map(|(dimension, found)| DimensionOverview {
                id: dimension.id.clone(),
                labels: labels(&dimension.labels, &found.counts),
                uncertain: found.uncertain,
                adjusted: found.adjusted,
                confidence: [0; BINS],
            })
            .collect();
        for row in findings.comments() {
            let row = row?;
            warnings.add(&row.warnings);
            let dimension = dimensions.iter_mut().find(|d| d.id == row.dimension);
            if let (Some(dimension), Some(bin)) = (dimension, bin(row.confidence)) {
                dimension.confidence[bin] += 1;
            }
        }
        let codings = scheme.dimensions.len().max(1) as u64;
        Ok(Self {
            dimensions,
            warnings: warnings.by_frequency(),
            orphans: (totals.comment_rows / codings).saturating_sub(totals.comments),
        })
    }
}

fn labels(ids: &[String], counts: &[u64]) -> Vec<LabelOverview> {
    let all: u64 = counts.iter().sum();
    let label = |(id, &count): (&String, &u64)| LabelOverview {
        id: id.clone(),
        count,
        share: (all > 0).then(|| {
            let (low, high) = wilson(count, all);
            [count as f64 / all as f64, low, high]
        }),
    };
    ids.iter().zip(counts).map(label).collect()
}

/// The histogram's bar of a confidence as the tables show it.
fn bin(confidence: f64) -> Option<usize> {
    if !confidence.is_finite() {
        return None;
    }
    let steps = (rounded(confidence) * 1e4).round().clamp(0.0, 1e4) as usize;
    Some((steps / 1_000).min(BINS - 1))
}

#[derive(Debug, Default)]
struct Warnings {
    order: Vec<String>,
    rows: HashMap<String, u64>,
}

impl Warnings {
    fn add(&mut self, warnings: &[String]) {
        for warning in warnings {
            if let Some(rows) = self.rows.get_mut(warning) {
                *rows += 1;
            } else if self.order.len() < MAX_WARNINGS {
                self.order.push(warning.clone());
                self.rows.insert(warning.clone(), 1);
            }
        }
    }

    fn by_frequency(mut self) -> Vec<(String, u64)> {
        let mut list: Vec<(String, u64)> = self
            .order
            .drain(..)
            .map(|warning| {
                let rows = self.rows.get(&warning).copied().unwrap_or_default();
                (warning, rows)
            })
            .collect();
        list.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{ArticleRow, CommentRow, Scheme, SchemeDimension, Spool};

    #[test]
    fn bars_hold_their_lower_end() {
        let bins = [0.0, 0.099_94, 0.099_96, 0.3, 0.5, 0.999_9, 1.0].map(bin);
        assert_eq!(bins, [0, 0, 1, 3, 5, 9, 9].map(Some));
        assert_eq!(bin(f64::NAN), None);
    }

    #[test]
    fn a_run_is_counted_once() {
        let scheme = Scheme {
            dimensions: vec![SchemeDimension::new("law", ["for", "against"])],
            adjusted: false,
        };
        let mut spool = Spool::new(scheme).unwrap();
        let article = ArticleRow {
            comments: 3,
            ..ArticleRow::default()
        };
        spool.article(&article).unwrap();
        for (stance, confidence) in [
            ("for", 0.9),
            ("for", 0.62),
            ("uncertain", 0.45),
            ("against", 0.8),
        ] {
            let row = CommentRow {
                dimension: "law".to_owned(),
                stance: stance.to_owned(),
                confidence,
                warnings: vec!["Short.".to_owned()],
                ..CommentRow::default()
            };
            spool.comment(&row).unwrap();
        }
        let overview = Overview::of(&spool.finish().unwrap()).unwrap();
        let law = &overview.dimensions[0];
        assert_eq!((law.all(), law.clear(), law.uncertain), (4, 3, 1));
        assert_eq!(law.confidence, [0, 0, 0, 0, 1, 0, 1, 0, 1, 1]);
        let share = law.labels[0].share.unwrap();
        assert!((share[0] - 2.0 / 3.0).abs() < 1e-12 && share[1] < share[0]);
        assert_eq!(overview.warnings, [("Short.".to_owned(), 4)]);
        assert_eq!(overview.orphans, 1);
    }
}
