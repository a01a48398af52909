//! Listeners by which a Dataplane is a zone proxy of its mesh: the way into the zone, and the way out of the mesh.

use super::{
    listener,
    services::{Mixing, discovery, tls_in_common},
};
use crate::{
    index::{
        Endpoint, Protocol, ServiceResource, ServiceSpec, ZoneListener, ZoneListenerKind, group,
        of_mesh_external_service, sni,
    },
    list::CollectVec as _,
    model::{
        Cluster, ClusterPlace, Destination, Discovery, FilterChain, FilterChainMatch, Forward,
        HttpConnectionManager, HttpProtocol, Listener, ListenerPlace, NetworkFilter, Proxy, Route,
        RouteAction, RouteConfiguration, RouteMatch, TlsContext, TransportSocket, Validation, VirtualHost,
        WeightedClusters, tls_inspector,
    },
    origin::{Name, Origin, Traced},
    policy::Context,
    report::{Diagnostic, Report},
    resource::{Kri, mesh::MeshServicesMode},
    sorted::SortedMap,
    tree::{Duration, Text},
};

const INGRESS: &str = "zone ingress listener";
const EGRESS: &str = "zone egress listener";

/// Adds the zone listeners of a Dataplane; a mesh that is not of service resources only has none.
pub(super) fn add(context: &Context<'_>, proxy: &mut Proxy, report: &mut Report) {
    for found in &context.proxy.zone_listeners {
        if context.mesh.services_mode() != MeshServicesMode::Exclusive {
            let message = "a zone listener needs a mesh of `meshServices.mode: Exclusive`";
            report.push(Diagnostic::warning("zone-listener-unused", message, found.port.origin));
            continue;
        }
        match found.kind {
            ZoneListenerKind::Ingress => add_ingress(context, found, proxy),
            ZoneListenerKind::Egress => add_egress(context, found, proxy, report),
        }
    }
}

