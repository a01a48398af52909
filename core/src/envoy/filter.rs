//! `envoy.config.listener.v3.Filter` and the TCP proxy.

use super::{http, recurring::Recurring};
use crate::{
    model::{AccessLogs, NetworkFilter, TcpProxy, WeightedClusters, sanitize_stat},
    origin::Origin,
    tree::{Message, Node, Text, Value},
};

const TCP_PROXY: &str = "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy";

pub(super) fn lower(filter: NetworkFilter, recurring: &mut Recurring) -> Node {
    match filter {
        NetworkFilter::Http(http) => named(
            Text::new_static("envoy.filters.network.http_connection_manager"),
            http::lower(*http, recurring),
        ),
        NetworkFilter::Tcp(tcp) => named(Text::new_static("envoy.filters.network.tcp_proxy"), tcp_proxy(tcp)),
        NetworkFilter::Extension { name, config } => named(name, config),
    }
}

/// `{name, typedConfig}`, the form of filters of both layers.
pub(super) fn named(name: Text, config: Node) -> Node {
    Message::new(config.origin).room_for(2).constant("name", name).with("typedConfig", config).into()
}

/// `accessLog` and its options.
pub(super) fn access_logs(message: Message, access_logs: AccessLogs) -> Message {
    message.list("accessLog", access_logs.logs).optional("accessLogOptions", access_logs.options)
}

/// `cluster` or `weightedClusters`.
pub(super) fn clusters(message: Message, clusters: WeightedClusters, origin: Origin) -> Message {
    match clusters {
        WeightedClusters::Single(name) => message.with("cluster", name),
        WeightedClusters::Weighted(shares) => {
            let shares = shares
                .into_iter()
                .map(|(name, weight)| Message::new(name.origin).with("name", name).with("weight", weight));
            message.with("weightedClusters", Message::new(origin).list("clusters", shares))
        }
    }
}

fn tcp_proxy(tcp: TcpProxy) -> Node {
    let origin = tcp.origin;
    let message = Message::typed(TCP_PROXY, origin).constant("statPrefix", sanitize_stat(&tcp.stat_prefix));
    let message = clusters(message, tcp.clusters, origin);
    let message = if tcp.metadata_match.is_empty() {
        message
    } else {
        let subset = Node::new(Value::Map(tcp.metadata_match), origin);
        let metadata = Message::new(origin).map("filterMetadata", [(Text::new_static("envoy.lb"), subset)]);
        message.with("metadataMatch", metadata)
    };
    let message = message
        .optional("idleTimeout", tcp.idle_timeout)
        .optional("maxConnectAttempts", tcp.max_connect_attempts);
    access_logs(message, tcp.access_logs).into()
}
