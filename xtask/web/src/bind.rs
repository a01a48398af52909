//! JavaScript around a wasm module: `NAME.js` and `NAME_bg.wasm`.
//!
//! The tool that people install by hand, `wasm-bindgen`, does the same, but has to have the version of the crate in Cargo.lock;
//! as a dependency it always has.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use wasm_bindgen_cli_support::Bindgen;

/// What to bind.
#[derive(Args)]
pub(crate) struct Options {
    /// The module that cargo wrote
    module: PathBuf,
    /// The folder to write
    folder: PathBuf,
    /// The name of the files
    name: String,
    /// Write TypeScript declarations too, as `NAME.d.ts`
    #[arg(long)]
    typescript: bool,
}

/// Binds it.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&options.module)
        .out_name(&options.name)
        .web(true)?
        .typescript(options.typescript)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(false);
    bindgen.generate(&options.folder).with_context(|| format!("cannot bind {}", options.module.display()))
}
