//! `envoy.config.cluster.v3.Cluster`.

use super::{
    Resource, ResourceType, address, endpoint,
    recurring::{Part, Recurring},
    transport_socket,
};
use crate::{
    model::{
        Cluster, CommonHttpOptions, Discovery, DnsFamily, EndpointGroup, HttpProtocol, LoadBalancing,
        Thresholds, TransportSocketMatch, UpstreamTls, sanitize_stat,
    },
    origin::{Origin, Traced},
    tree::{Message, Node, Text, Value},
};

const HTTP_OPTIONS: &str = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

pub(super) fn lower(cluster: Cluster, recurring: &mut Recurring) -> Resource {
    let origin = cluster.origin;
    let alt_stat_name = alt_stat_name(&cluster);
    let http_options = http_options(&cluster, recurring);
    let breakers = cluster.circuit_breakers.map(|thresholds| breakers(thresholds, origin, recurring));
    let message = Message::new(origin)
        .room_for(8)
        .constant("name", &cluster.name)
        .optional("altStatName", alt_stat_name.map(|name| Node::string(name, origin)));
    let message = tls(cluster.tls, discovery(cluster.discovery, message, origin, recurring), recurring)
        .optional("connectTimeout", cluster.connect_timeout)
        .optional("circuitBreakers", breakers)
        .optional("outlierDetection", cluster.outlier_detection)
        .list("healthChecks", cluster.health_checks)
        .optional(
            "upstreamBindConfig",
            cluster
                .source_address
                .map(|source| Message::new(source.origin).with("sourceAddress", address::source(source))),
        )
        .optional("typedExtensionProtocolOptions", http_options);
    let message = load_balancing(cluster.load_balancing, message, origin);
    Resource {
        resource_type: ResourceType::Cluster,
        name: cluster.name,
        generator: cluster.place.generator(),
        message: message.into(),
    }
}

fn alt_stat_name(cluster: &Cluster) -> Option<Text> {
    let sanitized = sanitize_stat(&cluster.name);
    cluster.alt_stat_name.clone().or_else(|| (sanitized != cluster.name).then_some(sanitized))
}

fn discovery(discovery: Discovery, message: Message, origin: Origin, recurring: &mut Recurring) -> Message {
    match discovery {
        Discovery::Eds => {
            let config = || {
                let source = Message::new(origin)
                    .with("ads", Node::empty(origin))
                    .constant("resourceApiVersion", "V3");
                Message::new(origin).with("edsConfig", source)
            };
            let config = recurring.part(Part::Discovery(origin), config);
            message.constant("type", "EDS").with("edsClusterConfig", config)
        }
        Discovery::Static(group) => assignment(message.constant("type", "STATIC"), group),
        Discovery::StrictDns(group, family) => {
            let message = message.constant("type", "STRICT_DNS");
            let message = match family {
                DnsFamily::V4Only => message.constant("dnsLookupFamily", "V4_ONLY"),
                DnsFamily::Auto => message,
            };
            assignment(message, group)
        }
        Discovery::Empty => message.constant("type", "STATIC"),
        Discovery::OriginalDestination => {
            message.constant("type", "ORIGINAL_DST").constant("lbPolicy", "CLUSTER_PROVIDED")
        }
    }
}

fn assignment(message: Message, group: EndpointGroup) -> Message {
    message.with("loadAssignment", endpoint::lower(group))
}

fn tls(tls: UpstreamTls, message: Message, recurring: &mut Recurring) -> Message {
    let (socket, matches) = match tls {
        UpstreamTls::Plain => return message,
        UpstreamTls::Socket(socket) => (Some(socket), Vec::new()),
        UpstreamTls::SocketAndMatches(socket, matches) => (Some(socket), matches),
        UpstreamTls::Matches(matches) => (None, matches),
    };
    message
        .optional("transportSocket", socket.map(|socket| transport_socket::lower(socket, recurring)))
        .list("transportSocketMatches", matches.into_iter().map(|found| socket_match(found, recurring)))
}

fn socket_match(found: TransportSocketMatch, recurring: &mut Recurring) -> Node {
    let socket = transport_socket::lower(found.transport_socket, recurring);
    let origin = socket.origin;
    Message::new(origin)
        .constant("name", found.name)
        .optional("match", found.metadata.map(|members| Node::new(Value::Map(members), origin)))
        .with("transportSocket", socket)
        .into()
}

fn breakers(thresholds: Thresholds, origin: Origin, recurring: &mut Recurring) -> Node {
    recurring.part(Part::of_limits(&thresholds, origin), || {
        let message = Message::new(origin)
            .optional("maxConnections", thresholds.max_connections)
            .optional("maxPendingRequests", thresholds.max_pending_requests)
            .optional("maxRequests", thresholds.max_requests)
            .optional("maxRetries", thresholds.max_retries)
            .optional("trackRemaining", thresholds.track_remaining)
            .optional("maxConnectionPools", thresholds.max_connection_pools);
        Message::new(origin).list("thresholds", [message])
    })
}

/// The options by their type, unless there are none.
fn http_options(cluster: &Cluster, recurring: &mut Recurring) -> Option<Node> {
    let (common, protocol, origin) = (&cluster.common_http, cluster.http.as_ref(), cluster.origin);
    if protocol.is_none() && common.is_empty() {
        return None;
    }
    Some(recurring.part(Part::of_http(protocol, common, origin), || {
        let common = (!common.is_empty()).then(|| common_options(common, origin));
        let options = Message::typed(HTTP_OPTIONS, origin)
            .optional("commonHttpProtocolOptions", common)
            .optional("explicitHttpConfig", protocol.map(explicit_options));
        Message::new(origin).with(HTTP_OPTIONS, options)
    }))
}

fn common_options(common: &CommonHttpOptions, origin: Origin) -> Message {
    Message::new(origin)
        .optional("idleTimeout", common.idle_timeout.as_ref())
        .optional("maxConnectionDuration", common.max_connection_duration.as_ref())
        .optional("maxStreamDuration", common.max_stream_duration.as_ref())
}

fn explicit_options(protocol: &Traced<HttpProtocol>) -> Message {
    let field = match protocol.value {
        HttpProtocol::Http1 => "httpProtocolOptions",
        HttpProtocol::Http2 => "http2ProtocolOptions",
    };
    Message::new(protocol.origin).with(field, Node::empty(protocol.origin))
}

fn load_balancing(load_balancing: LoadBalancing, mut message: Message, origin: Origin) -> Message {
    for entry in load_balancing.policy {
        message = message.member(entry);
    }
    if !load_balancing.common.is_empty() {
        let common = Value::Map(load_balancing.common);
        message = message.with("commonLbConfig", Node::new(common, origin));
    }
    if load_balancing.subsets.is_empty() {
        return message;
    }
    let selectors = load_balancing.subsets.into_iter().map(|selector| {
        Message::new(origin)
            .list("keys", selector.keys.into_iter().map(|key| Node::string(key, origin)))
            .constant("fallbackPolicy", "NO_FALLBACK")
    });
    let config =
        Message::new(origin).constant("fallbackPolicy", "ANY_ENDPOINT").list("subsetSelectors", selectors);
    message.with("lbSubsetConfig", config)
}
