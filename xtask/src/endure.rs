//! `cargo xtask endure`: breaks the resources of the corpus and sends them through the compiler, for as long as one likes.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Result, bail};
use kumascope_tests::{
    conformance::Corpus,
    robustness::{Failure, Limit, run},
};

use crate::run::target;

/// How long, and with which numbers.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How long
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// Where the numbers begin by which inputs are broken: the same seed breaks the same inputs
    #[arg(long, default_value_t = 1_000_000)]
    seed: u64,
}

pub(crate) fn execute(options: &Options) -> Result<()> {
    let folder = target("endure");
    fs::create_dir_all(&folder)?;
    let limit = Limit::Time(Duration::from_mins(options.minutes));
    let done = run(&Corpus::pinned()?, options.seed, limit, Some(&folder))?;
    println!("{} broken inputs of {} bytes, the slowest took {:?}", done.inputs, done.bytes, done.slowest);
    for (index, failure) in done.failures.iter().enumerate() {
        let path = keep(&folder, index, failure)?;
        println!("{}: {} ({})", failure.name, failure.reason, path.display());
    }
    if !done.failures.is_empty() {
        bail!("{} inputs were not endured", done.failures.len());
    }
    Ok(())
}

fn keep(folder: &Path, index: usize, failure: &Failure) -> Result<PathBuf> {
    let path = folder.join(format!("failure-{index}.yaml"));
    fs::write(&path, &failure.input)?;
    Ok(path)
}
