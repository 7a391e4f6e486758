//! Rows on their way to the report, kept on disk so that memory stays bounded.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::ReportError;
use super::columns::Columns;
use super::findings::{Findings, Totals};
use super::record::Record;
use super::rows::{ArticleRow, CommentRow, ErrorRow};
use super::scheme::Scheme;

/// Takes the rows of a run while it goes on.
///
/// They are kept as JSON lines in the folder for temporary files (`TMPDIR`), in files that have no
/// name: nothing remains of them however the program ends. Rows come out of [`Findings`] in the
/// order in which they went in.
#[derive(Debug)]
pub struct Spool {
    scheme: Scheme,
    articles: Pile,
    comments: Pile,
    errors: Pile,
    totals: Totals,
}

impl Spool {
    /// An empty spool in the system's folder for temporary files.
    ///
    /// # Errors
    /// [`ReportError::Column`] where the scheme makes two equal column names; else as
    /// [`ReportError`] says for a folder that cannot be written.
    pub fn new(scheme: Scheme) -> Result<Self, ReportError> {
        Self::new_in(scheme, &std::env::temp_dir())
    }

    /// As [`Spool::new`], in a folder of choice.
    ///
    /// # Errors
    /// As [`Spool::new`].
    pub fn new_in(scheme: Scheme, folder: &Path) -> Result<Self, ReportError> {
        Ok(Self {
            articles: Pile::new::<ArticleRow>(&scheme, folder)?,
            comments: Pile::new::<CommentRow>(&scheme, folder)?,
            errors: Pile::new::<ErrorRow>(&scheme, folder)?,
            totals: Totals::of(&scheme),
            scheme,
        })
    }

    /// Takes an article.
    ///
    /// # Errors
    /// [`ReportError::NoSpace`] when the disk for temporary files is full, [`ReportError::Io`]
    /// when it fails.
    pub fn article(&mut self, row: &ArticleRow) -> Result<(), ReportError> {
        self.articles.put(row)?;
        self.totals.add_article(row);
        Ok(())
    }

    /// Takes a comment in one dimension.
    ///
    /// # Errors
    /// As [`Spool::article`].
    pub fn comment(&mut self, row: &CommentRow) -> Result<(), ReportError> {
        self.comments.put(row)?;
        self.totals.add_comment(&self.scheme, row);
        Ok(())
    }

    /// Takes an error.
    ///
    /// # Errors
    /// As [`Spool::article`].
    pub fn error(&mut self, row: &ErrorRow) -> Result<(), ReportError> {
        self.errors.put(row)?;
        self.totals.errors += 1;
        Ok(())
    }

    /// What was counted so far.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// All rows, to be read as often as need be.
    ///
    /// # Errors
    /// As [`Spool::article`].
    pub fn finish(self) -> Result<Findings, ReportError> {
        Ok(Findings::new(
            self.scheme,
            [
                self.articles.finish()?,
                self.comments.finish()?,
                self.errors.finish()?,
            ],
            self.totals,
        ))
    }
}

/// The rows of one table.
#[derive(Debug)]
struct Pile {
    folder: PathBuf,
    out: BufWriter<File>,
    columns: Columns,
    line: Vec<u8>,
}

impl Pile {
    fn new<R: Record>(scheme: &Scheme, folder: &Path) -> Result<Self, ReportError> {
        let file = tempfile::tempfile_in(folder)
            .map_err(|error| ReportError::spool(folder, "opened for temporary files", error))?;
        Ok(Self {
            folder: folder.to_owned(),
            out: BufWriter::with_capacity(1 << 16, file),
            columns: Columns::of::<R>(scheme)?,
            line: Vec::new(),
        })
    }

    fn put<R: Record>(&mut self, row: &R) -> Result<(), ReportError> {
        self.columns.see_row(row);
        self.line.clear();
        serde_json::to_writer(&mut self.line, row)
            .map_err(std::io::Error::from)
            .and_then(|()| {
                self.line.push(b'\n');
                self.out.write_all(&self.line)
            })
            .map_err(|error| ReportError::spool(&self.folder, WRITING, error))
    }

    fn finish(self) -> Result<(File, Columns), ReportError> {
        let Self {
            folder,
            out,
            columns,
            ..
        } = self;
        match out.into_inner() {
            Ok(file) => Ok((file, columns)),
            Err(error) => Err(ReportError::spool(&folder, WRITING, error.into_error())),
        }
    }
}

const WRITING: &str = "written with temporary files";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::SchemeDimension;

    fn scheme() -> Scheme {
        let dimension = SchemeDimension::new("law", ["for", "against"]);
        Scheme {
            dimensions: vec![dimension],
            adjusted: false,
        }
    }

    #[test]
    fn rows_come_back_in_order_and_as_often_as_wanted() {
        let mut spool = Spool::new(scheme()).unwrap();
        let comment = |n: u32| CommentRow {
            comment_id: n.to_string(),
            text: "é\n\u{2028}\0".repeat(40),
            dimension: "law".to_owned(),
            stance: ["for", "against", "uncertain"][n as usize % 3].to_owned(),
            extra: vec![(format!("n{}", n % 2), n.to_string())],
            ..CommentRow::default()
        };
        for n in 0..1_000 {
            spool.comment(&comment(n)).unwrap();
        }
        spool
            .article(&ArticleRow {
                comments: 1_000,
                ..ArticleRow::default()
            })
            .unwrap();
        spool
            .error(&ErrorRow {
                line: Some(7),
                ..ErrorRow::default()
            })
            .unwrap();
        let findings = spool.finish().unwrap();

        // Two readers side by side do not disturb each other.
        for ((one, other), n) in findings.comments().zip(findings.comments()).zip(0..) {
            assert_eq!(one.unwrap(), comment(n));
            assert_eq!(other.unwrap(), comment(n));
        }
        assert_eq!(findings.comments().count(), 1_000);
        assert_eq!(findings.errors().next().unwrap().unwrap().line, Some(7));
        assert_eq!(
            findings.comment_columns().extra().collect::<Vec<_>>(),
            ["n0", "n1"]
        );
        let totals = findings.totals();
        assert_eq!(
            (totals.articles, totals.comments, totals.comment_rows),
            (1, 1_000, 1_000)
        );
        assert_eq!((totals.errors, totals.warned), (1, 0));
        assert_eq!(totals.dimensions[0].counts, [334, 333]);
        assert_eq!(totals.dimensions[0].uncertain, 333);
    }

    #[test]
    fn a_scheme_with_equal_columns_is_refused() {
        let dimension = SchemeDimension::new("law", ["for", "uncertain"]);
        let scheme = Scheme {
            dimensions: vec![dimension],
            adjusted: false,
        };
        let error = Spool::new(scheme).unwrap_err();
        assert!(matches!(error, ReportError::Column { .. }), "{error}");
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = Spool::new_in(scheme(), Path::new("/no/such/folder"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("/no/such/folder") && error.contains("run again"),
            "{error}"
        );
    }
}
