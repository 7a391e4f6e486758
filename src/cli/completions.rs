//! `tribune completions`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Outcome;

#[derive(Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Completions) -> anyhow::Result<Outcome> {
    let mut command = super::Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "tribune", &mut script);
    super::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Complete)
}
