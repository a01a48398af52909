//! A module that imports one function more.

use std::convert::Infallible;

use anyhow::Result;
use wasm_encoder::{
    EntityType, ImportSection, TypeSection, ValType,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{ImportSectionReader, TypeSectionReader};

use super::parts::Shape;
use crate::module::rewrite;

/// The module, which imports one function more, without results. It is the last one that is imported, and has the last type.
pub(super) fn import(bytes: &[u8], name: (&str, &str), parameters: &[ValType]) -> Result<Vec<u8>> {
    let Shape { imported, parameters: types, .. } = Shape::of(bytes)?;
    let types = u32::try_from(types.len())?;
    rewrite(bytes, &mut Import { types, imported, name, parameters })
}

struct Import<'a> {
    /// How many types there are.
    types: u32,
    /// How many functions are imported.
    imported: u32,
    /// The module and the name.
    name: (&'a str, &'a str),
    parameters: &'a [ValType],
}

impl Reencode for Import<'_> {
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
        types.ty().function(self.parameters.iter().copied(), []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        utils::parse_import_section(self, imports, section)?;
        imports.import(self.name.0, self.name.1, EntityType::Function(self.types));
        Ok(())
    }
}
