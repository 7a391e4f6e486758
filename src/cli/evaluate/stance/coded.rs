//! The labelled rows of an evaluation.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};

use crate::{
    corpus::{
        ReadOptions,
        labelled::{Labelled, read_column, read_sheet},
    },
    evaluate::{
        EvaluateError,
        stance::{
            Breakdown, CoderAgreement, Sample, breakdown, coders::coders, length_class, predicted,
        },
    },
    stance::{Dimension, Pair},
    text::count_words,
};

/// Comments with their true labels.
pub(super) struct Coded {
    pub(super) comments: Vec<Labelled>,
    /// The index of each row's label.
    pub(super) truth: Vec<usize>,
    /// Rows of the file that have no label.
    pub(super) unlabelled: usize,
    /// What is to be said of the rows that were left out.
    pub(super) left_out: Vec<String>,
    path: PathBuf,
}

/// What coders gave.
pub(super) struct Coders {
    names: Vec<String>,
    /// `[coders, comments]`.
    codes: Vec<Vec<Option<usize>>>,
}

impl Coded {
    /// Reads a file, whose labels stand in `column` or in `label`.
    pub(super) fn read(
        path: &Path,
        column: Option<&str>,
        dimension: &Dimension,
    ) -> anyhow::Result<Self> {
        let options = ReadOptions::for_comments();
        let sheet = match column {
            Some(column) => read_column(path, column, &options)?,
            None => read_sheet(path, &options)?,
        };
        let truth = sheet
            .rows
            .iter()
            .map(|row| {
                dimension
                    .label_index(&row.label)
                    .with_context(|| format!("`{}`, line {}", path.display(), row.line))
            })
            .collect::<anyhow::Result<Vec<usize>>>()?;
        Ok(Self {
            left_out: sheet.left_out(path),
            comments: sheet.rows,
            truth,
            unlabelled: sheet.unlabelled,
            path: path.to_path_buf(),
        })
    }

    /// The comments with their own target, or the dimension's.
    pub(super) fn pairs<'a>(&'a self, dimension: &'a Dimension) -> Vec<Pair<'a>> {
        self.comments
            .iter()
            .map(|row| Pair {
                target: row.target.as_deref().unwrap_or(&dimension.target),
                comment: &row.text,
            })
            .collect()
    }

    /// The codes of the columns asked for, else of all that begin with `coder_` and hold labels.
    pub(super) fn coders(
        &self,
        wanted: &[String],
        dimension: &Dimension,
    ) -> anyhow::Result<Option<Coders>> {
        let mut names: Vec<String> = wanted.to_vec();
        if names.is_empty() {
            let columns = self.comments.iter().flat_map(|row| &row.extra);
            for (name, value) in columns {
                // Not what coders noted beside their labels.
                let coder = name.to_lowercase().starts_with("coder_")
                    && dimension.label_index(value.trim()).is_ok();
                if coder && !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
        let codes = names
            .iter()
            .map(|name| self.codes(name, dimension))
            .collect::<anyhow::Result<Vec<_>>>()?;
        Ok((!names.is_empty()).then_some(Coders { names, codes }))
    }

    fn codes(&self, name: &str, dimension: &Dimension) -> anyhow::Result<Vec<Option<usize>>> {
        let known = self.comments.iter().any(|row| row.column(name).is_some());
        ensure!(
            known,
            "`{}` has no column `{name}`: name one of its columns with --coder",
            self.path.display()
        );
        self.comments
            .iter()
            .map(|row| {
                let code = row.column(name).map(str::trim);
                code.filter(|code| !code.is_empty())
                    .map(|code| dimension.label_index(code))
                    .transpose()
                    .with_context(|| {
                        let path = self.path.display();
                        format!("`{path}`, line {}, column `{name}`", row.line)
                    })
            })
            .collect()
    }

    /// The figures by target, where there are several, by length, and by the columns asked for.
    pub(super) fn breakdowns(
        &self,
        sample: &Sample,
        wanted: &[String],
    ) -> anyhow::Result<Vec<Breakdown>> {
        let mut all = Vec::new();
        let several = |name: &str| {
            let values: BTreeSet<&str> = self
                .comments
                .iter()
                .filter_map(|row| row.value(name))
                .collect();
            values.len() > 1
        };
        if let Some(name) = ["target_id", "target"]
            .into_iter()
            .find(|name| several(name))
        {
            all.push(self.breakdown(sample, name)?);
        }
        let lengths: Vec<String> = self
            .comments
            .iter()
            .map(|row| length_class(count_words(&row.text)).to_owned())
            .collect();
        all.push(breakdown("words", sample, &lengths)?);
        for name in wanted {
            let known = self.comments.iter().any(|row| row.value(name).is_some());
            ensure!(
                known,
                "`{}` has no column `{name}`: name one of its columns with --by",
                self.path.display()
            );
            if !all.iter().any(|done: &Breakdown| done.by == *name) {
                all.push(self.breakdown(sample, name)?);
            }
        }
        Ok(all)
    }

    fn breakdown(&self, sample: &Sample, name: &str) -> Result<Breakdown, EvaluateError> {
        let values: Vec<String> = self
            .comments
            .iter()
            .map(|row| row.value(name).unwrap_or_default().to_owned())
            .collect();
        breakdown(name, sample, &values)
    }
}

impl Coders {
    /// Agreement among them and with the classifier.
    pub(super) fn measure(self, sample: &Sample) -> Result<CoderAgreement, EvaluateError> {
        let predicted = predicted(sample.probabilities);
        coders(sample.labels, &self.names, &self.codes, &predicted)
    }
}
