//! Truth values, numbers, texts and lengths of time.

use super::{Decoder, Dialect, Schema, Slot};
use crate::{
    origin::Origin,
    tree::{Duration, Node, Number, Text, Value, decimal},
};

/// A length of time that is stored as protobuf writes it: `10s`, `0.500s`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProtoDuration(pub Duration);

/// A whole number of 64 bits that is stored as protobuf writes it: as text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProtoInteger(pub u64);

impl Slot for bool {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        decoder.put(self, node.as_bool(), node, "`true` or `false`")
    }

    fn is_empty(&self) -> bool {
        !self
    }

    fn write(&self, origin: Origin) -> Node {
        Node::boolean(*self, origin)
    }
}

impl Schema for bool {
    fn blank() -> Self {
        false
    }
}

impl Slot for u32 {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        let (last, expected) = match decoder.dialect {
            // OpenAPI counts with a sign, whatever the struct does.
            Dialect::Struct => (i32::MAX.unsigned_abs(), "a whole number from 0 to 2147483647"),
            Dialect::Protobuf => (Self::MAX, "a whole number from 0 to 4294967295"),
        };
        let number = integer(node, decoder.dialect).and_then(|number| Self::try_from(number).ok());
        decoder.put(self, number.filter(|number| *number <= last), node, expected)
    }

    fn is_empty(&self) -> bool {
        *self == 0
    }

    fn write(&self, origin: Origin) -> Node {
        Node::number(*self, origin)
    }
}

impl Schema for u32 {
    fn blank() -> Self {
        0
    }
}

impl Slot for i32 {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        let number = integer(node, decoder.dialect).and_then(|number| Self::try_from(number).ok());
        decoder.put(self, number, node, "a whole number from -2147483648 to 2147483647")
    }

    fn is_empty(&self) -> bool {
        *self == 0
    }

    fn write(&self, origin: Origin) -> Node {
        Node::number(i64::from(*self), origin)
    }
}

impl Schema for i32 {
    fn blank() -> Self {
        0
    }
}

impl Slot for i64 {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        let number = integer(node, decoder.dialect);
        decoder.put(self, number, node, "a whole number")
    }

    fn is_empty(&self) -> bool {
        *self == 0
    }

    fn write(&self, origin: Origin) -> Node {
        Node::number(*self, origin)
    }
}

impl Schema for i64 {
    fn blank() -> Self {
        0
    }
}

impl Slot for f64 {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        let number = match &node.value {
            Value::Number(number) => Some(number.as_f64()),
            Value::String(text) if decoder.dialect == Dialect::Protobuf => decimal::parse(text),
            _ => None,
        };
        decoder.put(self, number, node, "a number")
    }

    fn is_empty(&self) -> bool {
        *self == 0.0
    }

    fn write(&self, origin: Origin) -> Node {
        Node::number(Number::Float(*self), origin)
    }
}

impl Schema for f64 {
    fn blank() -> Self {
        0.0
    }
}

impl Slot for Text {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        decoder.put(self, node.as_text().cloned(), node, "text")
    }

    fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }

    fn write(&self, origin: Origin) -> Node {
        Node::string(self.clone(), origin)
    }
}

impl Schema for Text {
    fn blank() -> Self {
        Self::default()
    }
}

/// Stored as Go writes it: `2h0m0s`.
impl Slot for Duration {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        let duration = node.as_str().and_then(Self::parse);
        decoder.put(self, duration, node, "a length of time such as `10s` or `1h30m`")
    }

    fn is_empty(&self) -> bool {
        false
    }

    fn write(&self, origin: Origin) -> Node {
        Node::string(self.to_go(), origin)
    }
}

impl Schema for Duration {
    fn blank() -> Self {
        Self::ZERO
    }
}

impl Slot for ProtoDuration {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        self.0.read(node, decoder)
    }

    fn is_empty(&self) -> bool {
        false
    }

    fn write(&self, origin: Origin) -> Node {
        Node::string(self.0.to_proto(), origin)
    }
}

impl Schema for ProtoDuration {
    fn blank() -> Self {
        Self::default()
    }
}

impl Slot for ProtoInteger {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        let number = node.as_u64().or_else(|| node.as_str()?.parse().ok());
        decoder.put(&mut self.0, number, node, "a whole number")
    }

    fn is_empty(&self) -> bool {
        self.0 == 0
    }

    fn write(&self, origin: Origin) -> Node {
        Node::string(self.0.to_string(), origin)
    }
}

impl Schema for ProtoInteger {
    fn blank() -> Self {
        Self::default()
    }
}

/// A whole number; protobuf reads those that are written as text, too.
fn integer(node: &Node, dialect: Dialect) -> Option<i64> {
    match &node.value {
        Value::Number(Number::Positive(number)) => i64::try_from(*number).ok(),
        Value::Number(Number::Negative(number)) => Some(*number),
        Value::String(text) if dialect == Dialect::Protobuf => text.parse().ok(),
        _ => None,
    }
}
