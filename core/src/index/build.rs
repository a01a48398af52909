//! From the resources of a store to a mesh.

use super::{
    DataplaneView, Egress, EndpointMap, Mesh, MutualTls, SERVICE_TAG, ServiceResource, ZoneAddressView,
    ZoneEgressView, ZoneIngressView, endpoints, identity, legacy_vip,
    mesh::{Information, as_mesh},
    vip,
};
use crate::{
    list::CollectVec as _,
    origin::Traced,
    report::Report,
    resource::{
        Resource, Scope, Spec,
        dataplane::{GatewayType, Inbound, InboundState},
        mesh::MeshServicesMode,
    },
    sorted::{SortedMap, SortedSet, sort_by},
    tree::Text,
    world::{ProxyKey, World},
};

impl<'a> Mesh<'a> {
    /// Gathers what belongs to the mesh of that name. Nothing where the store has no such Mesh.
    pub fn build(resources: &'a [Resource], world: &World, mesh: &str) -> (Option<Self>, Report) {
        let mut report = Report::default();
        let by_kind = by_kind(resources, mesh);
        let own = by_kind.get("Mesh").into_iter().flatten().find(|found| found.meta.name == mesh);
        let Some((own, spec)) = own.and_then(|own| Some((own, as_mesh(own)?))) else {
            return (None, report);
        };
        let mut built = Self {
            meta: &own.meta,
            spec,
            zone: world.zone.clone(),
            subset_grouping: world.control_plane.subset_grouping,
            dataplanes: Vec::new(),
            identities: Vec::new(),
            trusts: Vec::new(),
            zone_ingresses: Vec::new(),
            zone_egresses: Vec::new(),
            zone_addresses: Vec::new(),
            external_services: Vec::new(),
            egresses: Vec::new(),
            vip_outbounds: Vec::new(),
            domains: Vec::new(),
            by_kind,
            services: Vec::new(),
            by_kri: SortedMap::new(),
            permissions: None,
            endpoints: EndpointMap::new(),
            external_endpoints: EndpointMap::new(),
            tls_ready: SortedSet::new(),
            information: SortedMap::new(),
        };
        built.gather();
        built.connect(world, &mut report);
        (Some(built), report)
    }

    /// Takes typed resources out of the store.
    fn gather(&mut self) {
        let kinds = ["MeshService", "MeshExternalService", "MeshMultiZoneService"];
        self.services = kinds
            .iter()
            .flat_map(|kind| self.of_kind(kind))
            .filter_map(|found| ServiceResource::read(found))
            .collect_vec();
        self.by_kri =
            self.services.iter().enumerate().map(|(index, found)| (found.kri.clone(), index)).collect();
        for resource in self.by_kind.values().flatten().copied() {
            let meta = &resource.meta;
            match &resource.spec {
                Spec::Dataplane(spec) => self.dataplanes.push(DataplaneView { meta, spec }),
                Spec::MeshIdentity(spec) => self.identities.push((meta, spec)),
                Spec::MeshTrust(spec) => self.trusts.push(spec),
                Spec::ZoneIngress(spec) => self.zone_ingresses.extend(ZoneIngressView::of(meta, spec)),
                Spec::ZoneEgress(spec) => self.zone_egresses.extend(ZoneEgressView::of(meta, spec)),
                Spec::MeshZoneAddress(spec) => self.zone_addresses.extend(ZoneAddressView::of(meta, spec)),
                Spec::ExternalService(spec) => self.external_services.push((meta, spec)),
                _ => {}
            }
        }
    }

