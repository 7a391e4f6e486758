//! Comments that human coders have labelled.

use std::path::Path;

use super::article::clean;
use super::build::comment_names;
use super::error::{CorpusError, Problem};
use super::kind::Kind;
use super::lines::{peek, sample_text};
use super::options::ReadOptions;
use super::read::Rows;
use super::row::{Row, list};
use super::workbook;

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

    /// The value of any column but the comment's own.
    pub fn value(&self, name: &str) -> Option<&str> {
        match name.to_lowercase().as_str() {
            "target" => self.target.as_deref(),
            "target_id" => self.target_id.as_deref(),
            "article_id" => self.article_id.as_deref(),
            "label" => Some(self.label.as_str()).filter(|label| !label.is_empty()),
            _ => self.column(name),
        }
    }
}

/// Whether the label must have a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labels {
    /// It must, as for training and evaluation; in single rows it may be empty.
    Required,
    /// A missing label is empty, as in a sheet whose coders have a column each.
    Optional,
}

/// What coders filled in of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The rows with a label and a text.
    pub rows: Vec<Labelled>,
    /// How many rows have no label.
    pub unlabelled: usize,
    /// How many of the others have no text.
    pub empty: usize,
}

impl Sheet {
    /// What is to be said of the rows of a file that were left out.
    pub fn left_out(&self, path: &Path) -> Vec<String> {
        let kinds = [("label", self.unlabelled), ("text", self.empty)];
        let without = kinds.into_iter().filter(|(_, count)| *count > 0);
        without
            .map(|(what, count)| {
                format!(
                    "`{}`: {count} row(s) without a {what} were left out",
                    path.display()
                )
            })
            .collect()
    }
}

/// Reads a CSV, JSON-lines or XLSX file of labelled comments, the first two also `.gz`; of a workbook
/// the first sheet.
///
/// The comment is in the column `comment` or `text`, the label in `label`.
///
/// # Errors
///
/// At the first fault: [`CorpusError::MissingColumn`] if the comment or the label has no column,
/// [`CorpusError::Row`] with the line of a row that cannot be read or where no row has a label, and
/// what opening a file can fail with.
pub fn read_sheet(path: &Path, options: &ReadOptions) -> Result<Sheet, CorpusError> {
    let all = read_with(path, Labels::Required, options)?;
    labelled_rows(path, all)
}

/// As [`read_sheet`], with the labels in another column, such as that of one coder.
///
/// # Errors
/// As [`read_sheet`].
pub fn read_column(path: &Path, column: &str, options: &ReadOptions) -> Result<Sheet, CorpusError> {
    let mut all = read_with(path, Labels::Optional, options)?;
    if !all.iter().any(|row| row.column(column).is_some()) {
        let known = list(
            all.iter()
                .take(1)
                .flat_map(|row| row.extra.iter().map(|(name, _)| name.as_str())),
        );
        let problem = format!("no column `{column}`; the other columns are {known}");
        let problem = Problem::new(path.to_string_lossy(), problem, "name one of its columns");
        return Err(CorpusError::MissingColumn(problem.at(1, None)));
    }
    for row in &mut all {
        row.label = row.column(column).unwrap_or_default().trim().to_owned();
    }
    labelled_rows(path, all)
}

fn labelled_rows(path: &Path, all: Vec<Labelled>) -> Result<Sheet, CorpusError> {
    let count = all.len();
    let mut rows = all;
    rows.retain(|row| !row.label.is_empty());
    let unlabelled = count - rows.len();
    rows.retain(|row| !row.text.trim().is_empty());
    if rows.is_empty() {
        let remedy = "fill in the labels of at least some comments";
        let problem = "no row has a label and a text";
        let problem = Problem::new(path.to_string_lossy(), problem, remedy);
        return Err(CorpusError::Row(problem));
    }
    Ok(Sheet {
        unlabelled,
        empty: count - unlabelled - rows.len(),
        rows,
    })
}

