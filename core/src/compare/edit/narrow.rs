//! An edit of what only some proxies see: Dataplanes, services, and policies with what they refer to.

use super::{mentions::mentions, scope::Sides};
use crate::{
    Compiler, bootstrap,
    compare::ResourceChange,
    index::{Mesh, ProxyView},
    list::CollectVec as _,
    model::Destination,
    policy,
    resource::{Kri, Resource, Spec},
    sorted::SortedSet,
    tree::Text,
    world::{Metadata, ProxyKey, Shadow},
};

/// What is different of what proxies see through services and routes.
#[derive(Debug)]
pub(super) struct Seen {
    /// Services by `kuma.io/service`.
    services: SortedSet<Text>,
    /// Service resources.
    resources: SortedSet<Kri>,
    /// Every name by which these may be meant.
    pub(super) names: SortedSet<Text>,
    /// Whether some MeshHTTPRoute is different.
    pub(super) routes: bool,
    /// Whether services are reached at other addresses or by other names.
    moved: bool,
}

/// An edit of what only some proxies see.
#[derive(Debug)]
pub(super) struct Narrow<'a> {
    old: Version<'a>,
    new: Version<'a>,
    /// The Dataplanes that are different.
    dataplanes: SortedSet<Text>,
    seen: Seen,
    shadow: Shadow,
}

/// One side of the edit.
#[derive(Debug)]
struct Version<'a> {
    compiler: &'a Compiler<'a>,
    mesh: &'a Mesh<'a>,
    /// The policies that are different, and those that refer to something that is.
    policies: Vec<&'a Resource>,
}

impl Seen {
    pub(super) fn of(old: &Mesh<'_>, new: &Mesh<'_>, changes: &[ResourceChange<'_>]) -> Self {
        let services = old.services_that_differ(new);
        let differing =
            || changes.iter().flat_map(ResourceChange::sides).filter(|resource| is_service(&resource.spec));
        let mut resources: SortedSet<Kri> = differing().map(|resource| resource.meta.kri()).collect();
        // Twice: a service of several zones may be made of one that an endpoint is of.
        for mesh in [old, new, old, new] {
            let found = mesh.resources_of(&services, &resources);
            resources.extend(found);
        }
        let mut names: SortedSet<Text> = services.iter().cloned().collect();
        names.extend(resources.iter().map(|kri| kri.name.clone()));
        names.extend(differing().map(|resource| resource.meta.name.clone()));
        let routes =
            changes.iter().filter_map(ResourceChange::meta).any(|meta| meta.kind.0.name == "MeshHTTPRoute");
        Self { services, resources, names, routes, moved: !old.is_reached_as(new) }
    }

    /// Whether some service is different.
    pub(super) fn has_services(&self) -> bool {
        self.moved || !self.services.is_empty() || !self.resources.is_empty()
    }

    fn includes(&self, destination: &Destination) -> bool {
        match destination {
            Destination::Tags(tags) => self.services.contains(tags.service()),
            Destination::Resource(kri) => self.resources.contains(&kri.without_section()),
        }
    }
}

impl<'a> Narrow<'a> {
    pub(super) fn of(sides: &Sides<'a>, changes: &[ResourceChange<'a>], seen: Seen) -> Self {
        let version = |(compiler, mesh): (&'a Compiler<'a>, &'a Mesh<'a>), changed: Vec<&'a Resource>| {
            Version { policies: policies(mesh, changed, &seen), compiler, mesh }
        };
        let (old, new) = (
            version(sides.old, changes.iter().filter_map(|change| change.old).collect_vec()),
            version(sides.new, changes.iter().filter_map(|change| change.new).collect_vec()),
        );
        let metas = changes.iter().filter_map(ResourceChange::meta);
        let dataplanes = metas.filter(|meta| meta.kind.0.name == "Dataplane").map(|meta| meta.name.clone());
        Self { old, new, dataplanes: dataplanes.collect(), seen, shadow: sides.shadow }
    }

    pub(super) fn can_change(&self, proxy: &ProxyKey) -> bool {
        if self.dataplanes.contains(&proxy.name) {
            return true;
        }
        let (before, after) = (self.old.metadata(proxy), self.new.metadata(proxy));
        let views = if self.seen.has_services() {
            (self.old.view(proxy, &before), self.new.view(proxy, &after))
        } else {
            // Policies select proxies by what they are, not by what they call.
            (self.old.view_without_outbounds(proxy, &before), self.new.view_without_outbounds(proxy, &after))
        };
        match views {
            (Some(old), Some(new)) => self.sees(&old, &new),
            (None, None) => false,
            _ => true,
        }
    }

    fn sees(&self, old: &ProxyView<'_>, new: &ProxyView<'_>) -> bool {
        self.sees_dataplanes(old) || self.sees_services(old, new) || self.has_policy(old, new)
    }

    /// Dataplanes that are zone proxies see services that they do not call; those with direct access see other Dataplanes.
    fn sees_dataplanes(&self, proxy: &ProxyView<'_>) -> bool {
        let networking = &proxy.dataplane.networking;
        let direct = networking.transparent_proxying.as_ref();
        let direct = direct.is_some_and(|found| !found.direct_access_services.is_empty());
        !networking.listeners.is_empty() || (direct && !self.dataplanes.is_empty())
    }

    fn sees_services(&self, old: &ProxyView<'_>, new: &ProxyView<'_>) -> bool {
        let mut outbounds = old.outbounds.iter().chain(&new.outbounds);
        self.seen.has_services()
            && (old.outbounds != new.outbounds
                || old.domains != new.domains
                || outbounds.any(|outbound| self.seen.includes(&outbound.destination)))
    }

    fn has_policy(&self, old: &ProxyView<'_>, new: &ProxyView<'_>) -> bool {
        self.old.selects(old, self.shadow) || self.new.selects(new, self.shadow)
    }
}

impl Version<'_> {
    fn metadata(&self, proxy: &ProxyKey) -> Metadata {
        bootstrap::metadata(&self.compiler.store().resources, self.compiler.world(), proxy)
    }

    fn view<'v>(&'v self, proxy: &ProxyKey, metadata: &'v Metadata) -> Option<ProxyView<'v>> {
        ProxyView::build(self.mesh, &proxy.name, metadata)
    }

    fn view_without_outbounds<'v>(
        &'v self,
        proxy: &ProxyKey,
        metadata: &'v Metadata,
    ) -> Option<ProxyView<'v>> {
        ProxyView::without_outbounds(self.mesh, &proxy.name, metadata)
    }

    fn selects<'v>(&'v self, proxy: &ProxyView<'v>, shadow: Shadow) -> bool {
        self.policies.iter().any(|resource| policy::selects(resource, self.mesh, proxy, shadow))
    }
}

/// The policies of a mesh that are different, and those that refer to something that is.
fn policies<'a>(mesh: &Mesh<'a>, changed: Vec<&'a Resource>, seen: &Seen) -> Vec<&'a Resource> {
    let mut found: Vec<&Resource> = changed.into_iter().filter(|resource| is_policy(resource)).collect_vec();
    if seen.routes || seen.has_services() {
        let all = mesh.kinds().flat_map(|(_, resources)| resources.iter().copied());
        let mentioning =
            all.filter(|resource| resource.spec.as_policy().is_some_and(|spec| mentions(spec, seen)));
        found.extend(mentioning);
    }
    found
}

fn is_policy(resource: &Resource) -> bool {
    resource.spec.as_policy().is_some()
}

fn is_service(spec: &Spec) -> bool {
    matches!(spec, Spec::MeshService(_) | Spec::MeshExternalService(_) | Spec::MeshMultiZoneService(_))
}
