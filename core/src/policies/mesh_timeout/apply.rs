//! What a MeshTimeout does to a proxy. It has an effect without any policy, too: its defaults.

use super::schema::{Conf, Http};
use crate::{
    index::Protocol,
    model::{
        Cluster, ClusterPlace, Destination, FilterChain, Forward, HttpConnectionManager, Listener, Route,
        RouteConfiguration, ServiceTags,
    },
    origin::{Name, Traced},
    policy::{
        Context, Effects, InboundConfs, InboundPlace, OutboundConfs, ZoneListenerPlace,
        matched_routes::{self, FilterState, Present},
        typed,
    },
    tree::{Duration, Node},
};

/// The reference does not look at what another policy keeps already: then routes for some clients never match.
const STATE: FilterState = FilterState {
    spiffe_id: "kuma.mesh_timeout.match.spiffe_id",
    sni: "kuma.mesh_timeout.match.sni",
    present: Present::Left,
};

/// Rules for all traffic set the timeouts of the inbound; rules for some clients add routes for them.
/// Where there are only rules for some clients, the inbound keeps its own timeouts.
pub(super) fn inbound(place: InboundPlace<'_>, confs: &InboundConfs<'_>, _: &Context<'_>, _: &mut Effects) {
    let common = common(confs);
    for chain in &mut place.listener.filter_chains {
        if let Some(conf) = &common {
            set_chain(conf, chain);
        }
        add_matched_routes(chain, confs);
    }
    if let Some(conf) = &common {
        set_cluster(conf, place.inbound.protocol(), place.cluster);
    }
}

/// The conf for all traffic: the defaults where there is no rule at all, nothing where all rules are for some clients.
fn common(confs: &InboundConfs<'_>) -> Option<Conf> {
    match &confs.everything {
        Some(conf) => typed(conf),
        None => confs.rules.is_empty().then(Conf::default),
    }
}

/// Listeners of services by tags are touched only by policies that concern them, but for their idle timeout,
/// which is the cluster's; listeners of service resources always get the defaults.
/// What a listener of a service by tags does with its traffic must fit what the service speaks: a MeshTCPRoute before a service
/// of HTTP makes a listener that keeps its own timeouts.
pub(super) fn outbound(
    listener: &mut Listener,
    confs: &OutboundConfs<'_>,
    context: &Context<'_>,
    _: &mut Effects,
) {
    let speaks_http = |tags: &ServiceTags| context.mesh.protocol(tags.service()).is_http();
    let speaks_http = confs.destination.tags().is_none_or(speaks_http);
    let (conf, default) = (confs.conf::<Conf>(), Conf::default());
    for chain in &mut listener.filter_chains {
        match (confs.destination, conf) {
            (Destination::Resource(_), conf) => set_chain(conf.unwrap_or(&default), chain),
            (Destination::Tags(_), _) if chain.http_mut().is_some() != speaks_http => {}
            (Destination::Tags(_), Some(conf)) => set_chain(conf, chain),
            (Destination::Tags(_), None) => leave_idle_timeout_to_cluster(chain),
        }
        if speaks_http {
            named_routes(chain, confs);
        }
    }
}

fn named_routes(chain: &mut FilterChain, confs: &OutboundConfs<'_>) {
    for route in chain.http_mut().into_iter().flat_map(|http| routes(&mut http.route_configuration)) {
        set_named_route(route, confs);
    }
}

/// Policies may target one MeshHTTPRoute.
fn set_named_route(route: &mut Route, confs: &OutboundConfs<'_>) {
    match (confs.destination, &route.kri) {
        (Destination::Resource(_), Some(_)) => {
            let conf: Option<&Conf> = confs.route(route);
            set_route(&http(conf), route);
        }
        (Destination::Tags(_), _) => {
            if let Some(conf) = confs.route::<Conf>(route) {
                set_route(&http(Some(conf)), route);
            }
        }
        (Destination::Resource(_), None) => {}
    }
}

/// Every cluster of a service gets the timeouts of its service, or the defaults. With legacy names the cluster of a service
/// resource is first taken for one of a service by tags, which speaks what its endpoints do; of that nothing is left where the resource
/// itself speaks HTTP.
pub(super) fn cluster(cluster: &mut Cluster, confs: &OutboundConfs<'_>, context: &Context<'_>) {
    let default = Conf::default();
    let own_protocol = context.mesh.protocol_of_cluster(&cluster.place, confs.destination);
    if confs.destination.kri().is_some() && !has_http_timeouts(own_protocol) {
        let rule = confs.confs.for_service(&cluster.name, None);
        let conf = rule.and_then(|rule| rule.conf()).unwrap_or(&default);
        let protocol = context.mesh.protocol(&cluster.name);
        if protocol != Protocol::Unknown {
            set_cluster(conf, protocol, cluster);
        }
    }
    set_cluster(confs.conf().unwrap_or(&default), own_protocol, cluster);
}

/// Zone proxies: rules for all traffic set everything, rules for one server name set the filter chain of that name.
pub(super) fn zone_listener(
    place: ZoneListenerPlace<'_>,
    confs: &InboundConfs<'_>,
    _: &Context<'_>,
    _: &mut Effects,
) {
    if confs.rules.is_empty() {
        return;
    }
    for chain in &mut place.listener.filter_chains {
        let of_name = confs.for_server_name(chain);
        for conf in
            [confs.everything.as_ref(), of_name.as_ref()].into_iter().flatten().filter_map(typed::<Conf>)
        {
            let protocol = if chain.http_mut().is_some() { Protocol::Http } else { Protocol::Tcp };
            set_chain(&conf, chain);
            if let Some(cluster) = place.clusters.iter_mut().find(|cluster| is_target(cluster, chain)) {
                set_cluster(&conf, protocol, cluster);
            }
        }
        add_matched_routes(chain, confs);
    }
}

