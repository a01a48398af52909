//! One filter chain for what passes, and the clusters that it leads to.

use super::{
    matcher::{Chain, Host, Matcher, Place, range},
    schema::Protocol,
};
use crate::{
    list::CollectVec as _,
    model::{
        Cluster, ClusterPlace, DirectResponse, FilterChain, FilterChainMatch, Forward, HttpConnectionManager,
        IpFamily, NetworkFilter, Route, RouteAction, RouteConfiguration, RouteMatch, VirtualHost,
        WeightedClusters,
    },
    origin::{Origin, Traced},
    plan::{collector, listener},
    policy::Context,
    tree::Text,
};

const RULE: &str = "form in which Envoy gets a MeshPassthrough";
const NO_MATCH: &str = "This response comes from Kuma Sidecar. No routes matched this domain - check configuration of your \
                        MeshPassthrough policy.\n";

/// The filter chain of one family of addresses, and its clusters; nothing where the family cannot call there.
pub(super) fn build(
    chain: &Chain,
    family: IpFamily,
    context: &Context<'_>,
) -> Option<(FilterChain, Vec<Cluster>)> {
    let place = chain.matcher.place;
    let reachable = match family {
        IpFamily::V4 => place.is_v4(),
        IpFamily::V6 => place.is_v6(),
    };
    reachable.then(|| if chain.matcher.protocol.is_http() { http(chain, context) } else { tcp(chain) })
}

fn tcp(chain: &Chain) -> (FilterChain, Vec<Cluster>) {
    let matcher = &chain.matcher;
    let (cluster_name, origin) = (cluster_name(matcher, &matcher.value), chain.origin);
    let tls = matcher.protocol == Protocol::Tls;
    let mut connections = address(matcher, origin);
    connections.transport_protocol = Some(Traced::new(if tls { "tls" } else { "raw_buffer" }.into(), origin));
    if tls && matches!(matcher.place, Place::Domain | Place::WildcardDomain) && matcher.value != "*" {
        connections.server_names = vec![Traced::new(matcher.value.clone(), origin)];
    }
    let filter = listener::tcp_proxy(cluster_name.clone(), Traced::new(cluster_name.clone(), origin));
    let built = FilterChain {
        name: Some(chain_name(matcher, &matcher.value)),
        matches: Some(connections),
        filters: vec![filter],
        transport_socket: None,
        origin: Some(origin),
    };
    (built, vec![cluster(cluster_name, matcher.protocol, origin)])
}

fn http(chain: &Chain, context: &Context<'_>) -> (FilterChain, Vec<Cluster>) {
    let (matcher, origin) = (&chain.matcher, chain.origin);
    let by_host = matches!(matcher.place, Place::Domain | Place::WildcardDomain);
    let name = if by_host {
        chain_name(matcher, matcher.protocol.name())
    } else {
        chain_name(matcher, &matcher.value)
    };
    let mut connections = address(matcher, origin);
    connections.transport_protocol = Some(Traced::new("raw_buffer".into(), origin));
    connections.application_protocols =
        ["http/1.1", "h2c"].map(|protocol| Traced::new(Text::new_static(protocol), origin)).into();
    let (virtual_hosts, clusters) = if by_host { hosts(chain) } else { everything(chain) };
    let manager = HttpConnectionManager {
        internal_addresses: context.internal_addresses.clone(),
        route_configuration: RouteConfiguration {
            name: name.clone(),
            virtual_hosts,
            ..RouteConfiguration::default()
        },
        ..HttpConnectionManager::local(name.clone(), &RULE)
    };
    let built = FilterChain {
        name: Some(name),
        matches: Some(connections),
        filters: vec![NetworkFilter::Http(Box::new(manager))],
        transport_socket: None,
        origin: Some(origin),
    };
    (built, clusters)
}

