//! Inbounds: the listener that other proxies call, and the cluster of the workload behind it.

use std::net::IpAddr;

use super::{inbound_tls, listener, transparent_proxy};
use crate::{
    index::{MutualTls, Protocol, SERVICE_LESS_PORT},
    model::{
        Address, Cluster, ClusterPlace, CommonHttpOptions, Discovery, DnsFamily, FilterChain,
        FilterChainMatch, Forward, HttpConnectionManager, HttpFilter, HttpProtocol, Inbound, IpFamily,
        Listener, ListenerPlace, NetworkFilter, Proxy, Route, RouteAction, RouteConfiguration, RouteMatch,
        TransportSocket, VirtualHost, WeightedClusters, grpc_stats, kafka_broker, tls_inspector,
    },
    origin::{Origin, Traced},
    policy::{Confs, Context, InboundShape, OtherPorts, Policy},
    resource::Kind,
    sorted::SortedMap,
    tree::{Duration, Map, Node, Text},
};

const RULE: &str = "inbound listener";
/// What stands until a MeshTimeout speaks of all traffic of the inbound.
const TIMEOUT: &str = "MeshTimeout for all traffic of the inbound";

/// Adds the listener and cluster of every inbound. Inbounds without any service (port 49151) have none.
pub(super) fn add(
    context: &Context<'_>,
    policies: &[Policy],
    confs: &SortedMap<Kind, Confs<'_>>,
    proxy: &mut Proxy,
) {
    let mut other_ports = None;
    for inbound in context.proxy.inbounds.iter().filter(|inbound| inbound.port.value != SERVICE_LESS_PORT) {
        let shape = shape(context, inbound, policies, confs);
        proxy.add_cluster(cluster(context, inbound));
        proxy.add_listener(listener(context, inbound, &shape));
        other_ports = shape.other_ports;
    }
    if let Some(other_ports) = other_ports {
        refuse_other_ports(context, other_ports, proxy);
    }
}

fn shape(
    context: &Context<'_>,
    inbound: &Inbound,
    policies: &[Policy],
    confs: &SortedMap<Kind, Confs<'_>>,
) -> InboundShape {
    let mut shape = inbound_tls::default_shape(context);
    for policy in policies {
        if let (Some(hook), Some(confs)) = (policy.hooks.shape, confs.get(&Kind(&policy.kind.info))) {
            hook(&mut shape, inbound, confs, context);
        }
    }
    shape
}

/// Both families get their listener, whatever the transparent proxy redirects.
fn refuse_other_ports(context: &Context<'_>, other_ports: Traced<OtherPorts>, proxy: &mut Proxy) {
    for family in [IpFamily::V4, IpFamily::V6] {
        let mut listener = transparent_proxy::inbound_listener(context, family, other_ports);
        let is_there = proxy.listeners.iter().any(|present| present.place == listener.place);
        listener.origin = (!is_there).then_some(other_ports.origin);
        proxy.add_listener(listener);
    }
}

fn cluster(context: &Context<'_>, inbound: &Inbound) -> Cluster {
    let protocol = inbound.protocol();
    let address =
        Address::Socket { address: inbound.workload_address.clone(), port: inbound.workload_port.clone() };
    let place = ClusterPlace::Inbound(inbound.section.clone());
    let timeout = |seconds| Traced::default_of(Duration::seconds(seconds), &TIMEOUT);
    let common_http = CommonHttpOptions {
        idle_timeout: protocol.is_http().then(|| timeout(7200)),
        ..CommonHttpOptions::default()
    };
    let http = match protocol {
        Protocol::Http => Some(HttpProtocol::Http1),
        Protocol::Http2 | Protocol::Grpc => Some(HttpProtocol::Http2),
        _ => None,
    };
    let cluster = listener::single_endpoint(place, cluster_name(context, inbound), address, &RULE);
    Cluster {
        discovery: by_address(cluster.discovery, &inbound.workload_address),
        connect_timeout: Some(timeout(10)),
        common_http,
        http: http.map(|http| Traced::new(http, inbound.protocol.origin)),
        source_address: source_address(context, &inbound.workload_address),
        ..cluster
    }
}

