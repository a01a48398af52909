//! `cargo xtask test`: every test there is, from formatting to a real Envoy. CI runs exactly this.

use std::{path::Path, time::Instant};

use anyhow::Result;

use crate::{
    run::{Run, announce},
    setup, web,
};

/// What to leave out. By default everything runs.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Leave out what needs Chromium, npm packages or the wasm target
    #[arg(long)]
    no_browser: bool,
    /// Leave out what needs a real Envoy
    #[arg(long)]
    no_envoy: bool,
}

pub(crate) fn execute(options: &Options) -> Result<()> {
    let start = Instant::now();
    step("formatting", || Run::cargo("fmt").args(["--all", "--check"]).go())?;
    if !options.no_browser {
        setup::wasm_target()?;
        setup::node_packages()?;
    }
    step("lints", lints)?;
    let envoy = if options.no_envoy { None } else { Some(setup::envoy()?) };
    step("unit, structure, conformance and Envoy tests", || native(envoy.as_deref()))?;
    if !options.no_browser {
        step("wasm and browser tests", browser)?;
    }
    announce(&format!("everything passed in {} s", start.elapsed().as_secs()));
    Ok(())
}

fn step(name: &str, run: impl FnOnce() -> Result<()>) -> Result<()> {
    announce(name);
    run()
}

/// Everything that builds for this machine, the descriptors in both views that can be compared.
const NATIVE: [&str; 7] = [
    "--workspace",
    "--exclude",
    "kumascope-web",
    "--exclude",
    "kumascope-wasm",
    "--features",
    "kumascope-envoy-api/pool,kumascope-envoy-api/schema",
];

/// What is built for browsers.
const WEB: [&str; 4] = ["--package", "kumascope-web", "--package", "kumascope-wasm"];

fn lints() -> Result<()> {
    Run::cargo("clippy").args(NATIVE).args(["--all-targets", "--", "--deny", "warnings"]).go()
}

/// Without an Envoy, the tests that ask one are left out.
fn native(envoy: Option<&Path>) -> Result<()> {
    let tests = Run::cargo("test").args(NATIVE);
    match envoy {
        Some(program) => tests.env("KUMASCOPE_ENVOY", program).go(),
        None => tests.args(["--", "--skip", "a_real_envoy"]).go(),
    }
}

/// What is built for browsers: its own tests, the npm package in Node, and the playground as it ships in Chromium.
fn browser() -> Result<()> {
    Run::cargo("test").args(WEB).go()?;
    web::test(&web::BrowserOptions::default())
}
