//! Fields of messages.

use super::{
    EnumType, MessageType, Syntax, number,
    rules::Rules,
    wire::{Fields, Wire},
};

/// A field of a message.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in the `.proto` file.
    pub name: &'static str,
    /// Its name in JSON.
    pub json_name: &'static str,
    /// Its number.
    pub number: u32,
    /// What its value, or each of its values, is.
    pub kind: Kind,
    /// How many values it has.
    pub cardinality: Cardinality,
    /// Whether it can tell zero from absent.
    pub has_presence: bool,
    /// The position of the choice to which it belongs, among [`MessageType::choices`].
    pub choice: Option<usize>,
    /// Whether that choice only stands for `optional`.
    pub is_optional: bool,
    options: Option<Fields>,
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

mod part {
    pub(super) const NAME: u32 = 1;
    pub(super) const NUMBER: u32 = 3;
    pub(super) const LABEL: u32 = 4;
    pub(super) const KIND: u32 = 5;
    pub(super) const TYPE_NAME: u32 = 6;
    pub(super) const OPTIONS: u32 = 8;
    pub(super) const CHOICE: u32 = 9;
    pub(super) const JSON_NAME: u32 = 10;
    pub(super) const OPTIONAL: u32 = 17;
    pub(super) const CHOICE_OPTIONS: u32 = 2;
    pub(super) const REPEATED: Option<super::Wire> = Some(super::Wire::Varint(3));
}

impl Field {
    pub(super) fn read(descriptor: Fields, holder: &str, syntax: Syntax) -> Option<Self> {
        let mut field = Self {
            name: "",
            json_name: "",
            number: 0,
            kind: Kind::Bool,
            cardinality: Cardinality::Single,
            has_presence: false,
            choice: None,
            is_optional: false,
            options: None,
        };
        let (mut kind, mut label, mut type_name) = (0, None, "");
        for (number, wire) in descriptor {
            match number {
                part::NAME => field.name = wire.text()?,
                part::JSON_NAME => field.json_name = wire.text()?,
                part::NUMBER => field.number = u32::try_from(wire.number()?).ok()?,
                part::LABEL => label = Some(wire),
                part::KIND => kind = wire.number()?,
                part::TYPE_NAME => type_name = wire.text()?.trim_start_matches('.'),
                part::OPTIONS => field.options = wire.message(),
                part::CHOICE => field.choice = usize::try_from(wire.number()?).ok(),
                part::OPTIONAL => field.is_optional = wire == Wire::Varint(1),
                _ => {}
            }
        }
        field.kind = Kind::read(kind, type_name)?;
        let is_message = matches!(field.kind, Kind::Message(_));
        if label == part::REPEATED {
            // The entry of a map is a type within the message that has the map.
            let is_within = type_name.strip_prefix(holder).is_some_and(|rest| rest.ends_with("Entry"));
            let entry = if is_within {
                MessageType::named(type_name).and_then(|entry| entry.map_entry())
            } else {
                None
            };
            field.cardinality = entry.map_or(Cardinality::List, |(key, value)| Cardinality::Map(key, value));
        } else {
            field.has_presence = is_message || field.choice.is_some() || syntax == Syntax::Proto2;
        }
        Some(field)
    }

    /// The rules that its values must keep.
    pub fn rules(&self) -> Option<Rules> {
        let rules = self.options?.last(number::VALIDATE)?.message()?;
        Some(Rules::new(MessageType::named("validate.FieldRules")?, rules))
    }

    /// The position of the choice to which it belongs, unless that only stands for `optional`.
    pub fn real_choice(&self) -> Option<usize> {
        self.choice.filter(|_| !self.is_optional)
    }
}

impl Kind {
    fn read(number: u64, type_name: &'static str) -> Option<Self> {
        Some(match number {
            1 => Self::Double,
            2 => Self::Float,
            3 => Self::Int64,
            4 => Self::Uint64,
            5 => Self::Int32,
            6 => Self::Fixed64,
            7 => Self::Fixed32,
            8 => Self::Bool,
            9 => Self::String,
            10 | 11 => Self::Message(type_name),
            12 => Self::Bytes,
            13 => Self::Uint32,
            14 => Self::Enum(type_name),
            15 => Self::Sfixed32,
            16 => Self::Sfixed64,
            17 => Self::Sint32,
            18 => Self::Sint64,
            _ => return None,
        })
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

impl Choice {
    pub(super) fn read(descriptor: Fields) -> Self {
        let options = descriptor.last(part::CHOICE_OPTIONS).and_then(Wire::message);
        Self {
            name: descriptor.text(part::NAME),
            is_required: options.is_some_and(|options| options.truth(number::VALIDATE)),
        }
    }
}
