//! `tribune evaluate stance`.

mod coded;
mod files;

mod table;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use clap::Args;

use super::Outcome;
use crate::{
    cli::{
        common::{Effort, OneDimension},
        print,
        reporting::{Format, LanguageArgument},
    },
    corpus::labelled::Labelled,
    evaluate::{
        baselines::TfIdf,
        stance::{
            Sample, StanceEvaluation, StanceReport, compare, majority,
            systems::{self, Named},
        },
    },
    linear::{Fit, Logistic, Sparse},
    pipeline::COMMENTS_AT_ONCE,
    report::Console,
    stance::{
        self, Dimension, EncoderClassifier, Evidence, Faithfulness, Pair, Prediction, Role,
        StanceClassifier, evidence, faithfulness,
    },
};
use coded::Coded;

#[derive(Args)]
pub(in crate::cli) struct Stance {
    /// Labelled comments (CSV or JSONL, also .gz, or XLSX) with `comment` or `text`, `label`, and perhaps
    /// `target`; rows without a label are left out
    labelled: PathBuf,
    #[command(flatten)]
    question: OneDimension,
    /// The stance model [default: built-in]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// The column of the true labels [default: label]
    #[arg(long, value_name = "COL")]
    label: Option<String>,
    /// A second stance model, compared by McNemar's test and by paired bootstrap of macro-F1
    #[arg(long, value_name = "DIR")]
    against: Option<PathBuf>,
    /// Labelled comments on which the baseline, TF-IDF with logistic regression, is trained
    #[arg(long, value_name = "FILE")]
    train_rows: Vec<PathBuf>,
    /// Show the figures by the values of this column too (may be given several times)
    #[arg(long, value_name = "COL")]
    by: Vec<String>,
    /// The column of a coder (may be given several times) [default: those that begin with `coder_`]
    #[arg(long = "coder", value_name = "COL")]
    coders: Vec<String>,
    /// Find the evidence of each comment and measure whether it decides more than a random part of the
    /// same length
    #[arg(long)]
    evidence: bool,
    /// Write JSON instead of tables
    #[arg(long)]
    json: bool,
    /// Write reports into this folder; `evaluation.json` and, for the model's manifest, `confusion.toml` are
    /// always among them
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Formats of the reports: `predictions.csv` and `hardest.csv`; `evaluation.xlsx`; `evaluation.html`
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "csv",
        requires = "output"
    )]
    formats: Vec<Format>,
    /// Language of the workbook and the page; names of sheets and label ids stay the same
    #[arg(long, value_enum, default_value = "en", requires = "output")]
    language: LanguageArgument,
    #[command(flatten)]
    effort: Effort,
}

/// Resampling does not change between runs.
const SEED: u64 = 1;

pub(super) fn run(arguments: &Stance) -> anyhow::Result<Outcome> {
    let console = Console::new(arguments.effort.quiet);
    let codebook = arguments.question.codebook()?;
    let dimension = arguments.question.of(&codebook)?;
    let coded = Coded::read(&arguments.labelled, arguments.label.as_deref(), dimension)?;
    for warning in &coded.left_out {
        console.warning(warning);
    }
    let coders = coded.coders(&arguments.coders, dimension)?;
    let mut training = read_all(&arguments.train_rows, dimension, &console)?;
    let known: HashSet<&str> = coded.comments.iter().map(|row| row.text.as_str()).collect();
    let before = training.len();
    training.retain(|(row, _)| !known.contains(row.text.as_str()));
    if training.len() < before {
        console.warning(format!(
            "{} of the rows to train on are also evaluated: the baseline is trained without them",
            before - training.len()
        ));
    }
    let (name, classifier) = open(arguments.model.as_deref(), dimension, arguments)?;
    let dimension = &dimension.settled(classifier.threshold());
    let pairs = coded.pairs(dimension);
    let predictions = classify(&classifier, dimension, &pairs, &console)?;
    let (found, faithful) = if arguments.evidence {
        find(&classifier, dimension, &pairs, &predictions)?
    } else {
        (Vec::new(), None)
    };
    let places = classifier.places(dimension)?;
    drop(classifier);
    let probabilities: Vec<Vec<f64>> = predictions
        .into_iter()
        .map(|prediction| prediction.probabilities)
        .collect();
    let labels: Vec<String> = dimension.labels.iter().map(|l| l.id.clone()).collect();
    let sample = Sample {
        labels: &labels,
        truth: &coded.truth,
        probabilities: &probabilities,
        neutral: dimension
            .labels
            .iter()
            .position(|label| label.role == Some(Role::None)),
        threshold: dimension.threshold(),
        seed: SEED,
    };
    let mut others = baselines(&coded, &training, labels.len());
    if let Some(path) = &arguments.against {
        let (name, second) = open(Some(path), dimension, arguments)?;
        let found = classify(&second, dimension, &pairs, &console)?;
        others.push((
            format!("{name} ({})", path.display()),
            found.into_iter().map(|p| p.probabilities).collect(),
        ));
    }
    let report = StanceReport {
        input: arguments.labelled.to_string_lossy().into_owned(),
        dimension: dimension.id.clone(),
        unlabelled: coded.unlabelled,
        figures: StanceEvaluation::new(&sample)?,
        systems: compare(&name, &sample, &others)?,
        breakdowns: coded.breakdowns(&sample, &arguments.by)?,
        coders: coders.map(|coders| coders.measure(&sample)).transpose()?,
        evidence: faithful,
        model: name,
    };
    if let Some(folder) = &arguments.output {
        let tables = files::Tables {
            coded: &coded,
            sample: &sample,
            others: &others,
            evidence: &found,
            places: &places,
        };
        let reports = files::Reports {
            language: arguments.language.into(),
            formats: &arguments.formats,
            codebook: &codebook,
            dimension,
        };
        for warning in tables.write(folder, &report, &reports)? {
            console.warning(warning);
        }
    }
    if arguments.json {
        print(&format!("{}\n", serde_json::to_string(&report)?))?;
    } else {
        print(&table::of(&report))?;
    }
    Ok(Outcome::Complete)
}