/// Reads every row, and says whether the label must have a column.
///
/// # Errors
///
/// As [`read_sheet`], but for rows without a label.
pub fn read_with(
    path: &Path,
    labels: Labels,
    options: &ReadOptions,
) -> Result<Vec<Labelled>, CorpusError> {
    let input = path.to_string_lossy().into_owned();
    if workbook::is_workbook(path) {
        let (columns, rows) = workbook::rows(&input, path)?;
        check_columns(&input, &columns, labels)?;
        return rows.into_iter().map(|row| labelled(row, &input)).collect();
    }
    let kind = match Kind::of_name(path) {
        Some(kind @ (Kind::Csv | Kind::Jsonl)) => kind,
        _ => match Kind::of_content(&input, &sample_text(&peek(&input, path, options)?.sample))? {
            Kind::Jsonl => Kind::Jsonl,
            _ => Kind::Csv,
        },
    };
    let rows = Rows::open(&input, path, kind, options)?;
    if let Some(columns) = rows.columns() {
        check_columns(&input, columns, labels)?;
    }
    let mut all = Vec::new();
    for row in rows {
        all.push(labelled(row.map_err(CorpusError::Row)?, &input)?);
    }
    Ok(all)
}

fn check_columns(input: &str, columns: &[String], labels: Labels) -> Result<(), CorpusError> {
    let has = |name: &str| {
        columns
            .iter()
            .any(|column| column.eq_ignore_ascii_case(name))
    };
    let found = list(columns.iter().map(String::as_str));
    missing(input, 1, has, &found, labels)
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

fn labelled(mut row: Row, input: &str) -> Result<Labelled, CorpusError> {
    let line = row.line;
    // A row of JSON lines may leave the label out.
    let has = |name: &str| row.has(name);
    missing(input, line, has, &row.names(), Labels::Optional)?;
    let names = comment_names(&row);
    let label = row.take_line(&["label"]).unwrap_or_default();
    Ok(Labelled {
        id: row
            .take_line(&["comment_id", "id"])
            .unwrap_or_else(|| line.to_string()),
        text: clean(&row.take_text(&names)),
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
        let options = ReadOptions::default();
        match labels {
            Labels::Required => read_sheet(&path, &options).map(|sheet| sheet.rows),
            Labels::Optional => read_with(&path, labels, &options),
        }
    }

    #[test]
    fn rows_without_a_label_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sheet.csv");
        std::fs::write(
            &path,
            "text,label,coder_1\na,pour,contre\nb,,\nc, ,neutre\n",
        )
        .unwrap();
        let options = ReadOptions::default();
        let sheet = read_sheet(&path, &options).unwrap();
        assert_eq!((sheet.rows.len(), sheet.unlabelled), (1, 2));
        assert_eq!(sheet.left_out(&path).len(), 1);
        let sheet = read_column(&path, "Coder_1", &options).unwrap();
        let labels: Vec<&str> = sheet.rows.iter().map(|row| row.label.as_str()).collect();
        assert_eq!((labels, sheet.unlabelled), (vec!["contre", "neutre"], 1));
        std::fs::write(&path, "text,label\na,pour\n ,contre\nb,\n").unwrap();
        let sheet = read_sheet(&path, &options).unwrap();
        assert_eq!((sheet.rows.len(), sheet.unlabelled, sheet.empty), (1, 1, 1));
        std::fs::write(&path, "text,label,coder_1\na,pour,contre\n").unwrap();
        let error = read_column(&path, "coder_2", &options).unwrap_err();
        assert!(error.to_string().contains("no column `coder_2`"), "{error}");
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
        assert!(message("a.csv", "text,label\na,\nb,\n").contains("a.csv: no row has a label"));
        assert!(message("a.jsonl", "{\"text\":\"a\"}\n").contains("a.jsonl: no row has a label"));
        let text = "{\"text\":\"a\",\"label\":\"pour\"}\n{\"text\":\"a\"}\n";
        assert_eq!(
            try_read("a.jsonl", text, Labels::Required).unwrap().len(),
            1
        );
        assert!(message("a.jsonl", "{\"text\":\n").contains("a.jsonl:1:"));
        let rows = try_read("a.csv", "text,coder_a\na,b\n", Labels::Optional).unwrap();
        assert_eq!(rows[0].label, "");
    }
}
