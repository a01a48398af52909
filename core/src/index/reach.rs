//! References to service resources, and which of them a Dataplane asks for.

use super::{Mesh, ServiceResource};
use crate::{
    list::CollectVec as _,
    origin::Traced,
    resource::{Kri, Registry, dataplane},
    sorted::{SortedMap, SortedSet},
    tree::Text,
};

/// A reference to a service resource, as backendRefs and reachable backends write it.
#[derive(Clone, Copy, Debug)]
pub struct ServiceReference<'r> {
    /// `MeshService`, `MeshExternalService` or `MeshMultiZoneService`.
    pub kind: &'r str,
    /// Its name; empty where labels select it.
    pub name: &'r str,
    /// Its namespace; empty for that of whoever refers to it.
    pub namespace: &'r str,
    /// Labels that it must have; with them the name does not matter.
    pub labels: &'r SortedMap<Text, Traced<Text>>,
}

impl Mesh<'_> {
    /// The identity that a reference means, without a section. Names stand for the mesh and zone of whoever refers
    /// (`from`), whether or not there is such a service; of several with the labels the oldest is meant.
    pub fn resolve(&self, reference: ServiceReference<'_>, from: &Kri) -> Option<Kri> {
        if reference.labels.is_empty() {
            return named(reference, from);
        }
        self.labelled(reference)
            .min_by_key(|service| service.meta.creation)
            .map(|service| service.kri.clone())
    }

    /// The port that an outbound of a Dataplane means; the section is the port's number, whatever its name.
    pub(super) fn resolve_backend(&self, backend: &dataplane::OutboundBackendRef, from: &Kri) -> Option<Kri> {
        let name = text(backend.name.as_ref());
        let reference =
            ServiceReference { kind: &backend.kind.value, name, namespace: "", labels: &backend.labels };
        let kri = self.resolve(reference, from)?;
        Some(if backend.port.value == 0 { kri } else { kri.with_section(backend.port.value.to_string()) })
    }

    /// What a Dataplane asks for: explicit outbounds, else reachable backends. Nothing where it asks for everything.
    pub fn reachable_backends(
        &self,
        networking: &dataplane::Networking,
        from: &Kri,
    ) -> Option<SortedSet<Kri>> {
        let explicit: SortedSet<Kri> = networking
            .outbound
            .iter()
            .filter_map(|outbound| outbound.backend_ref.as_ref())
            .flat_map(|backend| {
                let labels = &backend.labels;
                let reference = ServiceReference {
                    kind: &backend.kind.value,
                    name: text(backend.name.as_ref()),
                    namespace: "",
                    labels,
                };
                self.ports_of(reference, Some(backend.port.value), from)
            })
            .collect();
        if !explicit.is_empty() {
            return Some(explicit);
        }
        let refs = &networking.transparent_proxying.as_ref()?.reachable_backends.as_ref()?.refs;
        let found = refs.iter().flat_map(|backend| {
            let reference = ServiceReference {
                kind: &backend.kind.value,
                name: text(backend.name.as_ref()),
                namespace: text(backend.namespace.as_ref()),
                labels: &backend.labels,
            };
            self.ports_of(reference, backend.port.map(|port| port.value), from)
        });
        Some(found.collect())
    }

    /// The ports that a reference means: the one it names, an unnamed one where it names none, else all.
    fn ports_of(&self, reference: ServiceReference<'_>, port: Option<u32>, from: &Kri) -> Vec<Kri> {
        let mut services: Vec<&ServiceResource<'_>> = self.labelled(reference).collect_vec();
        if services.is_empty() {
            services.extend(named(reference, from).and_then(|kri| self.service(&kri)));
        }
        let section = port.map(|port| port.to_string()).unwrap_or_default();
        let mut found = Vec::new();
        for service in services {
            if let Some(port) = service.find_port(&section) {
                found.push(service.port_kri(port));
                break;
            }
            found.extend(service.ports.iter().map(|port| service.port_kri(port)));
        }
        found
    }

    /// The services with all the labels; none where there are no labels.
    fn labelled<'s>(
        &'s self,
        reference: ServiceReference<'s>,
    ) -> impl Iterator<Item = &'s ServiceResource<'s>> {
        let labels = reference.labels;
        self.services()
            .iter()
            .filter(move |service| !labels.is_empty() && service.kri.kind.0.name == reference.kind)
            .filter(move |service| {
                service.meta.labels.contain(labels.iter().map(|(key, value)| (key, &value.value)))
            })
    }
}

fn named(reference: ServiceReference<'_>, from: &Kri) -> Option<Kri> {
    let namespace = if reference.namespace.is_empty() { &from.namespace } else { reference.namespace };
    Some(Kri {
        kind: Registry::default().kind(reference.kind)?,
        mesh: from.mesh.clone(),
        zone: from.zone.clone(),
        namespace: namespace.into(),
        name: reference.name.into(),
        section: Text::default(),
    })
}

fn text(field: Option<&Traced<Text>>) -> &str {
    field.map_or("", |field| field.value.as_str())
}
