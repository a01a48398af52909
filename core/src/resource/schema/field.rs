//! What is known of a field of a struct, for reading and writing.

use crate::{
    origin::Origin,
    tree::{Node, Text, Value},
};

/// A field of a struct.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in documents.
    pub name: &'static str,
    /// Another name that is read as well; empty where there is none.
    pub alias: &'static str,
    /// Whether a document without it is refused.
    pub required: bool,
    /// Whether it is written even when it has its zero value.
    pub kept: bool,
    /// What stands there where nothing is written, other than the zero value.
    pub default: Option<&'static FieldDefault>,
    /// The fields below it.
    pub children: fn() -> &'static [Field],
}

/// What stands in a field where nothing is written.
#[derive(Clone, Copy, Debug)]
pub struct FieldDefault {
    /// The value.
    pub value: Literal,
    /// The default's name: the struct and the field.
    pub label: &'static str,
}

/// A value of a default.
#[derive(Clone, Copy, Debug)]
pub enum Literal {
    /// A text.
    Text(&'static str),
    /// A whole number.
    Number(u32),
    /// A truth value.
    Truth(bool),
}

impl Field {
    /// A field that is left out where nothing is in it.
    pub const fn optional(name: &'static str, children: fn() -> &'static [Field]) -> Self {
        Self { name, alias: "", required: false, kept: false, default: None, children }
    }

    /// Whether a key of a document means it.
    pub(super) fn is_called(&self, key: &str) -> bool {
        self.name == key || (!self.alias.is_empty() && self.alias == key)
    }
}

impl FieldDefault {
    /// The value as if it were written.
    pub(super) fn node(&'static self) -> Node {
        let value = match self.value {
            Literal::Text(text) => Value::String(Text::new_static(text)),
            Literal::Number(number) => Value::from(number),
            Literal::Truth(truth) => Value::Bool(truth),
        };
        Node::new(value, Origin::Default(&self.label))
    }
}
