//! What a run found, once it is complete: read-only, row by row.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::marker::PhantomData;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::ReportError;
use super::columns::Columns;
use super::record::Record;
use super::rows::{ArticleRow, CommentRow, DimensionCounts, ErrorRow};
use super::scheme::Scheme;

/// All rows of a run. Every call of [`Findings::articles`] and its like reads them anew from disk.
#[derive(Debug)]
pub struct Findings {
    scheme: Scheme,
    articles: Stored,
    comments: Stored,
    errors: Stored,
    totals: Totals,
}

impl Findings {
    pub(super) fn new(scheme: Scheme, stored: [(File, Columns); 3], totals: Totals) -> Self {
        let [articles, comments, errors] = stored.map(|(file, columns)| Stored {
            file: Mutex::new(file),
            columns,
        });
        Self {
            scheme,
            articles,
            comments,
            errors,
            totals,
        }
    }

    /// The dimensions and labels that the rows speak of.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// The articles, in input order.
    pub fn articles(&self) -> Rows<'_, ArticleRow> {
        Rows::new(&self.articles.file)
    }

    /// The comments, a row for each dimension, in input order.
    pub fn comments(&self) -> Rows<'_, CommentRow> {
        Rows::new(&self.comments.file)
    }

    /// The errors, in the order in which they occurred.
    pub fn errors(&self) -> Rows<'_, ErrorRow> {
        Rows::new(&self.errors.file)
    }

    /// Header of the articles, with [`Columns::cells`] for their rows.
    pub fn article_columns(&self) -> &Columns {
        &self.articles.columns
    }

    /// Header of the comments.
    pub fn comment_columns(&self) -> &Columns {
        &self.comments.columns
    }

    /// Header of the errors.
    pub fn error_columns(&self) -> &Columns {
        &self.errors.columns
    }

    /// Takes the shares of the first labels over the whole run, corrected for the classifier's errors: one
    /// entry a dimension of the scheme.
    pub fn adjust(&mut self, adjusted: &[Option<[f64; 3]>]) {
        for (found, adjusted) in self.totals.dimensions.iter_mut().zip(adjusted) {
            found.adjusted = *adjusted;
        }
    }

    /// What there is, counted.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }
}

/// Counts over a whole run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    /// Articles.
    pub articles: u64,
    /// Comments that the articles count; those of no article are not among them.
    pub comments: u64,
    /// Rows of comments: one a comment and dimension.
    pub comment_rows: u64,
    /// Errors.
    pub errors: u64,
    /// Rows of articles and comments with a warning or more.
    pub warned: u64,
    /// Stances over all rows of comments, one entry a dimension of the scheme; adjusted
    /// once [`Findings::adjust`] was called.
    pub dimensions: Vec<DimensionCounts>,
}

impl Totals {
    pub(super) fn of(scheme: &Scheme) -> Self {
        let none = |labels: usize| DimensionCounts {
            counts: vec![0; labels],
            ..DimensionCounts::default()
        };
        let dimensions = scheme
            .dimensions
            .iter()
            .map(|d| none(d.labels.len()))
            .collect();
        Self {
            dimensions,
            ..Self::default()
        }
    }

    pub(super) fn add_article(&mut self, row: &ArticleRow) {
        self.articles += 1;
        self.comments += row.comments;
        self.warned += u64::from(!row.warnings.is_empty());
    }

    pub(super) fn add_comment(&mut self, scheme: &Scheme, row: &CommentRow) {
        self.comment_rows += 1;
        self.warned += u64::from(!row.warnings.is_empty());
        let dimensions = scheme.dimensions.iter().zip(&mut self.dimensions);
        for (dimension, found) in dimensions.filter(|(d, _)| d.id == row.dimension) {
            match dimension
                .labels
                .iter()
                .position(|label| *label == row.stance)
            {
                Some(label) => found.counts[label] += 1,
                None => found.uncertain += 1,
            }
        }
    }
}

#[derive(Debug)]
struct Stored {
    file: Mutex<File>,
    columns: Columns,
}

/// Reads rows of one table.
#[derive(Debug)]
pub struct Rows<'a, R> {
    lines: BufReader<Window<'a>>,
    line: String,
    row: u64,
    record: PhantomData<R>,
}

impl<'a, R: Record> Rows<'a, R> {
    fn new(file: &'a Mutex<File>) -> Self {
        let lines = BufReader::with_capacity(1 << 16, Window { file, at: 0 });
        Self {
            lines,
            line: String::new(),
            row: 0,
            record: PhantomData,
        }
    }
}

impl<R: Record> Iterator for Rows<'_, R> {
    type Item = Result<R, ReportError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.line.clear();
        match self.lines.read_line(&mut self.line) {
            Ok(0) => None,
            Ok(_) => {
                self.row += 1;
                let (file, row) = (R::TABLE, self.row);
                let parsed = serde_json::from_str(&self.line);
                Some(parsed.map_err(|source| ReportError::Spool { file, row, source }))
            }
            Err(error) => Some(Err(ReportError::spool(
                Path::new(R::TABLE),
                "read from temporary files",
                error,
            ))),
        }
    }
}

/// A place of its own in a file that several readers share.
#[derive(Debug)]
struct Window<'a> {
    file: &'a Mutex<File>,
    at: u64,
}

impl Read for Window<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}
