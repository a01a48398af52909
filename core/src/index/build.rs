//! From the resources of a store to a mesh.

use super::{
    DataplaneView, Egress, EndpointMap, Mesh, ServiceResource, ZoneAddressView, ZoneEgressView,
    ZoneIngressView, endpoints, identity, legacy_vip,
    mesh::{Information, as_mesh},
    vip,
};
use crate::{
    list::CollectVec as _,
    report::Report,
    resource::{Resource, Scope, Spec, mesh::MeshServicesMode},
    sorted::{SortedMap, SortedSet, sort_by},
    world::World,
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
        self.count_certificates(&SortedSet::new(), world);
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
