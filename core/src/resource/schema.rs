//! How typed structs are read from trees and written back as the control plane stores them.
//!
//! The rules are Go's: an absent field is its zero value, a zero value is left out when written
//! (unless the field is marked to be kept), pointers are `Option`s.

use crate::{
    origin::{Origin, Traced},
    report::Report,
    tree::Node,
};

/// A type that a tree can be read into and that can be written back as the control plane stores it.
/// `#[derive(Schema)]` implements it for structs (fields are camelCase) and enums of unit variants.
pub trait Schema: Sized {
    /// Reads a value. Nothing is returned where the node has the wrong form; the decoder then has a diagnostic at that node.
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self>;

    /// The value of an absent field: Go's zero value.
    fn absent() -> Self;

    /// Writes the value as it is stored; nothing for a value that is left out (Go's `omitempty`).
    fn encode(&self, origin: Origin) -> Option<Node>;
}

/// Gathers what is wrong while a tree is read.
#[derive(Debug, Default)]
pub struct Decoder {
    /// What was found.
    pub report: Report,
}

impl<T: Schema> Schema for Traced<T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        Some(Self::new(T::decode(node, decoder)?, node.origin))
    }

    fn absent() -> Self {
        Self::default_of(T::absent(), "zero value")
    }

    fn encode(&self, _: Origin) -> Option<Node> {
        self.value.encode(self.origin)
    }
}
