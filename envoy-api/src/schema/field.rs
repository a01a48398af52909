//! Fields of messages.

use super::{EnumType, MessageType, rules::Rules, wire::Fields};

/// A field of a message.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in the `.proto` file.
    pub name: &'static str,
    /// Its name in JSON.
    pub json_name: &'static str,
    /// Its number.
    pub number: u32,
    /// What its value, or each of its values, is; of a map, what its values are.
    pub kind: Kind,
    /// How many values it has.
    pub cardinality: Cardinality,
    /// Whether it can tell zero from absent.
    pub has_presence: bool,
    /// The position of the choice to which it belongs, among [`MessageType::choices`].
    pub choice: Option<usize>,
    /// Whether that choice only stands for `optional`.
    pub is_optional: bool,
    pub(super) rules: Option<Fields>,
}

/// How many values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// One, or none.
    Single,
    /// A list.
    List,
    /// A map, with the kinds of keys and values.
    Map(Kind, Kind),
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `double`
    Double,
    /// `float`
    Float,
    /// `int32`
    Int32,
    /// `int64`
    Int64,
    /// `uint32`
    Uint32,
    /// `uint64`
    Uint64,
    /// `sint32`
    Sint32,
    /// `sint64`
    Sint64,
    /// `fixed32`
    Fixed32,
    /// `fixed64`
    Fixed64,
    /// `sfixed32`
    Sfixed32,
    /// `sfixed64`
    Sfixed64,
    /// `bool`
    Bool,
    /// `string`
    String,
    /// `bytes`
    Bytes,
    /// A message, by its full name.
    Message(&'static str),
    /// An enum, by its full name.
    Enum(&'static str),
}

/// A choice of fields (`oneof`).
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// Its name.
    pub name: &'static str,
    /// Whether one of its fields must be set.
    pub is_required: bool,
}

impl Field {
    /// The rules that its values must keep.
    pub fn rules(&self) -> Option<Rules> {
        Some(Rules::new(MessageType::named("validate.FieldRules")?, self.rules?))
    }

    /// The position of the choice to which it belongs, unless that only stands for `optional`.
    pub fn real_choice(&self) -> Option<usize> {
        self.choice.filter(|_| !self.is_optional)
    }
}

impl Kind {
    /// The kind that descriptors number so; a message where they name no other.
    pub(super) fn new(number: u8, type_name: &'static str) -> Self {
        match number {
            1 => Self::Double,
            2 => Self::Float,
            3 => Self::Int64,
            4 => Self::Uint64,
            5 => Self::Int32,
            6 => Self::Fixed64,
            7 => Self::Fixed32,
            8 => Self::Bool,
            9 => Self::String,
            12 => Self::Bytes,
            13 => Self::Uint32,
            14 => Self::Enum(type_name),
            15 => Self::Sfixed32,
            16 => Self::Sfixed64,
            17 => Self::Sint32,
            18 => Self::Sint64,
            _ => Self::Message(type_name),
        }
    }

    /// The type of message that values are.
    pub fn message(self) -> Option<MessageType> {
        match self {
            Self::Message(name) => MessageType::named(name),
            _ => None,
        }
    }

    /// The type of enum that values are.
    pub fn enumeration(self) -> Option<EnumType> {
        match self {
            Self::Enum(name) => EnumType::named(name),
            _ => None,
        }
    }
}
