//! Values that are written as a whole number or as text.

use super::{Decoder, Schema, Slot};
use crate::{
    origin::Origin,
    tree::{Node, Number, Text, Value, decimal},
};

/// A whole number or a text, as Kubernetes' `IntOrString`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IntOrText {
    /// A whole number.
    Number(i64),
    /// A text.
    Text(Text),
}

/// A decimal fraction: a whole number, or a text such as `"12.5"`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(pub IntOrText);

impl Decimal {
    /// The number; nothing where the text is none.
    #[expect(clippy::cast_precision_loss, reason = "percentages and factors are small")]
    pub fn number(&self) -> Option<f64> {
        match &self.0 {
            IntOrText::Number(number) => Some(*number as f64),
            // Rust reads words such as `inf`, too.
            IntOrText::Text(text) if !text.chars().all(|letter| "0123456789+-.eE".contains(letter)) => None,
            IntOrText::Text(text) => decimal::parse(text),
        }
    }
}

impl Decimal {
    /// Its thousandfold without what is left of a fraction; 0 for what does not fit.
    /// Computed on the digits, since binary fractions would be off by one.
    pub fn thousandths(&self) -> u32 {
        let text = match &self.0 {
            IntOrText::Number(number) => number.to_string(),
            IntOrText::Text(text) => text.to_string(),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let fraction: String = fraction.chars().chain(std::iter::repeat('0')).take(3).collect();
        format!("{whole}{fraction}").parse().unwrap_or_default()
    }
}

impl Slot for IntOrText {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        let read = match &node.value {
            Value::Number(Number::Positive(number)) => i64::try_from(*number).ok().map(Self::Number),
            Value::Number(Number::Negative(number)) => Some(Self::Number(*number)),
            Value::String(text) => Some(Self::Text(text.clone())),
            _ => None,
        };
        decoder.put(self, read, node, "a whole number or text")
    }

    fn is_empty(&self) -> bool {
        false
    }

    fn write(&self, origin: Origin) -> Node {
        match self {
            Self::Number(number) => Node::number(*number, origin),
            Self::Text(text) => Node::string(text.clone(), origin),
        }
    }
}

impl Schema for IntOrText {
    fn blank() -> Self {
        Self::Number(0)
    }
}

impl Slot for Decimal {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        self.0.read(node, decoder)
    }

    fn is_empty(&self) -> bool {
        false
    }

    fn write(&self, origin: Origin) -> Node {
        self.0.write(origin)
    }
}

impl Schema for Decimal {
    fn blank() -> Self {
        Self(IntOrText::blank())
    }
}
