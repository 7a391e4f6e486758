//! `tribune run`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{
    Outcome,
    common::{Effort, Inputs, Length, codebook},
    method::{Method, abstractive},
};
use crate::{
    corpus::{Corpus, ReadOptions},
    model::{Embedder, Task},
    pipeline::{self, OnError, Pseudonyms, Setting, Stances},
    report::{Console, CsvExporter, Exporter, Outputs, Spool, export_all},
    stance::{self, EncoderClassifier},
    summary::{self, Extractive, Summariser},
};

#[derive(Args)]
pub(super) struct Run {
    #[command(flatten)]
    inputs: Inputs,
    /// The folder for the reports; files of other names in it are left alone
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// The codebook [default: stance towards enforcement against piracy]
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// The model that summaries are made with: a summary model, or for abstractive ones what `tribune
    /// model import` wrote [default: built-in]
    #[arg(long, value_name = "DIR")]
    summary_model: Option<PathBuf>,
    #[command(flatten)]
    method: Method,
    /// The stance model [default: built-in]
    #[arg(long, value_name = "DIR")]
    stance_model: Option<PathBuf>,
    /// Formats of the reports
    #[arg(long, value_enum, value_delimiter = ',', default_value = "csv")]
    formats: Vec<Format>,
    #[command(flatten)]
    length: Length,
    /// Replace authors by pseudonyms (a hash under a random salt); names inside texts stay
    #[arg(long)]
    pseudonymise: bool,
    /// A salt of your own, so that the same author has the same pseudonym in every run
    #[arg(long, requires = "pseudonymise", value_name = "TEXT")]
    salt: Option<String>,
    /// At an input that cannot be read: name it and go on, or end without reports
    #[arg(long, value_enum, default_value = "skip")]
    on_error: OnErrorArgument,
    #[command(flatten)]
    effort: Effort,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Csv,
}

#[derive(Clone, Copy, ValueEnum)]
enum OnErrorArgument {
    Skip,
    Stop,
}

impl From<OnErrorArgument> for OnError {
    fn from(argument: OnErrorArgument) -> Self {
        match argument {
            OnErrorArgument::Skip => Self::Skip,
            OnErrorArgument::Stop => Self::Stop,
        }
    }
}

pub(super) fn run(arguments: &Run) -> anyhow::Result<Outcome> {
    let console = Console::new(arguments.effort.quiet);
    let codebook = codebook(arguments.codebook.as_deref())?;
    Outputs::check(&arguments.output)?;
    let mut corpus = Corpus::open(&arguments.inputs.inputs, &ReadOptions::default())?;
    for notice in corpus.notices() {
        console.note(notice);
    }

    let (summariser, classifier) = models(arguments)?;
    let pseudonyms = arguments.pseudonymise.then(|| {
        arguments
            .salt
            .as_deref()
            .map_or_else(Pseudonyms::random, Pseudonyms::with_salt)
    });
    let mut stances = Stances::new(&classifier, &codebook, pseudonyms.as_ref())?;
    let mut spool = Spool::new(pipeline::scheme(&codebook))?;
    let setting = Setting {
        summariser: summariser.as_ref(),
        codebook: &codebook,
        words: arguments.length.words(),
        on_error: arguments.on_error.into(),
    };
    pipeline::run(&mut corpus, &setting, &mut stances, &console, &mut spool)?;

    let findings = spool.finish()?;
    let exporters: Vec<Box<dyn Exporter>> = arguments
        .formats
        .iter()
        .map(|Format::Csv| Box::new(CsvExporter::default()) as Box<dyn Exporter>)
        .collect();
    let exporters: Vec<&dyn Exporter> = exporters.iter().map(AsRef::as_ref).collect();
    let files = export_all(&exporters, &findings, &arguments.output)?;
    let totals = findings.totals();
    for file in &files {
        console.note(file.display());
    }
    console.note(format!(
        "{} article(s), {} comment row(s), {} row(s) with warnings, {} error(s)",
        totals.articles, totals.comment_rows, totals.warned, totals.errors
    ));
    Ok(if totals.errors == 0 {
        Outcome::Complete
    } else {
        Outcome::SomeFailed
    })
}

/// Both models; the encoder under them is loaded once where it is the same.
fn models(arguments: &Run) -> anyhow::Result<(Box<dyn Summariser>, EncoderClassifier)> {
    let threads = arguments.effort.threads();
    let stance = stance::find(arguments.stance_model.as_deref())?;
    let name = arguments.summary_model.as_deref();
    if let Some(summariser) = abstractive(&arguments.method, name, threads)? {
        return Ok((
            Box::new(summariser),
            EncoderClassifier::load(&stance, threads)?,
        ));
    }
    let summary = summary::find(name)?;
    let encoder = Embedder::load(&summary.require(Task::Summary)?.encoder()?, threads)?;
    let classifier = if stance.manifest.base == summary.manifest.base {
        EncoderClassifier::over(encoder.shallow_clone(), &stance)?
    } else {
        EncoderClassifier::load(&stance, threads)?
    };
    let summariser = Extractive::over(encoder, &summary)?;
    Ok((
        Box::new(summariser.with_compression(arguments.method.compress())),
        classifier,
    ))
}
