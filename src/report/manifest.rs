//! `run.json`: all that one needs to say how the results were made.
//!
//! Its fields are described by `docs/run.schema.json`. Two runs with equal inputs and settings
//! differ in `started`, `finished` and `timings` alone.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::findings::Totals;
use super::output::Outputs;
use super::overview::Overview;
use super::{Findings, ReportError};

/// The file's name.
pub const FILE: &str = "run.json";

/// The version of the file's fields; raised when a field changes its meaning or goes.
const FORMAT: u32 = 1;

/// What `run.json` says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    /// Version of the fields.
    pub format: u32,
    /// The program.
    pub program: Program,
    /// When the run began, RFC 3339 in UTC.
    pub started: String,
    /// When the reports were complete.
    pub finished: String,
    /// What the command line asked for.
    pub settings: Settings,
    /// What was coded.
    pub codebook: CodebookEntry,
    /// The models with all models under them.
    pub models: Vec<ModelEntry>,
    /// The files read, in their order.
    pub inputs: Vec<InputEntry>,
    /// What came of them.
    pub counts: Counts,
    /// What a reader of the reports should know.
    pub warnings: Vec<WarningEntry>,
    /// The names of the files written.
    pub files: Vec<String>,
    /// How long it took.
    pub timings: Timings,
}

/// The program that made the reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// The settings of a run. The salt of pseudonyms is a secret and not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// The inputs as given.
    pub inputs: Vec<String>,
    /// Formats of the reports.
    pub formats: Vec<String>,
    /// Dialect of the CSV files.
    pub csv_dialect: String,
    /// Language of the reports.
    pub language: String,
    /// Greatest number of words of a summary.
    pub words: u64,
    /// `extractive` or `abstractive`.
    pub method: String,
    /// Options of the method as given, such as `--no-compress` or `--beams 4`.
    pub method_options: Vec<String>,
    /// Whether the part of each comment that decides was looked for.
    pub evidence: bool,
    /// Whether authors were replaced by pseudonyms.
    pub pseudonymise: bool,
    /// What happened at an input that could not be read.
    pub on_error: String,
    /// Worker threads; they do not change the results.
    pub threads: u64,
}

/// The codebook.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CodebookEntry {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The file as given, or `built-in`.
    pub source: String,
    /// sha256 of the file.
    pub sha256: String,
    /// For each dimension the probability below which a stance was `uncertain`: the codebook's, or the
    /// model's own.
    pub thresholds: BTreeMap<String, f64>,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelEntry {
    /// What it does: `encoder`, `summary` or `stance`.
    pub task: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SPDX expression.
    pub licence: String,
    /// Its files with their checksums.
    pub files: Vec<FileEntry>,
    /// Its measured quality, as its manifest states it.
    pub quality: serde_json::Value,
}

/// A file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileEntry {
    /// Its name in the folder.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Its sha256.
    pub sha256: String,
}

/// A file that was read, or should have been.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputEntry {
    /// The file as given, or `-`.
    pub path: String,
    /// Its length; `None` where it could not be read.
    pub bytes: Option<u64>,
    /// Its sha256; `None` where it could not be read.
    pub sha256: Option<String>,
}

/// Counts over the run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Articles.
    pub articles: u64,
    /// Comments under them.
    pub comments: u64,
    /// Comments that name no article of the inputs.
    pub comments_without_article: u64,
    /// Rows of `comments.csv`: one a comment and dimension.
    pub comment_rows: u64,
    /// Rows of `errors.csv`.
    pub errors: u64,
    /// Rows of articles and comments with a warning or more.
    pub rows_with_warnings: u64,
    /// For each dimension the number of comments of each label, and of the uncertain ones.
    pub stances: BTreeMap<String, BTreeMap<String, u64>>,
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WarningEntry {
    /// A full sentence.
    pub warning: String,
    /// Rows that bear it; 0 for what concerns the reports themselves.
    pub rows: u64,
}

/// Durations in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Timings {
    /// Reading the command's inputs' names and checksums, and loading the models.
    pub loading_seconds: f64,
    /// Reading, summarising and classifying.
    pub analysis_seconds: f64,
    /// Writing the reports.
    pub reports_seconds: f64,
    /// Everything.
    pub total_seconds: f64,
    /// Comments classified in a second of analysis.
    pub comments_per_second: f64,
}

impl Manifest {
    /// The manifest of a run that has just begun.
    pub fn begin(settings: Settings, codebook: CodebookEntry) -> Self {
        Self {
            format: FORMAT,
            program: Program {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
            },
            started: now(),
            finished: String::new(),
            settings,
            codebook,
            models: Vec::new(),
            inputs: Vec::new(),
            counts: Counts::default(),
            warnings: Vec::new(),
            files: Vec::new(),
            timings: Timings::default(),
        }
    }

    /// Takes over what was found.
    pub fn count(&mut self, findings: &Findings, overview: &Overview) {
        let Totals {
            articles,
            comments,
            comment_rows,
            errors,
            warned,
            ..
        } = *findings.totals();
        let stances = overview.dimensions.iter().map(|dimension| {
            let labels = dimension.labels.iter().map(|l| (l.id.clone(), l.count));
            let uncertain = ("uncertain".to_owned(), dimension.uncertain);
            (dimension.id.clone(), labels.chain([uncertain]).collect())
        });
        self.counts = Counts {
            articles,
            comments,
            comments_without_article: overview.orphans,
            comment_rows,
            errors,
            rows_with_warnings: warned,
            stances: stances.collect(),
        };
        let warnings = overview.warnings.iter();
        self.warnings = warnings
            .map(|(warning, rows)| WarningEntry {
                warning: warning.clone(),
                rows: *rows,
            })
            .collect();
    }

    /// Adds the names and warnings of the outputs that are complete, and writes the file as the
    /// last of them.
    ///
    /// # Errors
    /// [`ReportError`] for a file that cannot be written.
    pub fn finish(&mut self, outputs: &mut Outputs, timings: Timings) -> Result<(), ReportError> {
        let warnings = outputs.warnings().iter();
        self.warnings.extend(warnings.map(|warning| WarningEntry {
            warning: warning.clone(),
            rows: 0,
        }));
        self.files = outputs.names().collect();
        self.files.push(FILE.to_owned());
        self.timings = timings;
        self.finished = now();
        let mut file = outputs.create(FILE)?;
        let text = serde_json::to_string_pretty(self).map_err(std::io::Error::from);
        text.and_then(|text| file.write_all(text.as_bytes()))
            .and_then(|()| file.write_all(b"\n"))
            .map_err(|error| file.failed(error))?;
        outputs.keep(file)
    }
}

/// The moment in RFC 3339, in UTC and whole seconds; `SOURCE_DATE_EPOCH` overrides it, so that
/// reports can be made again byte for byte.
fn now() -> String {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok();
    let seconds = given.and_then(|text| text.parse::<i64>().ok());
    let seconds = seconds.unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs() as i64)
    });
    rfc3339(seconds)
}

fn rfc3339(seconds: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    moment.format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_in_utc() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(1_763_793_694), "2025-11-22T06:41:34Z");
    }
}
