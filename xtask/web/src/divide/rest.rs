//! The module of the functions that are loaded when one of them is called.

use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, FunctionSection, ImportSection, Module,
    TypeSection,
    reencode::{Error, Reencode},
};
use wasmparser::{Parser, Payload};

use super::parts::{Parts, name};
use crate::module::Numbers;

/// Under which name the first module's exports are given to it.
const FIRST: &str = "first";

/// Writes it.
pub(super) fn write(bytes: &[u8], parts: &Parts) -> Result<Vec<u8>> {
    let order = parts.lent.iter().chain(&parts.rest).copied();
    let numbers = Numbers::of(parts.shape.functions.len(), order);
    sections(bytes, &mut Rest { parts, numbers }).map_err(|error| anyhow!("cannot write the rest: {error}"))
}

/// Functions are in this order: those of the first module, and those of the rest.
struct Rest<'a> {
    parts: &'a Parts,
    numbers: Numbers,
}

impl Reencode for Rest<'_> {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.numbers.of_function(index))
    }
}

fn sections(bytes: &[u8], rest: &mut Rest<'_>) -> Result<Vec<u8>, Error> {
    let (mut types, mut code) = (TypeSection::new(), CodeSection::new());
    let mut number = rest.parts.shape.imported;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::TypeSection(section) => rest.parse_type_section(&mut types, section)?,
            Payload::CodeSectionEntry(body) => {
                if rest.parts.rest.binary_search(&number).is_ok() {
                    rest.parse_function_body(&mut code, body)?;
                }
                number += 1;
            }
            _ => {}
        }
    }
    let mut module = Module::new();
    module
        .section(&types)
        .section(&imports(rest)?)
        .section(&functions(rest.parts))
        .section(&elements(rest))
        .section(&code);
    Ok(module.finish())
}

fn imports(rest: &mut Rest<'_>) -> Result<ImportSection, Error> {
    let shape = &rest.parts.shape;
    let mut imports = ImportSection::new();
    for (number, function) in rest.parts.lent.iter().enumerate() {
        let found = shape.functions[*function as usize];
        imports.import(FIRST, &name('f', number), EntityType::Function(found));
    }
    let table = rest.table_type(rest.parts.table())?;
    imports.import(FIRST, &rest.parts.table_name, EntityType::Table(table));
    for (number, table) in shape.tables.iter().enumerate().skip(1) {
        imports.import(FIRST, &name('t', number), EntityType::Table(rest.table_type(*table)?));
    }
    for memory in &shape.memories {
        imports.import(FIRST, "memory", EntityType::Memory(rest.memory_type(*memory)?));
    }
    for (number, global) in shape.globals.iter().enumerate() {
        imports.import(FIRST, &name('g', number), EntityType::Global(rest.global_type(*global)?));
    }
    Ok(imports)
}

fn functions(parts: &Parts) -> FunctionSection {
    let mut functions = FunctionSection::new();
    for function in &parts.rest {
        functions.function(parts.shape.functions[*function as usize]);
    }
    functions
}

/// The functions that the first module calls, in their places of its table.
fn elements(rest: &Rest<'_>) -> ElementSection {
    let begin = i32::try_from(rest.parts.shape.tables[0].initial).unwrap_or(i32::MAX);
    let called: Vec<u32> =
        rest.parts.called.keys().map(|function| rest.numbers.of_function(*function)).collect();
    let mut elements = ElementSection::new();
    elements.active(None, &ConstExpr::i32_const(begin), Elements::Functions(called.into()));
    elements
}
