//! The npm packages, as the lock files state them.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::Result;

use crate::run::{Run, announce, root};

/// The folders that have a `package.json` with something to install.
const FOLDERS: [&str; 3] = ["www", "tests/browser", "tests/package"];

/// Makes sure that `node_modules` is what `package-lock.json` says, wherever there is one.
pub(crate) fn node_packages() -> Result<()> {
    FOLDERS.iter().filter(|folder| root().join(folder).join("package.json").exists()).try_for_each(|folder| {
        if is_fresh(&root().join(folder)) {
            announce(&format!("npm packages: {folder}"));
            return Ok(());
        }
        Run::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(folder)
            .or_install("install Node.js 20 or later, with npm")
            .go()
    })
}

/// npm writes its own lock file into `node_modules` last, so an older one means an installation that has to be redone.
fn is_fresh(folder: &Path) -> bool {
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    installed.is_some() && installed >= changed(&folder.join("package-lock.json"))
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
}
