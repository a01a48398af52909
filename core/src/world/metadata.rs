//! The node metadata of a proxy: what kuma-dp tells the control plane about itself.

use std::collections::BTreeSet;

use crate::tree::{Node, Text};

/// What a proxy says about itself, read from Envoy's node metadata.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// The features that it has.
    pub features: BTreeSet<Feature>,
    /// `workdir`: the folder of its Unix sockets.
    pub work_dir: Text,
    /// `dataplane.admin.port`; 0 for no admin interface.
    pub admin_port: u32,
    /// `dataplane.admin.address`.
    pub admin_address: Text,
    /// `dataplane.admin.socketPath`; empty for a TCP admin interface.
    pub admin_socket_path: Text,
    /// `dataplane.readinessReporter.port`.
    pub readiness_port: u32,
    /// `dataplane.dns.port`; 0 for no DNS.
    pub dns_port: u32,
    /// `dataplane.appProbeProxy.enabled`.
    pub app_probe_proxy: bool,
    /// `systemCaPath`.
    pub system_ca_path: Text,
    /// `metricsCertPath`.
    pub metrics_certificate_path: Text,
    /// `metricsKeyPath`.
    pub metrics_key_path: Text,
    /// `ipv6Enabled`.
    pub ipv6_enabled: bool,
    /// `spireAgent.socketPath`.
    pub spire_socket_path: Text,
    /// `transparentProxy`, as it was sent.
    pub transparent_proxy: Option<Node>,
    /// `dynamicMetadata`, as it was sent.
    pub dynamic_metadata: Option<Node>,
    /// `version`, as it was sent.
    pub version: Option<Node>,
}

/// A feature flag that kuma-dp sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// `feature-tcp-accesslog-via-named-pipe`
    TcpAccessLogViaNamedPipe,
    /// `feature-embedded-dns`
    EmbeddedDns,
    /// `feature-delta-grpc`
    DeltaGrpc,
    /// `feature-transparent-proxy-in-dataplane-metadata`
    TransparentProxyInMetadata,
    /// `feature-bind-outbounds`
    BindOutbounds,
    /// `feature-unified-resource-naming`
    UnifiedResourceNaming,
    /// `feature-spire`
    Spire,
    /// `feature-strict-inbound-ports`
    StrictInboundPorts,
    /// `feature-readiness-unix-socket`
    ReadinessUnixSocket,
    /// `feature-otel-via-kuma-dp`
    OtelViaKumaDp,
    /// `feature-reuse-port`
    ReusePort,
}

impl Metadata {
    /// Whether the proxy has a feature.
    pub fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }
}
