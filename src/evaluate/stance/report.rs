//! Everything that is told of an evaluation.

use serde::Serialize;

use super::{Breakdown, CoderAgreement, StanceEvaluation, System};
use crate::stance::Faithfulness;

/// An evaluation with its comparisons: what the terminal, the JSON and the files show.
#[derive(Debug, Clone, Serialize)]
pub struct StanceReport {
    /// The labelled file as given.
    pub input: String,
    /// The model's name.
    pub model: String,
    /// The codebook's dimension.
    pub dimension: String,
    /// Rows that were left out because they have no label.
    pub unlabelled: usize,
    /// The figures of the model; in JSON they stand beside the other fields.
    #[serde(flatten)]
    pub figures: StanceEvaluation,
    /// The model, then the baselines and the other model, on the same comments.
    pub systems: Vec<System>,
    /// By target, where there are several, by length in words, and by the columns asked for.
    pub breakdowns: Vec<Breakdown>,
    /// Where the file has columns of coders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coders: Option<CoderAgreement>,
    /// Where evidence was asked for, and a comment leaves room for a random part to compare with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Faithfulness>,
}
