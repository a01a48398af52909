//! One Dataplane seen as a proxy: what it listens to, what it calls, and what it says about itself.

use std::{cell::OnceCell, fmt::Write as _, net::IpAddr};

use super::{
    DataplaneView, Domain, FamilyMode, Identity, Mesh, Permissions, Protocol, SERVICE_TAG, Tags,
    TransparentProxy, ZoneListener,
};
use crate::{
    list::CollectVec as _,
    model::{Destination, DnsFamily, Inbound, Naming, Outbound, ServiceTags},
    origin::Traced,
    resource::{Dataplane, Kri, Meta, dataplane::GatewayType, mesh::MeshServicesMode, meta::label},
    sorted::{SortedMap, SortedSet},
    tree::Text,
    world::{Feature, Metadata},
};

/// One Dataplane seen as a proxy.
#[derive(Debug)]
pub struct ProxyView<'a> {
    /// The names and labels of the Dataplane.
    pub meta: &'a Meta,
    /// What the Dataplane says.
    pub dataplane: &'a Dataplane,
    /// What the proxy says about itself.
    pub metadata: &'a Metadata,
    /// The address of the Dataplane.
    pub address: Traced<Text>,
    /// Which names its places get.
    pub naming: Naming,
    /// Its inbounds in order, those of no service ([`SERVICE_LESS_PORT`](super::SERVICE_LESS_PORT)) included.
    pub inbounds: Vec<Inbound>,
    /// The listeners by which it is a zone proxy, in order.
    pub zone_listeners: Vec<ZoneListener>,
    /// What it calls, in order.
    pub outbounds: Vec<Outbound>,
    /// The names of the addresses of its outbounds.
    pub domains: Vec<Domain>,
    /// How its traffic is redirected.
    pub transparent_proxy: TransparentProxy,
    /// The identity of its workload, where it has one.
    pub identity: Option<Identity>,
    /// The services of its outbounds by tags.
    called: SortedSet<Option<Text>>,
    /// What is spoken at each of its outbounds and under which name endpoints stand, once somebody asked; nothing for those that lead
    /// nowhere.
    services: OnceCell<Vec<Option<(Protocol, Text)>>>,
    /// What it says about itself in `x-kuma-tags`, once somebody asked.
    tags_header: OnceCell<Text>,
}

/// An outbound, and what it speaks.
#[derive(Clone, Debug)]
pub struct OutboundService<'p> {
    /// The outbound.
    pub outbound: &'p Outbound,
    /// What is spoken there.
    pub protocol: Protocol,
    /// The `kuma.io/service` under which its endpoints stand.
    pub service: Text,
}

impl<'a> ProxyView<'a> {
    /// The proxy of a Dataplane of the mesh that says this about itself. Nothing where there is no such Dataplane.
    pub fn build(mesh: &Mesh<'a>, name: &str, metadata: &'a Metadata) -> Option<Self> {
        let mut built = Self::without_outbounds(mesh, name, metadata)?;
        let view = DataplaneView { meta: built.meta, spec: built.dataplane };
        built.outbounds = outbounds(mesh, &view, &built.transparent_proxy, metadata);
        built.domains = domains(mesh, &built.outbounds);
        let tags = built.outbounds.iter().filter_map(|outbound| outbound.destination.tags());
        built.called = tags.map(called).collect();
        Some(built)
    }

    /// The same without what the proxy calls, for whoever asks for the rest alone: a large mesh has many outbounds.
    pub fn without_outbounds(mesh: &Mesh<'a>, name: &str, metadata: &'a Metadata) -> Option<Self> {
        let view = mesh.dataplanes.iter().find(|dataplane| dataplane.meta.name == name)?;
        Some(Self {
            meta: view.meta,
            dataplane: view.spec,
            metadata,
            address: view.spec.networking.address.clone(),
            naming: naming(mesh, metadata),
            inbounds: view.inbounds(),
            zone_listeners: view.zone_listeners(),
            outbounds: Vec::new(),
            domains: Vec::new(),
            transparent_proxy: transparent_proxy(view, metadata),
            identity: Identity::of(&view.meta.labels, &mesh.identities),
            called: SortedSet::new(),
            services: OnceCell::new(),
            tags_header: OnceCell::new(),
        })
    }

