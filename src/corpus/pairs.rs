//! Summary pairs: articles with reference summaries.

use std::path::Path;

use super::article::{clean, clean_line};
use super::error::{CorpusError, Problem};
use super::kind::Kind;
use super::options::ReadOptions;
use super::read::Rows;
use super::row::Row;

/// An article and its reference summary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// The id in the file, else the number of the line.
    pub id: String,
    /// The headline, or empty.
    pub title: String,
    /// The article, normalised.
    pub article: String,
    /// The reference summary (`summary`, or `abstract` as in `OrangeSum`), normalised.
    pub summary: String,
    /// The other fields with text, such as the summaries of other systems.
    pub fields: Vec<(String, String)>,
    /// The line in the file, from 1.
    pub line: u64,
}

impl Pair {
    /// The value of a further field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Streams the pairs of a JSON-lines or CSV file, also `.gz`.
///
/// A row without an article or a summary is an `Err` with its line, and reading goes on.
///
/// # Errors
///
/// Fails if the file cannot be opened, is empty or binary, and with
/// [`CorpusError::MissingColumn`] if it is a table without the columns.
pub fn read(
    path: &Path,
    options: &ReadOptions,
) -> Result<impl Iterator<Item = Result<Pair, Problem>> + Send + use<>, CorpusError> {
    let input = path.to_string_lossy().into_owned();
    let kind = match Kind::of_name(path) {
        Some(Kind::Csv) => Kind::Csv,
        _ => Kind::Jsonl,
    };
    let rows = Rows::open(&input, path, kind, options)?;
    if let Some(columns) = rows.columns() {
        let has = |name: &str| {
            columns
                .iter()
                .any(|column| column.eq_ignore_ascii_case(name))
        };
        let wanted = [("article", &ARTICLE), ("summary", &SUMMARY)];
        if let Some((name, _)) = wanted
            .iter()
            .find(|(_, names)| !names.iter().any(|n| has(n)))
        {
            let found = super::row::list(columns.iter().map(String::as_str));
            let problem = format!("no column `{name}`; the columns found are {found}");
            let problem = Problem::new(&input, problem, REMEDY).at(1, None);
            return Err(CorpusError::MissingColumn(problem));
        }
    }
    Ok(rows.map(move |row| pair(row?, &input)))
}

const ARTICLE: [&str; 2] = ["article", "text"];
const SUMMARY: [&str; 2] = ["summary", "abstract"];
const REMEDY: &str = "give each row an `article` and a `summary`";

fn pair(mut row: Row, input: &str) -> Result<Pair, Problem> {
    let line = row.line;
    let names = row.names();
    let id = row
        .take_line(&["id", "article_id"])
        .unwrap_or_else(|| line.to_string());
    let title = row.take_line(&["title"]).unwrap_or_default();
    let article = clean(&row.take_text(&ARTICLE));
    let summary = clean(&row.take_text(&SUMMARY));
    for (name, text) in [("article", &article), ("summary", &summary)] {
        if text.is_empty() {
            let problem = format!("no `{name}`, or an empty one, in the row, which has {names}");
            return Err(Problem::new(input, problem, REMEDY).at(line, None));
        }
    }
    let fields = row
        .fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
        .collect();
    Ok(Pair {
        id,
        title: clean_line(&title),
        article,
        summary,
        fields,
        line,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_both_spellings() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paires.jsonl");
        std::fs::write(
            &path,
            concat!(
                "{\"id\":1,\"title\":\"T\",\"article\":\"Le corps.\",\"summary\":\"Bref.\",\"lead3\":\"L\",\"n\":3}\n",
                "{\"article\":\"Le corps.\",\"abstract\":\"Bref.\"}\n",
                "{\"id\":\"c\",\"article\":\"Le corps.\",\"summary\":null}\n",
                "{\"id\":\"d\"\n",
            ),
        )
        .unwrap();
        let pairs: Vec<_> = read(&path, &ReadOptions::default()).unwrap().collect();
        let first = pairs[0].as_ref().unwrap();
        assert_eq!(
            (
                first.id.as_str(),
                first.title.as_str(),
                first.summary.as_str()
            ),
            ("1", "T", "Bref.")
        );
        assert_eq!((first.field("lead3"), first.field("n")), (Some("L"), None));
        assert_eq!(pairs[1].as_ref().unwrap().id, "2");
        let problem = pairs[2].as_ref().unwrap_err();
        assert_eq!(
            (problem.line, problem.problem.contains("no `summary`")),
            (Some(3), true)
        );
        assert_eq!(pairs[3].as_ref().unwrap_err().line, Some(4));
    }

    #[test]
    fn a_table_without_the_columns_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("paires.csv");
        std::fs::write(&path, "id,article,resume\n1,a,b\n").unwrap();
        let error = read(&path, &ReadOptions::default()).err().unwrap();
        assert!(matches!(&error, CorpusError::MissingColumn(p) if p.problem.contains("`resume`")));
        std::fs::write(&path, "id,article,summary\n1,a,b\n").unwrap();
        assert_eq!(read(&path, &ReadOptions::default()).unwrap().count(), 1);
    }
}
