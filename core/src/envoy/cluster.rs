//! `envoy.config.cluster.v3.Cluster`.

use super::{Resource, ResourceType, address, endpoint, transport_socket};
use crate::{
    model::{
        Cluster, Discovery, DnsFamily, EndpointGroup, HttpProtocol, LoadBalancing, Thresholds,
        TransportSocketMatch, UpstreamTls, sanitize_stat,
    },
    origin::Origin,
    tree::{Message, Node, Text, Value},
};

const HTTP_OPTIONS: &str = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

pub(super) fn lower(cluster: Cluster) -> Resource {
    let origin = cluster.origin;
    let alt_stat_name = alt_stat_name(&cluster);
    let http_options = http_options(&cluster);
    let message = Message::new(origin)
        .constant("name", &cluster.name)
        .optional("altStatName", alt_stat_name.map(|name| Node::string(name, origin)));
    let message = tls(cluster.tls, discovery(cluster.discovery, message, origin))
        .optional("connectTimeout", cluster.connect_timeout)
        .optional("circuitBreakers", cluster.circuit_breakers.map(|thresholds| breakers(thresholds, origin)))
        .optional("outlierDetection", cluster.outlier_detection)
        .list("healthChecks", cluster.health_checks)
        .optional(
            "upstreamBindConfig",
            cluster
                .source_address
                .map(|source| Message::new(source.origin).with("sourceAddress", address::source(source))),
        )
        .map("typedExtensionProtocolOptions", http_options);
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

fn discovery(discovery: Discovery, message: Message, origin: Origin) -> Message {
    match discovery {
        Discovery::Eds => message.constant("type", "EDS").with("edsClusterConfig", {
            let source =
                Message::new(origin).with("ads", Node::empty(origin)).constant("resourceApiVersion", "V3");
            Message::new(origin).with("edsConfig", source)
        }),
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

fn tls(tls: UpstreamTls, message: Message) -> Message {
    match tls {
        UpstreamTls::Plain => message,
        UpstreamTls::Socket(socket) => message.with("transportSocket", transport_socket::lower(socket)),
        UpstreamTls::SocketAndMatches(socket, matches) => message
            .with("transportSocket", transport_socket::lower(socket))
            .list("transportSocketMatches", matches.into_iter().map(socket_match)),
        UpstreamTls::Matches(matches) => {
            message.list("transportSocketMatches", matches.into_iter().map(socket_match))
        }
    }
}

fn socket_match(found: TransportSocketMatch) -> Node {
    let socket = transport_socket::lower(found.transport_socket);
    let origin = socket.origin;
    Message::new(origin)
        .constant("name", found.name)
        .optional("match", found.metadata.map(|members| Node::new(Value::Map(members), origin)))
        .with("transportSocket", socket)
        .into()
}

fn breakers(thresholds: Thresholds, origin: Origin) -> Message {
    let message = Message::new(origin)
        .optional("maxConnections", thresholds.max_connections)
        .optional("maxPendingRequests", thresholds.max_pending_requests)
        .optional("maxRequests", thresholds.max_requests)
        .optional("maxRetries", thresholds.max_retries)
        .optional("trackRemaining", thresholds.track_remaining)
        .optional("maxConnectionPools", thresholds.max_connection_pools);
    Message::new(origin).list("thresholds", [message])
}

fn http_options(cluster: &Cluster) -> Option<(Text, Node)> {
    let common = &cluster.common_http;
    let common = Message::new(cluster.origin)
        .optional("idleTimeout", common.idle_timeout.as_ref())
        .optional("maxConnectionDuration", common.max_connection_duration.as_ref())
        .optional("maxStreamDuration", common.max_stream_duration.as_ref());
    if common.is_empty() && cluster.http.is_none() {
        return None;
    }
    let explicit = cluster.http.as_ref().map(|protocol| {
        let field = match protocol.value {
            HttpProtocol::Http1 => "httpProtocolOptions",
            HttpProtocol::Http2 => "http2ProtocolOptions",
        };
        Message::new(protocol.origin).with(field, Node::empty(protocol.origin))
    });
    let options = Message::typed(HTTP_OPTIONS, cluster.origin)
        .optional("commonHttpProtocolOptions", (!common.is_empty()).then_some(common))
        .optional("explicitHttpConfig", explicit);
    Some((Text::new_static(HTTP_OPTIONS), options.into()))
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
