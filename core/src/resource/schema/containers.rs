//! What holds other values: options, lists, maps, values with origins, and whole trees.

use super::{Decoder, Field, Schema};
use crate::{
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::{Entry, Map, Node, Text, Value},
};

impl<T: Schema> Schema for Traced<T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        Some(Self::new(T::decode(node, decoder)?, node.origin))
    }

    fn absent() -> Option<Self> {
        Some(Self::default_of(T::absent()?, "zero value"))
    }

    fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    fn encode(&self, _: Origin) -> Node {
        self.value.encode(self.origin)
    }

    fn children() -> &'static [Field] {
        T::children()
    }
}

/// A pointer of Go: absent unless it is given.
impl<T: Schema> Schema for Option<T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        T::decode(node, decoder).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_empty(&self) -> bool {
        self.is_none()
    }

    fn encode(&self, origin: Origin) -> Node {
        self.as_ref().map_or_else(|| Node::new(Value::Null, origin), |value| value.encode(origin))
    }

    fn children() -> &'static [Field] {
        T::children()
    }
}

impl<T: Schema> Schema for Box<T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        T::decode(node, decoder).map(Self::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }

    fn is_empty(&self) -> bool {
        self.as_ref().is_empty()
    }

    fn encode(&self, origin: Origin) -> Node {
        self.as_ref().encode(origin)
    }

    fn children() -> &'static [Field] {
        T::children()
    }
}

impl<T: Schema> Schema for Vec<T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let Some(items) = node.as_list() else { return decoder.wrong_type(node, "a list") };
        // Every item is read, so that all errors are found.
        let mut read = Self::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if let Some(item) = decoder.item(index, item) {
                read.push(item);
            }
        }
        (read.len() == items.len()).then_some(read)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn encode(&self, origin: Origin) -> Node {
        let mut items = Vec::with_capacity(self.len());
        for item in self {
            items.push(item.encode(origin));
        }
        Node::list(items, origin)
    }

    fn children() -> &'static [Field] {
        T::children()
    }
}

/// A map whose keys are data.
impl<T: Schema> Schema for SortedMap<Text, T> {
    fn decode(node: &Node, decoder: &mut Decoder) -> Option<Self> {
        let Some(map) = node.as_map() else { return decoder.wrong_type(node, "a map") };
        let (mut read, mut all) = (Self::new(), true);
        for entry in map {
            match decoder.entry(entry) {
                Some(value) => drop(read.insert(entry.key.clone(), value)),
                None => all = false,
            }
        }
        all.then_some(read)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn encode(&self, origin: Origin) -> Node {
        let mut map = Map::with_capacity(self.len());
        for (key, value) in self {
            let value = value.encode(origin);
            map.push(Entry { key: key.clone(), key_origin: value.origin, value });
        }
        Node::new(Value::Map(map), origin)
    }
}

/// A tree that is kept as it is.
impl Schema for Node {
    fn decode(node: &Node, _: &mut Decoder) -> Option<Self> {
        Some(node.clone())
    }

    fn absent() -> Option<Self> {
        Some(Self::new(Value::Null, Origin::Default("zero value")))
    }

    fn is_empty(&self) -> bool {
        self.is_null()
    }

    fn encode(&self, _: Origin) -> Node {
        self.clone()
    }
}
