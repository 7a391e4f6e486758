//! What can go wrong while summarising.

use crate::model::ModelError;

/// An error of the summary layer.
#[derive(Debug, thiserror::Error)]
pub enum SummaryError {
    /// The model layer failed.
    #[error(transparent)]
    Model(#[from] ModelError),
}
