//! The `tribune` program; everything is in the library.

fn main() -> std::process::ExitCode {
    tribune::cli::run()
}