    /// What its outbounds lead to. Outbounds to service resources that do not exist, or lack the port, are left out.
    pub fn services<'p>(&'p self, mesh: &Mesh<'a>) -> Vec<OutboundService<'p>> {
        let found =
            || self.outbounds.iter().map(|outbound| service(mesh, &outbound.destination)).collect_vec();
        let services = self.services.get_or_init(found);
        let outbounds = self.outbounds.iter().zip(services).filter_map(|(outbound, service)| {
            let (protocol, service) = service.clone()?;
            Some(OutboundService { outbound, protocol, service })
        });
        outbounds.collect_vec()
    }

    /// The ports of its inbounds, in order.
    pub fn inbound_ports(&self) -> impl Iterator<Item = Traced<u32>> {
        self.inbounds.iter().map(|inbound| inbound.port)
    }

    /// Whether an outbound leads to the service by these tags, whichever tags narrow it. Service resources need none.
    pub fn has_outbound_to(&self, destination: &Destination) -> bool {
        destination.tags().is_none_or(|tags| self.called.contains(&called(tags)))
    }

    /// Its outbounds to services by tags; without a transparent proxy all that were written.
    pub fn explicit_outbounds(&self) -> impl Iterator<Item = &Outbound> {
        let all = !redirects(&self.transparent_proxy, self.metadata);
        self.outbounds.iter().filter(move |outbound| all || outbound.destination.tags().is_some())
    }

    /// Whether it is a gateway that somebody else configures.
    pub fn is_delegated_gateway(&self) -> bool {
        self.dataplane.is_gateway(GatewayType::Delegated)
    }

    /// Whether it is a gateway of Kuma's own.
    pub fn is_builtin_gateway(&self) -> bool {
        self.dataplane.is_gateway(GatewayType::Builtin)
    }

    /// The KRI of its workload in a zone; empty where it has none.
    pub fn workload(&self, zone: &str) -> Text {
        let Some(name) = self.meta.labels.get(label::WORKLOAD).filter(|name| !name.is_empty()) else {
            return Text::default();
        };
        format!("kri_wl_{}_{zone}_{}_{name}_", self.meta.mesh, self.meta.namespace()).into()
    }

    /// Its tags as a gateway; none where it is none.
    pub fn gateway_tags(&self) -> ServiceTags {
        let gateway = self.dataplane.networking.gateway.as_ref();
        ServiceTags(gateway.map(|gateway| gateway.tags.clone()).unwrap_or_default())
    }

    /// What the proxy says about itself in `x-kuma-tags`: the tags of all inbounds, or of the gateway, as `&key=value,value&` for
    /// every key in order. Empty where it has no tags.
    pub fn tags_header(&self) -> Traced<Text> {
        let header = self.tags_header.get_or_init(|| self.write_tags_header());
        Traced::new(header.clone(), self.meta.origin)
    }

    fn write_tags_header(&self) -> Text {
        let mut tags: SortedMap<Text, SortedSet<Text>> = SortedMap::new();
        let inbounds = self.inbounds.iter().map(|inbound| inbound.tags.clone());
        for (key, value) in inbounds.chain([self.gateway_tags()]).flat_map(|tags| tags.0) {
            tags.entry(key).or_default().insert(value.value);
        }
        let mut header = String::new();
        for (key, values) in tags {
            let values: Vec<&str> = values.iter().map(Text::as_str).collect_vec();
            let _ = write!(header, "&{key}={}&", values.join(","));
        }
        header.into()
    }