/// The way into the zone: every service of the zone by its server name, without a look inside TLS.
fn add_ingress(context: &Context<'_>, found: &ZoneListener, proxy: &mut Proxy) {
    let endpoints = context.mesh.local_endpoints();
    let mut chains = SortedMap::new();
    for (service, port, kri) in ports(context, |service| service.is_local() || service.is_multi_zone()) {
        let name = Text::from(&kri);
        let key = service.port_service(port);
        let own: &[Endpoint<'_>] = endpoints.get(&key).map(Vec::as_slice).unwrap_or_default();
        proxy.add_endpoints(group::group(name.clone(), own, Origin::Rule(&INGRESS)));
        let place = ClusterPlace::ZoneIngress(Destination::Resource(kri.clone()));
        let cluster = Cluster::new(place, name.clone(), Discovery::Eds, Origin::Rule(&INGRESS));
        proxy.add_cluster(listener::default_connect_timeout(cluster));
        let tcp = listener::tcp_proxy(name.clone(), Traced::rule(name, &INGRESS));
        let matches = Some(server_name(sni::format_kri(&kri), &INGRESS));
        chains.insert(key, FilterChain { matches, filters: vec![tcp], ..FilterChain::default() });
    }
    if !chains.is_empty() {
        let place = ListenerPlace::ZoneIngress(found.section.clone());
        let name = format!("self_zoneingress_dp_{}", found.section).into();
        proxy.add_listener(zone_listener(context, found, place, name, chains.into_values().collect_vec()));
    }
}

/// The way out of the mesh: every MeshExternalService by its server name. It takes an identity to terminate TLS.
fn add_egress(context: &Context<'_>, found: &ZoneListener, proxy: &mut Proxy, report: &mut Report) {
    let Some(tls) = downstream_tls(context) else {
        let message = "a zone egress listener needs a MeshIdentity that selects its Dataplane";
        report.push(Diagnostic::warning("zone-listener-unused", message, found.port.origin));
        return;
    };
    let mut chains = Vec::new();
    for (service, _, kri) in ports(context, ServiceResource::is_external) {
        let ServiceSpec::MeshExternalService(spec) = service.spec else { continue };
        let endpoints = of_mesh_external_service(context.mesh, service, spec, report);
        let protocol = service.ports.first().map(|port| port.protocol).unwrap_or_default();
        let Some(cluster) = external_cluster(context, &kri, &endpoints, protocol, report) else { continue };
        let name = cluster.name.clone();
        proxy.add_cluster(cluster);
        let filter = if protocol.is_http() {
            NetworkFilter::Http(Box::new(http(context, &name)))
        } else {
            listener::tcp_proxy(name.clone(), Traced::rule(name.clone(), &EGRESS))
        };
        chains.push(FilterChain {
            origin: None,
            name: Some(name),
            matches: Some(server_name(sni::format_kri(&kri), &EGRESS)),
            filters: vec![filter],
            transport_socket: Some(TransportSocket::Downstream(Box::new(tls.clone()))),
        });
    }
    if !chains.is_empty() {
        let place = ListenerPlace::ZoneEgress(found.section.clone());
        let name = format!("self_zoneegress_dp_{}", found.section).into();
        proxy.add_listener(zone_listener(context, found, place, name, chains));
    }
}

/// The ports of the service resources that are wanted, with their identities.
fn ports<'m, 'a>(
    context: &Context<'a>,
    wanted: impl Fn(&ServiceResource<'a>) -> bool,
) -> Vec<(&'a ServiceResource<'a>, u32, Kri)> {
    let services = context.mesh.services().iter().filter(|service| wanted(service));
    services
        .flat_map(|service| {
            service.ports.iter().map(move |port| (service, port.port.value, service.port_kri(port)))
        })
        .collect_vec()
}

fn zone_listener(
    context: &Context<'_>,
    found: &ZoneListener,
    place: ListenerPlace,
    name: Text,
    filter_chains: Vec<FilterChain>,
) -> Listener {
    Listener {
        stat_prefix: Some(Traced::rule(name.clone(), &"zone listener")),
        listener_filters: vec![tls_inspector()],
        filter_chains,
        ..listener::inbound(context, place, name, found.address.clone(), found.port)
    }
}

fn server_name(sni: Text, rule: Name) -> FilterChainMatch {
    FilterChainMatch {
        transport_protocol: Some(Traced::rule(Text::new_static("tls"), rule)),
        server_names: vec![Traced::rule(sni, rule)],
        ..FilterChainMatch::default()
    }
}

/// Clients need a certificate that the identity's trust accepts.
fn downstream_tls(context: &Context<'_>) -> Option<TlsContext> {
    let identity = context.proxy.identity.as_ref()?;
    let secret = identity.validation.clone();
    Some(TlsContext {
        certificates: vec![identity.certificate.clone()],
        validation: Some(Validation::Combined { subject_alt_names: Vec::new(), secret }),
        require_client_certificate: Some(Traced::rule(true, &EGRESS)),
        ..TlsContext::new(identity.origin)
    })
}

fn external_cluster(
    context: &Context<'_>,
    kri: &Kri,
    endpoints: &[Endpoint<'_>],
    protocol: Protocol,
    report: &mut Report,
) -> Option<Cluster> {
    let name = Text::from(kri);
    let found = discovery(&name, endpoints, context.proxy.dns_family(), Mixing::Allowed, report)?;
    let place = ClusterPlace::ZoneEgress(Destination::Resource(kri.clone()));
    let version = match protocol {
        Protocol::Http => Some(HttpProtocol::Http1),
        Protocol::Http2 | Protocol::Grpc => Some(HttpProtocol::Http2),
        _ => None,
    };
    Some(listener::default_connect_timeout(Cluster {
        http: version.map(|version| Traced::rule(version, &EGRESS)),
        tls: tls_in_common(endpoints, &context.proxy.metadata.system_ca_path),
        ..Cluster::new(place, name, found, Origin::Rule(&EGRESS))
    }))
}

fn http(context: &Context<'_>, name: &Text) -> HttpConnectionManager {
    let forward = Forward {
        timeout: Some(Traced::default_of(Duration::seconds(0), &"MeshTimeout requestTimeout")),
        auto_host_rewrite: Some(Traced::rule(true, &EGRESS)),
        ..Forward::to(WeightedClusters::Single(Traced::rule(name.clone(), &EGRESS)))
    };
    let everything = RouteMatch::prefix(Traced::rule(Text::new_static("/"), &EGRESS));
    let host = VirtualHost {
        name: name.clone(),
        domains: vec![Traced::rule(Text::new_static("*"), &EGRESS)],
        retry_policy: None,
        routes: vec![Route::new(everything, RouteAction::Forward(Box::new(forward)), Origin::Rule(&EGRESS))],
        origin: Origin::Rule(&EGRESS),
    };
    HttpConnectionManager {
        internal_addresses: context.internal_addresses.clone(),
        route_configuration: RouteConfiguration {
            name: name.clone(),
            validate_clusters: Some(Traced::rule(false, &EGRESS)),
            virtual_hosts: vec![host],
            ..RouteConfiguration::default()
        },
        ..HttpConnectionManager::local(name.clone(), &EGRESS)
    }
}
