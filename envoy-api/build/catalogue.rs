//! From the descriptor set to the catalogue: the names, kinds and rules that feature `schema` reads, in a third of the bytes.

use std::{collections::BTreeMap, env, fs, path::Path};

use crate::{
    layout::{HAS_CHOICE, HAS_PRESENCE, HAS_RULES, IS_LIST, IS_MESSAGE, IS_UNRULED, KIND, MAP, OF_TYPES},
    number,
    wire::{Fields, Wire},
};

/// What descriptors number as repeated.
const REPEATED: u64 = 3;

/// The columns; see `src/schema/layout.rs`.
#[derive(Default)]
struct Columns {
    types: Vec<u8>,
    shapes: Vec<u8>,
    names: Vec<u8>,
    numbers: Vec<u8>,
    kinds: Vec<u8>,
    references: Vec<u8>,
    choices: Vec<u8>,
    rules: Vec<u8>,
    /// The number of the last field or value.
    last: u64,
}

/// A type of the descriptor set.
#[derive(Clone, Copy)]
struct Type {
    descriptor: Fields,
    is_enum: bool,
    syntax: Syntax,
}

/// The language of a file: in the older one every field can be absent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Proto2,
    Proto3,
}

/// The types by their full names; the entries of maps, which no message names otherwise, apart.
#[derive(Default)]
struct Types {
    named: BTreeMap<String, Type>,
    entries: BTreeMap<String, Fields>,
}

/// Writes the columns into `$OUT_DIR`.
pub(crate) fn write() {
    let set = Fields(include_bytes!("../descriptors.bin"));
    let mut types = Types::default();
    for file in messages(set, number::FILES) {
        let is_newer = text(file, number::FILE_SYNTAX) == "proto3";
        let syntax = if is_newer { Syntax::Proto3 } else { Syntax::Proto2 };
        let package = text(file, number::FILE_PACKAGE);
        types.add(package, file, syntax, [number::FILE_MESSAGES, number::FILE_ENUMS]);
    }
    let columns = columns(&types);
    let folder = env::var_os("OUT_DIR").expect("cargo says where to write");
    for (name, column) in [
        ("types", columns.types),
        ("shapes", columns.shapes),
        ("names", columns.names),
        ("numbers", columns.numbers),
        ("kinds", columns.kinds),
        ("references", columns.references),
        ("choices", columns.choices),
        ("rules", columns.rules),
    ] {
        fs::write(Path::new(&folder).join(name), column).expect("the folder can be written");
    }
}

fn columns(types: &Types) -> Columns {
    let mut columns = Columns::default();
    for (name, found) in &types.named {
        columns.types.extend(line(name));
        columns.last = 0;
        if found.is_enum {
            columns.enumeration(found.descriptor);
        } else {
            columns.message(*found, types);
        }
    }
    columns
}

impl Types {
    /// Adds the messages and enums of a file or a message, and those within.
    fn add(&mut self, scope: &str, holder: Fields, syntax: Syntax, [within, enums]: [u32; 2]) {
        for descriptor in messages(holder, enums) {
            self.named.insert(join(scope, descriptor), Type { descriptor, is_enum: true, syntax });
        }
        for descriptor in messages(holder, within) {
            let name = join(scope, descriptor);
            self.add(&name, descriptor, syntax, [number::MESSAGE_MESSAGES, number::MESSAGE_ENUMS]);
            if options(descriptor, number::MESSAGE_OPTIONS, number::MAP_ENTRY) == Some(Wire::Varint(1)) {
                self.entries.insert(name, descriptor);
            } else {
                self.named.insert(name, Type { descriptor, is_enum: false, syntax });
            }
        }
    }

    /// The position of a type, as a field names it.
    fn position(&self, name: &str) -> u16 {
        let position = self.named.keys().position(|known| known == name);
        let position = position.unwrap_or_else(|| panic!("the descriptors lack {name}"));
        u16::try_from(position).expect("there are fewer types than 65536")
    }
}

impl Columns {
    fn enumeration(&mut self, descriptor: Fields) {
        self.shapes.push(0);
        push(&mut self.shapes, messages(descriptor, number::ENUM_VALUES).count() as u64);
        for value in messages(descriptor, number::ENUM_VALUES) {
            self.names.extend(line(text(value, number::NAME)));
            self.number(whole(value, number::VALUE_NUMBER));
        }
    }

