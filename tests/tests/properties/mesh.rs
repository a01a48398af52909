//! Meshes that nobody wrote: services, Dataplanes, zone proxies and policies of all kinds, aimed at anything.

use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use crate::policy::{self, Aim};

/// The documents of a zone: one mesh, and what belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    /// The documents, in the order in which they are written.
    pub(crate) documents: Vec<Value>,
}

impl Zone {
    /// The documents as one text.
    pub(crate) fn text(&self) -> String {
        self.documents.iter().map(Value::to_string).collect::<Vec<_>>().join("\n---\n")
    }

    /// The same with one more document.
    pub(crate) fn with(&self, document: Value) -> Self {
        let mut more = self.clone();
        more.documents.push(document);
        more
    }
}

/// What one service is like.
#[derive(Clone, Debug)]
struct Service {
    protocol: &'static str,
    dataplanes: usize,
    captures: bool,
    second_port: bool,
}

const PROTOCOLS: [&str; 4] = ["http", "http2", "grpc", "tcp"];

/// The name of the n-th service.
fn service_name(index: usize) -> String {
    format!("service-{index}")
}

/// Any zone.
pub(crate) fn zone() -> impl Strategy<Value = Zone> {
    let services = prop::collection::vec(service(), 1..4);
    let mesh = (select(vec!["Disabled", "Everywhere", "Exclusive"]), 0..3_u8, any::<[bool; 5]>());
    (mesh, services)
        .prop_flat_map(|(mesh, services)| {
            let names = services.len();
            let policies = prop::collection::vec(policy::any_policy(names), 0..7);
            (Just(mesh), Just(services), policies)
        })
        .prop_map(|((mode, tls, switches), services, policies)| {
            let mut documents = vec![mesh_resource(mode, tls, switches)];
            documents.extend(dataplanes(&services));
            documents.extend(surroundings(switches));
            documents.extend(
                policies
                    .into_iter()
                    .enumerate()
                    .map(|(index, policy)| policy.document(&format!("policy-{index}"))),
            );
            Zone { documents }
        })
}

/// Any policy for a zone of three services.
pub(crate) fn any_policy() -> impl Strategy<Value = policy::Policy> {
    policy::any_policy(3)
}

/// A policy that selects no proxy.
pub(crate) fn unrelated_policy() -> impl Strategy<Value = Value> {
    any_policy().prop_map(|policy| policy.aimed(Aim::Nobody).document("unrelated"))
}

fn service() -> impl Strategy<Value = Service> {
    (select(PROTOCOLS.to_vec()), 1..3_usize, any::<bool>(), any::<bool>()).prop_map(
        |(protocol, dataplanes, captures, second_port)| Service {
            protocol,
            dataplanes,
            captures,
            second_port,
        },
    )
}

fn mesh_resource(mode: &str, tls: u8, [_, egress, passthrough, locality, _]: [bool; 5]) -> Value {
    let mut mesh = json!({
        "type": "Mesh",
        "name": "default",
        "meshServices": {"mode": mode},
        "skipCreatingInitialPolicies": ["*"],
        "networking": {"outbound": {"passthrough": passthrough}},
        "routing": {"zoneEgress": egress, "localityAwareLoadBalancing": locality},
    });
    if tls > 0 {
        let tls_mode = if tls == 1 { "STRICT" } else { "PERMISSIVE" };
        mesh["mtls"] = json!({"enabledBackend": "ca", "backends": [{"name": "ca", "type": "builtin", "mode": tls_mode}]});
    }
    mesh
}

fn dataplanes(services: &[Service]) -> Vec<Value> {
    let all = services.iter().enumerate();
    let of_service = |(index, service): (usize, &Service)| {
        (0..service.dataplanes)
            .map(|replica| dataplane(index, replica, service, services.len()))
            .collect::<Vec<_>>()
    };
    all.flat_map(of_service).collect()
}

fn dataplane(index: usize, replica: usize, service: &Service, services: usize) -> Value {
    let name = service_name(index);
    let version = format!("v{replica}");
    let inbound = |port: usize, inbound_name: &str, protocol: &str| json!({"port": port, "name": inbound_name, "tags": {"kuma.io/service": name, "kuma.io/protocol": protocol, "version": version}});
    let mut networking = json!({"address": format!("10.0.{index}.{}", replica + 1), "inbound": [inbound(80, "main", service.protocol)]});
    if service.second_port {
        networking["inbound"] = json!([inbound(80, "main", service.protocol), inbound(90, "side", "tcp")]);
    }
    if service.captures {
        networking["transparentProxying"] =
            json!({"redirectPortInbound": 15006, "redirectPortOutbound": 15001});
    } else {
        let others = (0..services)
            .map(|other| json!({"port": 10_000 + other, "tags": {"kuma.io/service": service_name(other)}}));
        networking["outbound"] = others.collect();
    }
    json!({
        "type": "Dataplane", "mesh": "default", "name": format!("{name}-{replica}"),
        "labels": {"app": name, "version": version}, "networking": networking,
    })
}

/// What stands around services: another one outside, one of several zones, and zone proxies.
fn surroundings([external, egress, _, _, multi_zone]: [bool; 5]) -> Vec<Value> {
    let mut documents = Vec::new();
    if external {
        documents.push(json!({
            "type": "MeshExternalService", "mesh": "default", "name": "outside",
            "spec": {"match": {"type": "HostnameGenerator", "port": 443, "protocol": "http"}, "endpoints": [{"address": "example.com", "port": 443}]},
        }));
    }
    if egress {
        documents.push(json!({"type": "ZoneEgress", "name": "egress", "networking": {"address": "10.8.0.1", "port": 10_002}}));
    }
    if multi_zone {
        documents.push(json!({
            "type": "MeshMultiZoneService", "mesh": "default", "name": "everywhere",
            "spec": {"selector": {"meshService": {"matchLabels": {"kuma.io/display-name": "service-0"}}}, "ports": [{"port": 80, "appProtocol": "http"}]},
        }));
        documents.push(json!({
            "type": "ZoneIngress", "name": "ingress",
            "networking": {"address": "10.8.0.2", "port": 10_001, "advertisedAddress": "203.0.113.2", "advertisedPort": 10_001},
        }));
    }
    documents
}
