//! Other wordings of targets, their opposites, and where they stand in a debate, from a table.

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
    /// The debate that it is part of, if that has a theme of its own.
    pub theme: Option<Theme>,
}

/// Where a target stands in a debate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// The debate.
    pub name: String,
    /// Whether those who are for the target are on the side that the theme is named after; the others
    /// are for its opposite.
    pub along: bool,
}

#[derive(Deserialize)]
struct Row {
    target_id: String,
    #[serde(default)]
    paraphrase: String,
    #[serde(default)]
    negation: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    direction: String,
}

/// Reads a CSV file with the columns `target_id`, `paraphrase`, `negation`, `theme` and `direction`
/// (`along`, or `counter` to the theme); a target may have several rows, and a cell may be empty. By
/// `target_id`.
///
/// # Errors
/// [`TrainError::Read`]; [`TrainError::Data`] with the line that cannot be read.
pub fn read(path: &Path) -> Result<BTreeMap<String, Wordings>, TrainError> {
    let bytes = std::fs::read(path).map_err(|source| TrainError::Read {
        path: path.to_path_buf(),
        source,
    })?;
    let mut wordings: BTreeMap<String, Wordings> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let mut rows = reader.deserialize();
    while let Some(row) = rows.next() {
        let line = rows.reader().position().line();
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
        if let Some(name) = filled(row.theme) {
            let along = match row.direction.trim() {
                "along" => true,
                "counter" => false,
                other => {
                    return Err(TrainError::Data {
                        problem: format!(
                            "`{}`, line {line}: the direction `{other}` of a target of the theme `{name}` is neither `along` nor `counter`",
                            path.display()
                        ),
                    });
                }
            };
            own.theme = Some(Theme { name, along });
        }
    }
    Ok(wordings)
}
