//! `tribune evaluate summaries`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::{Outcome, scores};
use crate::cli::print;
use crate::{
    cli::{
        common::{Effort, Length},
        method::{Method, summariser},
    },
    corpus::{
        Problem, ReadOptions,
        pairs::{self, Pair},
    },
    evaluate::{
        baselines::{first_k, opening, oracle, textrank},
        bootstrap::RESAMPLES,
        rouge::Variant,
        systems::{SummaryScores, SystemReport, compare},
    },
    pipeline::{ARTICLES_AT_ONCE, describe},
    report::Console,
    summary::Document,
};

#[derive(Args)]
pub(in crate::cli) struct Summaries {
    /// Articles with reference summaries: JSONL or CSV, also .gz, with `article`, `summary` (or
    /// `abstract`) and perhaps `id`, `title`
    pairs: PathBuf,
    /// The model that summaries are made with: a summary model, or for abstractive ones what `tribune
    /// model import` wrote [default: built-in]
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    #[command(flatten)]
    method: Method,
    #[command(flatten)]
    length: Length,
    /// Score the summaries that stand in this field too (may be given several times)
    #[arg(long, value_name = "NAME")]
    system_field: Vec<String>,
    /// Add simple systems: first sentences, opening sentences up to N words, TextRank, and the
    /// greedy oracle, which sees the reference
    #[arg(long)]
    baselines: bool,
    /// Leave titles out: the summariser sees the text alone
    #[arg(long)]
    no_title: bool,
    /// Use the first N pairs
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Write the summaries and their scores, a row for each article and system, into DIR/summaries.csv
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write JSON instead of a table
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    effort: Effort,
}

/// Resampling does not change between runs.
const SEED: u64 = 1;

type Baseline = fn(&[&str], &str, usize) -> Vec<usize>;

const BASELINES: [(&str, Baseline); 6] = [
    ("first sentence", |sentences, _, _| first_k(sentences, 1)),
    ("first two sentences", |sentences, _, _| {
        first_k(sentences, 2)
    }),
    ("first three sentences", |sentences, _, _| {
        first_k(sentences, 3)
    }),
    ("opening sentences", |sentences, _, words| {
        opening(sentences, words)
    }),
    ("TextRank", |sentences, _, words| textrank(sentences, words)),
    ("greedy oracle", |sentences, reference, words| {
        oracle(sentences, reference, words, Variant::Ascii)
    }),
];

