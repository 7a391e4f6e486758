//! How summaries are made: `--method` and what goes with it.

use std::path::Path;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::common;
use crate::{
    model::{ModelFolder, Task, generation::Generator},
    summary::{Abstractive, OnLong, Summariser},
};

/// Heading of the options that only abstractive summaries have.
const HEADING: &str = "Abstractive summaries";

#[derive(Args)]
pub(super) struct Method {
    /// Sentences of the article, word for word, or sentences that a model writes
    #[arg(long = "method", value_enum, default_value = "extractive")]
    kind: Kind,
    /// Leave the sentences of extractive summaries whole: drop no parenthesis, relative clause or attribution
    #[arg(long)]
    no_compress: bool,
    /// Beams of the search; 1 is greedy [default: the model's]
    #[arg(long, value_name = "N", help_heading = HEADING)]
    beams: Option<usize>,
    /// No run of N tokens occurs twice; 0 allows all [default: the model's]
    #[arg(long, value_name = "N", help_heading = HEADING)]
    no_repeat_ngram: Option<usize>,
    /// Above 0 prefers long summaries, below 0 short ones [default: the model's]
    #[arg(long, value_name = "X", allow_negative_numbers = true, help_heading = HEADING)]
    length_penalty: Option<f64>,
    /// Tokens of a summary at least, the start token included [default: the model's]
    #[arg(long, value_name = "N", help_heading = HEADING)]
    min_length: Option<usize>,
    /// Tokens of a summary at most, the start token included [default: the model's]
    #[arg(long, value_name = "N", help_heading = HEADING)]
    max_length: Option<usize>,
    /// An article longer than the model reads at once: summarise its parts, then their summaries;
    /// read its beginning; or name it as an error [default: chunk]
    #[arg(long, value_enum, help_heading = HEADING)]
    on_long: Option<OnLongArgument>,
}

impl Method {
    /// Whether sentences of the article may be shortened.
    pub(super) fn compress(&self) -> bool {
        !self.no_compress
    }

    /// `extractive` or `abstractive`.
    pub(super) fn name(&self) -> String {
        value_name(&self.kind)
    }

    /// The other options as given.
    pub(super) fn options(&self) -> Vec<String> {
        let shown =
            |name: &str, value: Option<String>| value.map(|value| format!("--{name} {value}"));
        [
            self.no_compress.then(|| "--no-compress".to_owned()),
            shown("beams", self.beams.map(|n| n.to_string())),
            shown(
                "no-repeat-ngram",
                self.no_repeat_ngram.map(|n| n.to_string()),
            ),
            shown("length-penalty", self.length_penalty.map(|n| n.to_string())),
            shown("min-length", self.min_length.map(|n| n.to_string())),
            shown("max-length", self.max_length.map(|n| n.to_string())),
            shown("on-long", self.on_long.as_ref().map(value_name)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// How a value is spelt on the command line.
fn value_name(value: &impl ValueEnum) -> String {
    let value = value.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Extractive,
    Abstractive,
}

#[derive(Clone, Copy, ValueEnum)]
enum OnLongArgument {
    Chunk,
    Truncate,
    Error,
}

impl From<OnLongArgument> for OnLong {
    fn from(argument: OnLongArgument) -> Self {
        match argument {
            OnLongArgument::Chunk => Self::Chunk,
            OnLongArgument::Truncate => Self::Truncate,
            OnLongArgument::Error => Self::Error,
        }
    }
}

/// The summariser that was asked for, over the model `name` or the built-in one.
pub(super) fn summariser(
    method: &Method,
    name: Option<&Path>,
    threads: usize,
) -> anyhow::Result<Box<dyn Summariser>> {
    Ok(match abstractive(method, name, threads)? {
        Some(summariser) => Box::new(summariser),
        None => Box::new(common::summariser(name, threads, method.compress())?),
    })
}

/// The abstractive summariser, if it was asked for.
pub(super) fn abstractive(
    method: &Method,
    name: Option<&Path>,
    threads: usize,
) -> anyhow::Result<Option<Abstractive>> {
    if method.kind == Kind::Extractive {
        check_extractive(method, name)?;
        return Ok(None);
    }
    if method.no_compress {
        bail!("`--no-compress` goes with `--method extractive` only");
    }
    let name = name.context(
        "`--method abstractive` needs a model that writes text: make one of a Hugging Face checkpoint with `tribune model import SRC DIR`, and name DIR",
    )?;
    let generator = Generator::load(&ModelFolder::find(name)?, threads)?;
    let mut settings = generator.settings().clone();
    let generation = &mut settings.generation;
    for (setting, value) in [
        (&mut generation.num_beams, method.beams),
        (&mut generation.no_repeat_ngram_size, method.no_repeat_ngram),
        (&mut generation.max_length, method.max_length),
    ] {
        *setting = value.unwrap_or(*setting);
    }
    generation.min_length = match method.min_length {
        Some(length) => length,
        // The model's own least length gives way to a shorter greatest one.
        None => generation.min_length.min(generation.max_length),
    };
    generation.length_penalty = method.length_penalty.unwrap_or(generation.length_penalty);
    let generator = generator
        .with_settings(settings)
        .map_err(anyhow::Error::msg)?;
    let on_long = method.on_long.map_or_else(OnLong::default, OnLong::from);
    Ok(Some(Abstractive::new(generator, on_long)))
}

fn check_extractive(method: &Method, name: Option<&Path>) -> anyhow::Result<()> {
    let given = [
        ("--beams", method.beams.is_some()),
        ("--no-repeat-ngram", method.no_repeat_ngram.is_some()),
        ("--length-penalty", method.length_penalty.is_some()),
        ("--min-length", method.min_length.is_some()),
        ("--max-length", method.max_length.is_some()),
        ("--on-long", method.on_long.is_some()),
    ];
    if let Some((flag, _)) = given.iter().find(|(_, given)| *given) {
        bail!("`{flag}` goes with `--method abstractive` only");
    }
    if let Some(name) = name
        && ModelFolder::find(name).is_ok_and(|folder| folder.manifest.task == Task::Generation)
    {
        bail!(
            "`{}` writes text: add `--method abstractive`",
            name.display()
        );
    }
    Ok(())
}
