//! How far an edit reaches within one mesh.

use super::{
    legacy,
    narrow::{Narrow, Seen},
};
use crate::{
    Compiler,
    compare::ResourceChange,
    index::Mesh,
    resource::{Resource, Spec},
    sorted::SortedSet,
    world::{ProxyKey, Shadow},
};

/// The kinds of service resources.
const SERVICES: [&str; 3] = ["MeshExternalService", "MeshMultiZoneService", "MeshService"];

/// Kinds that only [`settle`](crate::settle) reads: what they do to other resources shows in these.
const SETTLED: [&str; 2] = ["HostnameGenerator", "Workload"];

/// Both sides of an edit.
pub(super) struct Sides<'a> {
    pub(super) old: (&'a Compiler<'a>, &'a Mesh<'a>),
    pub(super) new: (&'a Compiler<'a>, &'a Mesh<'a>),
    pub(super) shadow: Shadow,
}

/// How far an edit reaches within one mesh.
#[derive(Debug)]
pub(super) enum Scope<'a> {
    /// To no Dataplane.
    Nothing,
    /// To those that see what is different.
    Some(Box<Narrow<'a>>),
    /// To any Dataplane, as far as is known without compiling.
    Everything,
}

impl<'a> Scope<'a> {
    /// The scope of an edit, given the resources that differ of those that proxies of the mesh may see.
    pub(super) fn of(sides: &Sides<'a>, changes: &[ResourceChange<'a>]) -> Self {
        let (old, new) = (sides.old.1, sides.new.1);
        let is_wide = changes.iter().any(is_read_by_all)
            || legacy::is_reordered(sides.old.0.store(), sides.new.0.store())
            || old.needs_client_tags() != new.needs_client_tags()
            || kinds_of_services(old) != kinds_of_services(new)
            || old.egresses != new.egresses;
        if is_wide {
            return Self::Everything;
        }
        if changes.is_empty() {
            return Self::Nothing;
        }
        let seen = Seen::of(old, new, changes);
        // Routes of the older kind lead anywhere.
        if seen.has_services() && [old, new].iter().any(|mesh| !mesh.of_kind("TrafficRoute").is_empty()) {
            return Self::Everything;
        }
        Self::Some(Box::new(Narrow::of(sides, changes, seen)))
    }

    pub(super) fn can_change(&self, proxy: &ProxyKey) -> bool {
        match self {
            Self::Nothing => false,
            Self::Some(narrow) => narrow.can_change(proxy),
            Self::Everything => true,
        }
    }
}

/// Whether every proxy of the mesh may read the resource, whatever it says. Known are policies, Dataplanes and services, each read by
/// some; the others count as read by all.
fn is_read_by_all(change: &ResourceChange<'_>) -> bool {
    change.sides().any(|resource| match &resource.spec {
        Spec::Policy(_) => false,
        Spec::Dataplane(dataplane) => !dataplane.networking.listeners.is_empty(),
        _ => !is_known(resource),
    })
}

fn is_known(resource: &Resource) -> bool {
    let kind = resource.meta.kind.0.name;
    SERVICES.contains(&kind) || SETTLED.contains(&kind)
}

/// The kinds of service resources of which there are any: names are looked up among these only.
fn kinds_of_services(mesh: &Mesh<'_>) -> SortedSet<&'static str> {
    SERVICES.into_iter().filter(|kind| !mesh.of_kind(kind).is_empty()).collect()
}
