//! Which resources of two stores differ.

use crate::{
    resource::{Meta, Registry, Resource},
    sorted::{SortedMap, SortedSet},
    store::{Store, registry},
    tree::Text,
};

/// A resource that is not the same in two stores.
#[derive(Clone, Copy, Debug)]
pub struct ResourceChange<'a> {
    /// The resource as it was.
    pub old: Option<&'a Resource>,
    /// The resource as it is.
    pub new: Option<&'a Resource>,
}

/// Kind, mesh and name: what there is one resource of in a store.
type Key = (&'static str, Text, Text);

impl<'a> ResourceChange<'a> {
    /// The names of the resource: as they are, or as they were.
    pub fn meta(&self) -> Option<&'a Meta> {
        self.sides().next_back().map(|resource| &resource.meta)
    }

    /// The resource as it was and as it is.
    pub fn sides(&self) -> impl DoubleEndedIterator<Item = &'a Resource> + use<'a> {
        self.old.into_iter().chain(self.new)
    }
}

/// The resources that only one of two stores has, and those that say something else. Where they were written, and in which order,
/// makes no difference. Of several with one name in a store, all are compared in their order.
pub fn resources<'a>(old: &'a Store, new: &'a Store) -> Vec<ResourceChange<'a>> {
    let registry = registry();
    let (old, new) = (by_key(old), by_key(new));
    let keys: SortedSet<&Key> = old.keys().chain(new.keys()).collect();
    let mut changes = Vec::new();
    for key in keys {
        let side = |side: &SortedMap<Key, Vec<&'a Resource>>| side.get(key).cloned().unwrap_or_default();
        let (old, new) = (side(&old), side(&new));
        for index in 0..old.len().max(new.len()) {
            let change = ResourceChange { old: old.get(index).copied(), new: new.get(index).copied() };
            changes.extend(Some(change).filter(|change| !is_same(change, &registry)));
        }
    }
    changes
}

fn by_key(store: &Store) -> SortedMap<Key, Vec<&Resource>> {
    let mut found: SortedMap<Key, Vec<&Resource>> = SortedMap::new();
    for resource in &store.resources {
        let Meta { kind, mesh, name, .. } = &resource.meta;
        found.entry((kind.0.name, mesh.clone(), name.clone())).or_default().push(resource);
    }
    found
}

fn is_same(change: &ResourceChange<'_>, registry: &Registry) -> bool {
    match (change.old, change.new) {
        (Some(old), Some(new)) => {
            old.meta.kubernetes == new.meta.kubernetes && old.encode(registry) == new.encode(registry)
        }
        _ => false,
    }
}