/// A workload may be known by a host name.
fn by_address(discovery: Discovery, address: &str) -> Discovery {
    match discovery {
        Discovery::Static(group) if address.parse::<IpAddr>().is_err() => {
            Discovery::StrictDns(group, DnsFamily::V4Only)
        }
        discovery => discovery,
    }
}

/// Calls to the workload come from an address that is never redirected again. Loopback never is.
fn source_address(context: &Context<'_>, workload: &str) -> Option<Traced<Text>> {
    if !context.proxy.transparent_proxy.is_enabled() || matches!(workload, "127.0.0.1" | "::1") {
        return None;
    }
    let is_v6 = workload.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6());
    Some(Traced::rule(if is_v6 { "::6" } else { "127.0.0.6" }.into(), &"transparent proxy"))
}

pub(super) fn cluster_name(context: &Context<'_>, inbound: &Inbound) -> Text {
    let legacy = || format!("localhost:{}", inbound.workload_port.value).into();
    context.proxy.naming.choose(legacy, || unified_name(inbound))
}

fn unified_name(inbound: &Inbound) -> Text {
    format!("self_inbound_dp_{}", inbound.section).into()
}

fn listener_name(inbound: &Inbound) -> Text {
    let address = &inbound.address.value;
    if address.contains(':') {
        format!("inbound:[{address}]:{}", inbound.port.value).into()
    } else {
        format!("inbound:{address}:{}", inbound.port.value).into()
    }
}

fn listener(context: &Context<'_>, inbound: &Inbound, shape: &InboundShape) -> Listener {
    let naming = context.proxy.naming;
    let name = naming.choose(|| listener_name(inbound), || unified_name(inbound));
    let place = ListenerPlace::Inbound(inbound.section.clone());
    let redirected = context.proxy.transparent_proxy.is_enabled();
    let permissive = shape.mode == MutualTls::Permissive;
    Listener {
        stat_prefix: naming.choose(|| None, || Some(Traced::rule(unified_name(inbound), &RULE))),
        bind_to_port: redirected.then(|| Traced::rule(false, &"transparent proxy")),
        metadata: vec![(Text::new_static("io.kuma.tags"), tags(inbound))],
        listener_filters: if permissive { vec![inspector(shape)] } else { Vec::new() },
        filter_chains: chains(context, inbound, shape),
        ..listener::inbound(context, place, name, inbound.address.clone(), inbound.port.clone())
    }
}

/// What looks for TLS, owed to the policy that lets both in where there is one.
fn inspector(shape: &InboundShape) -> Node {
    match shape.origin {
        Some(origin) => tls_inspector().with_origin(origin),
        None => tls_inspector(),
    }
}

/// The tags by which patches find the listener; its unified name where it has no tags.
fn tags(inbound: &Inbound) -> Map {
    if inbound.tags.0.is_empty() {
        let name = Node::string(unified_name(inbound), Origin::Rule(&RULE));
        return Map::from_iter([(Text::new_static("kuma.io/unified-name"), name)]);
    }
    inbound.tags.0.iter().map(|(key, value)| (key.clone(), Node::from(value))).collect()
}