    fn message(&mut self, message: Type, types: &Types) {
        let descriptor = message.descriptor;
        let is_unruled =
            options(descriptor, number::MESSAGE_OPTIONS, number::VALIDATE) == Some(Wire::Varint(1));
        let flags = [(message.syntax == Syntax::Proto2, HAS_PRESENCE), (is_unruled, IS_UNRULED)];
        self.shapes.push(with(IS_MESSAGE, flags));
        push(&mut self.shapes, messages(descriptor, number::MESSAGE_FIELDS).count() as u64);
        push(&mut self.shapes, messages(descriptor, number::MESSAGE_CHOICES).count() as u64);
        for field in messages(descriptor, number::MESSAGE_FIELDS) {
            self.field(field, types);
        }
        for choice in messages(descriptor, number::MESSAGE_CHOICES) {
            self.names.extend(line(text(choice, number::NAME)));
            let required = options(choice, number::CHOICE_OPTIONS, number::VALIDATE);
            self.choices.push(u8::from(required == Some(Wire::Varint(1))));
        }
    }

    fn field(&mut self, field: Fields, types: &Types) {
        self.names.extend(line(text(field, number::NAME)));
        self.number(whole(field, number::FIELD_NUMBER));
        let choice = field.last(number::FIELD_CHOICE).map(|_| whole(field, number::FIELD_CHOICE));
        let rules = options(field, number::FIELD_OPTIONS, number::VALIDATE);
        let flags = [(choice.is_some(), HAS_CHOICE), (rules.is_some(), HAS_RULES)];
        let is_list = whole(field, number::FIELD_LABEL) == REPEATED;
        match types.entries.get(type_name(field)).filter(|_| is_list) {
            Some(entry) => {
                self.kinds.push(with(MAP, flags));
                messages(*entry, number::MESSAGE_FIELDS).for_each(|part| self.kind(part, 0, types));
            }
            None => self.kind(field, with(0, flags) | with(0, [(is_list, IS_LIST)]), types),
        }
        if let Some(choice) = choice {
            let is_optional = whole(field, number::FIELD_IS_OPTIONAL);
            self.choices.push(u8::try_from(choice * 2 + is_optional).expect("a message has few choices"));
        }
        if let Some(Wire::Bytes(rules)) = rules {
            push(&mut self.rules, rules.len() as u64);
            self.rules.extend(rules);
        }
    }

    fn kind(&mut self, field: Fields, flags: u8, types: &Types) {
        let kind = u8::try_from(whole(field, number::FIELD_KIND)).expect("kinds are small numbers");
        assert!(kind != MAP && kind <= KIND, "a kind has five bits");
        self.kinds.push(kind | flags);
        if OF_TYPES.contains(&kind) {
            let position = types.position(type_name(field));
            self.references.extend(position.to_be_bytes());
        }
    }

    fn number(&mut self, number: u64) {
        push(&mut self.numbers, number.wrapping_sub(self.last).wrapping_sub(1) & u64::from(u32::MAX));
        self.last = number;
    }
}

/// A byte with those flags that hold.
fn with<const N: usize>(byte: u8, flags: [(bool, u8); N]) -> u8 {
    flags.into_iter().filter(|(holds, _)| *holds).fold(byte, |byte, (_, flag)| byte | flag)
}

/// Appends a whole number of seven bits a byte.
fn push(column: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        column.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    column.push(number.to_le_bytes()[0]);
}

fn line(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().chain([b'\n'])
}

fn join(scope: &str, descriptor: Fields) -> String {
    let name = text(descriptor, number::NAME);
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

fn messages(fields: Fields, number: u32) -> impl Iterator<Item = Fields> {
    fields.all(number).filter_map(Wire::message)
}

fn text(fields: Fields, number: u32) -> &'static str {
    fields.last(number).and_then(Wire::text).unwrap_or_default()
}

fn type_name(field: Fields) -> &'static str {
    text(field, number::FIELD_TYPE_NAME).trim_start_matches('.')
}

fn whole(fields: Fields, number: u32) -> u64 {
    match fields.last(number) {
        Some(Wire::Varint(number)) => number,
        _ => 0,
    }
}

/// An option of a descriptor.
fn options(descriptor: Fields, options: u32, number: u32) -> Option<Wire> {
    descriptor.last(options)?.message()?.last(number)
}
