//! From a crate to a wasm module with JavaScript around it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use super::helper;
use crate::{
    run::{Run, root, target},
    setup::TARGET,
};

/// What rustc 1.95 may emit for [`TARGET`]. They are named one by one: with all features, wasm-opt would emit instructions
/// that browsers do not have yet.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Small as it is sent, not as it lies there: inlined functions make a module larger for brotli by an eighth, though its raw
/// size shrinks, a variable for what is computed twice costs more than to say it twice, data without its zeros falls into hundreds
/// of pieces, which brotli cannot read across, and hints about alignment say nothing to engines.
const OPTIMIZATIONS: [&str; 5] = [
    "-Os",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=local-cse",
    "--skip-pass=memory-packing",
    "--dealign",
];

/// How to build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// Quickly.
    Development,
    /// As it ships: small.
    Release,
}

/// For whom JavaScript is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Our own pages.
    Page,
    /// Users of the npm package, who want TypeScript declarations.
    Package,
}

/// A crate that becomes a module.
pub(super) struct Module {
    /// Its package.
    pub(super) package: &'static str,
    /// The file that cargo writes, without `.wasm`.
    pub(super) artifact: &'static str,
    /// What cargo has to be told to make a module of the package.
    kind: &'static [&'static str],
    /// The name of the module: `NAME.js` and `NAME_bg.wasm`.
    pub(super) name: &'static str,
}

impl Build {
    /// The build that ships, or the quick one.
    pub(super) fn of(release: bool) -> Self {
        if release { Self::Release } else { Self::Development }
    }

    /// cargo's name for it.
    fn profile(self) -> &'static str {
        match self {
            Self::Development => "wasm-dev",
            Self::Release => "wasm",
        }
    }
}

impl Module {
    /// The compiler.
    pub(super) const ENGINE: Self = Self {
        package: "kumascope-wasm",
        artifact: "kumascope_wasm",
        kind: &["--crate-type", "cdylib"],
        name: "engine",
    };

    /// The playground's page.
    pub(super) const APP: Self =
        Self { package: "kumascope-web", artifact: "kumascope-web", kind: &[], name: "app" };

    /// Compiles it, writes JavaScript around it into `folder`, and makes it small where it ships.
    pub(super) fn build(&self, build: Build, audience: Audience, folder: &Path) -> Result<()> {
        Run::cargo("rustc")
            .args(["--package", self.package, "--target", TARGET, "--profile", build.profile()])
            .args(self.kind)
            .go()?;
        let module = target(TARGET).join(build.profile()).join(format!("{}.wasm", self.artifact));
        let bind = helper().arg("bind").arg(module).arg(folder).arg(self.name);
        match audience {
            Audience::Page => {
                bind.go()?;
                helper().arg("shorten").arg(folder).arg(self.name).go()?;
            }
            Audience::Package => bind.arg("--typescript").go()?,
        }
        match build {
            Build::Development => Ok(()),
            Build::Release => self.shrink(folder),
        }
    }

    fn shrink(&self, folder: &Path) -> Result<()> {
        let bound = self.bound(folder);
        let small = bound.with_extension("wasm.small");
        tool("wasm-opt").args(FEATURES).args(OPTIMIZATIONS).arg(&bound).arg("-o").arg(&small).go()?;
        fs::rename(&small, &bound).with_context(|| format!("cannot replace {}", bound.display()))?;
        arrange(&bound)
    }

    /// Puts the functions that no example of the gallery needs into a module of their own, which `rest.js` loads when it must.
    pub(super) fn divide(&self, folder: &Path, gallery: &Path) -> Result<()> {
        let (bound, script) = (self.bound(folder), folder.join(format!("{}.js", self.name)));
        let rest = folder.join(format!("{}_rest.wasm", self.name));
        let beside = |name: &str| target(TARGET).join(format!("{}-{name}", self.name));
        let (marked, ran) = (beside("marked.wasm"), beside("ran.txt"));
        fs::copy(&bound, whole()).with_context(|| format!("cannot copy {}", bound.display()))?;
        helper().args(["divide", "mark"]).arg(&bound).arg(&marked).go()?;
        let trial = root().join("xtask/web/trial.mjs");
        Run::new("node").arg(trial).arg(&script).arg(&marked).arg(gallery).arg(&ran).go()?;
        helper().args(["divide", "split"]).arg(&bound).arg(&ran).arg(&rest).arg(&script).go()?;
        arrange(&bound)?;
        arrange(&rest)
    }

    /// The module as JavaScript binds it.
    fn bound(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}_bg.wasm", self.name))
    }
}

/// The engine in one module, as the npm package has it.
pub(super) fn whole() -> PathBuf {
    target(TARGET).join("engine-whole.wasm")
}

fn arrange(module: &Path) -> Result<()> {
    helper().arg("arrange").arg(module).go()
}

/// A program out of the npm packages of `www`.
pub(super) fn tool(name: &str) -> Run {
    Run::new(root().join("www/node_modules/.bin").join(name))
}
