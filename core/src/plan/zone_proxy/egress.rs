//! The proxy of a ZoneEgress: the way to other zones, which it does not look into, and the way out of meshes, where it ends
//! their mTLS. Only meshes with mTLS have it, because destinations are told apart by server names.

use super::{
    EgressHooks, ZoneProxy,
    destinations::Destinations,
    egress_tls,
    services::{Entrances, server_name},
};
use crate::{
    index::{Endpoint, EndpointMap, Mesh, SERVICE_TAG, ServiceResource, Tags, ZoneIngressView, group, sni},
    list::CollectVec as _,
    model::{
        Cluster, ClusterPlace, Destination, FilterChain, Forward, HttpConnectionManager, HttpProtocol,
        Listener, ListenerPlace, Naming, NetworkFilter, Proxy, Route, RouteAction, RouteConfiguration,
        RouteMatch, ServiceTags, Thresholds, TransportSocket, VirtualHost, WeightedClusters,
    },
    origin::{Origin, Traced},
    plan::{
        internal, listener,
        services::{Mixing, discovery, tls_by_tags, tls_in_common},
    },
    policy::{EgressPlace, EgressPolicies, Policy, ZoneEgressHook},
    report::Report,
    resource::zone::AvailableService,
    sorted::{SortedMap, SortedSet, sort_by, sort_by_key},
    tree::{Duration, Text},
    world::Shadow,
};

const RULE: &str = "zone egress";

/// One server name that leads out of a mesh.
struct Exit {
    /// The service, as endpoints stand under it.
    service: Text,
    sni: Text,
    destination: Destination,
    /// The tags by which endpoints are chosen.
    tags: Tags,
    cluster: Text,
}

/// The names of the places of one exit.
struct Names {
    chain: Text,
    routes: Text,
    host: Text,
}

/// The ways out of one mesh, and the policies that change them.
struct Exits<'m> {
    mesh: &'m Mesh<'m>,
    /// Each with the position of its filter chain.
    exits: Vec<(Exit, usize)>,
    destinations: Vec<Destination>,
    policies: Vec<(ZoneEgressHook, EgressPolicies<'m>)>,
}

/// The places of the proxy. Policies change all filter chains anew after every mesh that adds some. They run once more for every
/// mesh after that, and for every mesh they run over the clusters of those before, too: what they append is there several times.
pub(super) fn plan<'p>(
    zone_proxy: &'p ZoneProxy<'p>,
    hooks: &EgressHooks<'p>,
    shadow: Shadow,
    report: &mut Report,
) -> Proxy {
    let mut proxy = zone_proxy.begin(report);
    let own = zone_proxy.listener(ListenerPlace::ZoneEgressProxy, Vec::new());
    let (mut plain, mut changed) = (Vec::new(), Vec::new());
    let mut meshes = Vec::new();
    for mesh in zone_proxy.meshes.iter().filter(|mesh| mesh.mutual_tls().is_some()) {
        let endpoints = mesh.egress_endpoints(report);
        let before = plain.len();
        if mesh.has_zone_egress() {
            plain.extend(to_other_zones(mesh, &endpoints, &mut proxy));
            change_endpoints(mesh, hooks.policies, shadow, &mut proxy);
        }
        let mut exits = Exits::of(mesh, hooks, shadow);
        for exit in self::exits(zone_proxy, mesh, &endpoints) {
            let own_endpoints = endpoints.get(&exit.service).map(Vec::as_slice).unwrap_or_default();
            let Some(cluster) = cluster(zone_proxy, &exit, own_endpoints, report) else { continue };
            let mut chain = chain(zone_proxy, mesh, &exit, own_endpoints);
            (hooks.first)(mesh, &Names::of(zone_proxy.naming(), mesh, &exit).host, &mut chain);
            proxy.add_cluster(cluster);
            exits.add(exit, plain.len());
            plain.push(chain);
        }
        if !exits.exits.is_empty() {
            egress_tls::secrets(mesh, zone_proxy.naming())
                .into_iter()
                .for_each(|secret| proxy.add_secret(secret));
        }
        if plain.len() > before {
            changed.clone_from(&plain);
        }
        meshes.push(exits);
        meshes.iter().for_each(|exits| exits.change(&own.name, &mut changed, &mut proxy.clusters));
    }
    track_remaining(&mut proxy.clusters);
    if !changed.is_empty() {
        proxy.add_listener(Listener { filter_chains: changed, ..own });
    }
    proxy
}

