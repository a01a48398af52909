//! What stands around services: what is outside, zone proxies, a gateway, and identities.

use kumascope_core::world::Feature;
use proptest::prelude::*;
use serde_json::{Value, json};

/// The name of the Dataplane that listens as a zone egress of the mesh.
pub(crate) const EGRESS_LISTENER: &str = "gatehouse";

/// What a zone can have besides services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// A MeshExternalService.
    External,
    /// A ZoneEgress.
    Egress,
    /// A mesh whose traffic to other zones goes through zone egresses.
    RoutedEgress,
    /// A mesh that lets traffic to unknown destinations through.
    Passthrough,
    /// A mesh that prefers near endpoints.
    Locality,
    /// A MeshMultiZoneService, and a ZoneIngress.
    MultiZone,
    /// A MeshIdentity for everybody.
    Identity,
    /// A Dataplane that listens as a zone egress of the mesh.
    EgressListener,
    /// A Dataplane that a delegated gateway uses.
    Gateway,
    /// Kinds of the time before `targetRef`.
    Legacy,
    /// Proxies with unified names.
    UnifiedNames,
    /// Proxies that bind their outbounds.
    BoundOutbounds,
}

/// What writes the documents of a choice.
type Documents = fn() -> Vec<Value>;

/// Which of them it has.
#[derive(Clone, Debug)]
pub(crate) struct Choices([bool; 12]);

impl Choices {
    /// Any of them.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        any::<[bool; 12]>().prop_map(Self)
    }

    /// Whether the zone has it.
    pub(crate) fn has(&self, choice: Choice) -> bool {
        self.0[choice as usize]
    }

    /// What proxies can do besides what they can by default.
    pub(crate) fn features(&self) -> Vec<Feature> {
        let all = [
            (Choice::UnifiedNames, Feature::UnifiedResourceNaming),
            (Choice::BoundOutbounds, Feature::BindOutbounds),
        ];
        all.into_iter().filter(|(choice, _)| self.has(*choice)).map(|(_, feature)| feature).collect()
    }

    /// The resources.
    pub(crate) fn documents(&self) -> Vec<Value> {
        let all: [(Choice, Documents); 7] = [
            (Choice::External, external),
            (Choice::Egress, egress),
            (Choice::MultiZone, multi_zone),
            (Choice::Identity, identity),
            (Choice::EgressListener, egress_listener),
            (Choice::Gateway, gateway),
            (Choice::Legacy, legacy),
        ];
        all.into_iter()
            .filter(|(choice, _)| self.has(*choice))
            .flat_map(|(_, documents)| documents())
            .collect()
    }
}

fn external() -> Vec<Value> {
    vec![json!({
        "type": "MeshExternalService", "mesh": "default", "name": "outside",
        "spec": {
            "match": {"type": "HostnameGenerator", "port": 443, "protocol": "http"},
            "endpoints": [{"address": "example.com", "port": 443}],
        },
    })]
}

fn egress() -> Vec<Value> {
    vec![
        json!({"type": "ZoneEgress", "name": "egress", "networking": {"address": "10.8.0.1", "port": 10_002}}),
    ]
}

fn multi_zone() -> Vec<Value> {
    vec![
        json!({
            "type": "MeshMultiZoneService", "mesh": "default", "name": "everywhere",
            "spec": {
                "selector": {"meshService": {"matchLabels": {"kuma.io/display-name": "service-0"}}},
                "ports": [{"port": 80, "appProtocol": "http"}],
            },
        }),
        json!({
            "type": "ZoneIngress", "name": "ingress",
            "networking": {
                "address": "10.8.0.2", "port": 10_001, "advertisedAddress": "203.0.113.2", "advertisedPort": 10_001,
            },
        }),
    ]
}

fn identity() -> Vec<Value> {
    vec![json!({
        "type": "MeshIdentity", "mesh": "default", "name": "identity",
        "spec": {
            "selector": {"dataplane": {"matchLabels": {}}},
            "provider": {
                "type": "Bundled",
                "bundled": {
                    "meshTrustCreation": "Enabled", "insecureAllowSelfSigned": true, "autogenerate": {"enabled": true},
                },
            },
        },
    })]
}

fn egress_listener() -> Vec<Value> {
    vec![json!({
        "type": "Dataplane", "mesh": "default", "name": EGRESS_LISTENER, "labels": {"kuma.io/workload": "gatehouse"},
        "networking": {
            "address": "10.8.0.3",
            "listeners": [{"type": "ZoneEgress", "name": "out", "address": "10.8.0.3", "port": 10_002}],
        },
    })]
}

fn gateway() -> Vec<Value> {
    vec![json!({
        "type": "Dataplane", "mesh": "default", "name": "door", "labels": {"app": "door"},
        "networking": {
            "address": "10.8.0.4",
            "gateway": {"type": "DELEGATED", "tags": {"kuma.io/service": "door"}},
            "transparentProxying": {"redirectPortInbound": 15_006, "redirectPortOutbound": 15_001},
        },
    })]
}

fn legacy() -> Vec<Value> {
    let everybody = json!([{"match": {"kuma.io/service": "*"}}]);
    vec![
        json!({
            "type": "ExternalService", "mesh": "default", "name": "older",
            "networking": {"address": "older.example.com:443", "tls": {"enabled": true}},
            "tags": {"kuma.io/service": "older", "kuma.io/protocol": "http"},
        }),
        json!({
            "type": "TrafficRoute", "mesh": "default", "name": "split", "sources": everybody, "destinations": everybody,
            "conf": {"split": [
                {"weight": 9, "destination": {"kuma.io/service": "*", "version": "v0"}},
                {"weight": 1, "destination": {"kuma.io/service": "service-0"}},
            ]},
        }),
        json!({
            "type": "CircuitBreaker", "mesh": "default", "name": "breaker", "sources": everybody, "destinations": everybody,
            "conf": {"thresholds": {"maxConnections": 7}},
        }),
    ]
}
