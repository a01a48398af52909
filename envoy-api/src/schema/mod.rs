//! The descriptors as a table: what names, kinds and rules the fields of a message have.
//!
//! `build.rs` makes of the descriptor set a catalogue that says no more than that. It is much smaller than the set, and ready in a
//! fraction of a millisecond.

mod catalogue;
mod field;
mod layout;
mod rules;
mod wire;

pub use field::{Cardinality, Choice, Field, Kind};
pub use rules::{Rules, Scalar};

use self::catalogue::{Message, Shape};

/// A type of message.
#[derive(Clone, Copy, Debug)]
pub struct MessageType {
    /// Its full name, for example `envoy.config.cluster.v3.Cluster.EdsClusterConfig`.
    pub full_name: &'static str,
    message: &'static Message,
}

/// A type of enum.
#[derive(Clone, Copy, Debug)]
pub struct EnumType {
    /// Its full name.
    pub full_name: &'static str,
    values: &'static [(&'static str, i32)],
}

impl MessageType {
    /// The type of that full name.
    pub fn named(full_name: &str) -> Option<Self> {
        let found = catalogue::find(full_name)?;
        match &found.shape {
            Shape::Message(message) => Some(Self { full_name: found.name, message }),
            Shape::Enum(_) => None,
        }
    }

    /// Its package, for example `envoy.config.cluster.v3`: the part of its name before the first word with a capital.
    pub fn package(&self) -> &'static str {
        let capital = self.full_name.find(|letter: char| letter.is_ascii_uppercase()).unwrap_or_default();
        self.full_name.get(..capital).unwrap_or_default().trim_end_matches('.')
    }

    /// Its fields in the order in which they are declared.
    pub fn fields(&self) -> &'static [Field] {
        &self.message.fields
    }

    /// The field of that name, in camelCase or as the `.proto` file spells it.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        let fields = self.fields();
        let by_json_name = fields.iter().find(|field| field.json_name == name);
        by_json_name.or_else(|| fields.iter().find(|field| field.name == name))
    }

    /// Its choices (`oneof`) in the order in which they are declared, with those that stand for optional fields.
    pub fn choices(&self) -> &'static [Choice] {
        &self.message.choices
    }

    /// Whether the rules of its fields do not count.
    pub fn is_unruled(&self) -> bool {
        self.message.is_unruled
    }
}

impl EnumType {
    /// The type of that full name.
    pub fn named(full_name: &str) -> Option<Self> {
        let found = catalogue::find(full_name)?;
        match &found.shape {
            Shape::Enum(values) => Some(Self { full_name: found.name, values }),
            Shape::Message(_) => None,
        }
    }

    /// The number of a value.
    pub fn number(&self, name: &str) -> Option<i32> {
        self.values.iter().find(|(found, _)| *found == name).map(|(_, number)| *number)
    }

    /// The first name of a value.
    pub fn name(&self, number: i32) -> Option<&'static str> {
        self.values.iter().find(|(_, found)| *found == number).map(|(name, _)| *name)
    }

    /// The value of an absent field: the first that is declared.
    pub fn default_name(&self) -> &'static str {
        self.values.first().map(|(name, _)| *name).unwrap_or_default()
    }
}
