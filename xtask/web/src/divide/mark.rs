//! A module that tells which of its functions run.

use std::convert::Infallible;

use anyhow::Result;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, GlobalSection, GlobalType, ValType,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{FunctionBody, GlobalSectionReader};

use super::{import::import, parts::Shape};
use crate::module::rewrite;

/// The module, where every function calls `trial.ran` when it runs for the first time.
pub(super) fn mark(bytes: &[u8]) -> Result<Vec<u8>> {
    let bytes = import(bytes, ("trial", "ran"), &[ValType::I32])?;
    let shape = Shape::of(&bytes)?;
    let own = u32::try_from(shape.functions.len())? - shape.imported;
    let globals = u32::try_from(shape.globals.len())?;
    rewrite(&bytes, &mut Marker { imported: shape.imported, own, globals, count: 0 })
}

struct Marker {
    /// How many functions are imported, the one that is told last.
    imported: u32,
    /// How many functions the module has of its own.
    own: u32,
    /// How many globals there are. For each function there is one more, which is not zero when it has run.
    globals: u32,
    /// How many functions are marked.
    count: u32,
}

impl Reencode for Marker {
    type Error = Infallible;

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_global_section(self, globals, section)?;
        for _ in 0..self.own {
            let global_type = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            globals.global(global_type, &ConstExpr::i32_const(0));
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        // Without this one, the functions of the module would be numbered from here.
        let ran = self.imported - 1;
        let global = self.globals + self.count;
        function
            .instructions()
            .global_get(global)
            .i32_eqz()
            .if_(BlockType::Empty)
            .i32_const(1)
            .global_set(global)
            .i32_const((ran + self.count).cast_signed())
            .call(ran)
            .end();
        self.count += 1;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            function.instruction(&self.parse_instruction(&mut operators)?);
        }
        code.function(&function);
        Ok(())
    }
}
