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

/// The new numbers of functions.
pub(crate) struct Numbers(Vec<Option<u32>>);

impl Numbers {
    /// Of `count` functions, those in `order` are numbered as they come; the others have no number.
    pub(crate) fn of(count: usize, order: impl IntoIterator<Item = u32>) -> Self {
        let mut numbers = vec![None; count];
        for (number, function) in (0..).zip(order) {
            numbers[function as usize] = Some(number);
        }
        Self(numbers)
    }

    /// The new number of a function; its own where it has none.
    pub(crate) fn of_function(&self, function: u32) -> u32 {
        self.0.get(function as usize).copied().flatten().unwrap_or(function)
    }
}
