//! Clusters: the endpoints behind a name, and how they are called.

use super::{Destination, EndpointGroup, IpFamily, TransportSocket};
use crate::{
    origin::{Origin, Traced},
    tree::{Duration, Map, Node, Text},
};

/// A cluster.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// What it is in the proxy: policies are handed clusters by place, never by name.
    pub place: ClusterPlace,
    /// Its name.
    pub name: Text,
    /// The name in statistics, where it is not the sanitised name.
    pub alt_stat_name: Option<Text>,
    /// How its endpoints are found.
    pub discovery: Discovery,
    /// The time for a connection to be made.
    pub connect_timeout: Option<Traced<Duration>>,
    /// The HTTP version spoken to it; nothing where it is not said.
    pub http: Option<Traced<HttpProtocol>>,
    /// `commonHttpProtocolOptions` of its connections.
    pub common_http: CommonHttpOptions,
    /// TLS towards it.
    pub tls: UpstreamTls,
    /// How an endpoint is chosen.
    pub load_balancing: LoadBalancing,
    /// `circuitBreakers`, where there are any.
    pub circuit_breakers: Option<Thresholds>,
    /// `outlierDetection`, a message.
    pub outlier_detection: Option<Node>,
    /// `healthChecks`, messages.
    pub health_checks: Vec<Node>,
    /// The source address of connections to it.
    pub source_address: Option<Traced<Text>>,
    /// Which rule made it.
    pub origin: Origin,
}

/// What a cluster is in the proxy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClusterPlace {
    /// Envoy's admin interface.
    Admin,
    /// kuma-dp's readiness reporter.
    Readiness,
    /// Metrics of `Mesh.metrics`.
    Prometheus,
    /// Redirected traffic that leaves.
    PassthroughOutbound(IpFamily),
    /// Redirected traffic that enters.
    PassthroughInbound(IpFamily),
    /// Where redirected traffic to closed ports goes.
    NoDestination,
    /// The workload behind the inbound of that section.
    Inbound(Text),
    /// A service, or a subset of it.
    Outbound(Destination),
    /// Endpoints reached without a service.
    DirectAccess,
    /// A destination behind the way into a zone.
    ZoneIngress(Destination),
    /// A destination behind the way out of a mesh.
    ZoneEgress(Destination),
    /// What a policy adds for itself, by the word that `match.origin` of a MeshProxyPatch has for it.
    Policy(&'static str),
}

/// How the endpoints of a cluster are found.
#[derive(Clone, Debug)]
pub enum Discovery {
    /// The endpoint discovery service; the endpoints are in [`Proxy::endpoints`](super::Proxy::endpoints).
    Eds,
    /// Addresses inside the cluster.
    Static(EndpointGroup),
    /// Host names inside the cluster, resolved by DNS, in which families of addresses.
    StrictDns(EndpointGroup, DnsFamily),
    /// No endpoints at all.
    Empty,
    /// The address that the client called.
    OriginalDestination,
}

/// Which families of addresses DNS is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DnsFamily {
    /// `V4_ONLY`.
    V4Only,
    /// `AUTO`, Envoy's default.
    Auto,
}

/// An HTTP version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HttpProtocol {
    /// HTTP/1.1.
    Http1,
    /// HTTP/2.
    Http2,
}

/// `commonHttpProtocolOptions` of a cluster.
#[derive(Clone, Debug, Default)]
pub struct CommonHttpOptions {
    /// Idle connections are closed after this time.
    pub idle_timeout: Option<Traced<Duration>>,
    /// Connections are closed after this time.
    pub max_connection_duration: Option<Traced<Duration>>,
    /// Streams end after this time.
    pub max_stream_duration: Option<Traced<Duration>>,
}

impl CommonHttpOptions {
    /// Whether none of them is set.
    pub fn is_empty(&self) -> bool {
        let Self { idle_timeout, max_connection_duration, max_stream_duration } = self;
        [idle_timeout, max_connection_duration, max_stream_duration].into_iter().all(Option::is_none)
    }
}

/// TLS towards a cluster.
#[derive(Clone, Debug, Default)]
pub enum UpstreamTls {
    /// None.
    #[default]
    Plain,
    /// The same for every endpoint.
    Socket(TransportSocket),
    /// By the endpoint's metadata, in order.
    Matches(Vec<TransportSocketMatch>),
    /// By the endpoint's metadata, in order, and the first for endpoints that nothing matches.
    SocketAndMatches(TransportSocket, Vec<TransportSocketMatch>),
}

/// TLS for the endpoints whose `envoy.transport_socket_match` metadata has these members.
#[derive(Clone, Debug)]
pub struct TransportSocketMatch {
    /// Its name.
    pub name: Text,
    /// What the metadata must have; nothing where it does not matter.
    pub metadata: Option<Map>,
    /// The TLS.
    pub transport_socket: TransportSocket,
}

/// How an endpoint is chosen.
#[derive(Clone, Debug, Default)]
pub struct LoadBalancing {
    /// `lbPolicy` and its settings, set by a policy: members of the Cluster message.
    pub policy: Map,
    /// `commonLbConfig`: members of that message.
    pub common: Map,
    /// `lbSubsetConfig`: the key sets by which endpoints are grouped.
    pub subsets: Vec<SubsetSelector>,
}

/// Keys by which endpoints are grouped.
#[derive(Clone, Debug)]
pub struct SubsetSelector {
    /// The keys, sorted.
    pub keys: Vec<Text>,
}

/// `circuitBreakers.thresholds`, of the default priority.
#[derive(Clone, Debug, Default)]
pub struct Thresholds {
    /// `maxConnections`.
    pub max_connections: Option<Traced<u32>>,
    /// `maxPendingRequests`.
    pub max_pending_requests: Option<Traced<u32>>,
    /// `maxRequests`.
    pub max_requests: Option<Traced<u32>>,
    /// `maxRetries`.
    pub max_retries: Option<Traced<u32>>,
    /// `maxConnectionPools`.
    pub max_connection_pools: Option<Traced<u32>>,
    /// `trackRemaining`.
    pub track_remaining: Option<Traced<bool>>,
}

impl Cluster {
    /// A cluster with nothing said but its name and how its endpoints are found.
    pub fn new(place: ClusterPlace, name: impl Into<Text>, discovery: Discovery, origin: Origin) -> Self {
        Self {
            place,
            name: name.into(),
            alt_stat_name: None,
            discovery,
            connect_timeout: None,
            http: None,
            common_http: CommonHttpOptions::default(),
            tls: UpstreamTls::Plain,
            load_balancing: LoadBalancing::default(),
            circuit_breakers: None,
            outlier_detection: None,
            health_checks: Vec::new(),
            source_address: None,
            origin,
        }
    }
}
