//! Rules that values must keep (`validate.rules`), by the names that `validate/validate.proto` gives them.

use super::{
    Kind, MessageType,
    wire::{Fields, Wire, varint},
};

/// Rules, or a message within rules.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    message_type: MessageType,
    fields: Fields,
}

/// A value of a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar {
    /// A truth value.
    Bool(bool),
    /// A whole number, or a value of an enum.
    Whole(i128),
    /// Another number.
    Float(f64),
    /// A text.
    Text(&'static str),
}

impl Rules {
    pub(super) fn new(message_type: MessageType, fields: Fields) -> Self {
        Self { message_type, fields }
    }

    /// The rules within these, by name, where there are any.
    pub fn member(&self, name: &str) -> Option<Self> {
        let field = self.message_type.field(name)?;
        Some(Self::new(field.kind.message()?, self.fields.last(field.number)?.message()?))
    }

    /// What a rule says, where it says something.
    pub fn scalar(&self, name: &str) -> Option<Scalar> {
        self.scalars(name).pop()
    }

    /// All that a rule says.
    pub fn scalars(&self, name: &str) -> Vec<Scalar> {
        let Some(field) = self.message_type.field(name) else { return Vec::new() };
        self.fields
            .all(field.number)
            .flat_map(|wire| unpack(wire, field.kind))
            .filter_map(|wire| scalar(wire, field.kind))
            .collect()
    }

    /// Whether a rule is switched on.
    pub fn is_true(&self, name: &str) -> bool {
        self.scalar(name) == Some(Scalar::Bool(true))
    }
}

/// The values of a list of numbers that stand in one piece.
fn unpack(wire: Wire, kind: Kind) -> Vec<Wire> {
    match (wire, kind) {
        (Wire::Bytes(_), Kind::String | Kind::Bytes | Kind::Message(_)) => vec![wire],
        (Wire::Bytes(mut bytes), _) => std::iter::from_fn(|| varint(&mut bytes)).map(Wire::Varint).collect(),
        _ => vec![wire],
    }
}

#[expect(clippy::cast_possible_wrap, reason = "negative numbers are extended to 64 bits")]
fn scalar(wire: Wire, kind: Kind) -> Option<Scalar> {
    Some(match (kind, wire) {
        (Kind::Bool, Wire::Varint(number)) => Scalar::Bool(number != 0),
        (Kind::Int32 | Kind::Int64 | Kind::Enum(_), Wire::Varint(number)) => {
            Scalar::Whole((number as i64).into())
        }
        (Kind::Double, Wire::Fixed64(bits)) => Scalar::Float(f64::from_bits(bits)),
        (Kind::Float, Wire::Fixed32(bits)) => Scalar::Float(f32::from_bits(bits).into()),
        (_, Wire::Varint(number) | Wire::Fixed64(number)) => Scalar::Whole(number.into()),
        (_, Wire::Fixed32(number)) => Scalar::Whole(number.into()),
        (_, Wire::Bytes(_)) => Scalar::Text(wire.text()?),
    })
}
