//! The order of source/destination policies, of which the one that was created last counts among equals.

use crate::{
    list::CollectVec as _,
    origin::Location,
    resource::{Resource, Spec},
    sorted::sort_by_key,
    store::Store,
    tree::Text,
};

/// Whether a resource is a source/destination policy.
pub(super) fn is_legacy(spec: &Spec) -> bool {
    spec.connections().is_some() || matches!(spec, Spec::TrafficTrace(_))
}

/// Whether the source/destination policies of two stores were created in another order, as far as the order of documents says.
pub(super) fn is_reordered(old: &Store, new: &Store) -> bool {
    order(old) != order(new)
}

fn order(store: &Store) -> Vec<(&'static str, &Text, &Text)> {
    let legacy = store.resources.iter().filter(|resource| is_legacy(&resource.spec));
    let mut found: Vec<(Option<Location>, &Resource)> =
        legacy.map(|resource| (resource.meta.origin.location(), resource)).collect_vec();
    sort_by_key(&mut found, |(created, resource)| (*created, resource.meta.kind, resource.meta.name.clone()));
    found
        .into_iter()
        .map(|(_, resource)| (resource.meta.kind.0.name, &resource.meta.mesh, &resource.meta.name))
        .collect_vec()
}
