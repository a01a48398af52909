//! What a rule about meshes looks at.

use crate::{
    index::{Mesh, SERVICE_TAG, Tags},
    origin::{Location, Origin, Traced},
    policies::POLICIES,
    resource::{Meta, PolicySpec, Resource, meta::label, schema::closest},
    tree::Text,
    world::World,
};

use super::Usage;

/// What a rule about meshes looks at.
#[derive(Clone, Copy, Debug)]
pub struct MeshContext<'a> {
    /// The mesh.
    pub mesh: &'a Mesh<'a>,
    /// What became of its policies.
    pub usage: &'a Usage,
    /// Every resource of the store.
    pub resources: &'a [Resource],
    /// The zone and how proxies present themselves.
    pub world: &'a World,
}

/// A policy that somebody wrote.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrittenPolicy<'a> {
    /// Where it stands.
    pub(super) location: Location,
    /// Its names and labels.
    pub(super) meta: &'a Meta,
    /// What it says.
    pub(super) spec: &'a PolicySpec,
}

impl<'a> MeshContext<'a> {
    /// The policies of the mesh that somebody wrote and that take part: those that the control plane made are not meant, and
    /// neither are shadow policies.
    pub(super) fn policies(&self) -> impl Iterator<Item = WrittenPolicy<'a>> {
        let mesh = self.mesh;
        let resources = POLICIES.iter().flat_map(move |policy| mesh.of_kind(policy.kind.info.name));
        resources.filter_map(|resource| {
            let meta = &resource.meta;
            let is_shadow = meta.labels.get(label::EFFECT) == Some("shadow");
            let location = meta.origin.location().filter(|_| !is_shadow)?;
            Some(WrittenPolicy { location, meta, spec: resource.spec.as_policy()? })
        })
    }

    /// Whether there is a service of that `kuma.io/service`, as far as the input tells.
    pub(super) fn has_service(&self, name: &str) -> bool {
        let mesh = self.mesh;
        let is_it = |tags: &Tags| tags.get(SERVICE_TAG).is_some_and(|own| own.value == name);
        let mut of_dataplanes = mesh.dataplanes().flat_map(|found| &found.spec.networking.inbound);
        let mut of_ingresses = mesh.zone_ingresses.iter().flat_map(|found| &found.spec.available_services);
        !mesh.endpoints(name).is_empty()
            || of_dataplanes.any(|inbound| is_it(&inbound.tags))
            || of_ingresses.any(|service| is_it(&service.tags))
            || mesh.external_services.iter().any(|(_, service)| is_it(&service.tags))
    }

    /// What was probably meant by a name that no resource of the kind has, and where it is written. MeshServices can be tags.
    pub(super) fn similar(&self, kind: &str, name: &Traced<Text>) -> Option<(&str, Location)> {
        let resources = self.mesh.of_kind(kind).iter().map(|found| found.meta.display_name());
        let inbounds = self.mesh.dataplanes().flat_map(|found| &found.spec.networking.inbound);
        let tagged = inbounds.filter_map(|inbound| Some(inbound.tags.get(SERVICE_TAG)?.value.as_str()));
        let tagged = tagged.filter(|_| kind == "MeshService");
        Some((closest(&name.value, resources.chain(tagged))?, name.origin.location()?))
    }

    /// Whether the input says what services the mesh has: those by tags and MeshServices are often made from what runs.
    pub(super) fn has_services(&self) -> bool {
        self.has_dataplanes() || self.mesh.services_of_kind("MeshService").next().is_some()
    }

    /// Whether the input holds Dataplanes of the mesh. They are often created by workloads as they start, so that rules about
    /// what proxies do have nothing to say where there are none.
    pub(super) fn has_dataplanes(&self) -> bool {
        self.mesh.dataplanes().next().is_some()
    }
}

impl WrittenPolicy<'_> {
    /// Its kind and name, for messages.
    pub(super) fn title(&self) -> String {
        title(self.meta)
    }

    /// Where its `targetRef` stands, or the policy where it has none.
    pub(super) fn target_origin(&self) -> Origin {
        self.spec.target_ref.as_ref().map_or(self.meta.origin, |target| target.origin)
    }
}

/// The kind and name of a resource, for messages.
pub(super) fn title(meta: &Meta) -> String {
    format!("{} `{}`", meta.kind, meta.display_name())
}