/// A model's name and the model, which serves the dimension.
fn open(
    path: Option<&Path>,
    dimension: &Dimension,
    arguments: &Stance,
) -> anyhow::Result<(String, EncoderClassifier)> {
    let folder = stance::find(path)?;
    let classifier = EncoderClassifier::load(&folder, arguments.effort.threads())?;
    classifier.check(dimension)?;
    Ok((folder.manifest.name, classifier))
}

fn classify(
    classifier: &EncoderClassifier,
    dimension: &Dimension,
    pairs: &[Pair],
    console: &Console,
) -> anyhow::Result<Vec<Prediction>> {
    let progress = console.progress(None);
    progress.expect_comments(pairs.len() as u64);
    let mut predictions = Vec::with_capacity(pairs.len());
    for portion in pairs.chunks(COMMENTS_AT_ONCE) {
        predictions.extend(classifier.classify(dimension, portion)?);
        progress.comments(portion.len() as u64);
    }
    progress.finish();
    Ok(predictions)
}

fn find(
    classifier: &EncoderClassifier,
    dimension: &Dimension,
    pairs: &[Pair],
    predictions: &[Prediction],
) -> anyhow::Result<(Vec<Evidence>, Option<Faithfulness>)> {
    let found = evidence(classifier, dimension, pairs, predictions)?;
    let measured = faithfulness(classifier, dimension, pairs, predictions, &found, SEED)?;
    Ok((found, measured))
}

/// The labelled rows of several files.
fn read_all(
    paths: &[PathBuf],
    dimension: &Dimension,
    console: &Console,
) -> anyhow::Result<Vec<(Labelled, usize)>> {
    let mut all = Vec::new();
    for path in paths {
        let coded = Coded::read(path, None, dimension)?;
        for warning in &coded.left_out {
            console.warning(warning);
        }
        all.extend(coded.comments.into_iter().zip(coded.truth));
    }
    Ok(all)
}

/// The majority label, and TF-IDF with logistic regression where there are rows to train it on.
fn baselines(coded: &Coded, training: &[(Labelled, usize)], labels: usize) -> Vec<Named> {
    if training.is_empty() {
        return vec![majority(&coded.truth, labels, coded.comments.len())];
    }
    let truth: Vec<usize> = training.iter().map(|(_, label)| *label).collect();
    let texts: Vec<&str> = training.iter().map(|(row, _)| row.text.as_str()).collect();
    let features = TfIdf::new(&texts);
    let vectors: Vec<Sparse> = texts.iter().map(|text| features.vector(text)).collect();
    let model = Logistic::fit(
        &vectors,
        &truth,
        labels,
        features.features(),
        Fit::default(),
    );
    let predicted = coded
        .comments
        .iter()
        .map(|row| model.probabilities(&features.vector(&row.text)))
        .collect();
    vec![
        majority(&truth, labels, coded.comments.len()),
        (systems::TF_IDF.to_owned(), predicted),
    ]
}
