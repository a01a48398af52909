//! The npm package: `www/npm` with the module, its JavaScript and its declarations in `www/npm/dist`.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use super::build::{Audience, Build, Module, tool};
use crate::{
    run::{Run, root},
    setup,
};

/// Builds `www/npm/dist`.
pub(super) fn build(build: Build) -> Result<()> {
    let folder = root().join("www/npm/dist");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Module::ENGINE.build(build, Audience::Package, &folder)?;
    tighten(&folder.join("engine.d.ts"))
}

/// The tool declares the module's raw exports with `any`; nobody should have to import that.
fn tighten(declarations: &Path) -> Result<()> {
    let text = fs::read_to_string(declarations)
        .with_context(|| format!("cannot read {}", declarations.display()))?;
    fs::write(declarations, text.replace(": any", ": unknown"))
        .with_context(|| format!("cannot write {}", declarations.display()))
}

/// Uses the package as Node and TypeScript see it; and as it is published: packed, installed elsewhere, bundled, on a page.
pub(super) fn test() -> Result<()> {
    tool("tsc").args(["--project", "www/npm/test"]).go()?;
    Run::new("node").arg("--test").current_dir("www/npm").go()?;
    Run::new("npm")
        .arg("test")
        .current_dir("tests/package")
        .env("KUMASCOPE_CHROMIUM", setup::chromium()?)
        .go()
}
