//! Whether to print in colour: what the caller says, then `NO_COLOR`, then whether somebody is looking.

use std::{env, ffi::OsString, io::IsTerminal};

use clap::{ColorChoice, ValueEnum};

/// When to print in colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless NO_COLOR is set or TERM is `dumb`
    #[default]
    Auto,
    /// Always, in files and pipes too
    Always,
    /// Never
    Never,
}

/// What is printed in colour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Colours {
    /// Whether results are.
    pub(crate) stdout: Colour,
    /// Whether findings are.
    pub(crate) stderr: Colour,
}

/// Whether a stream is printed in colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    /// In colour.
    On,
    /// Plain text.
    Off,
}

impl Colours {
    /// The choice for both streams.
    pub(crate) fn choose(when: When) -> Self {
        let choose = |is_terminal| match when {
            When::Always => Colour::On,
            When::Auto if is_terminal && !is_unwanted() => Colour::On,
            When::Auto | When::Never => Colour::Off,
        };
        Self {
            stdout: choose(std::io::stdout().is_terminal()),
            stderr: choose(std::io::stderr().is_terminal()),
        }
    }
}

/// The choice for help and usage, which are printed before the arguments are understood.
pub(crate) fn of_help(arguments: &[OsString]) -> ColorChoice {
    let value = arguments.iter().zip(arguments.iter().skip(1).map(Some).chain([None])).find_map(
        |(argument, next)| {
            let argument = argument.to_str()?;
            if argument == "--color" { next?.to_str() } else { argument.strip_prefix("--color=") }
        },
    );
    match value {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ if is_unwanted() => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

fn is_unwanted() -> bool {
    env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || env::var_os("TERM").is_some_and(|term| term == "dumb")
}
