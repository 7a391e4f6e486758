//! Other wordings of targets, and their opposites, from a table.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;

use super::TrainError;

/// What a target can also be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wordings {
    /// The target in other words.
    pub paraphrases: Vec<String>,
    /// Targets that one is for exactly if one is against this one.
    pub negations: Vec<String>,
}

#[derive(Deserialize)]
struct Row {
    target_id: String,
    #[serde(default)]
    paraphrase: String,
    #[serde(default)]
    negation: String,
}

/// Reads a CSV file with the columns `target_id`, `paraphrase`, `negation`; a target may have several
/// rows, and a cell may be empty. By `target_id`.
///
/// # Errors
/// [`TrainError::Io`]; [`TrainError::Data`] with the line that cannot be read.
pub fn read(path: &Path) -> Result<BTreeMap<String, Wordings>, TrainError> {
    let bytes = std::fs::read(path).map_err(|source| TrainError::Io {
        path: path.to_path_buf(),
        source,
    })?;
    let mut wordings: BTreeMap<String, Wordings> = BTreeMap::new();
    for row in csv::Reader::from_reader(bytes.as_slice()).deserialize() {
        let row: Row = row.map_err(|error| TrainError::Data {
            problem: format!(
                "`{}`: {error}; it needs the columns `target_id`, `paraphrase` and `negation`, in UTF-8",
                path.display()
            ),
        })?;
        let own = wordings.entry(row.target_id).or_default();
        let filled = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        own.paraphrases.extend(filled(row.paraphrase));
        own.negations.extend(filled(row.negation));
    }
    Ok(wordings)
}
