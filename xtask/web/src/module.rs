//! Writing a wasm module anew, with what some reencoder changes.

use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::{Module, reencode::Reencode};
use wasmparser::Parser;

/// The module as the reencoder writes it.
pub(crate) fn rewrite(bytes: &[u8], reencoder: &mut impl Reencode<Error = Infallible>) -> Result<Vec<u8>> {
    let mut module = Module::new();
    reencoder
        .parse_core_module(&mut module, Parser::new(0), bytes)
        .map_err(|error| anyhow!("cannot write the module anew: {error}"))?;
    Ok(module.finish())
}
