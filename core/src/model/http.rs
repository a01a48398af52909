//! The HTTP connection manager and the routes below it.

use std::sync::Arc;

use super::{AccessLogs, HttpFilter, Route, RouteAction};
use crate::{
    origin::{Name, Origin, Traced},
    tree::{Duration, Node, Text},
};

/// `envoy.filters.network.http_connection_manager`. The router filter is implied: lowering puts it last.
#[derive(Clone, Debug)]
pub struct HttpConnectionManager {
    /// The prefix of its statistics, sanitised when it is lowered.
    pub stat_prefix: Text,
    /// Sanitises and sets `x-forwarded-client-cert` with the client's URI.
    pub forward_client_certificate: Option<Traced<bool>>,
    /// `normalizePath`.
    pub normalize_path: Option<Traced<bool>>,
    /// Addresses that count as internal; most connection managers of a proxy have the same.
    pub internal_addresses: Arc<[InternalAddress]>,
    /// `commonHttpProtocolOptions.idleTimeout`.
    pub idle_timeout: Option<Traced<Duration>>,
    /// `commonHttpProtocolOptions.maxConnectionDuration`.
    pub max_connection_duration: Option<Traced<Duration>>,
    /// `commonHttpProtocolOptions.maxStreamDuration`.
    pub max_stream_duration: Option<Traced<Duration>>,
    /// `streamIdleTimeout`.
    pub stream_idle_timeout: Option<Traced<Duration>>,
    /// `requestHeadersTimeout`.
    pub request_headers_timeout: Option<Traced<Duration>>,
    /// HTTP filters in order, without the router.
    pub http_filters: Vec<HttpFilter>,
    /// Its routes.
    pub route_configuration: RouteConfiguration,
    /// Access logs.
    pub access_logs: AccessLogs,
    /// `tracing`, a message.
    pub tracing: Option<Node>,
    /// Which rule made the filter.
    pub origin: Origin,
}

/// A range of addresses that counts as internal.
#[derive(Clone, Debug)]
pub struct InternalAddress {
    /// The first address.
    pub prefix: Traced<Text>,
    /// How many bits of it count.
    pub length: Traced<u32>,
}

/// `envoy.config.route.v3.RouteConfiguration`.
#[derive(Clone, Debug, Default)]
pub struct RouteConfiguration {
    /// Its name; empty where it has none.
    pub name: Text,
    /// `validateClusters`, where it is said.
    pub validate_clusters: Option<Traced<bool>>,
    /// Headers taken from every request.
    pub request_headers_to_remove: Vec<Traced<Text>>,
    /// Headers set on every request.
    pub request_headers_to_add: Vec<HeaderOption>,
    /// `maxDirectResponseBodySizeBytes`, where it is said.
    pub max_direct_response_body_size: Option<Traced<u32>>,
    /// Virtual hosts in order.
    pub virtual_hosts: Vec<VirtualHost>,
}

/// A virtual host.
#[derive(Clone, Debug)]
pub struct VirtualHost {
    /// Its name.
    pub name: Text,
    /// Its domains.
    pub domains: Vec<Traced<Text>>,
    /// `retryPolicy` of the host (legacy Retry), a message.
    pub retry_policy: Option<Node>,
    /// Routes in order.
    pub routes: Vec<Route>,
    /// Which rule made it.
    pub origin: Origin,
}

/// A header to set.
#[derive(Clone, Debug)]
pub struct HeaderOption {
    /// Its name.
    pub name: Traced<Text>,
    /// Its value.
    pub value: Traced<Text>,
    /// Whether it replaces a header of that name (`OVERWRITE_IF_EXISTS_OR_ADD`) or stands beside it.
    pub overwrite: Overwrite,
}

/// What happens to a header that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwrite {
    /// It is replaced.
    Replace,
    /// The new one is appended.
    Append,
}

impl HttpConnectionManager {
    /// Whether some route leads to that cluster.
    pub fn leads_to(&self, cluster: &str) -> bool {
        let hosts = self.route_configuration.virtual_hosts.iter();
        hosts.flat_map(|host| &host.routes).any(|route| match &route.action {
            RouteAction::Forward(forward) => forward.clusters.names().any(|name| name == cluster),
            RouteAction::Redirect(_) | RouteAction::Direct(_) => false,
        })
    }

    /// A connection manager for callers on this machine: only loopback counts as internal, nothing else is said.
    /// `rule` names what it is for.
    pub fn local(stat_prefix: Text, rule: Name) -> Self {
        let loopback = InternalAddress {
            prefix: Traced::rule("127.0.0.1".into(), rule),
            length: Traced::rule(32, rule),
        };
        Self::new(stat_prefix, Arc::new([loopback]), rule)
    }

    /// A connection manager for callers of whom those at some addresses count as internal; nothing else is said.
    /// `rule` names what it is for.
    pub fn new(stat_prefix: Text, internal_addresses: Arc<[InternalAddress]>, rule: Name) -> Self {
        Self {
            stat_prefix,
            forward_client_certificate: None,
            normalize_path: None,
            internal_addresses,
            idle_timeout: None,
            max_connection_duration: None,
            max_stream_duration: None,
            stream_idle_timeout: None,
            request_headers_timeout: None,
            http_filters: Vec::new(),
            route_configuration: RouteConfiguration::default(),
            access_logs: AccessLogs::default(),
            tracing: None,
            origin: Origin::Rule(rule),
        }
    }
}