    /// The first value of every tag of its inbounds, or of the gateway, by tag.
    pub fn first_tags(&self) -> Vec<(Text, Text)> {
        let mut tags: SortedMap<Text, Text> = SortedMap::new();
        let inbounds = self.inbounds.iter().map(|inbound| inbound.tags.clone());
        for (key, value) in inbounds.chain([self.gateway_tags()]).flat_map(|tags| tags.0) {
            let present = tags.entry(key).or_insert_with(|| value.value.clone());
            if value.value < *present {
                *present = value.value;
            }
        }
        tags.into_iter().collect_vec()
    }

    /// Which addresses DNS is asked for on behalf of this proxy.
    pub fn dns_family(&self) -> DnsFamily {
        let v6 = self.address.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6());
        if v6 { DnsFamily::Auto } else { DnsFamily::V4Only }
    }
}

/// The service that tags name.
fn called(tags: &ServiceTags) -> Option<Text> {
    tags.get(SERVICE_TAG).map(Text::from)
}

fn naming(mesh: &Mesh<'_>, metadata: &Metadata) -> Naming {
    let exclusive = mesh.services_mode() == MeshServicesMode::Exclusive;
    let unified = exclusive && metadata.has(Feature::UnifiedResourceNaming);
    if unified { Naming::Unified } else { Naming::Legacy }
}

fn transparent_proxy(view: &DataplaneView<'_>, metadata: &Metadata) -> TransparentProxy {
    let networking = &view.spec.networking;
    let address = &networking.address;
    TransparentProxy::of_metadata(metadata, address).unwrap_or_else(|| {
        let said = networking.transparent_proxying.as_ref();
        let mode = said.map(|said| FamilyMode::from(said.ip_family_mode.value)).unwrap_or_default();
        let inbound = said.and_then(|said| said.redirect_port_inbound);
        let outbound = said.and_then(|said| said.redirect_port_outbound);
        TransparentProxy::of_dataplane(mode, inbound, outbound, metadata, address)
    })
}

/// Whether a proxy listens at the addresses that the control plane gave to services.
fn redirects(transparent_proxy: &TransparentProxy, metadata: &Metadata) -> bool {
    transparent_proxy.is_enabled() || metadata.has(Feature::BindOutbounds)
}

fn outbounds(
    mesh: &Mesh<'_>,
    view: &DataplaneView<'_>,
    transparent_proxy: &TransparentProxy,
    metadata: &Metadata,
) -> Vec<Outbound> {
    if redirects(transparent_proxy, metadata) { reachable(mesh, view) } else { explicit(mesh, view) }
}

/// The outbounds that were written. Those that refer to a service resource need not say a port by its name.
fn explicit(mesh: &Mesh<'_>, view: &DataplaneView<'_>) -> Vec<Outbound> {
    let from = view.meta.kri();
    let written = view.spec.networking.outbound.iter();
    written
        .filter_map(|outbound| {
            let destination = match &outbound.backend_ref {
                None => Destination::Tags(ServiceTags(outbound.tags.clone())),
                Some(backend) => Destination::Resource(mesh.resolve_backend(backend, &from)?),
            };
            let default = || {
                Traced::default_of(Text::new_static("127.0.0.1"), &"Dataplane networking.outbound.address")
            };
            let address =
                outbound.address.clone().filter(|address| !address.is_empty()).unwrap_or_else(default);
            Some(Outbound { address, port: outbound.port, destination })
        })
        .collect_vec()
}

/// The outbounds of all services that the Dataplane may reach, without those that are its own inbounds.
fn reachable(mesh: &Mesh<'_>, view: &DataplaneView<'_>) -> Vec<Outbound> {
    let reach = Reach::of(mesh, view);
    let own = view.inbounds().iter().flat_map(sockets).collect_vec();
    let is_own = |outbound: &Outbound| overlaps(&own, outbound);
    mesh.vip_outbounds
        .iter()
        .filter(|outbound| reach.includes(&outbound.destination) && !is_own(outbound))
        .cloned()
        .collect_vec()
}

