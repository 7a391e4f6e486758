//! `tribune run`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::{
    Outcome,
    common::{Effort, EvidenceChoice, Inputs, Length, codebook},
    method::{Method, abstractive},
    reporting::{Clock, Reporting},
};
use crate::{
    corpus::{Corpus, ReadOptions},
    model::{Embedder, ModelFolder, Task, sha256},
    pipeline::{self, OnError, Pseudonyms, Setting, Stances},
    report::{
        Console, Manifest, Outputs, Spool,
        manifest::{CodebookEntry, Settings},
    },
    stance::{self, Codebook, DEFAULT_CODEBOOK, EncoderClassifier, StanceClassifier},
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
    #[command(flatten)]
    evidence: EvidenceChoice,
    #[command(flatten)]
    reporting: Reporting,
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
    let begun = Instant::now();
    let console = Console::new(arguments.effort.quiet);
    let codebook = codebook(arguments.codebook.as_deref())?;
    Outputs::check(&arguments.output)?;
    let mut corpus = Corpus::open(&arguments.inputs.inputs, &ReadOptions::default())?;
    for notice in corpus.notices() {
        console.note(notice);
    }

    let mut manifest = Manifest::begin(
        settings(arguments),
        codebook_entry(&codebook, arguments.codebook.as_deref()),
    );
    manifest.inputs = pipeline::inputs(&corpus);
    manifest.models = pipeline::models(&model_folders(arguments)?)?;
    let (summariser, classifier) = models(arguments)?;
    let codebook = codebook.settled(classifier.threshold());
    manifest.codebook.thresholds = codebook
        .dimensions
        .iter()
        .map(|dimension| (dimension.id.clone(), dimension.threshold()))
        .collect();
    let loaded = Instant::now();
    let pseudonyms = arguments.pseudonymise.then(|| {
        arguments
            .salt
            .as_deref()
            .map_or_else(Pseudonyms::random, Pseudonyms::with_salt)
    });
    let mut stances = Stances::new(&*classifier, &codebook, pseudonyms.as_ref())?
        .with_evidence(arguments.evidence.wanted());
    let mut spool = Spool::new(pipeline::scheme(&codebook, &*classifier))?;
    let setting = Setting {
        summariser: summariser.as_ref(),
        codebook: &codebook,
        words: arguments.length.words(),
        on_error: arguments.on_error.into(),
    };
    pipeline::run(&mut corpus, &setting, &mut stances, &console, &mut spool)?;

    let mut findings = spool.finish()?;
    findings.adjust(&stances.adjusted(&findings.totals().dimensions));
    let clock = Clock {
        begun,
        loaded,
        analysed: Instant::now(),
    };
    let errors = findings.totals().errors;
    let place = (arguments.output.as_path(), &console);
    arguments
        .reporting
        .write(manifest, codebook, &findings, &clock, place)?;
    Ok(if errors == 0 {
        Outcome::Complete
    } else {
        Outcome::SomeFailed
    })
}

/// What the command line asked for.
fn settings(arguments: &Run) -> Settings {
    let (formats, csv_dialect, language) = arguments.reporting.names();
    let on_error = arguments.on_error.to_possible_value();
    Settings {
        inputs: arguments
            .inputs
            .inputs
            .iter()
            .map(|path| path.to_string_lossy().into_owned())
            .collect(),
        formats,
        csv_dialect,
        language,
        words: arguments.length.words() as u64,
        method: arguments.method.name(),
        method_options: arguments.method.options(),
        evidence: arguments.evidence.wanted(),
        pseudonymise: arguments.pseudonymise,
        on_error: on_error.map_or_else(String::new, |value| value.get_name().to_owned()),
        threads: arguments.effort.threads() as u64,
    }
}

/// The codebook with the checksum of its file.
fn codebook_entry(codebook: &Codebook, path: Option<&Path>) -> CodebookEntry {
    let (source, bytes) = match path {
        Some(path) => (
            path.to_string_lossy().into_owned(),
            std::fs::read(path).unwrap_or_default(),
        ),
        None => ("built-in".to_owned(), DEFAULT_CODEBOOK.into()),
    };
    CodebookEntry {
        name: codebook.name.clone(),
        version: codebook.version.clone(),
        source,
        sha256: sha256(&bytes),
        ..CodebookEntry::default()
    }
}

/// The folders of the models that are used.
fn model_folders(arguments: &Run) -> anyhow::Result<[ModelFolder; 2]> {
    Ok([
        summary::find(arguments.summary_model.as_deref())?,
        stance::find(arguments.stance_model.as_deref())?,
    ])
}

/// Both models; the encoder under them is loaded once where it is the same.
fn models(arguments: &Run) -> anyhow::Result<(Box<dyn Summariser>, Box<dyn StanceClassifier>)> {
    let threads = arguments.effort.threads();
    let stance = stance::find(arguments.stance_model.as_deref())?;
    let name = arguments.summary_model.as_deref();
    if let Some(summariser) = abstractive(&arguments.method, name, threads)? {
        return Ok((Box::new(summariser), stance::load(&stance, threads)?));
    }
    let summary = summary::find(name)?;
    let encoder = Embedder::load(&summary.require(Task::Summary)?.encoder()?, threads)?;
    let shared =
        stance.manifest.task == Task::Stance && stance.manifest.base == summary.manifest.base;
    let classifier: Box<dyn StanceClassifier> = if shared {
        Box::new(EncoderClassifier::over(encoder.shallow_clone(), &stance)?)
    } else {
        stance::load(&stance, threads)?
    };
    let summariser = Extractive::over(encoder, &summary)?;
    Ok((
        Box::new(summariser.with_compression(arguments.method.compress())),
        classifier,
    ))
}
