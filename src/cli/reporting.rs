//! Which reports `tribune run` writes, and what it says at its end.

use std::{path::Path, time::Instant};

use clap::{Args, ValueEnum};

use crate::report::{
    Console, Context, CsvExporter, Dialect, Exporter, Findings, HtmlExporter, Language, Manifest,
    Outputs, Overview, XlsxExporter, closing, manifest::Timings,
};
use crate::stance::Codebook;

#[derive(Args)]
pub(super) struct Reporting {
    /// Formats of the reports: `articles.csv`, `comments.csv` and `errors.csv`; `report.xlsx`; `report.html`. `run.json`, which says how they were made, is always written
    #[arg(long, value_enum, value_delimiter = ',', default_value = "csv")]
    formats: Vec<Format>,
    /// How the CSV files are written: by the standard, or as Excel opens them with French settings
    #[arg(long, value_enum, default_value = "rfc4180")]
    csv_dialect: DialectArgument,
    /// Language of the workbook and the page; names of sheets, columns and labels stay the same
    #[arg(long, value_enum, default_value = "en")]
    language: LanguageArgument,
    /// Write the content of `run.json` onto standard output too
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Tables
    Csv,
    /// A workbook with charts
    Xlsx,
    /// One page that needs nothing else
    Html,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum DialectArgument {
    #[value(name = "rfc4180")]
    Rfc4180,
    ExcelFr,
}

impl From<DialectArgument> for Dialect {
    fn from(argument: DialectArgument) -> Self {
        match argument {
            DialectArgument::Rfc4180 => Self::Rfc4180,
            DialectArgument::ExcelFr => Self::ExcelFr,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum LanguageArgument {
    En,
    Fr,
}

impl From<LanguageArgument> for Language {
    fn from(argument: LanguageArgument) -> Self {
        match argument {
            LanguageArgument::En => Self::English,
            LanguageArgument::Fr => Self::French,
        }
    }
}

/// When the parts of a run ended.
pub(super) struct Clock {
    pub(super) begun: Instant,
    pub(super) loaded: Instant,
    pub(super) analysed: Instant,
}

impl Clock {
    fn timings(&self, codings: u64) -> Timings {
        let milliseconds = |from: Instant, to: Instant| {
            (to.duration_since(from).as_secs_f64() * 1e3).round() / 1e3
        };
        let now = Instant::now();
        let analysis = self.analysed.duration_since(self.loaded).as_secs_f64();
        Timings {
            loading_seconds: milliseconds(self.begun, self.loaded),
            analysis_seconds: milliseconds(self.loaded, self.analysed),
            reports_seconds: milliseconds(self.analysed, now),
            total_seconds: milliseconds(self.begun, now),
            comments_per_second: (codings as f64 / analysis.max(1e-3) * 10.0).round() / 10.0,
        }
    }
}

impl Reporting {
    /// The names of the choices, for the manifest.
    pub(super) fn names(&self) -> (Vec<String>, String, String) {
        let formats = self.distinct().iter().map(name).collect();
        (formats, name(&self.csv_dialect), name(&self.language))
    }

    /// The formats asked for, each once.
    fn distinct(&self) -> Vec<Format> {
        let mut formats = Vec::new();
        for format in &self.formats {
            if !formats.contains(format) {
                formats.push(*format);
            }
        }
        formats
    }

    fn exporter<'a>(&self, format: Format, context: &'a Context) -> Box<dyn Exporter + 'a> {
        let dialect = self.csv_dialect.into();
        match format {
            Format::Csv => Box::new(CsvExporter { dialect }),
            Format::Xlsx => Box::new(XlsxExporter::new(context)),
            Format::Html => Box::new(HtmlExporter { context }),
        }
    }

    /// Writes all reports: they appear together, or not at all.
    pub(super) fn write(
        &self,
        mut manifest: Manifest,
        codebook: Codebook,
        findings: &Findings,
        clock: &Clock,
        (folder, console): (&Path, &Console),
    ) -> anyhow::Result<()> {
        let overview = Overview::of(findings)?;
        manifest.count(findings, &overview);
        let mut context = Context {
            language: self.language.into(),
            codebook,
            manifest,
            overview,
        };
        let mut outputs = Outputs::new(folder)?;
        for format in self.distinct() {
            self.exporter(format, &context)
                .write(findings, &mut outputs)?;
        }
        outputs.warn_of_older(&FILES);
        for warning in outputs.warnings() {
            console.warning(warning);
        }
        let comments =
            context.manifest.counts.comments + context.manifest.counts.comments_without_article;
        context
            .manifest
            .finish(&mut outputs, clock.timings(comments))?;
        outputs.commit()?;
        for line in closing::lines(&context, folder) {
            console.styled(&line);
        }
        if self.json {
            super::print(&format!("{}\n", serde_json::to_string(&context.manifest)?))?;
        }
        Ok(())
    }
}

/// The files that the formats are written to.
const FILES: [&str; 4] = ["articles.csv", "comments.csv", "report.xlsx", "report.html"];

/// A choice as it is typed.
fn name(choice: &impl ValueEnum) -> String {
    let value = choice.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}
