//! `tribune summarise`.

use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
};

use clap::{Args, ValueEnum};

use super::{
    Outcome,
    common::{Effort, Inputs, Length},
    method::{Method, summariser},
};
use crate::{
    corpus::{Article, Corpus, ReadOptions},
    pipeline::{self, ARTICLES_AT_ONCE, describe},
    report::{
        ArticleRow, Console, Dialect, RowWriter, Scheme, console::pipe_open, stream::SummaryWriter,
    },
};

#[derive(Args)]
pub(super) struct Summarise {
    #[command(flatten)]
    inputs: Inputs,
    /// The model that summaries are made with: a summary model, or for abstractive ones what `tribune
    /// model import` wrote [default: built-in]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    #[command(flatten)]
    method: Method,
    #[command(flatten)]
    length: Length,
    /// Format of the rows on standard output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    effort: Effort,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Jsonl,
    Csv,
}

enum Sink<W: Write> {
    Text(SummaryWriter<W>),
    Rows(Box<RowWriter<W, ArticleRow>>),
}

impl<W: Write> Sink<W> {
    fn write(&mut self, row: &ArticleRow) -> io::Result<()> {
        match self {
            Self::Text(writer) => writer.write(row),
            Self::Rows(writer) => writer.write(row),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Text(writer) => writer.flush(),
            Self::Rows(writer) => writer.flush(),
        }
    }
}

pub(super) fn run(arguments: &Summarise) -> anyhow::Result<Outcome> {
    let console = Console::beside_rows(arguments.effort.quiet);
    let mut corpus = Corpus::open(&arguments.inputs.inputs, &ReadOptions::default())?;
    let summariser = summariser(
        &arguments.method,
        arguments.model.as_deref(),
        arguments.effort.threads(),
    )?;
    let mut sink = sink(arguments.format, &mut corpus)?;
    let progress = console.progress(Some(corpus.article_count()));
    let mut outcome = Outcome::Complete;
    let mut refused = false;
    let mut portion: Vec<Article> = Vec::new();
    let mut write = |portion: &mut Vec<Article>| -> anyhow::Result<bool> {
        let words = arguments.length.words();
        let outputs = pipeline::summaries(summariser.as_ref(), portion, words)?;
        for problem in outputs.problems {
            console.error(describe(&problem));
            refused = true;
        }
        for row in outputs.rows {
            for warning in &row.warnings {
                console.warning(format!("`{}`: {warning}", row.source));
            }
            if !pipe_open(sink.write(&row))? {
                return Ok(false);
            }
            progress.article();
        }
        portion.clear();
        Ok(pipe_open(sink.flush())?)
    };
    for article in corpus.articles() {
        match article {
            Ok(article) => portion.push(article),
            Err(problem) => {
                console.error(describe(&problem));
                outcome = Outcome::SomeFailed;
            }
        }
        if portion.len() >= ARTICLES_AT_ONCE && !write(&mut portion)? {
            return Ok(outcome);
        }
    }
    write(&mut portion)?;
    Ok(if refused {
        Outcome::SomeFailed
    } else {
        outcome
    })
}

fn sink(format: Format, corpus: &mut Corpus) -> anyhow::Result<Sink<BufWriter<io::Stdout>>> {
    let out = BufWriter::new(io::stdout());
    let scheme = Scheme::default();
    Ok(match format {
        Format::Text => Sink::Text(SummaryWriter::new(out, corpus.article_count() > 1)),
        Format::Jsonl => Sink::Rows(Box::new(RowWriter::jsonl(out, &scheme)?)),
        Format::Csv => {
            // A CSV header comes first, so the columns to pass through are looked for beforehand.
            let mut extra: Vec<String> = Vec::new();
            for article in corpus.articles().flatten() {
                for (name, _) in article.extra {
                    if !extra.contains(&name) {
                        extra.push(name);
                    }
                }
            }
            let extra = extra.iter().map(String::as_str);
            Sink::Rows(Box::new(RowWriter::csv(
                out,
                &scheme,
                extra,
                Dialect::Rfc4180,
            )?))
        }
    })
}
