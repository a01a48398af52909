//! Writing the members of a struct.

use super::Schema;
use crate::{
    origin::Origin,
    tree::{Entry, Map, Node, Text, Value},
};

/// A map under construction.
#[derive(Debug)]
pub struct Encoder {
    members: Map,
    origin: Origin,
}

impl Encoder {
    /// A map whose structure is owed to `origin`.
    pub fn new(origin: Origin) -> Self {
        Self { members: Map::default(), origin }
    }

    /// Writes a field unless it has its zero value.
    pub fn field<T: Schema>(&mut self, name: &'static str, value: &T) {
        if !value.is_empty() {
            self.kept(name, value);
        }
    }

    /// Writes a field.
    pub fn kept<T: Schema>(&mut self, name: &'static str, value: &T) {
        self.push(name, value.encode(self.origin));
    }

    #[inline(never)]
    fn push(&mut self, name: &'static str, value: Node) {
        self.members.push(Entry { key: Text::new_static(name), key_origin: value.origin, value });
    }

    /// The finished map.
    pub fn finish(self) -> Node {
        Node::new(Value::Map(self.members), self.origin)
    }
}
