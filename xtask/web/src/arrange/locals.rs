//! Local variables under numbers that mean the same in most functions.
//!
//! Numbers follow the parameters, so that the frame on the stack, which nearly every function uses, is 1 in one function and 4 in the
//! next. Here the variables of a function begin at [`FIRST`], whatever its parameters, and the frame is the first of them: what
//! functions do alike is then written alike. Variables that nobody uses fill the gap; they cost an engine nothing.

use std::iter;

use anyhow::{Result, anyhow};
use wasm_encoder::{
    CodeSection, Function, Instruction, ValType,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{FunctionBody, Operator, Parser, Payload};

use crate::module::rewrite;

/// The number of the first variable, of functions that have no more parameters. Found by trying: 6 and 12 save a little less.
const FIRST: u32 = 8;

/// Writes a module with other numbers.
pub(super) fn renumber(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut numbering = Numbering { parameters: parameters(bytes)?.into_iter(), numbers: Vec::new() };
    rewrite(bytes, &mut numbering)
}

/// How many parameters each function of the module has.
fn parameters(bytes: &[u8]) -> Result<Vec<u32>> {
    let (mut of_types, mut parameters) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    of_types.push(u32::try_from(ty?.params().len())?);
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    let ty = of_types.get(usize::try_from(ty?)?);
                    parameters.push(*ty.ok_or_else(|| anyhow!("a function has no type"))?);
                }
            }
            _ => {}
        }
    }
    Ok(parameters)
}

/// The numbers of the function that is being written.
struct Numbering {
    /// The numbers of parameters of the functions to come.
    parameters: std::vec::IntoIter<u32>,
    /// The new number of each local variable, parameters among them.
    numbers: Vec<u32>,
}

impl Numbering {
    fn number(&self, index: u32) -> u32 {
        usize::try_from(index).ok().and_then(|index| self.numbers.get(index)).copied().unwrap_or(index)
    }
}

impl Reencode for Numbering {
    type Error = std::convert::Infallible;

    fn instruction<'a>(&mut self, operator: Operator<'a>) -> Result<Instruction<'a>, Error> {
        Ok(match operator {
            Operator::LocalGet { local_index } => Instruction::LocalGet(self.number(local_index)),
            Operator::LocalSet { local_index } => Instruction::LocalSet(self.number(local_index)),
            Operator::LocalTee { local_index } => Instruction::LocalTee(self.number(local_index)),
            other => utils::instruction(self, other)?,
        })
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let parameters = self.parameters.next().unwrap_or_default();
        let mut variables = Vec::new();
        for run in body.get_locals_reader()? {
            let (count, ty) = run?;
            let ty = self.val_type(ty)?;
            variables.extend((0..count).map(|_| ty));
        }
        let operators: Vec<Operator<'_>> =
            body.get_operators_reader()?.into_iter().collect::<Result<_, _>>()?;

        let mut order: Vec<usize> = (0..variables.len()).collect();
        if let Some(frame) = frame(&operators).and_then(|frame| frame.checked_sub(parameters)) {
            order.sort_by_key(|variable| u32::try_from(*variable).ok() != Some(frame));
        }
        let gap = if variables.is_empty() { 0 } else { FIRST.saturating_sub(parameters) };
        self.numbers = (0..parameters).chain(variables.iter().map(|_| 0)).collect();
        for (number, variable) in (parameters + gap..).zip(&order) {
            self.numbers[parameters as usize + variable] = number;
        }

        let types = iter::repeat_n(ValType::I32, gap as usize).chain(order.iter().map(|at| variables[*at]));
        let mut function = Function::new_with_locals_types(types);
        for operator in operators {
            function.instruction(&self.instruction(operator)?);
        }
        code.function(&function);
        Ok(())
    }
}

/// The variable that holds where the function's frame begins, where it has a frame: functions begin by moving the stack pointer.
fn frame(operators: &[Operator<'_>]) -> Option<u32> {
    match operators {
        [
            Operator::GlobalGet { global_index: 0 },
            Operator::I32Const { .. },
            Operator::I32Sub,
            Operator::LocalTee { local_index } | Operator::LocalSet { local_index },
            ..,
        ] => Some(*local_index),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{ConstExpr, FunctionSection, GlobalSection, GlobalType, Module, TypeSection};
    use wasmparser::{
        Operator::{LocalGet, LocalSet, LocalTee},
        ValType::{I32, I64},
    };

    use super::*;

    /// A function of one parameter that keeps its frame in the second of its variables.
    fn module() -> Vec<u8> {
        let (mut types, mut functions, mut globals, mut code) =
            (TypeSection::new(), FunctionSection::new(), GlobalSection::new(), CodeSection::new());
        types.ty().function([ValType::I32], [ValType::I64]);
        functions.function(0);
        let stack_pointer = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(stack_pointer, &ConstExpr::i32_const(1024));
        let mut body = Function::new_with_locals_types([ValType::I64, ValType::I32]);
        let mut sink = body.instructions();
        sink.global_get(0).i32_const(16).i32_sub().local_tee(2).local_get(0).i32_add().drop();
        sink.i64_const(7).local_set(1).local_get(1).end();
        code.function(&body);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&globals).section(&code);
        module.finish()
    }

    #[test]
    fn the_frame_is_the_first_variable_behind_a_gap_and_parameters_stay() {
        let (mut variables, mut numbers) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(&renumber(&module()).expect("a module")) {
            let Payload::CodeSectionEntry(body) = payload.expect("a module") else { continue };
            for run in body.get_locals_reader().expect("a body") {
                variables.push(run.expect("variables"));
            }
            for operator in body.get_operators_reader().expect("a body") {
                match operator.expect("an operator") {
                    LocalGet { local_index } | LocalSet { local_index } | LocalTee { local_index } => {
                        numbers.push(local_index);
                    }
                    _ => {}
                }
            }
        }
        assert_eq!(variables, [(FIRST, I32), (1, I64)]);
        assert_eq!(numbers, [FIRST, 0, FIRST + 1, FIRST + 1]);
    }
}
