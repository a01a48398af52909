//! The descriptors as a table that is read on demand: what names, kinds and rules the fields of a message have.
//!
//! This is much smaller than a pool of descriptors with messages to fill, and ready in a fraction of a millisecond:
//! only the names of types are gathered at first; fields are read from the bytes whenever a type is asked.

mod field;
mod rules;
mod wire;

use std::{collections::BTreeMap, sync::OnceLock};

pub use field::{Cardinality, Choice, Field, Kind};
pub use rules::{Rules, Scalar};

use self::wire::Fields;

/// Numbers of fields in `google/protobuf/descriptor.proto`.
mod number {
    pub(super) const FILES: u32 = 1;
    pub(super) const FILE_PACKAGE: u32 = 2;
    pub(super) const FILE_MESSAGES: u32 = 4;
    pub(super) const FILE_ENUMS: u32 = 5;
    pub(super) const FILE_SYNTAX: u32 = 12;
    pub(super) const NAME: u32 = 1;
    pub(super) const MESSAGE_FIELDS: u32 = 2;
    pub(super) const MESSAGE_MESSAGES: u32 = 3;
    pub(super) const MESSAGE_ENUMS: u32 = 4;
    pub(super) const MESSAGE_OPTIONS: u32 = 7;
    pub(super) const MESSAGE_CHOICES: u32 = 8;
    pub(super) const MAP_ENTRY: u32 = 7;
    pub(super) const ENUM_VALUES: u32 = 2;
    pub(super) const ENUM_NUMBER: u32 = 2;
    /// `validate.disabled` of messages, `validate.rules` of fields, `validate.required` of choices.
    pub(super) const VALIDATE: u32 = 1071;
}

/// A type of message. Its fields are read once, when they are first asked for.
#[derive(Clone, Copy, Debug)]
pub struct MessageType {
    /// Its full name, for example `envoy.config.cluster.v3.Cluster.EdsClusterConfig`.
    pub full_name: &'static str,
    /// Its package, for example `envoy.config.cluster.v3`.
    pub package: &'static str,
    entry: &'static Entry,
}

/// A type of enum.
#[derive(Clone, Copy, Debug)]
pub struct EnumType {
    /// Its full name.
    pub full_name: &'static str,
    fields: Fields,
}

/// A version of the language of `.proto` files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    /// Every field can tell zero from absent.
    Proto2,
    /// Only messages and fields of choices can.
    Proto3,
}

/// A message, or a file that holds some.
#[derive(Debug)]
struct Entry {
    package: &'static str,
    descriptor: Fields,
    syntax: Syntax,
    fields: OnceLock<Vec<Field>>,
}

#[derive(Debug, Default)]
struct Index {
    messages: BTreeMap<String, Entry>,
    enums: BTreeMap<String, Fields>,
}

impl MessageType {
    /// The type of that full name.
    pub fn named(full_name: &str) -> Option<Self> {
        let (full_name, entry) = index().messages.get_key_value(full_name)?;
        Some(Self { full_name, package: entry.package, entry })
    }

    /// Its fields in the order in which they are declared.
    pub fn fields(&self) -> &'static [Field] {
        let Entry { descriptor, syntax, fields, .. } = self.entry;
        fields.get_or_init(|| {
            let descriptors = descriptor.messages(number::MESSAGE_FIELDS);
            descriptors.filter_map(|field| Field::read(field, self.full_name, *syntax)).collect()
        })
    }

    /// The field of that name, in camelCase or as the `.proto` file spells it.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        let fields = self.fields();
        let by_json_name = fields.iter().find(|field| field.json_name == name);
        by_json_name.or_else(|| fields.iter().find(|field| field.name == name))
    }

    /// Its choices (`oneof`) in the order in which they are declared, with those that stand for optional fields.
    pub fn choices(&self) -> impl Iterator<Item = Choice> + use<> {
        self.entry.descriptor.messages(number::MESSAGE_CHOICES).map(Choice::read)
    }

    /// Whether the rules of its fields do not count.
    pub fn is_unruled(&self) -> bool {
        self.options().is_some_and(|options| options.truth(number::VALIDATE))
    }

    /// The types of the keys and the values of a map, where this is its entry.
    fn map_entry(&self) -> Option<(Kind, Kind)> {
        if !self.options()?.truth(number::MAP_ENTRY) {
            return None;
        }
        let mut kinds = self.fields().iter().map(|field| field.kind);
        Some((kinds.next()?, kinds.next()?))
    }

    fn options(&self) -> Option<Fields> {
        self.entry.descriptor.last(number::MESSAGE_OPTIONS)?.message()
    }
}

impl EnumType {
    /// The type of that full name.
    pub fn named(full_name: &str) -> Option<Self> {
        let (full_name, fields) = index().enums.get_key_value(full_name)?;
        Some(Self { full_name, fields: *fields })
    }

    /// The number of a value.
    pub fn number(&self, name: &str) -> Option<i32> {
        self.values().find(|(found, _)| *found == name).map(|(_, number)| number)
    }

    /// The first name of a value.
    pub fn name(&self, number: i32) -> Option<&'static str> {
        self.values().find(|(_, found)| *found == number).map(|(name, _)| name)
    }

    /// The value of an absent field: the first that is declared.
    pub fn default_name(&self) -> &'static str {
        self.values().next().map(|(name, _)| name).unwrap_or_default()
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "numbers of enums have 32 bits, and negative ones are extended to 64"
    )]
    fn values(&self) -> impl Iterator<Item = (&'static str, i32)> {
        self.fields.messages(number::ENUM_VALUES).map(|value| {
            let number = value.last(number::ENUM_NUMBER).and_then(wire::Wire::number).unwrap_or_default();
            (value.text(number::NAME), number as i32)
        })
    }
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut index = Index::default();
        for file in Fields(crate::DESCRIPTORS).messages(number::FILES) {
            let package = file.text(number::FILE_PACKAGE);
            let is_third = file.text(number::FILE_SYNTAX) == "proto3";
            let syntax = if is_third { Syntax::Proto3 } else { Syntax::Proto2 };
            let scope = Entry { package, descriptor: file, syntax, fields: OnceLock::new() };
            index.add(package, &scope, number::FILE_MESSAGES, number::FILE_ENUMS);
        }
        index
    })
}

impl Index {
    /// Adds the messages and enums of a file or a message, and those within.
    fn add(&mut self, scope: &str, holder: &Entry, messages: u32, enums: u32) {
        for descriptor in holder.descriptor.messages(enums) {
            self.enums.insert(join(scope, descriptor.text(number::NAME)), descriptor);
        }
        for descriptor in holder.descriptor.messages(messages) {
            let name = join(scope, descriptor.text(number::NAME));
            let entry = Entry { descriptor, fields: OnceLock::new(), ..*holder };
            self.add(&name, &entry, number::MESSAGE_MESSAGES, number::MESSAGE_ENUMS);
            self.messages.insert(name, entry);
        }
    }
}

fn join(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}