/// Which services a Dataplane with a transparent proxy may reach.
struct Reach<'r> {
    /// The services by tags that it lists; empty for all.
    services: SortedSet<Text>,
    /// The service resources that it lists; nothing for all.
    backends: Option<SortedSet<Kri>>,
    /// Whether service resources are reached that it does not list.
    unlisted: bool,
    /// The tags of its inbounds and as a gateway. Without any it reaches what it lists, and MeshExternalServices.
    clients: Vec<&'r Tags>,
    /// Who may reach what it does not list; everybody may where this is nothing.
    permissions: Option<&'r Permissions>,
}

impl<'r> Reach<'r> {
    fn of(mesh: &'r Mesh<'_>, view: &DataplaneView<'r>) -> Self {
        let networking = &view.spec.networking;
        let said = networking.transparent_proxying.as_ref();
        let services: SortedSet<Text> = said
            .into_iter()
            .flat_map(|said| &said.reachable_services)
            .map(|service| service.value.clone())
            .collect();
        let lists_backends = said.is_some_and(|said| said.reachable_backends.is_some());
        let backends = said.and_then(|_| mesh.reachable_backends(networking, &view.meta.kri()));
        let must_list = mesh.services_mode() == MeshServicesMode::ReachableBackends && !lists_backends;
        let unlisted = !must_list && (services.is_empty() || backends.is_some());
        let clients = view.client_tags().collect_vec();
        Self { services, backends, unlisted, clients, permissions: mesh.permissions.as_ref() }
    }

    fn includes(&self, destination: &Destination) -> bool {
        match destination {
            Destination::Tags(_) if self.services.is_empty() => self.is_allowed(destination),
            Destination::Tags(tags) => self.services.contains(tags.service()),
            Destination::Resource(kri) => {
                self.unlisted
                    && self.backends.as_ref().map_or_else(
                        || kri.kind.0.name == "MeshExternalService" || self.is_allowed(destination),
                        |backends| backends.contains(kri) || backends.contains(&kri.without_section()),
                    )
            }
        }
    }

    /// Whether one of its sets of tags may reach a service.
    fn is_allowed(&self, destination: &Destination) -> bool {
        let allow = |client: &&Tags| self.permissions.is_none_or(|found| found.allow(client, destination));
        self.clients.iter().any(allow)
    }
}

/// An address, unless it is a name, and a port.
type Socket = (Option<IpAddr>, u32);

/// Where an inbound and its workload listen.
fn sockets(inbound: &Inbound) -> [Socket; 2] {
    let workload = (inbound.workload_address.parse().ok(), inbound.workload_port.value);
    [(inbound.address.parse().ok(), inbound.port.value), workload]
}

/// Whether an outbound would listen where something listens already.
fn overlaps(taken: &[Socket], outbound: &Outbound) -> bool {
    let mut same_port = taken.iter().filter(|(_, port)| *port == outbound.port.value);
    same_port.any(|(address, _)| addresses_overlap(*address, outbound.address.parse().ok()))
}

fn addresses_overlap(left: Option<IpAddr>, right: Option<IpAddr>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => left.is_unspecified() || right.is_unspecified() || left == right,
        (Some(one), None) | (None, Some(one)) => one.is_unspecified(),
        (None, None) => true,
    }
}

/// The names of outbounds' addresses, in the order in which services have them.
fn domains(mesh: &Mesh<'_>, outbounds: &[Outbound]) -> Vec<Domain> {
    let addresses: SortedSet<&str> =
        outbounds.iter().map(|outbound| outbound.address.value.as_str()).collect();
    mesh.domains
        .iter()
        .filter(|domain| addresses.contains(domain.address.value.as_str()))
        .cloned()
        .collect_vec()
}

/// What a destination speaks, and the `kuma.io/service` under which its endpoints stand.
fn service(mesh: &Mesh<'_>, destination: &Destination) -> Option<(Protocol, Text)> {
    match destination {
        Destination::Tags(tags) => Some((mesh.protocol(tags.service()), tags.service().into())),
        Destination::Resource(kri) => {
            let port = mesh.service(kri)?.find_port(&kri.section)?;
            Some((port.protocol, port.service.clone()))
        }
    }
}
