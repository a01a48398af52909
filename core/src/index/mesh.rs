//! A mesh as the proxies of one zone see it.

use super::{
    DataplaneView, Domain, Egress, Endpoint, EndpointMap, Permissions, Protocol, ServiceResource,
    ServiceSpec, ZoneAddressView, ZoneEgressView, ZoneIngressView, common_protocol, endpoints,
};
use crate::{
    list::CollectVec as _,
    model::{self, Outbound},
    origin::{Origin, Traced},
    report::Report,
    resource::{
        self, ExternalService, Kri, MeshIdentity, MeshTrust, Meta, Registry, Resource, Spec,
        mesh::{MeshServicesMode, MutualTlsMode},
    },
    sorted::{SortedMap, SortedSet},
    tree::Text,
    world::SubsetGrouping,
};

/// A mesh as the proxies of one zone see it: its resources, and what follows from them for every proxy alike.
#[derive(Debug)]
pub struct Mesh<'a> {
    /// The names of the Mesh.
    pub meta: &'a Meta,
    /// What the Mesh says.
    pub spec: &'a resource::Mesh,
    /// The zone of the control plane.
    pub zone: Text,
    /// How the control plane groups sets of tags that overlap.
    pub subset_grouping: SubsetGrouping,
    /// Its Dataplanes, by name.
    pub(super) dataplanes: Vec<DataplaneView<'a>>,
    /// Its MeshIdentities, by name.
    pub identities: Vec<(&'a Meta, &'a MeshIdentity)>,
    /// Its MeshTrusts, by name.
    pub trusts: Vec<&'a MeshTrust>,
    /// The ZoneIngresses with a public address, by name.
    pub zone_ingresses: Vec<ZoneIngressView<'a>>,
    /// The ZoneEgresses, by name.
    pub zone_egresses: Vec<ZoneEgressView<'a>>,
    /// Its MeshZoneAddresses, by name.
    pub zone_addresses: Vec<ZoneAddressView>,
    /// Its ExternalServices, by name.
    pub external_services: Vec<(&'a Meta, &'a ExternalService)>,
    /// The zone egresses that lead out of the mesh: of Dataplanes, else ZoneEgresses.
    pub egresses: Vec<Egress>,
    /// Where transparent proxies reach services: addresses that the control plane gave them.
    pub(super) vip_outbounds: Vec<Outbound>,
    /// The names of these addresses.
    pub(super) domains: Vec<Domain>,
    /// Every resource of the mesh and every global one by kind, by name.
    pub(super) by_kind: SortedMap<&'static str, Vec<&'a Resource>>,
    pub(super) services: Vec<ServiceResource<'a>>,
    pub(super) by_kri: SortedMap<Kri, usize>,
    /// Which services clients reach, where permissions decide that.
    pub permissions: Option<Permissions>,
    pub(super) endpoints: EndpointMap<'a>,
    pub(super) external_endpoints: EndpointMap<'a>,
    /// Services whose proxies are ready for mTLS; asked only where it is welcome and not demanded.
    pub(super) tls_ready: SortedSet<Text>,
    pub(super) information: SortedMap<Text, Information>,
}

/// What is known of a service by all its endpoints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Information {
    pub(super) protocol: Protocol,
    pub(super) external: bool,
}

/// Whether TLS is demanded or welcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MutualTls {
    /// Only with a certificate of the mesh.
    Strict,
    /// With one, or plainly.
    Permissive,
}

/// The mTLS of a mesh.
#[derive(Clone, Copy, Debug)]
pub struct MeshTls {
    /// Whether proxies demand it or only welcome it.
    pub mode: MutualTls,
    /// Who enabled it.
    pub origin: Origin,
}

impl<'a> Mesh<'a> {
    /// The resources of a kind in this mesh (or in the control plane, for global kinds), by name.
    pub fn of_kind(&self, kind: &str) -> &[&'a Resource] {
        self.by_kind.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every kind of which there are resources in this mesh or in the control plane, with these by name.
    pub fn kinds(&self) -> impl Iterator<Item = (&'static str, &[&'a Resource])> {
        self.by_kind.iter().map(|(kind, resources)| (*kind, resources.as_slice()))
    }

