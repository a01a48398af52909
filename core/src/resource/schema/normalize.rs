//! From what was written to what is stored, with the places of what was written.

use super::{Decoder, Schema, Slot};
use crate::tree::{Node, Value};

/// Reads a tree as `T` and writes it as it is stored: durations in Go's notation, zero values and unknown fields left out.
/// Every part keeps the origin that it had. Nothing where the tree cannot be read.
pub fn normalize<T: Schema>(node: &Node, decoder: &mut Decoder) -> Option<Node> {
    stored(&mut T::blank(), node, decoder)
}

/// What a slot is stored as, once a tree is read into it.
fn stored(slot: &mut dyn Slot, node: &Node, decoder: &mut Decoder) -> Option<Node> {
    let mut stored = slot.read(node, decoder).then(|| slot.write(node.origin))?;
    adopt_origins(&mut stored, node);
    Some(stored)
}

/// Gives every node of `stored` the origin of the node at the same place of `written`.
fn adopt_origins(stored: &mut Node, written: &Node) {
    stored.origin = written.origin;
    match (&mut stored.value, &written.value) {
        (Value::List(items), Value::List(sources)) => {
            items.iter_mut().zip(sources).for_each(|(item, source)| adopt_origins(item, source));
        }
        (Value::Map(map), Value::Map(source)) => {
            for entry in map.iter_mut() {
                if let Some(source) = source.entry(&entry.key) {
                    entry.key_origin = source.key_origin;
                    adopt_origins(&mut entry.value, &source.value);
                }
            }
        }
        _ => {}
    }
}
