//! `kumascope`: see what a Kuma service mesh will do to every Envoy, in a shell.

#![expect(
    clippy::doc_markdown,
    reason = "the doc comments of arguments are help, where backticks would be printed"
)]

mod arguments;
mod codes;
mod colour;
mod commands;
mod comparison;
mod findings;
mod input;
mod misuse;
mod nearest;
mod output;
mod overview;
mod parallel;
mod pointer;
mod render;
mod session;
mod summary;
mod table;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::{arguments::Cli, colour::Colours};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a command found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Nothing to complain about.
    Clean,
    /// At least one error or warning.
    Findings,
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let command = Cli::command().color(colour::of_help(&arguments));
    let cli =
        match command.try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches)) {
            Ok(cli) => cli,
            Err(error) => {
                // Where not even the help can be printed there is nobody to tell.
                let _ = error.print();
                return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
            }
        };
    let colours = Colours::choose(cli.color);
    match cli.command.run(colours) {
        Ok(Verdict::Clean) => ExitCode::SUCCESS,
        Ok(Verdict::Findings) => ExitCode::from(1),
        Err(misuse) => misuse.report(colours),
    }
}