fn chains(context: &Context<'_>, inbound: &Inbound, shape: &InboundShape) -> Vec<FilterChain> {
    let secured = FilterChain {
        transport_socket: shape.tls.clone().map(|tls| TransportSocket::Downstream(Box::new(tls))),
        origin: shape.origin,
        ..chain(context, inbound)
    };
    if shape.mode == MutualTls::Strict {
        return vec![secured];
    }
    // The workload may speak TLS of its own: only connections with the mesh's ALPN are the mesh's.
    let origin = shape.origin.or(shape.tls.as_ref().map(|tls| tls.origin)).unwrap_or(Origin::Rule(&RULE));
    let transport = |name: &'static str| FilterChainMatch {
        transport_protocol: Some(Traced::new(name.into(), origin)),
        ..FilterChainMatch::default()
    };
    let matching = |matches, chain| FilterChain { matches: Some(matches), origin: shape.origin, ..chain };
    let of_mesh = FilterChainMatch {
        application_protocols: vec![Traced::new("kuma".into(), origin)],
        ..transport("tls")
    };
    vec![
        matching(transport("raw_buffer"), chain(context, inbound)),
        matching(transport("tls"), chain(context, inbound)),
        matching(of_mesh, secured),
    ]
}

fn chain(context: &Context<'_>, inbound: &Inbound) -> FilterChain {
    let cluster = Traced::new(cluster_name(context, inbound), inbound.workload_port.origin);
    let filters = match inbound.protocol() {
        Protocol::Http | Protocol::Http2 => vec![http(context, inbound, cluster, Vec::new())],
        Protocol::Grpc => vec![http(context, inbound, cluster, vec![grpc_stats()])],
        Protocol::Kafka => vec![kafka_broker(&cluster), tcp(cluster)],
        _ => vec![tcp(cluster)],
    };
    FilterChain { filters, ..FilterChain::default() }
}

fn tcp(cluster: Traced<Text>) -> NetworkFilter {
    let mut filter = listener::tcp_proxy(cluster.value.clone(), cluster);
    if let NetworkFilter::Tcp(tcp) = &mut filter {
        tcp.idle_timeout = Some(Traced::default_of(Duration::seconds(7200), &TIMEOUT));
    }
    filter
}

fn http(
    context: &Context<'_>,
    inbound: &Inbound,
    cluster: Traced<Text>,
    http_filters: Vec<HttpFilter>,
) -> NetworkFilter {
    let timeout = |seconds| Some(Traced::default_of(Duration::seconds(seconds), &TIMEOUT));
    NetworkFilter::Http(Box::new(HttpConnectionManager {
        forward_client_certificate: Some(Traced::rule(true, &RULE)),
        internal_addresses: context.internal_addresses.clone(),
        idle_timeout: timeout(7200),
        stream_idle_timeout: Some(Traced::rule(
            Duration::seconds(3600),
            &"stream idle timeout of an inbound",
        )),
        http_filters,
        route_configuration: routes(context, inbound, &cluster),
        ..HttpConnectionManager::local(cluster.value.clone(), &RULE)
    }))
}

fn routes(context: &Context<'_>, inbound: &Inbound, cluster: &Traced<Text>) -> RouteConfiguration {
    let service = inbound.tags.service();
    let (name, host) = if context.proxy.naming == crate::model::Naming::Unified {
        (unified_name(inbound), unified_name(inbound))
    } else if service.is_empty() {
        (listener_name(inbound), listener_name(inbound))
    } else {
        (format!("inbound:{service}").into(), service.into())
    };
    let forward = Forward {
        timeout: Some(Traced::default_of(Duration::ZERO, &TIMEOUT)),
        ..Forward::to(WeightedClusters::Single(cluster.clone()))
    };
    let everything = RouteMatch::prefix(Traced::rule("/".into(), &RULE));
    let route = Route::new(everything, RouteAction::Forward(Box::new(forward)), Origin::Rule(&RULE));
    RouteConfiguration {
        name,
        validate_clusters: Some(Traced::rule(false, &RULE)),
        request_headers_to_remove: vec![Traced::rule("x-kuma-tags".into(), &RULE)],
        virtual_hosts: vec![VirtualHost {
            name: host,
            domains: vec![Traced::rule("*".into(), &RULE)],
            retry_policy: None,
            routes: vec![route],
            origin: Origin::Rule(&RULE),
        }],
        ..RouteConfiguration::default()
    }
}
