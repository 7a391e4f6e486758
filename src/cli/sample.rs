//! `tribune sample`.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};

use super::{
    Outcome,
    common::{Effort, OneDimension, classifier},
    reporting::DialectArgument,
};
use crate::{
    corpus::{
        Comment, Corpus, ReadOptions,
        labelled::{self, Labelled, Labels},
    },
    pipeline::{COMMENTS_AT_ONCE, describe},
    report::{CodingSheet, Console, Outputs},
    sample::{Candidate, Stratum, distinct, draw},
    stance::{Dimension, Pair, decide},
};

#[derive(Args)]
pub(super) struct Sample {
    /// Files or folders with comments (.txt, .html, .csv, .jsonl, each also .gz), or the folder of an
    /// earlier run, or its `comments.csv`
    #[arg(value_name = "INPUT", required_unless_present = "run")]
    inputs: Vec<PathBuf>,
    /// The folder of an earlier `tribune run`: its stances serve `--by label` and `--by confidence`
    #[arg(long, value_name = "DIR", conflicts_with = "inputs")]
    run: Option<PathBuf>,
    /// The sheet: a workbook with a list of labels to choose from if it ends in .xlsx, else CSV
    #[arg(short, long, value_name = "SHEET")]
    output: PathBuf,
    /// Comments to draw
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    size: u32,
    /// What the sample is stratified by; several: by their combinations. Without an earlier run,
    /// `label` and `confidence` are found with the model
    #[arg(long, value_enum, value_delimiter = ',', default_value = "article")]
    by: Vec<By>,
    /// Seed of the draw and of the order of the rows
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Empty columns `coder_1` to `coder_N` beside `label`
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=50))]
    coders: u32,
    /// Add the columns `predicted` and `confidence`; coders who see them are no longer independent of the
    /// classifier
    #[arg(long)]
    show_predictions: bool,
    #[command(flatten)]
    question: OneDimension,
    /// The stance model [default: built-in]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// How a CSV sheet is written: by the standard, or as Excel opens it with French settings
    #[arg(long, value_enum, default_value = "rfc4180")]
    csv_dialect: DialectArgument,
    #[command(flatten)]
    effort: Effort,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Article,
    Label,
    Confidence,
}

impl From<By> for Stratum {
    fn from(by: By) -> Self {
        match by {
            By::Article => Self::Article,
            By::Label => Self::Label,
            By::Confidence => Self::Confidence,
        }
    }
}

pub(super) fn run(arguments: &Sample) -> anyhow::Result<Outcome> {
    let console = Console::new(arguments.effort.quiet);
    let codebook = arguments.question.codebook()?;
    let dimension = arguments.question.of(&codebook)?;
    let by: Vec<Stratum> = arguments.by.iter().map(|by| (*by).into()).collect();
    let name = arguments.output.file_name().context("-o names no file")?;
    let folder = match arguments.output.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    Outputs::check(folder)?;
    check_output(arguments)?;
    let earlier = match (&arguments.run, arguments.inputs.as_slice()) {
        (Some(folder), _) => Some(folder.join("comments.csv")),
        (None, [input]) => comments_of_run(input),
        _ => None,
    };
    let (all, outcome) = match earlier {
        Some(path) => (of_run(&path, dimension)?, Outcome::Complete),
        None => of_inputs(&arguments.inputs, &console)?,
    };
    let count = all.len();
    let mut candidates = distinct(all);
    ensure!(
        !candidates.is_empty(),
        "the inputs hold no comment with text: give pages with comments, or rows with a `comment`"
    );
    let wanted = arguments.show_predictions || by.iter().any(|by| by.needs_prediction());
    if wanted && candidates.iter().any(|c| c.prediction.is_none()) {
        predict(arguments, dimension, &mut candidates, &console)?;
    }
    let drawn = draw(&candidates, &by, arguments.size as usize, arguments.seed);
    let comments: Vec<&Candidate> = drawn.iter().map(|&index| &candidates[index]).collect();
    let sheet = CodingSheet {
        comments: &comments,
        dimension,
        coders: arguments.coders as usize,
        predictions: arguments.show_predictions,
    };
    let mut outputs = Outputs::new(folder)?;
    let dialect = arguments.csv_dialect.into();
    sheet.write(&name.to_string_lossy(), dialect, &mut outputs)?;
    for warning in outputs.warnings() {
        console.warning(warning);
    }
    outputs.commit()?;
    console.note(format!(
        "{} of {} comments in `{}` ({} empty or double ones left out): fill in `label`, then `tribune evaluate stance`",
        comments.len(),
        candidates.len(),
        arguments.output.display(),
        count - candidates.len()
    ));
    Ok(outcome)
}

