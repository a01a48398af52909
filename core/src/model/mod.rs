//! The places of one proxy: listeners, filter chains, routes, clusters, endpoints, secrets.
//!
//! The model holds places, not knobs: structure, and the few scalars that several policies share. What only one policy
//! cares about is a leaf ([`HttpFilter`], [`NetworkFilter::Extension`], a `Node` in a slot) which that policy lowers itself.
//! Nothing here knows a policy or Envoy's wire format; `crate::envoy` turns the model into messages.

mod bandwidth;
mod base64;
mod cluster;
mod destination;
mod dynamic_config;
mod endpoint;
mod filter;
mod http;
mod http_status;
mod listener;
mod name;
mod percent;
mod proxy;
mod route;
mod socket;
mod tls;

pub use bandwidth::kilobits;
pub use base64::base64;
pub use cluster::{
    Cluster, ClusterPlace, CommonHttpOptions, Discovery, DnsFamily, HttpProtocol, LoadBalancing,
    SubsetSelector, Thresholds, TransportSocketMatch, UpstreamTls,
};
pub use destination::{Destination, ServiceTags};
pub use dynamic_config::ConfigRoute;
pub use endpoint::{Address, Endpoint, EndpointGroup, Locality, LocalityEndpoints};
pub use filter::{
    AccessLogs, FilterChain, FilterChainMatch, HttpFilter, NetworkFilter, TcpProxy, WeightedClusters,
    grpc_stats, kafka_broker,
};
pub use http::{
    HeaderOption, HttpConnectionManager, InternalAddress, Overwrite, RouteConfiguration, VirtualHost,
};
pub use http_status::http_status;
pub use listener::{Listener, ListenerPlace, SocketAddress, SocketProtocol, TrafficDirection, tls_inspector};
pub use name::{Naming, sanitize_stat};
pub use percent::fractional_percent;
pub use proxy::{Inbound, IpFamily, Outbound, Proxy, RuntimeLayer, Secret, SecretKind};
pub use route::{
    DirectResponse, FilterStateMatch, Forward, HeaderCondition, HeaderMatch, PathMatch, QueryMatch, Redirect,
    RequestMirror, Route, RouteAction, RouteMatch, StringMatch, route_name,
};
pub use socket::{
    access_log_socket, dynamic_configuration_socket, metrics_socket, readiness_socket, telemetry_socket,
};
pub use tls::{
    Sds, SubjectAltName, SubjectAltNameKind, TlsContext, TlsParameters, TransportSocket, Validation,
};
