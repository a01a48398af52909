//! A wasm module in two: functions that a page needs at once, and the rest, which is loaded when one of its functions is called.
//!
//! Most of a compiler is for what a given mesh does not have. The first module has a small function for each function of the rest
//! that it or its users call: it sees to it that the rest is there, and calls it through the table of functions. The rest has the
//! memory, the tables and the globals of the first, and calls its functions.
//!
//! Which functions are needed at once is no guess: [`mark`] makes a module that tells which of its functions run, and
//! `trial.mjs` runs it with what pages show.

mod first;
mod import;
mod mark;
mod parts;
mod rest;
mod script;

use std::{collections::BTreeSet, fs, path::PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};

use parts::Parts;

/// What to do.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    step: Step,
}

/// The steps, in their order; `trial.mjs` comes between them.
#[derive(Subcommand)]
enum Step {
    /// Write a module that calls `trial.ran` with the number of each function when it first runs
    Mark {
        /// The module
        module: PathBuf,
        /// The module that tells
        marked: PathBuf,
    },
    /// Write the functions that ran into one module, and the others into another
    Split {
        /// The module, which keeps the functions that ran
        module: PathBuf,
        /// The numbers of the functions that ran, between blanks
        ran: PathBuf,
        /// The module of the others
        rest: PathBuf,
        /// The script around the module, which from then on loads the others when they are needed
        script: PathBuf,
    },
}

/// Takes a step.
pub(crate) fn run(options: &Options) -> Result<()> {
    match &options.step {
        Step::Mark { module, marked } => write(marked, &mark::mark(&read(module)?)?),
        Step::Split { module, ran, rest, script } => {
            let numbers =
                fs::read_to_string(ran).with_context(|| format!("cannot read {}", ran.display()))?;
            let ran: BTreeSet<u32> = numbers.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
            let bytes = read(module)?;
            let (first, others) =
                split(&bytes, &ran).with_context(|| format!("cannot divide {}", module.display()))?;
            write(module, &first)?;
            write(rest, &others)?;
            let text =
                fs::read_to_string(script).with_context(|| format!("cannot read {}", script.display()))?;
            let text =
                script::extend(&text).with_context(|| format!("cannot extend {}", script.display()))?;
            write(script, text.as_bytes())
        }
    }
}

/// The module of the functions with those numbers, and that of the others.
fn split(bytes: &[u8], ran: &BTreeSet<u32>) -> Result<(Vec<u8>, Vec<u8>)> {
    let bytes = import::import(bytes, ("./rest.js", "load"), &[])?;
    // With the function that is imported, the numbers of all others are one more.
    let parts = Parts::of(&bytes, &ran.iter().map(|function| function + 1).collect())?;
    Ok((first::write(&bytes, &parts)?, rest::write(&bytes, &parts)?))
}

fn read(path: &PathBuf) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &PathBuf, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
        FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection, MemoryType, Module,
        RefType, TableSection, TableType, TypeSection, ValType,
    };
    use wasmparser::{Operator, Parser, Payload};

    use super::*;

    /// The functions of [`module`], by their numbers.
    const ASKED: u32 = 0;
    const ADD: u32 = 1;
    const RARE: u32 = 2;
    const ALONE: u32 = 3;

    /// A module that imports `asked`, exports `add`, which calls `rare`, and has `rare`, which calls `asked` and `add`, in its table.
    /// Nothing calls `alone`.
    fn module() -> Vec<u8> {
        let (mut types, mut imports, mut own) =
            (TypeSection::new(), ImportSection::new(), FunctionSection::new());
        types.ty().function([], [ValType::I32]);
        types.ty().function([ValType::I32, ValType::I32], [ValType::I32]);
        imports.import("page", "asked", EntityType::Function(0));
        own.function(1).function(1).function(0);
        let table = |minimum| TableType {
            element_type: RefType::FUNCREF,
            minimum,
            maximum: Some(minimum),
            table64: false,
            shared: false,
        };
        let mut tables = TableSection::new();
        tables.table(table(2));
        let mut memories = MemorySection::new();
        let memory =
            MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        memories.memory(memory);
        let mut globals = GlobalSection::new();
        let stack = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(stack, &ConstExpr::i32_const(7));
        let mut exports = ExportSection::new();
        exports.export("memory", ExportKind::Memory, 0).export("add", ExportKind::Func, ADD);
        let mut elements = ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(1), Elements::Functions([RARE].as_slice().into()));
        let mut code = CodeSection::new();
        let mut body = Function::new([]);
        body.instructions().local_get(0).local_get(1).call(RARE).end();
        code.function(&body);
        let mut body = Function::new([]);
        body.instructions().call(ASKED).global_get(0).call(ADD).end();
        code.function(&body);
        let mut body = Function::new([]);
        body.instructions().i32_const(3).end();
        code.function(&body);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&own).section(&tables).section(&memories);
        module.section(&globals).section(&exports).section(&elements).section(&code);
        module.finish()
    }

    /// The functions that each function of a module calls by their numbers, and -1 for each call through the table.
    fn calls(bytes: &[u8]) -> Vec<Vec<i64>> {
        let bodies = Parser::new(0).parse_all(bytes).filter_map(|payload| match payload {
            Ok(Payload::CodeSectionEntry(body)) => body.get_operators_reader().ok(),
            _ => None,
        });
        let called = |operator: Operator<'_>| match operator {
            Operator::Call { function_index } => Some(i64::from(function_index)),
            Operator::CallIndirect { .. } => Some(-1),
            _ => None,
        };
        bodies.map(|body| body.into_iter().flatten().filter_map(called).collect()).collect()
    }

    #[test]
    fn what_did_not_run_is_called_through_the_table() {
        let (first, rest) = split(&module(), &BTreeSet::from([ADD])).expect("two modules");
        wasmparser::validate(&first).expect("the first module");
        wasmparser::validate(&rest).expect("the rest");
        // Imported: `asked`, and what loads the rest. Own: `add`, what calls `rare`, and what sees to it that `rare` is there.
        assert_eq!(calls(&first), [vec![3], vec![4, -1], vec![1]]);
        // Imported: `asked` and `add`. Own: `rare` and `alone`.
        assert_eq!(calls(&rest), [vec![0, 1], vec![]]);
    }

    #[test]
    fn a_module_of_which_everything_ran_has_no_rest() {
        let (first, rest) = split(&module(), &BTreeSet::from([ADD, RARE, ALONE])).expect("two modules");
        wasmparser::validate(&first).expect("the first module");
        assert_eq!(calls(&first)[..2], [vec![3], vec![0, 2]]);
        assert!(calls(&rest).is_empty());
    }

    #[test]
    fn no_rest_of_another_build_fits() {
        let name = |ran: &[u32]| {
            let ran = ran.iter().copied().collect();
            Parts::of(&module(), &ran).expect("parts").table_name
        };
        assert_eq!(name(&[ADD]), name(&[ADD]));
        assert_ne!(name(&[ADD]), name(&[ADD, RARE]));
    }

    #[test]
    fn every_function_tells_that_it_runs() {
        let marked = mark::mark(&module()).expect("a module");
        wasmparser::validate(&marked).expect("the marked module");
        assert_eq!(calls(&marked), [vec![1, 3], vec![1, 0, 2], vec![1]]);
    }
}
