//! The standard library that the wasm module and the playground are compiled against.

use std::path::Path;

use anyhow::Result;

use crate::run::{Run, announce};

/// The target of everything that runs in a browser.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that rustc can compile for [`TARGET`].
pub(crate) fn wasm_target() -> Result<()> {
    let library = Run::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output()?;
    if Path::new(library.trim()).is_dir() {
        announce(&format!("rust target: {TARGET}"));
        return Ok(());
    }
    Run::new("rustup")
        .args(["target", "add", TARGET])
        .or_install("install rustup (https://rustup.rs), or the standard library for wasm32-unknown-unknown")
        .go()
}
