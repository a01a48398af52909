//! A node: a value of the JSON data model, and who set it.

use super::{Map, Text};
use crate::origin::{Location, Origin, Traced};

/// A value and its origin. Equality ignores origins.
#[derive(Clone, Debug)]
pub struct Node {
    /// What the node says.
    pub value: Value,
    /// Who set it.
    pub origin: Origin,
}

/// The JSON data model.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Text),
    /// An ordered list.
    List(Vec<Node>),
    /// Named members.
    Map(Map),
}

/// A number as it was written: whole numbers stay whole.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A whole number below zero.
    Negative(i64),
    /// A whole number of zero or more.
    Positive(u64),
    /// Any other number.
    Float(f64),
}

impl Node {
    /// A node of a value.
    pub fn new(value: Value, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// A string node.
    pub fn string(text: impl Into<Text>, origin: Origin) -> Self {
        Self::new(Value::String(text.into()), origin)
    }

    /// A node of a whole number.
    pub fn number(number: impl Into<Number>, origin: Origin) -> Self {
        Self::new(Value::Number(number.into()), origin)
    }

    /// A node of `true` or `false`.
    pub fn boolean(value: bool, origin: Origin) -> Self {
        Self::new(Value::Bool(value), origin)
    }

    /// A list node.
    pub fn list(items: Vec<Node>, origin: Origin) -> Self {
        Self::new(Value::List(items), origin)
    }

    /// A node without members: `{}`.
    pub fn empty(origin: Origin) -> Self {
        Self::new(Value::Map(Map::default()), origin)
    }

    /// The members, when this is a map.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The members for change, when this is a map.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items, when this is a list.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text, when this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text, when this is a string.
    pub fn as_text(&self) -> Option<&Text> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, when this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number, when this is a whole one of zero or more.
    pub fn as_u64(&self) -> Option<u64> {
        match self.value {
            Value::Number(Number::Positive(number)) => Some(number),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// Where it is written, or else the first thing within it that is written anywhere.
    pub fn location(&self) -> Option<Location> {
        let within = || match &self.value {
            Value::List(items) => items.iter().find_map(Self::location),
            Value::Map(members) => members.iter().find_map(|entry| entry.value.location()),
            _ => None,
        };
        self.origin.location().or_else(within)
    }

    /// The member of that name, when this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// What stands below this node at one step of a [`Pointer`](super::Pointer): a member by name, or an item by position.
    pub fn child(&self, step: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(map) => map.get(step),
            Value::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// The same node, whose members copies of it share until they are changed: for what stands in many messages.
    #[must_use]
    pub fn shared(self) -> Self {
        match self.value {
            Value::Map(members) => Self { value: Value::Map(members.shared()), ..self },
            _ => self,
        }
    }

    /// The same value with another origin, on this node and on everything below it.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.set_origin(origin);
        self
    }

    fn set_origin(&mut self, origin: Origin) {
        self.origin = origin;
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.set_origin(origin)),
            Value::Map(map) => map.iter_mut().for_each(|entry| {
                entry.key_origin = origin;
                entry.value.set_origin(origin);
            }),
            _ => {}
        }
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Number {
    /// The number as a float; whole numbers above 2⁵³ lose precision.
    #[expect(clippy::cast_precision_loss, reason = "the loss is the documented contract")]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Negative(number) => number as f64,
            Self::Positive(number) => number as f64,
            Self::Float(number) => number,
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Negative(left), Self::Negative(right)) => left == right,
            (Self::Positive(left), Self::Positive(right)) => left == right,
            _ => self.as_f64().total_cmp(&other.as_f64()).is_eq(),
        }
    }
}

impl From<u64> for Number {
    fn from(number: u64) -> Self {
        Self::Positive(number)
    }
}

impl From<u32> for Number {
    fn from(number: u32) -> Self {
        Self::Positive(number.into())
    }
}

impl From<u16> for Number {
    fn from(number: u16) -> Self {
        Self::Positive(number.into())
    }
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        u64::try_from(number).map_or(Self::Negative(number), Self::Positive)
    }
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl<T: Into<Number>> From<T> for Value {
    fn from(number: T) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::String(text)
    }
}

impl From<&Text> for Value {
    fn from(text: &Text) -> Self {
        Self::String(text.clone())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl<T: Into<Value>> From<Traced<T>> for Node {
    fn from(traced: Traced<T>) -> Self {
        Self::new(traced.value.into(), traced.origin)
    }
}

impl<'a, T> From<&'a Traced<T>> for Node
where
    T: Clone + Into<Value>,
{
    fn from(traced: &'a Traced<T>) -> Self {
        Self::new(traced.value.clone().into(), traced.origin)
    }
}
