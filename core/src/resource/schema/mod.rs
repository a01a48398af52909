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

pub use containers::forget_zero;
pub use decoder::{Decoder, Dialect, Members, code};
pub use encoder::Encoder;
pub use field::{Field, FieldDefault, Literal};
pub use int_or_text::{Decimal, IntOrText};
pub use normalize::normalize;
pub use scalars::{ProtoDuration, ProtoInteger};
pub use suggest::closest;

use crate::{
    origin::Origin,
    tree::{Node, Text},
};

/// A place for a value: how it is filled from a tree and written back, whatever its type.
///
/// What reads and writes walks along tables of fields and asks for one part after the other. Generic code would be compiled anew for
/// each of some hundred types.
pub trait Slot {
    /// Fills it from a node. False where the node has the wrong form; the decoder then has an error at that node, and what the slot
    /// holds means nothing.
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool;

    /// Whether it holds a zero value, which is left out when written (Go's `omitempty`).
    fn is_empty(&self) -> bool;

    /// Writes the value as it is stored. `origin` is the place of what holds it.
    fn write(&self, origin: Origin) -> Node;

    /// A field of a struct by its position among its fields, or an item of a list.
    fn part(&self, _position: usize) -> Option<&dyn Slot> {
        None
    }

    /// A field of a struct, to be filled.
    fn part_mut(&mut self, _position: usize) -> Option<&mut dyn Slot> {
        None
    }

    /// A new item at the end of a list, or a new entry of a map whose keys are data.
    fn grow(&mut self, _key: &Text) -> Option<&mut dyn Slot> {
        None
    }
}

/// A type that a tree can be read into and that can be written back as the control plane stores it.
/// `#[derive(Schema)]` implements it for structs (fields are camelCase) and enums of unit variants.
pub trait Schema: Slot + Sized {
    /// The fields, where this is a struct.
    const FIELDS: &'static [Field] = &[];

    /// Whether a document without it is refused, since Go's zero value is none that it can have.
    const REQUIRED: bool = false;

    /// The value of an absent field: Go's zero value. Of what is required, a value that is there to be filled.
    fn blank() -> Self;

    /// The fields of what this is, or of what it holds.
    fn children() -> &'static [Field] {
        Self::FIELDS
    }

    /// Reads a value. Nothing is returned where the node has the wrong form; the decoder then has an error at that node.
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let mut value = Self::blank();
        value.read(node, decoder).then_some(value)
    }

    /// Writes the value as it is stored. `origin` is the place of what holds it.
    fn encode(&self, origin: Origin) -> Node {
        self.write(origin)
    }
}