impl<'m> Exits<'m> {
    fn of(mesh: &'m Mesh<'m>, hooks: &EgressHooks<'m>, shadow: Shadow) -> Self {
        let policies = in_order(hooks.policies)
            .filter_map(|policy| Some((policy.hooks.zone_egress?, EgressPolicies::of(policy, mesh, shadow))));
        Self { mesh, exits: Vec::new(), destinations: Vec::new(), policies: policies.collect_vec() }
    }

    fn add(&mut self, exit: Exit, chain: usize) {
        self.destinations.push(exit.destination.clone());
        self.exits.push((exit, chain));
    }

    /// Lets policies change every exit.
    fn change(&self, listener_name: &Text, chains: &mut [FilterChain], clusters: &mut [Cluster]) {
        for (exit, position) in &self.exits {
            let cluster = clusters.iter_mut().find(|cluster| cluster.name == exit.cluster);
            let (Some(chain), Some(cluster)) = (chains.get_mut(*position), cluster) else { continue };
            for (hook, policies) in &self.policies {
                let place = EgressPlace {
                    mesh: self.mesh,
                    destination: &exit.destination,
                    destinations: &self.destinations,
                    has_policies: policies.are_any(),
                    listener_name,
                    chain: &mut *chain,
                    cluster: &mut *cluster,
                };
                let clients = policies.for_service(&exit.service);
                hook(place, &clients, &policies.to.outbound(&whole(&exit.destination)));
            }
        }
    }
}

fn track_remaining(clusters: &mut [Cluster]) {
    for cluster in clusters.iter_mut().filter(|cluster| matches!(cluster.place, ClusterPlace::ZoneEgress(_)))
    {
        let remaining = Traced::rule(true, &"circuit breaker");
        cluster
            .circuit_breakers
            .get_or_insert_with(Thresholds::default)
            .track_remaining
            .get_or_insert(remaining);
    }
}

/// Lets policies change the endpoints in other zones.
fn change_endpoints(mesh: &Mesh<'_>, policies: &[Policy], shadow: Shadow, proxy: &mut Proxy) {
    for policy in in_order(policies) {
        let Some(hook) = policy.hooks.zone_egress_endpoints else { continue };
        let confs = EgressPolicies::of(policy, mesh, shadow);
        for group in &mut proxy.endpoints {
            let service = group.cluster_name.strip_prefix(mesh.meta.name.as_str());
            if let Some(service) = service.and_then(|name| name.strip_prefix(':')).map(Text::from) {
                hook(group, mesh, &confs.for_service(&service));
            }
        }
    }
}

/// Policies concern a MeshExternalService as a whole.
fn whole(destination: &Destination) -> Destination {
    match destination {
        Destination::Resource(kri) => Destination::Resource(kri.without_section()),
        Destination::Tags(_) => destination.clone(),
    }
}

fn in_order(policies: &[Policy]) -> impl Iterator<Item = &Policy> {
    let mut sorted: Vec<&Policy> = policies.iter().collect_vec();
    sort_by_key(&mut sorted, |policy| policy.kind.order);
    sorted.into_iter()
}

/// The services that ingresses of other zones offer. Those outside the mesh that this zone reaches by itself are left out.
fn to_other_zones(mesh: &Mesh<'_>, endpoints: &EndpointMap<'_>, proxy: &mut Proxy) -> Vec<FilterChain> {
    let remote = mesh.zone_ingresses.iter().filter(|ingress| ingress.zone.value != mesh.zone);
    let offered = offered_by(remote, mesh, endpoints);
    let destinations = Destinations::of(mesh, &offered);
    let mut entrances = Entrances::default();
    entrances.add_offered(&offered, &destinations, endpoints);
    entrances.build(&destinations, endpoints, ClusterPlace::ZoneEgress, proxy)
}

