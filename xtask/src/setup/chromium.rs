//! The browser of the browser tests.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::run::{Run, from_variable, on_path};

/// Names the program when it is none of [`PROGRAMS`].
const VARIABLE: &str = "KUMASCOPE_CHROMIUM";

const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The path of a Chromium: the one in `KUMASCOPE_CHROMIUM`, else one on PATH, else Debian's, installed now.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(path) = from_variable(VARIABLE)? {
        return Ok(path);
    }
    if let Some(path) = PROGRAMS.iter().find_map(|program| on_path(program)) {
        return Ok(path);
    }
    install()?;
    on_path("chromium").context("Chromium was installed, but there is no `chromium` on PATH")
}

fn install() -> Result<()> {
    let Some(root) = become_root() else {
        bail!("there is no Chromium: install Chromium or Chrome, or set {VARIABLE} to the path of one");
    };
    root("apt-get").arg("update").go()?;
    root("apt-get").args(["install", "-y", "--no-install-recommends", "chromium"]).go()
}

/// How to run a program as root, on a Debian where that is possible without asking anybody.
fn become_root() -> Option<fn(&str) -> Run> {
    if !Path::new("/etc/debian_version").exists() {
        None
    } else if Run::new("id").arg("-u").output().is_ok_and(|user| user.trim() == "0") {
        Some(|program| Run::new(program))
    } else if Run::new("sudo").args(["-n", "true"]).succeeds() {
        Some(|program| Run::new("sudo").arg("-n").arg(program))
    } else {
        None
    }
}
