//! The command line: arguments to plain settings, one file a command.
//!
//! Each command returns an [`Outcome`]; [`run`] maps it to the exit status: 0 all well, 1 finished
//! but some inputs failed, 2 could not run.

mod classify;
mod common;
mod completions;
mod evaluate;
mod manual;
mod method;
mod model;
mod reporting;
mod run;
mod sample;
mod summarise;
mod train;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::report::{Console, console::ignore_closed_pipe};

/// How a command ended that could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was read.
    Complete,
    /// Some inputs failed; the others have their rows.
    SomeFailed,
}

#[derive(Parser)]
#[command(
    name = "tribune",
    version,
    about,
    propagate_version = true,
    arg_required_else_help = true
)]
struct Arguments {
    /// More messages: -v what is done, -vv details
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Summarise articles, classify their comments, and write the reports into a folder
    Run(run::Run),
    /// Summarise articles onto standard output
    #[command(alias = "summarize")]
    Summarise(summarise::Summarise),
    /// Classify comments by stance onto standard output
    Classify(classify::Classify),
    /// Draw comments to be coded by hand into a sheet, which `evaluate` and `train` read back
    Sample(sample::Sample),
    /// Measure quality on labelled data
    #[command(subcommand)]
    Evaluate(evaluate::Command),
    /// Train a model on your own labelled data
    #[command(subcommand)]
    Train(train::Command),
    /// Look at models and check their files
    #[command(subcommand)]
    Model(model::Command),
    /// Write a shell's completions of this program onto standard output
    Completions(completions::Completions),
    /// Write manual pages into a folder
    Man(manual::Manual),
}

/// Parses the arguments, runs the command and returns the exit status.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    start_log(arguments.verbose);
    crate::model::threads::one_thread_per_operation();
    let result = match arguments.command {
        Command::Run(command) => run::run(&command),
        Command::Summarise(command) => summarise::run(&command),
        Command::Classify(command) => classify::run(&command),
        Command::Sample(command) => sample::run(&command),
        Command::Evaluate(command) => evaluate::run(&command),
        Command::Train(command) => train::run(&command),
        Command::Model(command) => model::run(&command),
        Command::Completions(command) => completions::run(&command),
        Command::Man(command) => manual::run(&command),
    };
    match result {
        Ok(Outcome::Complete) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(1),
        Err(error) => {
            Console::new(false).error(explain(&error));
            ExitCode::from(2)
        }
    }
}

/// The error and its causes; most messages of the library hold their cause already.
fn explain(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    text
}

/// Writes to standard output; that nobody reads on is no error.
fn print(text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    Ok(ignore_closed_pipe(
        out.write_all(text.as_bytes()).and_then(|()| out.flush()),
    )?)
}

fn start_log(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "tribune=info,warn",
        _ => "tribune=debug,info",
    };
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let filter = tracing_subscriber::EnvFilter::try_from_env("TRIBUNE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(!no_colour && std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .without_time()
        .init();
}