pub(super) fn run(arguments: &Summaries) -> anyhow::Result<Outcome> {
    let console = Console::new(arguments.effort.quiet);
    let summariser = summariser(
        &arguments.method,
        arguments.model.as_deref(),
        arguments.effort.threads(),
    )?;
    let words = arguments.length.words();
    let mut names = vec!["tribune".to_owned()];
    names.extend(arguments.system_field.iter().cloned());
    if arguments.baselines {
        names.extend(BASELINES.iter().map(|(name, _)| (*name).to_owned()));
    }
    let mut all: Vec<Vec<SummaryScores>> = vec![Vec::new(); names.len()];
    let mut details: Vec<scores::Row> = Vec::new();
    let mut outcome = Outcome::Complete;
    let mut refused = false;
    let progress = console.progress(None);
    let mut portion: Vec<Pair> = Vec::new();
    let mut score = |portion: &mut Vec<Pair>| -> anyhow::Result<()> {
        let documents: Vec<Document> = portion
            .iter()
            .map(|pair| {
                Document::new(
                    if arguments.no_title { "" } else { &pair.title },
                    &pair.article,
                )
            })
            .collect();
        let made = summariser.summarise(&documents, words)?;
        for ((pair, document), summary) in portion.iter().zip(&documents).zip(made) {
            if let Some(refusal) = summariser.refusal(document) {
                let problem = Problem::new(&pair.id, refusal.problem, refusal.remedy);
                console.error(describe(&problem));
                refused = true;
                continue;
            }
            let mut texts = vec![summary.text];
            for field in &arguments.system_field {
                texts.push(pair.field(field).unwrap_or_default().to_owned());
            }
            if arguments.baselines {
                texts.extend(baselines(document, &pair.summary, words));
            }
            for ((rows, name), text) in all.iter_mut().zip(&names).zip(texts) {
                let row = SummaryScores::new(&text, &pair.article, &pair.summary);
                if arguments.output.is_some() {
                    details.push(scores::Row {
                        id: pair.id.clone(),
                        system: name.clone(),
                        summary: text,
                        reference: pair.summary.clone(),
                        scores: row.clone(),
                    });
                }
                rows.push(row);
            }
            progress.article();
        }
        portion.clear();
        Ok(())
    };
    let rows = pairs::read(&arguments.pairs, &ReadOptions::default())?;
    for pair in rows.take(arguments.limit.unwrap_or(usize::MAX)) {
        match pair {
            Ok(pair) => portion.push(pair),
            Err(problem) => {
                console.error(describe(&problem));
                outcome = Outcome::SomeFailed;
            }
        }
        if portion.len() >= ARTICLES_AT_ONCE {
            score(&mut portion)?;
        }
    }
    score(&mut portion)?;
    progress.finish();
    if refused {
        outcome = Outcome::SomeFailed;
    }
    let reports = compare(&names, &all, RESAMPLES, SEED)?;
    let articles = all[0].len();
    if let Some(folder) = &arguments.output {
        for path in scores::write(folder, &details)? {
            console.note(path.display());
        }
    }
    if arguments.json {
        print(&format!(
            "{}\n",
            serde_json::json!({ "articles": articles, "words": words, "systems": reports })
        ))?;
    } else {
        print(&table(articles, &reports))?;
    }
    Ok(outcome)
}

/// The summaries of the simple systems.
fn baselines(document: &Document, reference: &str, words: usize) -> Vec<String> {
    let sentences: Vec<String> = document
        .candidates
        .iter()
        .map(|candidate| document.sentence(candidate))
        .collect();
    let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
    BASELINES
        .iter()
        .map(|(_, choose)| document.join(&choose(&sentences, reference, words)))
        .collect()
}

fn table(articles: usize, reports: &[SystemReport]) -> String {
    let mut table = String::new();
    let _ = writeln!(
        table,
        "{articles} articles; F1 x 100, ROUGE-1 / ROUGE-2 / ROUGE-L, mean over articles [95 % interval]"
    );
    for report in reports {
        let _ = writeln!(table, "\n{}", report.system);
        for (name, estimates) in [
            ("rouge-ascii", &report.rouge_ascii),
            ("rouge-unicode", &report.rouge_unicode),
        ] {
            let figures: Vec<String> = estimates
                .iter()
                .map(|e| {
                    format!(
                        "{:.2} [{:.2}, {:.2}]",
                        e.mean * 100.0,
                        e.interval.low * 100.0,
                        e.interval.high * 100.0
                    )
                })
                .collect();
            let _ = writeln!(table, "  {name:<14} {}", figures.join(" / "));
        }
        let _ = writeln!(
            table,
            "  words {:.1}, compression {:.3}, novel 1-, 2-, 3-grams {:.1} / {:.1} / {:.1} %, faithful {:.1} %",
            report.words,
            report.compression,
            report.novel[0] * 100.0,
            report.novel[1] * 100.0,
            report.novel[2] * 100.0,
            report.faithful * 100.0
        );
        if let Some(difference) = &report.against_first {
            let _ = writeln!(
                table,
                "  against {}: {:+.2} [{:+.2}, {:+.2}], p = {:.4} (mean of the three ascii F1)",
                reports[0].system,
                difference.difference * 100.0,
                difference.interval.low * 100.0,
                difference.interval.high * 100.0,
                difference.p_value
            );
        }
    }
    table
}
