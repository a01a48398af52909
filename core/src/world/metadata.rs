//! The node metadata of a proxy: what kuma-dp tells the control plane about itself.

use crate::{
    sorted::SortedSet,
    tree::{Node, Text},
};

/// What a proxy says about itself, read from Envoy's node metadata.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// The features that it has.
    pub features: SortedSet<Feature>,
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
    /// `otelEnvInventory`, as it was sent: which OpenTelemetry variables kuma-dp found.
    pub otel_environment: Option<Node>,
    /// `dataplane.resource`: the text of the Dataplane, ZoneIngress or ZoneEgress that the proxy brings along.
    pub resource: Option<Text>,
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
    /// Reads node metadata as a bootstrap has it (`node.metadata`). Absent and ill-typed members count as the control plane
    /// counts them: empty, false and 0, but `ipv6Enabled` is true when it is absent. Unknown features are left out.
    pub fn read(node: &Node) -> Self {
        let text = |key| node.get(key).and_then(Node::as_text).cloned().unwrap_or_default();
        let number =
            |key| node.get(key).and_then(Node::as_str).and_then(|text| text.parse().ok()).unwrap_or_default();
        let message = |key| node.get(key).filter(|value| value.as_map().is_some()).cloned();
        let features = node.get("features").and_then(Node::as_list).unwrap_or_default();
        Self {
            features: features.iter().filter_map(|feature| Feature::named(feature.as_str()?)).collect(),
            work_dir: text("workdir"),
            admin_port: number("dataplane.admin.port"),
            admin_address: text("dataplane.admin.address"),
            admin_socket_path: text("dataplane.admin.socketPath"),
            readiness_port: number("dataplane.readinessReporter.port"),
            dns_port: number("dataplane.dns.port"),
            app_probe_proxy: text("dataplane.appProbeProxy.enabled") == "true",
            system_ca_path: text("systemCaPath"),
            metrics_certificate_path: text("metricsCertPath"),
            metrics_key_path: text("metricsKeyPath"),
            ipv6_enabled: node.get("ipv6Enabled").is_none_or(|enabled| enabled.as_bool() == Some(true)),
            spire_socket_path: text("spireAgent.socketPath"),
            transparent_proxy: message("transparentProxy"),
            dynamic_metadata: message("dynamicMetadata"),
            version: message("version"),
            otel_environment: message("otelEnvInventory"),
            resource: node.get("dataplane.resource").and_then(Node::as_text).cloned(),
        }
    }

    /// Whether the proxy has a feature.
    pub fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }
}

impl Feature {
    /// All features, in the order of this enum.
    pub const ALL: [Self; 11] = [
        Self::TcpAccessLogViaNamedPipe,
        Self::EmbeddedDns,
        Self::DeltaGrpc,
        Self::TransparentProxyInMetadata,
        Self::BindOutbounds,
        Self::UnifiedResourceNaming,
        Self::Spire,
        Self::StrictInboundPorts,
        Self::ReadinessUnixSocket,
        Self::OtelViaKumaDp,
        Self::ReusePort,
    ];

    /// The name that kuma-dp sends.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TcpAccessLogViaNamedPipe => "feature-tcp-accesslog-via-named-pipe",
            Self::EmbeddedDns => "feature-embedded-dns",
            Self::DeltaGrpc => "feature-delta-grpc",
            Self::TransparentProxyInMetadata => "feature-transparent-proxy-in-dataplane-metadata",
            Self::BindOutbounds => "feature-bind-outbounds",
            Self::UnifiedResourceNaming => "feature-unified-resource-naming",
            Self::Spire => "feature-spire",
            Self::StrictInboundPorts => "feature-strict-inbound-ports",
            Self::ReadinessUnixSocket => "feature-readiness-unix-socket",
            Self::OtelViaKumaDp => "feature-otel-via-kuma-dp",
            Self::ReusePort => "feature-reuse-port",
        }
    }

    /// The feature of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Feature, Metadata};
    use crate::{
        origin::Origin,
        tree::{Message, Node},
    };

    #[test]
    fn node_metadata_is_read() {
        let features =
            ["feature-spire", "feature-of-tomorrow"].map(|name| Node::string(name, Origin::Rule(&"test")));
        let node: Node = Message::rule(&"test")
            .constant("dataplane.admin.port", "9901")
            .constant("dataplane.appProbeProxy.enabled", "true")
            .constant("workdir", "/tmp/kuma-dp")
            .list("features", features)
            .into();
        let metadata = Metadata::read(&node);
        assert_eq!((metadata.admin_port, metadata.readiness_port), (9901, 0));
        assert!(metadata.app_probe_proxy && metadata.ipv6_enabled);
        assert!(metadata.has(Feature::Spire) && metadata.features.len() == 1);
        assert_eq!(metadata.work_dir, "/tmp/kuma-dp");
    }

    #[test]
    fn features_are_found_by_their_names() {
        for feature in Feature::ALL {
            assert_eq!(Feature::named(feature.name()), Some(feature));
        }
    }
}