/// Each set of tags once, in the order of the tags.
fn offered_by<'m>(
    ingresses: impl Iterator<Item = &'m ZoneIngressView<'m>>,
    mesh: &Mesh<'_>,
    endpoints: &EndpointMap<'_>,
) -> Vec<&'m AvailableService> {
    let mut found = SortedMap::new();
    for offered in ingresses.flat_map(|ingress| &ingress.spec.available_services) {
        let service = offered.tags.get(SERVICE_TAG).and_then(|service| endpoints.get(&service.value));
        let first = service.and_then(|endpoints| endpoints.first());
        let leaves = |endpoint: &Endpoint<'_>| {
            let here = endpoint.zone().is_empty() || endpoint.zone() == mesh.zone;
            endpoint.external.is_none() || !here
        };
        if offered.mesh.value == mesh.meta.name && first.is_some_and(leaves) {
            found.entry(&offered.tags).or_insert(offered);
        }
    }
    found.into_values().collect_vec()
}

/// ExternalServices with all the subsets that clients may ask for, and MeshExternalServices, by service.
fn exits(zone_proxy: &ZoneProxy<'_>, mesh: &Mesh<'_>, endpoints: &EndpointMap<'_>) -> Vec<Exit> {
    let leads_out = |service: &Text| {
        let first = endpoints.get(service).and_then(|endpoints| endpoints.first());
        first.is_some_and(|endpoint| endpoint.external.is_some())
    };
    let destinations = Destinations::of(mesh, &[]);
    let mut used = SortedSet::new();
    let mut exits: Vec<Exit> = Vec::new();
    for (_, spec) in &mesh.external_services {
        let Some(service) = spec.tags.get(SERVICE_TAG).filter(|service| leads_out(&service.value)) else {
            continue;
        };
        for tags in destinations.of_service(&service.value) {
            let mut full = tags.clone();
            full.insert(Text::new_static(SERVICE_TAG), service.clone());
            let full = ServiceTags(full);
            let sni = sni::of_tags(&full, &mesh.meta.name);
            if used.insert(sni.clone()) {
                let mut tags = tags.clone();
                tags.insert(Text::new_static("mesh"), Traced::rule(mesh.meta.name.clone(), &RULE));
                let cluster = format!("{}:{}", mesh.meta.name, service.value).into();
                exits.push(Exit {
                    service: service.value.clone(),
                    sni,
                    destination: Destination::Tags(full),
                    tags,
                    cluster,
                });
            }
        }
    }
    for resource in mesh.services().iter().filter(|service| service.is_external()) {
        exits.extend(
            resource_exits(zone_proxy, resource)
                .filter(|exit| leads_out(&exit.service) && used.insert(exit.sni.clone())),
        );
    }
    sort_by(&mut exits, |left, right| left.service.cmp(&right.service));
    exits
}

fn resource_exits<'r>(
    zone_proxy: &ZoneProxy<'_>,
    resource: &'r ServiceResource<'_>,
) -> impl Iterator<Item = Exit> + use<'r> {
    let naming = zone_proxy.naming();
    resource.ports.iter().filter_map(move |port| {
        let number = port.port.value;
        let (kri, service) = (resource.port_kri(port), resource.port_service(number));
        let cluster = naming.choose(|| service.clone(), || Text::from(&kri));
        let sni = resource.legacy_sni(number)?;
        Some(Exit { service, sni, destination: Destination::Resource(kri), tags: Tags::new(), cluster })
    })
}

