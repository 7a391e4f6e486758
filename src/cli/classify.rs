//! `tribune classify`.

use std::{
    io::{self, BufWriter},
    path::PathBuf,
};

use clap::{Args, ValueEnum};

use super::{
    Outcome,
    common::{Effort, EvidenceChoice, Inputs, classifier, codebook},
};
use crate::{
    corpus::{Comment, Corpus, ReadOptions},
    pipeline::{self, COMMENTS_AT_ONCE, Stances, describe},
    report::{CommentRow, Console, Dialect, RowWriter, Scheme, console::pipe_open},
};

#[derive(Args)]
pub(super) struct Classify {
    #[command(flatten)]
    inputs: Inputs,
    /// The codebook [default: stance towards enforcement against piracy]
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// The stance model [default: built-in]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Format of the rows on standard output
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
    #[command(flatten)]
    evidence: EvidenceChoice,
    #[command(flatten)]
    effort: Effort,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Jsonl,
    Csv,
}

pub(super) fn run(arguments: &Classify) -> anyhow::Result<Outcome> {
    let console = Console::beside_rows(arguments.effort.quiet);
    let codebook = codebook(arguments.codebook.as_deref())?;
    let mut corpus = Corpus::open(&arguments.inputs.inputs, &ReadOptions::for_comments())?;
    let classifier = classifier(arguments.model.as_deref(), arguments.effort.threads())?;
    let codebook = codebook.settled(classifier.threshold());
    let mut stances =
        Stances::new(&*classifier, &codebook, None)?.with_evidence(arguments.evidence.wanted());
    let scheme = pipeline::scheme(&codebook, &*classifier);
    let mut writer = writer(arguments.format, &scheme, &mut corpus)?;
    let progress = console.progress(None);
    let mut outcome = Outcome::Complete;
    let mut portion: Vec<Comment> = Vec::new();
    let mut write = |portion: &mut Vec<Comment>| -> anyhow::Result<bool> {
        for row in stances.rows(portion)? {
            if !pipe_open(writer.write(&row))? {
                return Ok(false);
            }
        }
        progress.comments(portion.len() as u64);
        portion.clear();
        Ok(pipe_open(writer.flush())?)
    };
    for comment in corpus.comments() {
        match comment {
            Ok(comment) => {
                progress.expect_comments(1);
                portion.push(comment);
            }
            Err(problem) => {
                console.error(describe(&problem));
                outcome = Outcome::SomeFailed;
            }
        }
        if portion.len() >= COMMENTS_AT_ONCE && !write(&mut portion)? {
            return Ok(outcome);
        }
    }
    write(&mut portion)?;
    Ok(outcome)
}

fn writer(
    format: Format,
    scheme: &Scheme,
    corpus: &mut Corpus,
) -> anyhow::Result<RowWriter<BufWriter<io::Stdout>, CommentRow>> {
    let out = BufWriter::new(io::stdout());
    if format == Format::Jsonl {
        return Ok(RowWriter::jsonl(out, scheme)?);
    }
    // A CSV header comes first, so the columns to pass through are looked for beforehand.
    let mut extra: Vec<String> = Vec::new();
    for comment in corpus.comments().flatten() {
        for name in pipeline::extra_names(&comment) {
            if !extra.iter().any(|known| known == name) {
                extra.push(name.to_owned());
            }
        }
    }
    let extra = extra.iter().map(String::as_str);
    Ok(RowWriter::csv(out, scheme, extra, Dialect::Rfc4180)?)
}
