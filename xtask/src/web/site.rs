//! The playground as a folder of static files.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};

use super::{
    build::{Audience, Build, Module, tool},
    fields, gallery, offline,
};
use crate::run::root;

/// The files of `www/site` that ship as they are.
const STATIC: [&str; 4] = ["index.html", "style.css", "icon.svg", "theme.js"];

/// The scripts of `www/site`, each bundled with what it imports from npm.
const SCRIPTS: [&str; 9] = [
    "thread.js",
    "start.js",
    "editor.js",
    "worker.js",
    "rest.js",
    "browser.js",
    "files.js",
    "share.js",
    "embed.js",
];

/// Builds everything anew into `folder`.
pub(super) fn build(build: Build, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let examples = folder.join("examples");
    gallery::build(&examples)?;
    Module::ENGINE.build(build, Audience::Page, folder)?;
    if build == Build::Release {
        Module::ENGINE.divide(folder, &examples)?;
    }
    Module::APP.build(build, Audience::Page, folder)?;
    for script in SCRIPTS {
        bundle(build, script, folder)?;
    }
    for name in STATIC {
        let source = root().join("www/site").join(name);
        fs::copy(&source, folder.join(name)).with_context(|| format!("cannot copy {}", source.display()))?;
    }
    if build == Build::Release {
        for name in ["engine.js", "app.js", "theme.js", "style.css"] {
            minify(&folder.join(name))?;
        }
    }
    fields::build(folder)?;
    match build {
        // Whoever works on the page wants to see the newest one.
        Build::Development => Ok(()),
        Build::Release => offline::build(folder),
    }
}

/// Modules that are built beside the scripts stay imports. What a script loads only when it is needed is a file of its own, and so is
/// what both have in common: `NAME-chunk.js`.
fn bundle(build: Build, script: &str, folder: &Path) -> Result<()> {
    let shape = ["--bundle", "--splitting", "--format=esm", "--target=es2022", "--log-level=warning"];
    let name = script.trim_end_matches(".js");
    let run = tool("esbuild")
        .arg(format!("www/site/{script}"))
        .args(shape)
        .args(["engine", "app", "editor", "files", "share"].map(|name| format!("--external:./{name}.js")))
        .arg(format!("--chunk-names={name}-[name]"))
        .arg(format!("--outdir={}", folder.display()));
    match build {
        Build::Development => run.go(),
        Build::Release => run.args(["--minify", "--legal-comments=none"]).go(),
    }
}

/// What no bundle has made small. wasm-bindgen names a module once for each group of its functions, which is harmless.
fn minify(file: &Path) -> Result<()> {
    tool("esbuild")
        .arg(file)
        .args(["--minify", "--allow-overwrite", "--log-level=warning"])
        .arg("--log-override:duplicate-object-key=silent")
        .arg(format!("--outfile={}", file.display()))
        .go()
}
