//! The records of one source.

use std::iter;
use std::path::Path;

use super::article::{Article, clean, clean_line};
use super::build::{self, Origin, Record};
use super::decode;
use super::discover::Source;
use super::error::{CorpusError, Problem};
use super::html;
use super::jsonl::JsonLines;
use super::kind::{Kind, is_own_header};
use super::lines::{peek, read_page};
use super::options::ReadOptions;
use super::page;
use super::row::Row;
use super::table::Table;

/// A stream of rows.
pub(super) enum Rows {
    Table(Box<Table>),
    Json(Box<JsonLines>),
}

impl Rows {
    /// Opens a file of rows of the kind `Csv`, else as JSON lines.
    pub fn open(
        input: &str,
        path: &Path,
        kind: Kind,
        options: &ReadOptions,
    ) -> Result<Self, CorpusError> {
        let peeked = peek(input, path, options)?;
        Ok(match kind {
            Kind::Csv => Self::Table(Box::new(Table::open(input, peeked, options)?)),
            _ => Self::Json(Box::new(JsonLines::new(input, peeked, options))),
        })
    }

    /// The columns of a table.
    pub fn columns(&self) -> Option<&[String]> {
        match self {
            Self::Table(table) => Some(table.columns()),
            Self::Json(_) => None,
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Row, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Table(table) => table.next(),
            Self::Json(lines) => lines.next(),
        }
    }
}

/// Records of a source, one after the other.
pub(super) type Records = Box<dyn Iterator<Item = Result<Record, Problem>> + Send>;

/// Opens a source; what cannot be read is an item of its own.
pub(super) fn records(source: &Source, options: &ReadOptions) -> Records {
    match open(source, options) {
        Ok(records) => records,
        Err(error) => Box::new(iter::once(Err(error.into()))),
    }
}

fn open(source: &Source, options: &ReadOptions) -> Result<Records, CorpusError> {
    if matches!(source.kind, Kind::Page | Kind::Html) {
        let article = page_article(source, options)?;
        return Ok(Box::new(iter::once(Ok(Record::Article(Box::new(article))))));
    }
    let input = source.input.clone();
    let rows = Rows::open(&input, &source.path, source.kind, options)?;
    let bare_rows = options.bare_rows;
    if let Some(columns) = rows.columns()
        && let Some(problem) = build::missing_column(columns, bare_rows)
    {
        let remedy = if is_own_header(columns) {
            "this is an output of this program: give the texts that it was made from"
        } else {
            "rename the column of the texts to `text` (articles) or `comment` (comments)"
        };
        let problem = Problem::new(&input, problem, remedy).at(1, None);
        return Err(CorpusError::MissingColumn(problem));
    }
    let stem = source.stem.clone();
    Ok(Box::new(rows.map(move |row| {
        let row = row?;
        let line = row.line;
        build::build(
            row,
            Origin {
                input: &input,
                stem: &stem,
                bare_rows,
            },
        )
        .map_err(|problem| {
            let remedy = "give the row a `text` (articles) or a `comment` (comments)";
            Problem::new(&input, problem, remedy).at(line, None)
        })
    })))
}

/// The article of a page or HTML file.
fn page_article(source: &Source, options: &ReadOptions) -> Result<Article, CorpusError> {
    let input = &source.input;
    let bytes = read_page(input, peek(input, &source.path, options)?, options)?;
    let mut article = Article {
        id: source.stem.clone(),
        source: input.clone(),
        ..Article::default()
    };
    if source.kind == Kind::Html {
        let declared = decode::declared_in_html(&bytes);
        let decoded = decode::decode(&bytes, declared);
        drop(bytes);
        article.warnings.extend(decoded.warning());
        html::read(&decoded.text, &mut article);
    } else {
        let decoded = decode::decode(&bytes, None);
        drop(bytes);
        article.warnings.extend(decoded.warning());
        page::read(&clean(&decoded.text), &mut article);
    }
    article.title = clean_line(&article.title);
    if article.text.is_empty() {
        article.warnings.push("The text is empty.".to_owned());
    }
    Ok(article)
}
