//! The module of the functions that are needed at once.

use std::convert::Infallible;

use anyhow::Result;
use wasm_encoder::{
    BlockType, CodeSection, ExportKind, ExportSection, Function, FunctionSection, TableSection,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{CodeSectionReader, ExportSectionReader, FunctionSectionReader, TableSectionReader};

use super::parts::{Parts, name};
use crate::module::{Numbers, rewrite};

/// The table of functions.
const TABLE: u32 = 0;

/// Writes it.
pub(super) fn write(bytes: &[u8], parts: &Parts) -> Result<Vec<u8>> {
    let own = parts.first.iter().chain(parts.called.keys()).copied();
    let numbers = Numbers::of(parts.shape.functions.len(), (0..parts.shape.imported).chain(own));
    rewrite(bytes, &mut First { parts, numbers })
}

/// Functions are in this order: imported ones, the last of which loads the rest; those that are needed at once; one for each of the
/// rest that is called from here; and one that sees to it that the rest is there.
struct First<'a> {
    parts: &'a Parts,
    numbers: Numbers,
}

impl First<'_> {
    /// The number of the function that loads the rest.
    fn load(&self) -> u32 {
        self.parts.shape.imported - 1
    }

    /// The number of the function that sees to it that the rest is there.
    fn need(&self) -> u32 {
        self.load() + 1 + count(self.parts.first.len() + self.parts.called.len())
    }

    /// Loads the rest unless its first place in the table is taken.
    fn need_body(&self) -> Function {
        let place = self.parts.shape.tables[0].initial;
        let mut function = Function::new([]);
        function
            .instructions()
            .i32_const(constant(place))
            .table_get(TABLE)
            .ref_is_null()
            .if_(BlockType::Empty)
            .call(self.load())
            .end()
            .end();
        function
    }

    /// Calls a function of the rest.
    fn call(&self, function: u32, place: u64) -> Function {
        let type_index = self.parts.shape.functions[function as usize];
        let mut body = Function::new([]);
        let mut sink = body.instructions();
        sink.call(self.need());
        (0..self.parts.shape.parameters[type_index as usize]).for_each(|parameter| {
            sink.local_get(parameter);
        });
        sink.i32_const(constant(place)).call_indirect(TABLE, type_index).end();
        body
    }
}

impl Reencode for First<'_> {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        Ok(self.numbers.of_function(index))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        for function in self.parts.first.iter().chain(self.parts.called.keys()) {
            functions.function(self.parts.shape.functions[*function as usize]);
        }
        functions.function(self.parts.shape.functions[self.load() as usize]);
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: TableSectionReader<'_>,
    ) -> Result<(), Error> {
        for (number, table) in section.into_iter().enumerate() {
            let found = if number == 0 { self.parts.table() } else { table?.ty };
            tables.table(self.table_type(found)?);
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_export_section(self, exports, section)?;
        for (number, function) in self.parts.lent.iter().enumerate() {
            exports.export(&name('f', number), ExportKind::Func, self.function_index(*function)?);
        }
        exports.export(&self.parts.table_name, ExportKind::Table, TABLE);
        for number in 1..self.parts.shape.tables.len() {
            exports.export(&name('t', number), ExportKind::Table, count(number));
        }
        for number in 0..self.parts.shape.globals.len() {
            exports.export(&name('g', number), ExportKind::Global, count(number));
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for function in &self.parts.first {
            let own = function - self.parts.shape.imported;
            self.parse_function_body(code, bodies[own as usize].clone())?;
        }
        for (function, place) in &self.parts.called {
            code.function(&self.call(*function, *place));
        }
        code.function(&self.need_body());
        Ok(())
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn constant(place: u64) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX)
}
