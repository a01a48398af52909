//! `cargo xtask bench`: how long the stages take. Timings decide no test; results are written down in docs/benchmarks.md.

mod large;

use anyhow::Result;

use crate::{run::Run, web};

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Compile a mesh of 1,000 services, 1,000 Dataplanes and 200 policies by the command line instead: time and memory in all
    #[arg(long)]
    large: bool,
    /// Measure the playground in Chromium instead: from a key press to painted output
    #[arg(long, conflicts_with = "large")]
    browser: bool,
}

pub(crate) fn execute(options: &Options) -> Result<()> {
    if options.large {
        return large::run();
    }
    if options.browser {
        return web::bench();
    }
    Run::cargo("bench").args(["--package", "kumascope-tests", "--bench", "meshes"]).go()
}