    /// Its Dataplanes, by name.
    pub fn dataplanes(&self) -> impl Iterator<Item = &DataplaneView<'a>> {
        self.dataplanes.iter()
    }

    /// The MeshHTTPRoutes that users know by this name: several where namespaces or zones have one each.
    pub fn http_routes_by_display_name<'n>(
        &'n self,
        name: &'n str,
    ) -> impl DoubleEndedIterator<Item = &'a Resource> + 'n {
        self.of_kind("MeshHTTPRoute").iter().copied().filter(move |route| route.meta.display_name() == name)
    }

    /// How far service resources replace services by tags.
    pub fn services_mode(&self) -> MeshServicesMode {
        self.spec.mesh_services.as_ref().map(|services| services.mode.value).unwrap_or_default()
    }

    /// The mTLS of the mesh, where a CA backend is enabled.
    pub fn mutual_tls(&self) -> Option<MeshTls> {
        MeshTls::of(self.spec)
    }

    /// The mTLS of this mesh or another one of the same store.
    pub fn mutual_tls_of(&self, mesh: &str) -> Option<MeshTls> {
        let found = self.of_kind("Mesh").iter().find(|found| found.meta.name == mesh)?;
        MeshTls::of(as_mesh(found)?)
    }

    /// Whether redirected traffic to no service may leave; it may unless the mesh says otherwise.
    pub fn outbound_passthrough(&self) -> Traced<bool> {
        let outbound = self.spec.networking.as_ref().and_then(|networking| networking.outbound.as_ref());
        let said = outbound.and_then(|outbound| outbound.passthrough);
        said.unwrap_or(Traced::default_of(true, &"Mesh networking.outbound.passthrough"))
    }

    /// Whether traffic to other zones and to ExternalServices goes through zone egresses.
    pub fn has_zone_egress(&self) -> bool {
        let routing = self.spec.routing.as_ref();
        routing.and_then(|routing| routing.zone_egress).is_some_and(|egress| egress.value)
    }

    /// Whether endpoints of the own zone are preferred, and who said so.
    pub fn is_locality_aware(&self) -> Option<Traced<bool>> {
        self.spec.routing.as_ref()?.locality_aware_load_balancing.filter(|aware| aware.value)
    }

    /// Which policy tells requests apart by the tags of the client, which then travel in a header; nothing where none does.
    pub fn needs_client_tags(&self) -> Option<Origin> {
        const ORIGINS: [(&str, &str); 3] = [
            ("RateLimit", "RateLimit that asks for the tags of the client"),
            ("FaultInjection", "FaultInjection that asks for the tags of the client"),
            ("MeshFaultInjection", "MeshFaultInjection that asks for the tags of the client"),
        ];
        let found = ORIGINS.iter().find(|(kind, _)| !self.of_kind(kind).is_empty());
        found.map(|(_, name)| Origin::Rule(name))
    }

    /// The service resource of this identity; sections are left aside.
    pub fn service(&self, kri: &Kri) -> Option<&ServiceResource<'a>> {
        let index = self.by_kri.find(kri.order_of_resources());
        self.services.get(*index?)
    }

    /// MeshServices, MeshExternalServices and MeshMultiZoneServices, each by name.
    pub fn services(&self) -> &[ServiceResource<'a>] {
        &self.services
    }

    /// The service resources of one kind, by name.
    pub fn services_of_kind(&self, kind: &'static str) -> impl Iterator<Item = &ServiceResource<'a>> {
        self.services.iter().filter(move |service| service.kri.kind.0.name == kind)
    }

    /// The MeshServices that a MeshMultiZoneService found, as far as there are any.
    pub fn members_of(&self, service: &ServiceResource<'_>) -> Vec<&ServiceResource<'a>> {
        let (ServiceSpec::MeshMultiZoneService(spec), Some(kind)) =
            (service.spec, Registry::default().kind("MeshService"))
        else {
            return Vec::new();
        };
        let found = spec.status.iter().flat_map(|status| &status.mesh_services);
        let kris = found.map(|found| Kri {
            kind,
            mesh: found.mesh.clone(),
            zone: found.zone.clone(),
            namespace: found.namespace.clone(),
            name: found.name.clone(),
            section: Text::default(),
        });
        kris.filter_map(|kri| self.service(&kri)).collect_vec()
    }

    /// The endpoints of a service inside the mesh, or the zone egresses on the way to it.
    pub fn endpoints(&self, service: &str) -> &[Endpoint<'a>] {
        self.endpoints.get(service).map(Vec::as_slice).unwrap_or_default()
    }

    /// The endpoints of service resources in the own zone alone, as a way into the zone leads to them.
    pub fn local_endpoints(&self) -> EndpointMap<'a> {
        endpoints::local_only(self)
    }

    /// The endpoints of all services of the own zone, and of zone egresses, as a ZoneIngress leads to them.
    pub fn ingress_endpoints(&self, report: &mut Report) -> EndpointMap<'a> {
        endpoints::build(self, endpoints::Reach::OwnZone, report)
    }

    /// The endpoints in other zones and outside the mesh, as the proxy of a ZoneEgress leads to them.
    pub fn egress_endpoints(&self, report: &mut Report) -> EndpointMap<'a> {
        endpoints::from_egress(self, report)
    }

    /// The endpoints of an ExternalService that proxies reach by themselves; none where they go through zone egresses.
    pub fn external_endpoints(&self, service: &str) -> &[Endpoint<'a>] {
        self.external_endpoints.get(service).map(Vec::as_slice).unwrap_or_default()
    }

    /// The endpoints of those ExternalServices whose tags are let through; none where they are reached through zone egresses.
    pub fn permitted_endpoints(
        &self,
        report: &mut Report,
        permits: impl Fn(&SortedMap<Text, Traced<Text>>) -> bool,
    ) -> EndpointMap<'a> {
        if self.has_zone_egress() {
            return EndpointMap::new();
        }
        endpoints::of_permitted(self, report, permits)
    }

    /// The protocol of a service: what all its endpoints have in common.
    pub fn protocol(&self, service: &str) -> Protocol {
        self.information.get(service).map(|found| found.protocol).unwrap_or_default()
    }

    /// Whether a service is outside the mesh.
    pub fn is_external(&self, service: &str) -> bool {
        self.information.get(service).is_some_and(|found| found.external)
    }

    /// Whether a service is a MeshExternalService with zone egresses that lead to it.
    pub fn is_mesh_external_service(&self, service: &str) -> bool {
        self.endpoints(service).first().is_some_and(Endpoint::is_mesh_external_service)
    }

    /// Whether all proxies of a service by tags are ready for mTLS.
    pub fn is_tls_ready(&self, service: &str) -> bool {
        self.tls_ready.contains(service)
    }

    /// The protocol of a cluster that leads to a destination: at a zone egress of a Dataplane what the destination says of itself,
    /// at a client that of its endpoints.
    pub fn protocol_of_cluster(
        &self,
        place: &model::ClusterPlace,
        destination: &model::Destination,
    ) -> Protocol {
        match place {
            model::ClusterPlace::ZoneEgress(_) => self.outbound_protocol(destination),
            _ => self.protocol_of(destination),
        }
    }

    /// The protocol that a destination speaks to its clients: a MeshExternalService what the zone egresses on the way to it do.
    pub fn protocol_of(&self, destination: &model::Destination) -> Protocol {
        match destination {
            model::Destination::Tags(tags) => self.protocol(tags.service()),
            model::Destination::Resource(kri) => self.protocol_of_resource(kri),
        }
    }

    /// What an outbound to a destination speaks: of a service resource what its port says, whatever its endpoints say.
    pub fn outbound_protocol(&self, destination: &model::Destination) -> Protocol {
        match destination {
            model::Destination::Tags(tags) => self.protocol(tags.service()),
            model::Destination::Resource(kri) => {
                let port = self.service(kri).and_then(|service| service.find_port(&kri.section));
                port.map_or(Protocol::Unknown, |port| port.protocol)
            }
        }
    }

    /// The inbounds of one of the mesh's Dataplanes.
    pub fn inbounds_of(&self, dataplane: &DataplaneView<'a>) -> Vec<model::Inbound> {
        dataplane.inbounds()
    }

    fn protocol_of_resource(&self, kri: &Kri) -> Protocol {
        let Some(service) = self.service(kri) else { return Protocol::Unknown };
        match service.find_port(&kri.section) {
            Some(port) if service.is_mesh_service() => port.protocol,
            Some(port) => self.protocol(&port.service),
            None => Protocol::Unknown,
        }
    }
}

impl MeshTls {
    fn of(mesh: &resource::Mesh) -> Option<Self> {
        let mtls = mesh.mtls.as_ref()?;
        let enabled = mtls.enabled_backend.as_ref().filter(|name| !name.is_empty())?;
        let backend = mtls.backends.iter().find(|backend| backend.name.value == enabled.value);
        let mode = match backend.map(|backend| backend.mode.value).unwrap_or_default() {
            MutualTlsMode::Strict => MutualTls::Strict,
            MutualTlsMode::Permissive => MutualTls::Permissive,
        };
        Some(Self { mode, origin: enabled.origin })
    }

    /// Whether plain traffic is taken as well.
    pub fn is_permissive(&self) -> bool {
        self.mode == MutualTls::Permissive
    }
}

impl Information {
    pub(super) fn of(endpoints: &[Endpoint<'_>]) -> Self {
        let external = endpoints.first().is_some_and(|endpoint| endpoint.external.is_some());
        Self { protocol: common_protocol(endpoints), external }
    }
}

/// What a Mesh says.
pub(super) fn as_mesh(resource: &Resource) -> Option<&resource::Mesh> {
    match &resource.spec {
        Spec::Mesh(spec) => Some(spec),
        _ => None,
    }
}
