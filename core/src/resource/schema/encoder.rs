//! Writing the members of a struct.

use super::{Field, Slot};
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

    /// The fields of a struct, each unless it has its zero value or is kept.
    pub fn fields(fields: &[Field], parts: &dyn Slot, origin: Origin) -> Node {
        let mut encoder = Self::new(origin);
        for (position, field) in fields.iter().enumerate() {
            match parts.part(position) {
                Some(part) if field.kept => encoder.push(field.name, part.write(origin)),
                Some(part) => encoder.field(field.name, part),
                None => {}
            }
        }
        encoder.finish()
    }

    /// The items of a list.
    pub fn items(list: &dyn Slot, origin: Origin) -> Node {
        let mut items = Vec::new();
        while let Some(item) = list.part(items.len()) {
            items.push(item.write(origin));
        }
        Node::list(items, origin)
    }

    /// One of some texts.
    pub fn choice(names: &[&'static str], position: usize, origin: Origin) -> Node {
        let name = names.get(position).copied().unwrap_or_default();
        Node::string(Text::new_static(name), origin)
    }

    /// Writes a field unless it has its zero value.
    pub fn field(&mut self, name: &'static str, value: &dyn Slot) {
        if !value.is_empty() {
            self.push(name, value.write(self.origin));
        }
    }

    fn push(&mut self, name: &'static str, value: Node) {
        self.members.push(Entry { key: Text::new_static(name), key_origin: value.origin, value });
    }

    /// The finished map.
    pub fn finish(self) -> Node {
        Node::new(Value::Map(self.members), self.origin)
    }
}
