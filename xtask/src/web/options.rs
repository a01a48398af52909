//! The arguments of the commands about the web.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

use super::build::Build;

/// The arguments of `cargo xtask web`.
#[derive(Args)]
pub(crate) struct WebOptions {
    /// Quickly compiled instead of small
    #[arg(long)]
    dev: bool,
    /// The folder to write, `dist` by default
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Called by trunk: TRUNK_STAGING_DIR is the folder, TRUNK_PROFILE says how to build
    #[arg(long, conflicts_with_all = ["dev", "out"])]
    trunk: bool,
}

/// The arguments of `cargo xtask npm`.
#[derive(Args)]
pub(crate) struct NpmOptions {
    /// Quickly compiled instead of small
    #[arg(long)]
    dev: bool,
}

/// The arguments of `cargo xtask browser`.
#[derive(Args, Default)]
pub(crate) struct BrowserOptions {
    /// Quickly compiled instead of as it ships
    #[arg(long)]
    dev: bool,
}

/// The arguments of `cargo xtask playground`.
#[derive(Args)]
pub(crate) struct PlaygroundOptions {
    /// The port to serve on; the next free one when it is taken
    #[arg(long, default_value_t = 8080)]
    pub(super) port: u16,
    /// Small instead of quickly compiled: the folder `dist` can be put on any web server
    #[arg(long)]
    release: bool,
    /// Do not open a browser
    #[arg(long)]
    pub(super) no_open: bool,
}

/// The arguments of `cargo xtask size`.
#[derive(Args, Default)]
pub(crate) struct SizeOptions {
    /// Measure `dist` as it is, without building it
    #[arg(long)]
    pub(super) keep: bool,
    /// Write the table into docs/benchmarks.md
    #[arg(long)]
    pub(super) write: bool,
}

impl WebOptions {
    /// How to build.
    pub(super) fn build(&self) -> Build {
        if self.trunk {
            return Build::of(std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release"));
        }
        Build::of(!self.dev)
    }

    /// The folder, if one is named.
    pub(super) fn folder(&self) -> Result<Option<PathBuf>> {
        if !self.trunk {
            return Ok(self.out.clone().map(|folder| crate::run::root().join(folder)));
        }
        let folder =
            std::env::var_os("TRUNK_STAGING_DIR").context("trunk sets TRUNK_STAGING_DIR for hooks")?;
        Ok(Some(folder.into()))
    }
}

impl BrowserOptions {
    /// How to build.
    pub(super) fn build(&self) -> Build {
        Build::of(!self.dev)
    }
}

impl NpmOptions {
    /// How to build.
    pub(super) fn build(&self) -> Build {
        Build::of(!self.dev)
    }
}

impl PlaygroundOptions {
    /// How to build.
    pub(super) fn build(&self) -> Build {
        Build::of(self.release)
    }
}
