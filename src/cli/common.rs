//! What several commands share: loading models and codebooks, and the scale of arguments.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::Args;

use crate::{
    model::{Embedder, threads},
    stance::{self, Codebook, Dimension, StanceClassifier},
    summary::{self, DEFAULT_WORDS, Extractive},
};

/// Inputs of `run`, `summarise` and `classify`.
#[derive(Args)]
pub(super) struct Inputs {
    /// Files or folders (.txt, .html, .csv, .jsonl, each also .gz), or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
}

/// How much of the machine is used, and how much is said.
#[derive(Args)]
pub(super) struct Effort {
    /// Worker threads [default: all cores]; the results are the same for any number
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
}

impl Effort {
    pub(super) fn threads(&self) -> usize {
        self.threads
            .map_or_else(threads::default_threads, NonZeroUsize::get)
    }
}

/// Whether evidence is looked for.
#[derive(Args)]
pub(super) struct EvidenceChoice {
    /// Leave `evidence` empty: the sentence or clause of each comment that decides its stance is found by
    /// classifying the comment without each of its parts, which takes most of the time
    #[arg(long)]
    no_evidence: bool,
}

impl EvidenceChoice {
    pub(super) fn wanted(&self) -> bool {
        !self.no_evidence
    }
}

/// Length of summaries.
#[derive(Args)]
pub(super) struct Length {
    /// Words of a summary at most
    #[arg(long, value_name = "N", default_value_t = DEFAULT_WORDS as u32,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    words: u32,
}

impl Length {
    pub(super) fn words(&self) -> usize {
        self.words as usize
    }
}

/// The codebook at `path`, or the built-in one.
pub(super) fn codebook(path: Option<&Path>) -> anyhow::Result<Codebook> {
    Ok(match path {
        Some(path) => Codebook::read(path)?,
        None => Codebook::built_in()?,
    })
}

/// One dimension of a codebook.
#[derive(Args)]
pub(super) struct OneDimension {
    /// The codebook [default: stance towards enforcement against piracy]
    #[arg(long, value_name = "FILE")]
    codebook: Option<PathBuf>,
    /// The dimension of the codebook [default: its first]
    #[arg(long, value_name = "ID")]
    dimension: Option<String>,
}

impl OneDimension {
    pub(super) fn codebook(&self) -> anyhow::Result<Codebook> {
        codebook(self.codebook.as_deref())
    }

    /// The dimension, which is one of `codebook`.
    pub(super) fn of<'a>(&self, codebook: &'a Codebook) -> anyhow::Result<&'a Dimension> {
        let wanted =
            |dimension: &&Dimension| self.dimension.as_ref().is_none_or(|id| *id == dimension.id);
        codebook.dimensions.iter().find(wanted).with_context(|| {
            let known: Vec<&str> = codebook.dimensions.iter().map(|d| d.id.as_str()).collect();
            format!(
                "the codebook has no dimension `{}`, only {}",
                self.dimension.as_deref().unwrap_or_default(),
                known.join(", ")
            )
        })
    }
}

/// The extractive summariser of the model `name`, or of the built-in one.
pub(super) fn summariser(
    name: Option<&Path>,
    threads: usize,
    compress: bool,
) -> anyhow::Result<Extractive<Embedder>> {
    let summariser = Extractive::load(&summary::find(name)?, threads)?;
    Ok(summariser.with_compression(compress))
}

/// The stance model `name`, or the built-in one.
pub(super) fn classifier(
    name: Option<&Path>,
    threads: usize,
) -> anyhow::Result<Box<dyn StanceClassifier>> {
    Ok(stance::load(&stance::find(name)?, threads)?)
}
