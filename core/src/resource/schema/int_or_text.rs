//! Values that are written as a whole number or as text.

use super::{Decoder, Schema};
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

impl Schema for IntOrText {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        match &node.value {
            Value::Number(Number::Positive(number)) => i64::try_from(*number).ok().map(Self::Number),
            Value::Number(Number::Negative(number)) => Some(Self::Number(*number)),
            Value::String(text) => Some(Self::Text(text.clone())),
            _ => None,
        }
        .or_else(|| decoder.wrong_type(node, "a whole number or text"))
    }

    fn absent() -> Option<Self> {
        Some(Self::Number(0))
    }

    fn is_empty(&self) -> bool {
        false
    }

    fn encode(&self, origin: Origin) -> Node {
        match self {
            Self::Number(number) => Node::number(*number, origin),
            Self::Text(text) => Node::string(text.clone(), origin),
        }
    }
}

impl Schema for Decimal {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        IntOrText::decode(node, decoder).map(Self)
    }

    fn absent() -> Option<Self> {
        IntOrText::absent().map(Self)
    }

    fn is_empty(&self) -> bool {
        false
    }

    fn encode(&self, origin: Origin) -> Node {
        self.0.encode(origin)
    }
}
