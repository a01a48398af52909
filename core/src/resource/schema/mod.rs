//! How typed structs are read from trees and written back as the control plane stores them.
//!
//! The rules are Go's: an absent field is its zero value, a zero value is left out when written
//! (unless the field is marked to be kept), pointers are `Option`s.

mod containers;
mod decoder;
mod encoder;
mod field;
mod int_or_text;
mod normalize;
mod scalars;
mod suggest;
mod unknown;

pub use decoder::{Decoder, Dialect, Members, code};
pub use encoder::Encoder;
pub use field::Field;
pub use int_or_text::{Decimal, IntOrText};
pub use normalize::normalize;
pub use scalars::{ProtoDuration, ProtoInteger};
pub use suggest::closest;

use crate::{origin::Origin, tree::Node};

/// A type that a tree can be read into and that can be written back as the control plane stores it.
/// `#[derive(Schema)]` implements it for structs (fields are camelCase) and enums of unit variants.
pub trait Schema: Sized {
    /// The fields, where this is a struct.
    const FIELDS: &'static [Field] = &[];

    /// Reads a value. Nothing is returned where the node has the wrong form; the decoder then has an error at that node.
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self>;

    /// The value of an absent field: Go's zero value. Nothing for what must be given.
    fn absent() -> Option<Self>;

    /// Whether this is a zero value, which is left out when written (Go's `omitempty`).
    fn is_empty(&self) -> bool;

    /// Writes the value as it is stored. `origin` is the place of what holds it.
    fn encode(&self, origin: Origin) -> Node;

    /// The fields of what this is, or of what it holds.
    fn children() -> &'static [Field] {
        Self::FIELDS
    }
}
