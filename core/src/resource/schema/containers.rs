//! What holds other values: options, lists, maps, values with origins, and whole trees.

use super::{Decoder, Encoder, Field, Schema, Slot};
use crate::{
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::{Entry, Map, Node, Text, Value},
};

impl<T: Schema> Slot for Traced<T> {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        self.origin = node.origin;
        self.value.read(node, decoder)
    }

    fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    fn write(&self, _: Origin) -> Node {
        self.value.write(self.origin)
    }
}

impl<T: Schema> Schema for Traced<T> {
    const REQUIRED: bool = T::REQUIRED;

    fn blank() -> Self {
        Self::default_of(T::blank(), &"zero value")
    }

    fn children() -> &'static [Field] {
        T::children()
    }
}

/// A pointer of Go: absent unless it is given.
impl<T: Schema> Slot for Option<T> {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        self.insert(T::blank()).read(node, decoder)
    }

    fn is_empty(&self) -> bool {
        self.is_none()
    }

    fn write(&self, origin: Origin) -> Node {
        self.as_ref().map_or_else(|| Node::new(Value::Null, origin), |value| value.write(origin))
    }
}

impl<T: Schema> Schema for Option<T> {
    fn blank() -> Self {
        None
    }

    fn children() -> &'static [Field] {
        T::children()
    }
}

/// Makes nothing of a zero value, for fields in which the two are the same.
pub fn forget_zero<T: Schema>(option: &mut Option<T>) {
    if option.as_ref().is_some_and(Slot::is_empty) {
        *option = None;
    }
}

impl<T: Schema> Slot for Box<T> {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        self.as_mut().read(node, decoder)
    }

    fn is_empty(&self) -> bool {
        self.as_ref().is_empty()
    }

    fn write(&self, origin: Origin) -> Node {
        self.as_ref().write(origin)
    }
}

impl<T: Schema> Schema for Box<T> {
    const REQUIRED: bool = T::REQUIRED;

    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn children() -> &'static [Field] {
        T::children()
    }
}

impl<T: Schema> Slot for Vec<T> {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        decoder.items(node, self)
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn write(&self, origin: Origin) -> Node {
        Encoder::items(self, origin)
    }

    fn part(&self, position: usize) -> Option<&dyn Slot> {
        self.get(position).map(|item| item as &dyn Slot)
    }

    fn grow(&mut self, _: &Text) -> Option<&mut dyn Slot> {
        self.push(T::blank());
        self.last_mut().map(|item| item as &mut dyn Slot)
    }
}

impl<T: Schema> Schema for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }

    fn children() -> &'static [Field] {
        T::children()
    }
}

/// A map whose keys are data.
impl<T: Schema> Slot for SortedMap<Text, T> {
    fn read(&mut self, node: &Node, decoder: &mut Decoder) -> bool {
        decoder.entries(node, self)
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn write(&self, origin: Origin) -> Node {
        let mut map = Map::with_capacity(self.len());
        for (key, value) in self {
            let value = value.write(origin);
            map.push(Entry { key: key.clone(), key_origin: value.origin, value });
        }
        Node::new(Value::Map(map), origin)
    }

    fn grow(&mut self, key: &Text) -> Option<&mut dyn Slot> {
        self.insert(key.clone(), T::blank());
        self.get_mut(key).map(|value| value as &mut dyn Slot)
    }
}

impl<T: Schema> Schema for SortedMap<Text, T> {
    fn blank() -> Self {
        Self::new()
    }
}

/// A tree that is kept as it is.
impl Slot for Node {
    fn read(&mut self, node: &Node, _: &mut Decoder) -> bool {
        *self = node.clone();
        true
    }

    fn is_empty(&self) -> bool {
        self.is_null()
    }

    fn write(&self, _: Origin) -> Node {
        self.clone()
    }
}

impl Schema for Node {
    fn blank() -> Self {
        Self::new(Value::Null, Origin::Default(&"zero value"))
    }
}