/// Fails where the sheet would take the place of an input or of one that coders have filled in.
fn check_output(arguments: &Sample) -> anyhow::Result<()> {
    let output = &arguments.output;
    let Ok(place) = output.canonicalize() else {
        return Ok(());
    };
    let inputs = arguments.inputs.iter().chain(&arguments.run);
    let is_input = |input: &PathBuf| input.canonicalize().is_ok_and(|input| input == place);
    ensure!(
        !inputs.clone().any(is_input),
        "`{}` is an input: name another file with -o",
        output.display()
    );
    let Ok(rows) = labelled::read_with(output, Labels::Optional, &ReadOptions::for_comments())
    else {
        return Ok(());
    };
    let coded = |row: &&Labelled| {
        let codes = row.extra.iter();
        let mut codes = codes.filter(|(name, _)| name.to_lowercase().starts_with("coder_"));
        !row.label.is_empty() || codes.any(|(_, code)| !code.trim().is_empty())
    };
    let count = rows.iter().filter(coded).count();
    ensure!(
        count == 0,
        "`{}` holds {count} coded comment(s): name another file with -o, or move it away",
        output.display()
    );
    Ok(())
}

/// `comments.csv` of a run, if `input` is a run's folder or that file.
fn comments_of_run(input: &Path) -> Option<PathBuf> {
    let path = if input.is_dir() {
        input.join("comments.csv")
    } else {
        input.to_path_buf()
    };
    let is_run = path.file_name()? == "comments.csv" && path.with_file_name("run.json").is_file();
    (is_run && path.is_file()).then_some(path)
}

/// The comments of an earlier run in a dimension, with its stances.
fn of_run(path: &Path, dimension: &Dimension) -> anyhow::Result<Vec<Candidate>> {
    let rows = labelled::read_with(path, Labels::Optional, &ReadOptions::for_comments())?;
    let of_dimension = rows
        .into_iter()
        .filter(|row| row.column("dimension") == Some(&dimension.id));
    let candidates: Vec<Candidate> = of_dimension
        .map(|row| {
            let confidence = row.column("confidence").unwrap_or_default();
            let confidence = confidence.replace(',', ".").parse().ok();
            Candidate {
                prediction: row.column("stance").map(str::to_owned).zip(confidence),
                comment_id: row.id,
                article_id: row.article_id.unwrap_or_default(),
                target: row.target,
                text: row.text,
            }
        })
        .collect();
    ensure!(
        !candidates.is_empty(),
        "`{}` has no comment in the dimension `{}`: give the codebook of that run with --codebook",
        path.display(),
        dimension.id
    );
    Ok(candidates)
}

fn of_inputs(inputs: &[PathBuf], console: &Console) -> anyhow::Result<(Vec<Candidate>, Outcome)> {
    let mut corpus = Corpus::open(inputs, &ReadOptions::for_comments())?;
    for notice in corpus.notices() {
        console.note(notice);
    }
    let mut outcome = Outcome::Complete;
    let mut candidates = Vec::new();
    for comment in corpus.comments() {
        match comment {
            Ok(comment) => candidates.push(candidate(comment)),
            Err(problem) => {
                console.error(describe(&problem));
                outcome = Outcome::SomeFailed;
            }
        }
    }
    Ok((candidates, outcome))
}

fn candidate(comment: Comment) -> Candidate {
    Candidate {
        comment_id: comment.id,
        article_id: comment.article_id,
        target: comment.target,
        text: comment.text,
        prediction: None,
    }
}

/// Classifies the comments.
fn predict(
    arguments: &Sample,
    dimension: &Dimension,
    candidates: &mut [Candidate],
    console: &Console,
) -> anyhow::Result<()> {
    let classifier = classifier(arguments.model.as_deref(), arguments.effort.threads())?;
    classifier.check(dimension)?;
    let dimension = &dimension.settled(classifier.threshold());
    let progress = console.progress(None);
    progress.expect_comments(candidates.len() as u64);
    for portion in candidates.chunks_mut(COMMENTS_AT_ONCE) {
        let pairs: Vec<Pair> = portion
            .iter()
            .map(|candidate| Pair {
                target: candidate.target.as_deref().unwrap_or(&dimension.target),
                comment: &candidate.text,
            })
            .collect();
        let found = classifier.classify(dimension, &pairs)?;
        for (candidate, prediction) in portion.iter_mut().zip(found) {
            let (stance, confidence) = decide(dimension, &prediction.probabilities);
            candidate.prediction = Some((stance.to_owned(), confidence));
        }
        progress.comments(portion.len() as u64);
    }
    progress.finish();
    Ok(())
}