    /// Computes what follows from all of them together.
    fn connect(&mut self, world: &World, report: &mut Report) {
        self.egresses = self.egresses_of_dataplanes();
        if self.egresses.is_empty() {
            self.egresses = self.zone_egresses.iter().map(ZoneEgressView::egress).collect_vec();
        }
        if self.services_mode() != MeshServicesMode::Exclusive {
            (self.vip_outbounds, self.domains) = legacy_vip::outbounds(self, &world.control_plane.dns);
        }
        self.vip_outbounds.extend(self.services.iter().flat_map(vip::outbounds));
        self.domains.extend(self.services.iter().flat_map(vip::domains));
        self.endpoints = endpoints::build(self, endpoints::Reach::AllZones, report);
        if !self.has_zone_egress() {
            self.external_endpoints = endpoints::of_external_services(self, report);
        }
        let outside = self.external_endpoints.iter().map(|(name, found)| (name, Information::of(found)));
        let inside = self.endpoints.iter().map(|(name, found)| (name, Information::of(found)));
        self.information = outside.chain(inside).map(|(name, found)| (name.clone(), found)).collect();
        if self.mutual_tls().is_some_and(|tls| tls.mode == MutualTls::Permissive) {
            self.tls_ready = self.connected_services(&world.disconnected);
        }
    }

    /// Zone egresses that are listeners of Dataplanes.
    fn egresses_of_dataplanes(&self) -> Vec<Egress> {
        let mut found = Vec::new();
        for dataplane in &self.dataplanes {
            let mut listeners = dataplane.ready_egress_listeners().peekable();
            if listeners.peek().is_none() {
                continue;
            }
            let identity = identity::spiffe_id(dataplane.meta, &self.identities, &self.zone);
            found.extend(listeners.map(|listener| Egress {
                address: listener.address.clone(),
                port: listener.port,
                identity: identity.clone(),
            }));
        }
        found
    }

    /// Services whose proxies have all got certificates, and those outside the mesh.
    fn connected_services(&self, disconnected: &SortedSet<ProxyKey>) -> SortedSet<Text> {
        let exclusive = self.services_mode() == MeshServicesMode::Exclusive;
        let (absent, present): (Vec<_>, Vec<_>) = self.dataplanes.iter().partition(|dataplane| {
            let (mesh, name) = (self.meta.name.clone(), dataplane.meta.name.clone());
            disconnected.contains(&ProxyKey::dataplane(mesh, name))
        });
        let services = |dataplanes: &[&DataplaneView<'_>]| -> SortedSet<Text> {
            dataplanes.iter().flat_map(|dataplane| reported_services(dataplane, exclusive)).collect()
        };
        let outside = self.external_services.iter().filter_map(|(_, spec)| spec.tags.get(SERVICE_TAG));
        let mut ready = services(&present);
        if !exclusive {
            ready.extend(outside.map(|service| service.value.clone()));
        }
        {
            let absent = services(&absent);
            ready.into_iter().filter(|service| !absent.contains(service)).collect()
        }
    }
}

/// The services by tags that a Dataplane is part of, as far as the control plane counts who has certificates. A mesh of service
/// resources only (`exclusive`) counts delegated gateways alone.
fn reported_services(dataplane: &DataplaneView<'_>, exclusive: bool) -> Vec<Text> {
    let networking = &dataplane.spec.networking;
    let service =
        |tags: &SortedMap<Text, Traced<Text>>| tags.get(SERVICE_TAG).map(|service| service.value.clone());
    if let Some(gateway) = &networking.gateway {
        let counts = !exclusive || gateway.gateway_type.value == GatewayType::Delegated;
        return service(&gateway.tags).filter(|_| counts).into_iter().collect_vec();
    }
    let inbounds = networking.inbound.iter().filter(|inbound| !exclusive && !is_ignored(inbound));
    inbounds.filter_map(|inbound| service(&inbound.tags)).collect_vec()
}

fn is_ignored(inbound: &Inbound) -> bool {
    inbound.state.value == InboundState::Ignored
}

/// The resources of a mesh and the global ones, by kind and name.
fn by_kind<'a>(resources: &'a [Resource], mesh: &str) -> SortedMap<&'static str, Vec<&'a Resource>> {
    let mut kinds: SortedMap<&'static str, Vec<&'a Resource>> = SortedMap::new();
    for resource in resources {
        let kind = resource.meta.kind.0;
        if kind.scope == Scope::Global || resource.meta.mesh == mesh {
            kinds.entry(kind.name).or_default().push(resource);
        }
    }
    kinds.values_mut().for_each(|found| sort_by(found, |left, right| left.meta.name.cmp(&right.meta.name)));
    kinds
}
