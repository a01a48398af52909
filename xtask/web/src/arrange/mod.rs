//! A wasm module said so that it repeats itself: variables under other numbers, functions in another order.
//!
//! A compressor then finds what a function shares with others nearby, which is said in fewer bits, and the module is smaller by
//! a sixteenth as it is sent. Neither the compiler's numbers nor the linker's order have a meaning.

mod locals;
mod order;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use clap::Args;
use wasm_encoder::{
    CodeSection, FunctionSection,
    reencode::{Error, Reencode},
};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef};

use crate::module::{Numbers, rewrite};

/// What to arrange.
#[derive(Args)]
pub(crate) struct Options {
    /// The module, which is replaced
    module: PathBuf,
}

/// Where functions go.
struct Arrangement {
    /// The functions of the module, by their old positions, in their new order.
    order: Vec<usize>,
    /// The new number of each.
    numbers: Numbers,
}

/// Arranges it.
pub(crate) fn run(options: &Options) -> Result<()> {
    let path: &Path = &options.module;
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let arranged = arrange(&bytes).with_context(|| format!("cannot arrange {}", path.display()))?;
    fs::write(path, arranged).with_context(|| format!("cannot write {}", path.display()))
}

fn arrange(bytes: &[u8]) -> Result<Vec<u8>> {
    let bytes = locals::renumber(bytes)?;
    rewrite(&bytes, &mut Arrangement::of(&bytes)?)
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
                Payload::CodeSectionEntry(body) => bodies.push(&bytes[body.range()]),
                _ => {}
            }
        }
        let order = order::by_likeness(&bodies);
        let own = order.iter().map(|index| u32::try_from(*index).map(|index| imported + index));
        let own: Vec<u32> = own.collect::<Result<_, _>>()?;
        let numbers = Numbers::of(imported as usize + bodies.len(), (0..imported).chain(own));
        Ok(Self { order, numbers })
    }
}

impl Reencode for Arrangement {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.numbers.of_function(index))
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use wasm_encoder::{
        EntityType, ExportKind, ExportSection, Function, ImportSection, InstructionSink, Module, TypeSection,
        ValType,
    };
    use wasmparser::Operator;

    use super::*;

    /// A function as an operator of the text format says it, functions by the names of their exports.
    fn said(operator: &Operator<'_>, names: &BTreeMap<u32, String>) -> String {
        match operator {
            Operator::Call { function_index } => {
                let name = names.get(function_index).map_or("imported", String::as_str);
                format!("call {name}")
            }
            other => format!("{other:?}"),
        }
    }

    /// What each exported function does, and the names in the order of the functions.
    fn functions(bytes: &[u8]) -> (BTreeMap<String, Vec<String>>, Vec<String>) {
        let (mut names, mut bodies) = (BTreeMap::new(), Vec::new());
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.expect("a module") {
                Payload::ExportSection(section) => {
                    let exports = section.into_iter().map(|export| export.expect("an export"));
                    names = exports.map(|export| (export.index, export.name.to_owned())).collect();
                }
                Payload::CodeSectionEntry(body) => bodies.push(body),
                _ => {}
            }
        }
        let order: Vec<String> = names.values().cloned().collect();
        let bodies = bodies.iter().map(|body| {
            let operators = body.get_operators_reader().expect("a body").into_iter();
            operators.map(|operator| said(&operator.expect("an operator"), &names)).collect()
        });
        (order.clone().into_iter().zip(bodies).collect(), order)
    }

    /// A module that imports one function and exports three.
    fn module() -> Vec<u8> {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], [ValType::I32]);
        imports.import("page", "asked", EntityType::Function(0));
        let (mut own, mut exports, mut code) =
            (FunctionSection::new(), ExportSection::new(), CodeSection::new());
        let mut add = |name: &str, index: u32, write: &dyn Fn(&mut InstructionSink<'_>)| {
            own.function(0);
            exports.export(name, ExportKind::Func, index);
            let mut body = Function::new([]);
            write(&mut body.instructions());
            body.instructions().end();
            code.function(&body);
        };
        add("long", 1, &|sink| {
            sink.call(3).drop().i32_const(1_000_000).drop().call(0);
        });
        add("calls", 2, &|sink| {
            sink.call(1);
        });
        add("short", 3, &|sink| {
            sink.i32_const(7);
        });
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&own).section(&exports).section(&code);
        module.finish()
    }

    #[test]
    fn functions_stand_in_another_order_and_do_what_they_did() {
        let (before, given) = functions(&module());
        let arranged = arrange(&module()).expect("a module");
        let (after, order) = functions(&arranged);
        assert_eq!(before, after);
        assert_eq!(
            (given.join(" "), order.join(" ")),
            ("long calls short".into(), "calls short long".into())
        );
        assert_eq!(after["long"].last().map(String::as_str), Some("End"));
        assert!(
            after["long"].contains(&"call short".to_owned())
                && after["long"].contains(&"call imported".to_owned())
        );
    }
}