/// The clusters of a way into the zone are not looked at, and keep their own timeout.
fn is_target(cluster: &Cluster, chain: &FilterChain) -> bool {
    !matches!(cluster.place, ClusterPlace::ZoneIngress(_)) && chain.leads_to(&cluster.name)
}

fn add_matched_routes(chain: &mut FilterChain, confs: &InboundConfs<'_>) {
    let sets_route = |conf: &Node| {
        let http = typed::<Conf>(conf).and_then(|conf| conf.http).unwrap_or_default();
        http.request_timeout.is_some() || http.stream_idle_timeout.is_some()
    };
    let rules = matched_routes::effective(confs, None, sets_route);
    matched_routes::add(chain, &rules, &STATE, |route, conf| {
        let http = typed::<Conf>(conf).and_then(|conf| conf.http).unwrap_or_default();
        if let Some(forward) = route.forward_mut() {
            forward.timeout = http.request_timeout.or(forward.timeout.take());
            forward.idle_timeout = http.stream_idle_timeout.or(forward.idle_timeout.take());
        }
    });
}

fn set_chain(conf: &Conf, chain: &mut FilterChain) {
    if let Some(http) = chain.http_mut() {
        set_http(conf, http);
    }
    if let Some(tcp) = chain.tcp_mut() {
        tcp.idle_timeout = Some(or_default(conf.idle_timeout.clone(), default::IDLE));
    }
}

fn set_http(conf: &Conf, http: &mut HttpConnectionManager) {
    let conf = self::http(Some(conf));
    routes(&mut http.route_configuration).for_each(|route| set_route(&conf, route));
    http.request_headers_timeout = Some(or_default(conf.request_headers_timeout, default::REQUEST_HEADERS));
    http.idle_timeout =
        Some(Traced::rule(Duration::ZERO, &"MeshTimeout leaves the idle timeout to the cluster"));
}

fn leave_idle_timeout_to_cluster(chain: &mut FilterChain) {
    if let Some(http) = chain.http_mut() {
        http.idle_timeout =
            Some(Traced::rule(Duration::ZERO, &"MeshTimeout leaves the idle timeout to the cluster"));
    }
}

fn routes(configuration: &mut RouteConfiguration) -> impl Iterator<Item = &mut Route> {
    configuration.virtual_hosts.iter_mut().flat_map(|host| &mut host.routes)
}

fn http(conf: Option<&Conf>) -> Http {
    conf.and_then(|conf| conf.http.clone()).unwrap_or_default()
}

fn set_route(conf: &Http, route: &mut Route) {
    if let Some(forward) = route.forward_mut() {
        set_forward(conf, forward);
    }
}

fn set_forward(conf: &Http, forward: &mut Forward) {
    forward.timeout = Some(or_default(conf.request_timeout.clone(), default::REQUEST));
    let present = forward.idle_timeout.take();
    let idle = conf.stream_idle_timeout.clone().or(present);
    forward.idle_timeout = Some(or_default(idle, default::STREAM_IDLE));
}

fn set_cluster(conf: &Conf, protocol: Protocol, cluster: &mut Cluster) {
    cluster.connect_timeout = Some(or_default(conf.connection_timeout.clone(), default::CONNECT));
    if !has_http_timeouts(protocol) {
        return;
    }
    let http = http(Some(conf));
    let options = &mut cluster.common_http;
    options.idle_timeout = Some(or_default(conf.idle_timeout.clone(), default::IDLE));
    options.max_stream_duration = Some(or_default(http.max_stream_duration, default::MAX_STREAM));
    options.max_connection_duration = Some(or_default(http.max_connection_duration, default::MAX_CONNECTION));
}

/// gRPC keeps the timeouts of its connections.
fn has_http_timeouts(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Http | Protocol::Http2)
}

fn or_default(value: Option<Traced<Duration>>, default: (Duration, Name)) -> Traced<Duration> {
    value.unwrap_or_else(|| Traced::default_of(default.0, default.1))
}

/// What stands where nobody says otherwise.
mod default {
    use crate::{origin::Name, tree::Duration};

    pub(super) const CONNECT: (Duration, Name) = (Duration::seconds(5), &"MeshTimeout connectionTimeout");
    pub(super) const IDLE: (Duration, Name) = (Duration::seconds(3600), &"MeshTimeout idleTimeout");
    pub(super) const REQUEST: (Duration, Name) = (Duration::seconds(15), &"MeshTimeout http.requestTimeout");
    pub(super) const REQUEST_HEADERS: (Duration, Name) =
        (Duration::ZERO, &"MeshTimeout http.requestHeadersTimeout");
    pub(super) const STREAM_IDLE: (Duration, Name) =
        (Duration::seconds(1800), &"MeshTimeout http.streamIdleTimeout");
    pub(super) const MAX_STREAM: (Duration, Name) = (Duration::ZERO, &"MeshTimeout http.maxStreamDuration");
    pub(super) const MAX_CONNECTION: (Duration, Name) =
        (Duration::ZERO, &"MeshTimeout http.maxConnectionDuration");
}
