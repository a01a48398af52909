//! `xtask-bindgen MODULE.wasm FOLDER NAME KIND`: JavaScript around a wasm module, as files `NAME.js` and `NAME_bg.wasm`, with
//! declarations `NAME.d.ts` where KIND is `package`; KIND `page` is for our own pages.
//!
//! The tool that people install by hand, `wasm-bindgen`, does the same, but has to have the version of the crate in Cargo.lock;
//! as a dependency it always has.

use anyhow::{Context as _, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [module, folder, name, kind] = arguments.as_slice() else {
        bail!("usage: xtask-bindgen MODULE.wasm FOLDER NAME package|page");
    };
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name(name)
        .web(true)?
        .typescript(kind == "package")
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(false);
    bindgen.generate(folder).with_context(|| format!("cannot bind {module}"))
}