fn cluster(
    zone_proxy: &ZoneProxy<'_>,
    exit: &Exit,
    endpoints: &[Endpoint<'_>],
    report: &mut Report,
) -> Option<Cluster> {
    let first = endpoints.first()?;
    let resource = first.is_mesh_external_service();
    let mixing = if resource { Mixing::Allowed } else { Mixing::Refused };
    let found = discovery(&exit.cluster, endpoints, zone_proxy.dns_family(), mixing, report)?;
    let protocol = first.protocol();
    let version = match (protocol.is_http2(), protocol.is_http()) {
        (true, _) => Some(HttpProtocol::Http2),
        (_, true) => Some(HttpProtocol::Http1),
        _ => None,
    };
    let tls = if resource {
        tls_in_common(endpoints, &zone_proxy.metadata.system_ca_path)
    } else {
        tls_by_tags(endpoints)
    };
    let place = ClusterPlace::ZoneEgress(exit.destination.clone());
    let http = version.map(|version| Traced::rule(version, &RULE));
    let cluster = Cluster::new(place, exit.cluster.clone(), found, Origin::Rule(&RULE));
    Some(listener::default_connect_timeout(Cluster { http, tls, ..cluster }))
}

fn chain(
    zone_proxy: &ZoneProxy<'_>,
    mesh: &Mesh<'_>,
    exit: &Exit,
    endpoints: &[Endpoint<'_>],
) -> FilterChain {
    let names = Names::of(zone_proxy.naming(), mesh, exit);
    let tls = egress_tls::context(mesh, zone_proxy.naming());
    let http = endpoints.first().is_some_and(|endpoint| endpoint.protocol().is_http());
    let filter = if http { http_filter(zone_proxy, exit, &names) } else { tcp_filter(exit, &names) };
    FilterChain {
        origin: None,
        name: Some(names.chain),
        matches: Some(server_name(&exit.sni)),
        filters: vec![filter],
        transport_socket: Some(TransportSocket::Downstream(Box::new(tls))),
    }
}

impl Names {
    /// Names of MeshExternalServices are those of their clusters; those of ExternalServices say the mesh.
    fn of(naming: Naming, mesh: &Mesh<'_>, exit: &Exit) -> Self {
        let host = naming.choose(|| exit.service.clone(), || exit.cluster.clone());
        match exit.destination {
            Destination::Resource(_) => Self { chain: host.clone(), routes: host.clone(), host },
            Destination::Tags(_) => Self {
                chain: format!("{host}_{}", mesh.meta.name).into(),
                routes: format!("outbound:{host}").into(),
                host,
            },
        }
    }
}

fn tcp_filter(exit: &Exit, names: &Names) -> NetworkFilter {
    let mut filter = listener::tcp_proxy(names.host.clone(), Traced::rule(exit.cluster.clone(), &RULE));
    if let NetworkFilter::Tcp(tcp) = &mut filter {
        tcp.metadata_match = group::metadata(&exit.tags);
    }
    filter
}

fn http_filter(zone_proxy: &ZoneProxy<'_>, exit: &Exit, names: &Names) -> NetworkFilter {
    let forward = Forward {
        timeout: Some(Traced::default_of(Duration::seconds(0), &"MeshTimeout requestTimeout")),
        auto_host_rewrite: Some(Traced::rule(true, &RULE)),
        ..Forward::to(WeightedClusters::Single(Traced::rule(exit.cluster.clone(), &RULE)))
    };
    let everything = RouteMatch::prefix(Traced::rule(Text::new_static("/"), &RULE));
    let host = VirtualHost {
        name: names.host.clone(),
        domains: vec![Traced::rule(Text::new_static("*"), &RULE)],
        retry_policy: None,
        routes: vec![Route::new(everything, RouteAction::Forward(Box::new(forward)), Origin::Rule(&RULE))],
        origin: Origin::Rule(&RULE),
    };
    NetworkFilter::Http(Box::new(HttpConnectionManager {
        internal_addresses: internal::addresses(zone_proxy.world, zone_proxy.metadata),
        route_configuration: RouteConfiguration {
            name: names.routes.clone(),
            validate_clusters: Some(Traced::rule(false, &RULE)),
            virtual_hosts: vec![host],
            ..RouteConfiguration::default()
        },
        ..HttpConnectionManager::local(names.host.clone(), &RULE)
    }))
}
