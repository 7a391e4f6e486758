//! Comments that human coders have labelled.

use std::path::Path;

use super::article::clean;
use super::error::{CorpusError, Problem};
use super::kind::Kind;
use super::lines::{peek, sample_text};
use super::options::ReadOptions;
use super::read::Rows;
use super::row::{Row, list};

/// A labelled comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labelled {
    /// The id in the file, else the number of the line.
    pub id: String,
    /// The comment, normalised.
    pub text: String,
    /// The label as the file spells it.
    pub label: String,
    /// What the label is about, if the row says so; it replaces the codebook's target.
    pub target: Option<String>,
    /// Identifies the target.
    pub target_id: Option<String>,
    /// The article of the comment.
    pub article_id: Option<String>,
    /// The other columns in order, such as the author or the labels of single coders.
    pub extra: Vec<(String, String)>,
    /// The line in the file, from 1.
    pub line: u64,
}

impl Labelled {
    /// The value of another column; names are compared without case.
    pub fn column(&self, name: &str) -> Option<&str> {
        let found = self
            .extra
            .iter()
            .find(|(column, _)| column.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Whether a row must have a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// A missing or empty label is an error, as for training and evaluation.
    Required,
    /// A missing label is empty, as in a sheet whose coders have a column each.
    Optional,
}

/// Reads a CSV or JSON-lines file of labelled comments, also `.gz`.
///
/// The comment is in the column `comment` or `text`, the label in `label`. A comment may be empty.
///
/// # Errors
///
/// At the first fault: [`CorpusError::MissingColumn`] if the comment or the label has no column,
/// [`CorpusError::Row`] with the line of an empty label or of a row that cannot be read, and what
/// opening a file can fail with.
pub fn read(path: &Path, options: &ReadOptions) -> Result<Vec<Labelled>, CorpusError> {
    read_with(path, Labels::Required, options)
}

/// As [`read`], and says whether a row must have a label.
///
/// # Errors
///
/// As [`read`].
pub fn read_with(
    path: &Path,
    labels: Labels,
    options: &ReadOptions,
) -> Result<Vec<Labelled>, CorpusError> {
    let input = path.to_string_lossy().into_owned();
    let kind = match Kind::of_name(path) {
        Some(kind @ (Kind::Csv | Kind::Jsonl)) => kind,
        _ => match Kind::of_content(&input, &sample_text(&peek(&input, path, options)?.sample))? {
            Kind::Jsonl => Kind::Jsonl,
            _ => Kind::Csv,
        },
    };
    let rows = Rows::open(&input, path, kind, options)?;
    if let Some(columns) = rows.columns() {
        let has = |name: &str| {
            columns
                .iter()
                .any(|column| column.eq_ignore_ascii_case(name))
        };
        let found = list(columns.iter().map(String::as_str));
        missing(&input, 1, has, &found, labels)?;
    }
    let mut all = Vec::new();
    for row in rows {
        all.push(labelled(row.map_err(CorpusError::Row)?, &input, labels)?);
    }
    Ok(all)
}

/// Fails if a table or row has not the columns it needs.
fn missing(
    input: &str,
    line: u64,
    has: impl Fn(&str) -> bool,
    found: &str,
    labels: Labels,
) -> Result<(), CorpusError> {
    let (wanted, remedy) = if !has("comment") && !has("text") {
        (
            "`comment` or `text`",
            "rename the column of the comments to `comment`",
        )
    } else if labels == Labels::Required && !has("label") {
        ("`label`", "rename the column of the labels to `label`")
    } else {
        return Ok(());
    };
    let problem = format!("no column {wanted}; the columns found are {found}");
    let problem = Problem::new(input, problem, remedy).at(line, None);
    Err(CorpusError::MissingColumn(problem))
}

fn labelled(mut row: Row, input: &str, labels: Labels) -> Result<Labelled, CorpusError> {
    let line = row.line;
    missing(input, line, |name| row.has(name), &row.names(), labels)?;
    let label = row.take_line(&["label"]).unwrap_or_default();
    if labels == Labels::Required && label.is_empty() {
        let remedy = "give the comment a label or take the row out";
        let problem = Problem::new(input, "the label is empty", remedy).at(line, None);
        return Err(CorpusError::Row(problem));
    }
    Ok(Labelled {
        id: row
            .take_line(&["comment_id", "id"])
            .unwrap_or_else(|| line.to_string()),
        text: clean(&row.take_text(&["comment", "text"])),
        label,
        target: row.take_line(&["target"]),
        target_id: row.take_line(&["target_id"]),
        article_id: row.take_line(&["article_id"]),
        extra: row.into_extra(),
        line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn try_read(name: &str, text: &str, labels: Labels) -> Result<Vec<Labelled>, CorpusError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        read_with(&path, labels, &ReadOptions::default())
    }

    #[test]
    fn both_formats_and_all_columns() {
        let csv = "id;target_id;target;comment;label;coder_a\n1;t1;Il faut fermer;Bien;favor;for\n";
        let rows = try_read("a.csv", csv, Labels::Required).unwrap();
        assert_eq!(
            (rows[0].text.as_str(), rows[0].label.as_str()),
            ("Bien", "favor")
        );
        assert_eq!(rows[0].target.as_deref(), Some("Il faut fermer"));
        assert_eq!((rows[0].column("Coder_A"), rows[0].line), (Some("for"), 2));
        let jsonl = "{\"text\": \"Non.\", \"label\": \"contre\", \"target\": null, \"id\": 7}\n";
        let rows = try_read("a.jsonl", jsonl, Labels::Required).unwrap();
        assert_eq!((rows[0].id.as_str(), &rows[0].target), ("7", &None));
    }

    #[test]
    fn faults_name_file_and_line() {
        let message = |name: &str, text: &str| {
            try_read(name, text, Labels::Required)
                .unwrap_err()
                .to_string()
        };
        let text = message("a.csv", "id,texte,label\n1,a,b\n");
        assert!(
            text.contains("a.csv:1: no column `comment` or `text`; the columns found are `id`")
        );
        assert!(message("a.csv", "text,etiquette\na,b\n").contains("no column `label`"));
        assert!(
            message("a.csv", "text,label\na,pour\nb,\n").contains("a.csv:3: the label is empty")
        );
        let text = "{\"text\":\"a\",\"label\":\"pour\"}\n{\"text\":\"a\"}\n";
        assert!(message("a.jsonl", text).contains("a.jsonl:2: no column `label`"));
        assert!(message("a.jsonl", "{\"text\":\n").contains("a.jsonl:1:"));
        let rows = try_read("a.csv", "text,coder_a\na,b\n", Labels::Optional).unwrap();
        assert_eq!(rows[0].label, "");
    }
}
