//! Everything that ends in a browser or in Node: the wasm modules, the playground, the npm package, and how large they are.

mod build;
mod compress;
mod fields;
mod gallery;
mod npm;
mod offline;
mod options;
mod parity;
mod site;
mod size;

use std::path::{Path, PathBuf};

use anyhow::Result;

pub(crate) use options::{BrowserOptions, NpmOptions, PlaygroundOptions, SizeOptions, WebOptions};

use crate::{
    run::{Run, announce, root, target},
    setup,
};
use build::Build;

/// `cargo xtask web`: the playground as a folder of static files.
pub(crate) fn web(options: &WebOptions) -> Result<()> {
    let folder = options.folder()?.unwrap_or_else(|| default_folder(options.build()));
    site(options.build(), &folder)?;
    announce(&format!("the playground is in {}", folder.display()));
    Ok(())
}

/// `cargo xtask npm`: the npm package, and its tests.
pub(crate) fn npm(options: &NpmOptions) -> Result<()> {
    set_up()?;
    npm::build(options.build())?;
    npm::test()
}

/// `cargo xtask playground`: the playground, built and served to this machine.
pub(crate) fn playground(options: &PlaygroundOptions) -> Result<()> {
    let folder = default_folder(options.build());
    site(options.build(), &folder)?;
    let serve = helper().arg("serve").arg(folder).arg("--port").arg(options.port.to_string());
    if options.no_open { serve.go() } else { serve.arg("--open").go() }
}

/// `cargo xtask size`: what a visitor and a user of the npm package have to load.
pub(crate) fn size(options: &SizeOptions) -> Result<()> {
    let folder = default_folder(Build::Release);
    if !options.keep {
        site(Build::Release, &folder)?;
    }
    size::run(&folder, options)
}

/// `cargo xtask browser`: the npm package in Node, and the playground as it ships in Chromium.
pub(crate) fn test(options: &BrowserOptions) -> Result<()> {
    set_up()?;
    npm::build(options.build())?;
    npm::test()?;
    let folder = default_folder(options.build());
    site::build(options.build(), &folder)?;
    if options.build() == Build::Release {
        size::run(&folder, &SizeOptions::default())?;
    }
    Run::new("npm")
        .arg("test")
        .current_dir("tests/browser")
        .env("KUMASCOPE_SITE", folder)
        .env("KUMASCOPE_PARITY", parity::write()?)
        .env("KUMASCOPE_CHROMIUM", setup::chromium()?)
        .go()
}

/// `cargo xtask bench --browser`: the playground as it ships, measured in Chromium.
pub(crate) fn bench() -> Result<()> {
    let folder = default_folder(Build::Release);
    site(Build::Release, &folder)?;
    let chromium = setup::chromium()?;
    for bench in ["bench/keypress.js", "bench/engine.js"] {
        Run::new("node")
            .arg(bench)
            .current_dir("tests/browser")
            .env("KUMASCOPE_SITE", &folder)
            .env("KUMASCOPE_CHROMIUM", &chromium)
            .go()?;
    }
    Ok(())
}

/// Builds the playground into `folder`, whatever has to be installed first.
fn site(build: Build, folder: &Path) -> Result<()> {
    set_up()?;
    site::build(build, folder)
}

/// The program that binds and serves.
fn helper() -> Run {
    Run::cargo("run").args(["--quiet", "--package", "xtask-web", "--"])
}

fn set_up() -> Result<()> {
    setup::wasm_target()?;
    setup::node_packages()
}

fn default_folder(build: Build) -> PathBuf {
    match build {
        Build::Release => root().join("dist"),
        Build::Development => target("playground"),
    }
}
