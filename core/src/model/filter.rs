//! Filter chains and the filters in them.

use super::{HttpConnectionManager, TransportSocket};
use crate::{
    origin::{Origin, Traced},
    tree::{Duration, Map, Message, Node, Text},
};

/// Filters for connections that match.
#[derive(Clone, Debug, Default)]
pub struct FilterChain {
    /// Its name, where it has one.
    pub name: Option<Text>,
    /// Which connections it takes; nothing for all.
    pub matches: Option<FilterChainMatch>,
    /// Network filters in order.
    pub filters: Vec<NetworkFilter>,
    /// TLS, where it terminates it.
    pub transport_socket: Option<TransportSocket>,
    /// Who made it, where that is not who made the listener.
    pub origin: Option<Origin>,
}

/// Which connections a filter chain takes.
#[derive(Clone, Debug, Default)]
pub struct FilterChainMatch {
    /// `tls`, `raw_buffer`.
    pub transport_protocol: Option<Traced<Text>>,
    /// ALPN protocols.
    pub application_protocols: Vec<Traced<Text>>,
    /// Server names (SNI).
    pub server_names: Vec<Traced<Text>>,
    /// The port of the destination.
    pub destination_port: Option<Traced<u32>>,
    /// Destination addresses: prefix and length.
    pub prefix_ranges: Vec<(Traced<Text>, Traced<u32>)>,
    /// Source addresses: prefix and length.
    pub source_prefix_ranges: Vec<(Traced<Text>, Traced<u32>)>,
}

/// A network filter.
#[derive(Clone, Debug)]
pub enum NetworkFilter {
    /// HTTP of any version.
    Http(Box<HttpConnectionManager>),
    /// Bytes to a cluster.
    Tcp(TcpProxy),
    /// A filter of which only its maker knows the inside.
    Extension {
        /// The name of the filter in the chain.
        name: Text,
        /// Its message, `@type` included.
        config: Node,
    },
}

/// An HTTP filter of which only its maker knows the inside.
#[derive(Clone, Debug)]
pub struct HttpFilter {
    /// The name of the filter.
    pub name: Text,
    /// Its message, `@type` included.
    pub config: Node,
}

/// `envoy.filters.network.tcp_proxy`.
#[derive(Clone, Debug)]
pub struct TcpProxy {
    /// The prefix of its statistics, sanitised when it is lowered.
    pub stat_prefix: Text,
    /// Where bytes go.
    pub clusters: WeightedClusters,
    /// `metadataMatch` below `envoy.lb`: which endpoints of the cluster.
    pub metadata_match: Map,
    /// Idle connections are closed after this time.
    pub idle_timeout: Option<Traced<Duration>>,
    /// How often a connection is tried.
    pub max_connect_attempts: Option<Traced<u32>>,
    /// Access logs.
    pub access_logs: AccessLogs,
    /// Which rule made the filter.
    pub origin: Origin,
}

/// Access logs of a filter, each a message, and their options.
#[derive(Clone, Debug, Default)]
pub struct AccessLogs {
    /// The logs in order.
    pub logs: Vec<Node>,
    /// `accessLogOptions`, where a policy sets them.
    pub options: Option<Node>,
}

/// One cluster, or several with weights.
#[derive(Clone, Debug)]
pub enum WeightedClusters {
    /// Everything to one cluster.
    Single(Traced<Text>),
    /// Shares by weight.
    Weighted(Vec<(Traced<Text>, Traced<u32>)>),
}

impl WeightedClusters {
    /// The names of the clusters.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let (single, weighted) = match self {
            Self::Single(name) => (Some(name), [].as_slice()),
            Self::Weighted(shares) => (None, shares.as_slice()),
        };
        single.into_iter().chain(weighted.iter().map(|(name, _)| name)).map(|name| name.value.as_str())
    }
}

impl FilterChain {
    /// The HTTP connection manager, where the chain speaks HTTP.
    pub fn http_mut(&mut self) -> Option<&mut HttpConnectionManager> {
        self.filters.iter_mut().find_map(|filter| match filter {
            NetworkFilter::Http(http) => Some(http.as_mut()),
            _ => None,
        })
    }

    /// Whether connections can go to that cluster.
    pub fn leads_to(&self, cluster: &str) -> bool {
        self.filters.iter().any(|filter| match filter {
            NetworkFilter::Tcp(tcp) => tcp.leads_to(cluster),
            NetworkFilter::Http(http) => http.leads_to(cluster),
            NetworkFilter::Extension { .. } => false,
        })
    }

    /// The TCP proxy, where the chain ends in one.
    pub fn tcp_mut(&mut self) -> Option<&mut TcpProxy> {
        self.filters.iter_mut().find_map(|filter| match filter {
            NetworkFilter::Tcp(tcp) => Some(tcp),
            _ => None,
        })
    }
}

/// The HTTP filter that counts gRPC calls.
pub fn grpc_stats() -> HttpFilter {
    let config = Message::typed(
        "envoy.extensions.filters.http.grpc_stats.v3.FilterConfig",
        Origin::Rule(&"gRPC statistics"),
    )
    .constant("emitFilterState", true);
    HttpFilter { name: "envoy.filters.http.grpc_stats".into(), config: config.into() }
}

/// The network filter that counts Kafka requests.
pub fn kafka_broker(stat_prefix: &Traced<Text>) -> NetworkFilter {
    let config = Message::typed(
        "envoy.extensions.filters.network.kafka_broker.v3.KafkaBroker",
        Origin::Rule(&"Kafka statistics"),
    )
    .with("statPrefix", Node::string(super::sanitize_stat(stat_prefix), stat_prefix.origin));
    NetworkFilter::Extension { name: "envoy.filters.network.kafka_broker".into(), config: config.into() }
}
