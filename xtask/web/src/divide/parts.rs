//! Which function belongs into which module, and who calls whom across.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hasher as _},
};

use anyhow::{Result, bail, ensure};
use wasmparser::{
    ElementItems, ExternalKind, GlobalType, MemoryType, Operator, Parser, Payload, TableType, TypeRef,
};

/// What a module has, as far as it must be known to divide it.
#[derive(Default)]
pub(super) struct Shape {
    /// How many functions are imported; these are numbered first.
    pub(super) imported: u32,
    /// The type of every function, by its number.
    pub(super) functions: Vec<u32>,
    /// The functions that each of the module's own functions names.
    named: Vec<BTreeSet<u32>>,
    /// The functions that stand in the table or are exported.
    open: BTreeSet<u32>,
    pub(super) tables: Vec<TableType>,
    pub(super) memories: Vec<MemoryType>,
    pub(super) globals: Vec<GlobalType>,
    /// How many parameters functions of a type have.
    pub(super) parameters: Vec<u32>,
}

impl Shape {
    pub(super) fn of(bytes: &[u8]) -> Result<Self> {
        let mut shape = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            shape.add(payload?)?;
        }
        Ok(shape)
    }

    fn add(&mut self, payload: Payload<'_>) -> Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                for found in section.into_iter_err_on_gc_types() {
                    self.parameters.push(u32::try_from(found?.params().len())?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let TypeRef::Func(found) = import?.ty else {
                        bail!("something else than a function is imported")
                    };
                    self.functions.push(found);
                    self.imported += 1;
                }
            }
            Payload::FunctionSection(section) => {
                for found in section {
                    self.functions.push(found?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memories.push(memory?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    self.globals.push(global?.ty);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        self.open.insert(export.index);
                    }
                }
            }
            Payload::ElementSection(section) => {
                for element in section {
                    let ElementItems::Functions(functions) = element?.items else {
                        bail!("a table of expressions")
                    };
                    for function in functions {
                        self.open.insert(function?);
                    }
                }
            }
            Payload::CodeSectionEntry(body) => {
                let mut named = BTreeSet::new();
                for operator in body.get_operators_reader()? {
                    match operator? {
                        Operator::Call { function_index }
                        | Operator::ReturnCall { function_index }
                        | Operator::RefFunc { function_index } => {
                            named.insert(function_index);
                        }
                        Operator::MemoryInit { .. } | Operator::DataDrop { .. } => {
                            bail!("data that is copied later")
                        }
                        _ => {}
                    }
                }
                self.named.push(named);
            }
            _ => {}
        }
        Ok(())
    }
}

/// A module divided.
pub(super) struct Parts {
    pub(super) shape: Shape,
    /// What the first module exports its table as, and the rest imports: no rest of another build fits.
    pub(super) table_name: String,
    /// The functions of the first module, in their order.
    pub(super) first: Vec<u32>,
    /// The functions of the rest, in their order.
    pub(super) rest: Vec<u32>,
    /// The functions of the rest that the first module names or lets others call, and where in the table they stand.
    pub(super) called: BTreeMap<u32, u64>,
    /// The functions of the first module, imported ones among them, that the rest names.
    pub(super) lent: Vec<u32>,
}

impl Parts {
    /// The functions with those numbers, and the others, of a module whose last imported function loads the rest.
    pub(super) fn of(bytes: &[u8], ran: &BTreeSet<u32>) -> Result<Self> {
        let shape = Shape::of(bytes)?;
        ensure!(!shape.tables.is_empty(), "there is no table of functions");
        let own = shape.imported..u32::try_from(shape.functions.len())?;
        let (first, rest): (Vec<u32>, Vec<u32>) = own.partition(|function| ran.contains(function));
        let is_rest = |function: &u32| *function >= shape.imported && !ran.contains(function);
        let named = |functions: &[u32]| -> BTreeSet<u32> {
            let own =
                functions.iter().filter_map(|function| shape.named.get((function - shape.imported) as usize));
            own.flatten().copied().collect()
        };
        let called = named(&first).into_iter().chain(shape.open.iter().copied()).filter(is_rest);
        let called: BTreeSet<u32> = called.collect();
        let called =
            (shape.tables[0].initial..).zip(called).map(|(place, function)| (function, place)).collect();
        let lent = named(&rest).into_iter().filter(|function| !is_rest(function)).collect();
        Ok(Self { shape, table_name: table_name(bytes, ran), first, rest, called, lent })
    }

    /// The table of functions, with room for those of the rest.
    pub(super) fn table(&self) -> TableType {
        let mut table = self.shape.tables[0];
        let more = self.called.len() as u64;
        table.initial += more;
        table.maximum = table.maximum.map(|maximum| maximum + more);
        table
    }
}

fn table_name(bytes: &[u8], ran: &BTreeSet<u32>) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    ran.iter().for_each(|function| hasher.write_u32(*function));
    format!("{:x}", hasher.finish())
}

/// The name under which the first module exports what only the rest imports.
pub(super) fn name(kind: char, number: usize) -> String {
    format!("{kind}{number:x}")
}
