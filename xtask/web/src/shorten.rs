//! Short names between a wasm module and the JavaScript around it.
//!
//! The binding tool makes names of paths and hashes. No compressor makes hashes small, each is sent twice, and nobody reads them.

use std::{collections::BTreeMap, fs, path::PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use wasm_encoder::{
    ExportSection, ImportSection,
    reencode::{Error, Reencode},
};
use wasmparser::{Export, ImportSectionReader, Parser, Payload};

use crate::module::rewrite;

/// What begins the names that the binding tool makes. Others are those of people, who call them.
const MADE: [&str; 3] = ["__wbg_", "__wbindgen_", "wasm_bindgen__"];

/// Where to shorten.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder of both files, which are replaced
    folder: PathBuf,
    /// The name of the files: `NAME.js` and `NAME_bg.wasm`
    name: String,
}

/// Shortens the names in both files.
pub(crate) fn run(Options { folder, name }: &Options) -> Result<()> {
    let (script, module) = (folder.join(format!("{name}.js")), folder.join(format!("{name}_bg.wasm")));
    let text = fs::read_to_string(&script).with_context(|| format!("cannot read {}", script.display()))?;
    let bytes = fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
    let mut names = Names::of(&bytes)?;
    let shortened = names.in_module(&bytes)?;
    fs::write(&module, shortened).with_context(|| format!("cannot write {}", module.display()))?;
    fs::write(&script, names.in_script(&text)).with_context(|| format!("cannot write {}", script.display()))
}

/// Short names by the long ones.
struct Names(BTreeMap<String, String>);

impl Names {
    /// Of what a module imports and exports.
    fn of(bytes: &[u8]) -> Result<Self> {
        let mut names = Self(BTreeMap::new());
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::ImportSection(section) => {
                    section
                        .into_imports()
                        .try_for_each(|import| import.map(|import| names.add(import.name)))?;
                }
                Payload::ExportSection(section) => {
                    section.into_iter().try_for_each(|export| export.map(|export| names.add(export.name)))?;
                }
                _ => {}
            }
        }
        Ok(names)
    }

    fn add(&mut self, name: &str) {
        if MADE.iter().any(|begin| name.starts_with(begin)) {
            let short = format!("${:x}", self.0.len());
            self.0.entry(name.to_owned()).or_insert(short);
        }
    }

    fn short<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.get(name).map_or(name, String::as_str)
    }

    fn in_module(&mut self, bytes: &[u8]) -> Result<Vec<u8>> {
        rewrite(bytes, self)
    }

    /// Words of a script that are such names.
    fn in_script(&self, text: &str) -> String {
        let is_within = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
        let words = text.split_inclusive(|letter| !is_within(letter));
        let shortened = words.flat_map(|word| {
            let name = word.trim_end_matches(|letter| !is_within(letter));
            [self.short(name), &word[name.len()..]]
        });
        shortened.collect()
    }
}

impl Reencode for Names {
    type Error = std::convert::Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        for import in section.into_imports() {
            let import = import?;
            let kind = self.entity_type(import.ty)?;
            imports.import(import.module, self.short(import.name), kind);
        }
        Ok(())
    }

    fn parse_export(
        &mut self,
        exports: &mut ExportSection,
        export: Export<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let (kind, index) = (self.export_kind(export.kind)?, self.external_index(export.kind, export.index)?);
        exports.export(self.short(export.name), kind, index);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CodeSection, EntityType, ExportKind, Function, FunctionSection, Module, TypeSection};

    use super::*;

    /// A module that imports one function and exports two.
    fn module() -> Vec<u8> {
        let (mut types, mut imports, mut own) =
            (TypeSection::new(), ImportSection::new(), FunctionSection::new());
        types.ty().function([], []);
        imports.import("./page_bg.js", "__wbg_copy_be0c2be4fbf69382", EntityType::Function(0));
        own.function(0);
        let mut exports = ExportSection::new();
        exports.export("compile", ExportKind::Func, 0).export("__wbindgen_start", ExportKind::Func, 1);
        let mut code = CodeSection::new();
        let mut body = Function::new([]);
        body.instructions().end();
        code.function(&body);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&own).section(&exports).section(&code);
        module.finish()
    }

    #[test]
    fn made_names_are_short_in_both_files_and_those_of_people_stay() {
        let mut names = Names::of(&module()).expect("a module");
        let shortened = Names::of(&names.in_module(&module()).expect("a module")).expect("a module");
        assert!(shortened.0.is_empty(), "{:?}", shortened.0);
        let script =
            "{ __wbg_copy_be0c2be4fbf69382: copy }; wasm.__wbindgen_start(); wasm.compile(__wbg_copy)";
        assert_eq!(names.in_script(script), "{ $0: copy }; wasm.$1(); wasm.compile(__wbg_copy)");
    }
}