/// A virtual host for each host, and one for the rest, which is answered here.
fn hosts(chain: &Chain) -> (Vec<VirtualHost>, Vec<Cluster>) {
    let (mut hosts, mut clusters) = (Vec::new(), Vec::new());
    for host in &chain.hosts {
        let cluster_name = cluster_name(&chain.matcher, &host.name);
        let domains = domains(host, chain.matcher.port);
        hosts.push(virtual_host(host.name.clone(), domains, to(&cluster_name, chain.origin), chain.origin));
        clusters.push(cluster(cluster_name, chain.matcher.protocol, chain.origin));
    }
    let answer = DirectResponse {
        status: Traced::rule(503, &RULE),
        body: Some(Traced::rule(Text::new_static(NO_MATCH), &RULE)),
    };
    hosts.push(virtual_host(
        "no_match".into(),
        vec!["*".into()],
        RouteAction::Direct(answer),
        Origin::Rule(&RULE),
    ));
    (hosts, clusters)
}

fn everything(chain: &Chain) -> (Vec<VirtualHost>, Vec<Cluster>) {
    let value = &chain.matcher.value;
    let cluster_name = cluster_name(&chain.matcher, value);
    let action = to(&cluster_name, chain.origin);
    let host = virtual_host(value.clone(), vec!["*".into()], action, chain.origin);
    (vec![host], vec![cluster(cluster_name, chain.matcher.protocol, chain.origin)])
}

/// The host of a request may carry the port.
fn domains(host: &Host, port: u32) -> Vec<Text> {
    let with_port = match (port, host.place) {
        (0, Place::Domain) => Some(format!("{}:*", host.name)),
        (0, _) => None,
        (port, _) => Some(format!("{}:{port}", host.name)),
    };
    [host.name.clone()].into_iter().chain(with_port.map(Text::from)).collect_vec()
}

fn virtual_host(name: Text, domains: Vec<Text>, action: RouteAction, origin: Origin) -> VirtualHost {
    let route = Route::new(RouteMatch::prefix(Traced::rule("/".into(), &RULE)), action, origin);
    VirtualHost {
        name,
        domains: domains.into_iter().map(|domain| Traced::new(domain, origin)).collect_vec(),
        retry_policy: None,
        routes: vec![route],
        origin,
    }
}

fn to(cluster: &Text, origin: Origin) -> RouteAction {
    let clusters = WeightedClusters::Single(Traced::new(cluster.clone(), origin));
    RouteAction::Forward(Box::new(Forward::to(clusters)))
}

fn address(matcher: &Matcher, origin: Origin) -> FilterChainMatch {
    let range = match matcher.place {
        Place::Cidr | Place::CidrV6 => Some(range(&matcher.value)),
        Place::Ip => Some((matcher.value.clone(), 32)),
        Place::IpV6 => Some((matcher.value.clone(), 128)),
        Place::Domain | Place::WildcardDomain => None,
    };
    let range = range.map(|(prefix, length)| (Traced::new(prefix, origin), Traced::new(length, origin)));
    FilterChainMatch {
        destination_port: (matcher.port != 0).then(|| Traced::new(matcher.port, origin)),
        prefix_ranges: range.into_iter().collect_vec(),
        ..FilterChainMatch::default()
    }
}

/// A cluster that goes on to the address that was called.
fn cluster(name: Text, protocol: Protocol, origin: Origin) -> Cluster {
    let place = ClusterPlace::Policy("meshpassthrough");
    let cluster = Cluster { origin, ..listener::original_destination(place, name, &RULE) };
    match protocol {
        Protocol::Http2 | Protocol::Grpc => collector::with_http2(cluster),
        _ => cluster,
    }
}

fn cluster_name(matcher: &Matcher, value: &str) -> Text {
    format!("meshpassthrough_{}_{value}_{}", matcher.protocol.name(), port(matcher)).into()
}

fn chain_name(matcher: &Matcher, value: &str) -> Text {
    let protocol = matcher.protocol.name();
    if value == protocol {
        format!("meshpassthrough_{value}_{}", port(matcher)).into()
    } else {
        format!("meshpassthrough_{protocol}_{value}_{}", port(matcher)).into()
    }
}

fn port(matcher: &Matcher) -> String {
    if matcher.port == 0 { "*".to_owned() } else { matcher.port.to_string() }
}
