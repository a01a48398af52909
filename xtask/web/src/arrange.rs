//! A wasm module with its functions in another order: those that begin alike stand side by side.
//!
//! A compressor then finds what a function shares with others nearby, which is said in fewer bits, and the module is smaller by
//! a fortieth as it is sent. The linker's order has no meaning.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use wasm_encoder::{
    CodeSection, FunctionSection, Module,
    reencode::{Error, Reencode},
};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef};

/// What to arrange.
#[derive(Args)]
pub(crate) struct Options {
    /// The module, which is replaced
    module: PathBuf,
}

/// Where functions go.
struct Arrangement {
    /// How many are imported. These come first and stay where they are.
    imported: u32,
    /// The functions of the module, by their old positions, in their new order.
    order: Vec<usize>,
    /// The new position of each.
    places: Vec<u32>,
}

/// Arranges it.
pub(crate) fn run(options: &Options) -> Result<()> {
    let path: &Path = &options.module;
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let arranged = arrange(&bytes).with_context(|| format!("cannot arrange {}", path.display()))?;
    fs::write(path, arranged).with_context(|| format!("cannot write {}", path.display()))
}

fn arrange(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut arrangement = Arrangement::of(bytes)?;
    let mut module = Module::new();
    let done = arrangement.parse_core_module(&mut module, Parser::new(0), bytes);
    done.map_err(|error| anyhow!("{error}"))?;
    Ok(module.finish())
}

impl Arrangement {
    fn of(bytes: &[u8]) -> Result<Self> {
        let (mut imported, mut bodies) = (0, Vec::new());
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().to_vec()),
                _ => {}
            }
        }
        let mut order: Vec<usize> = (0..bodies.len()).collect();
        // Of about the same length, so that what follows a common beginning is alike, too.
        order.sort_by_key(|index| (bodies[*index].len().checked_ilog2(), &bodies[*index]));
        let mut places = vec![0; bodies.len()];
        for (place, index) in (imported..).zip(&order) {
            places[*index] = place;
        }
        Ok(Self { imported, order, places })
    }
}

impl Reencode for Arrangement {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        let own = index.checked_sub(self.imported).and_then(|own| usize::try_from(own).ok());
        Ok(own.and_then(|own| self.places.get(own)).copied().unwrap_or(index))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types: Vec<u32> = section.into_iter().collect::<Result<_, _>>()?;
        self.order.iter().for_each(|index| {
            functions.function(types[*index]);
        });
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let bodies: Vec<FunctionBody<'_>> = section.into_iter().collect::<Result<_, _>>()?;
        self.order
            .clone()
            .into_iter()
            .try_for_each(|index| self.parse_function_body(code, bodies[index].clone()))
    }
}
