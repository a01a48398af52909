//! A module that tells which of its functions run.

use std::convert::Infallible;

use anyhow::Result;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, GlobalSection, GlobalType, ImportSection, TypeSection,
    ValType,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{FunctionBody, GlobalSectionReader, ImportSectionReader, TypeSectionReader};

use super::parts::Shape;
use crate::module::rewrite;

/// The module, where every function calls `trial.ran` when it runs for the first time.
pub(super) fn mark(bytes: &[u8]) -> Result<Vec<u8>> {
    let shape = Shape::of(bytes)?;
    let own = u32::try_from(shape.functions.len())? - shape.imported;
    let globals = u32::try_from(shape.globals.len())?;
    rewrite(bytes, &mut Marker { imported: shape.imported, own, types: shape.types, globals, count: 0 })
}

struct Marker {
    /// How many functions are imported, and the number of the one that is imported besides.
    imported: u32,
    /// How many functions the module has of its own.
    own: u32,
    /// How many types there are, and the number of the one that is added.
    types: u32,
    /// How many globals there are. For each function there is one more, which is not zero when it has run.
    globals: u32,
    /// How many functions are marked.
    count: u32,
}

impl Reencode for Marker {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(if index < self.imported { index } else { index + 1 })
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_type_section(self, types, section)?;
        types.ty().function([ValType::I32], []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_import_section(self, imports, section)?;
        imports.import("trial", "ran", EntityType::Function(self.types));
        Ok(())
    }

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
        let global = self.globals + self.count;
        function
            .instructions()
            .global_get(global)
            .i32_eqz()
            .if_(BlockType::Empty)
            .i32_const(1)
            .global_set(global)
            .i32_const((self.imported + self.count).cast_signed())
            .call(self.imported)
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
