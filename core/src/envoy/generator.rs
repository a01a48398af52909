//! Which part of the control plane makes a place: what `match.origin` of a MeshProxyPatch compares.

use crate::model::{ClusterPlace, ListenerPlace};

impl ListenerPlace {
    /// Which part of the control plane makes such a listener.
    pub(super) fn generator(&self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Prometheus => "prometheus",
            Self::PassthroughOutbound(_) | Self::PassthroughInbound(_) => "transparent",
            Self::Inbound(_) => "inbound",
            Self::Outbound(_) => "outbound",
            Self::DirectAccess => "direct-access",
            Self::Probe => "probe",
            Self::Dns => "dns",
            Self::ZoneIngress(_) | Self::ZoneIngressProxy => "ingress",
            Self::ZoneEgress(_) | Self::ZoneEgressProxy => "egress",
            Self::DynamicConfiguration => "dynamic-config",
            Self::Policy(name) => name,
        }
    }
}

impl ClusterPlace {
    /// Which part of the control plane makes such a cluster.
    pub(super) fn generator(&self) -> &'static str {
        match self {
            Self::Admin | Self::Readiness => "admin",
            Self::Prometheus => "prometheus",
            Self::PassthroughOutbound(_) | Self::PassthroughInbound(_) | Self::NoDestination => "transparent",
            Self::Inbound(_) => "inbound",
            Self::Outbound(_) => "outbound",
            Self::DirectAccess => "direct-access",
            Self::ZoneIngress(_) => "ingress",
            Self::ZoneEgress(_) => "egress",
            Self::Policy(name) => name,
        }
    }
}
