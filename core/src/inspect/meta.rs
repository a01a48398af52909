//! How answers name resources.

use crate::{
    origin::{Origin, Traced},
    resource::{Kri, Meta, Resource},
    sorted::SortedMap,
    tree::{Message, Node, Text},
};

/// The names and labels of all resources, by identity.
pub(super) struct Metas<'a>(SortedMap<Kri, &'a Meta>);

impl<'a> Metas<'a> {
    pub(super) fn of(resources: &'a [Resource]) -> Self {
        let named = resources.iter().filter(|resource| !resource.meta.kind.0.short_name.is_empty());
        Self(named.map(|resource| (resource.meta.kri(), &resource.meta)).collect())
    }

    /// The names and labels of the resource that has, or whose section has, this identity.
    pub(super) fn get(&self, kri: &Kri) -> Option<&'a Meta> {
        self.0.get(&kri.without_section()).copied()
    }
}

/// Kind, mesh, name and labels of a resource.
pub(super) fn node(meta: &Meta) -> Message {
    Message::new(meta.origin)
        .constant("type", meta.kind.0.name)
        .constant("mesh", meta.mesh.clone())
        .constant("name", meta.name.clone())
        .with("labels", texts(&meta.labels.0, meta.origin))
}

/// A map of texts, such as labels and tags, empty or not.
pub(super) fn texts(texts: &SortedMap<Text, Traced<Text>>, origin: Origin) -> Node {
    let mut node = Node::empty(origin);
    if let Some(map) = node.as_map_mut() {
        for (key, value) in texts {
            map.set(key.clone(), Node::from(value));
        }
    }
    node
}
