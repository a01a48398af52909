//! `cargo xtask setup`: what the tests and the playground need beyond cargo. Whatever is there already is left alone, so
//! running it again is quick; a command that needs one part asks for that part.

mod chromium;
mod envoy;
mod node;
mod wasm;

use anyhow::Result;
use clap::{Args, ValueEnum};

pub(crate) use chromium::chromium;
pub(crate) use envoy::envoy;
pub(crate) use node::node_packages;
pub(crate) use wasm::{TARGET, wasm_target};

use crate::run::announce;

/// What to install.
#[derive(Args)]
pub(crate) struct Options {
    /// Only these parts; all of them by default
    parts: Vec<Part>,
}

/// One thing that a machine may lack.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Rust's standard library for wasm32-unknown-unknown
    Wasm,
    /// The npm packages of the playground and of the browser tests
    Node,
    /// A browser for the browser tests
    Chromium,
    /// A real Envoy, to ask whether it accepts our configuration
    Envoy,
}

/// Installs the parts named in `options`, or all.
pub(crate) fn run(options: &Options) -> Result<()> {
    let parts = if options.parts.is_empty() { Part::value_variants() } else { &options.parts };
    parts.iter().try_for_each(|part| part.install())?;
    announce("everything is there");
    Ok(())
}

impl Part {
    fn install(self) -> Result<()> {
        match self {
            Self::Wasm => wasm_target(),
            Self::Node => node_packages(),
            Self::Chromium => chromium().map(|path| announce(&format!("chromium: {}", path.display()))),
            Self::Envoy => envoy().map(|path| announce(&format!("envoy: {}", path.display()))),
        }
    }
}
