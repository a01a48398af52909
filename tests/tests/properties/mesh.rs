//! Meshes that nobody wrote: services, Dataplanes, zone proxies and policies of all kinds, aimed at anything.

use kumascope_core::world::Feature;
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use crate::{
    policy::{self, Aim},
    surroundings::{Choice, Choices},
};

/// The documents of a zone: one mesh, and what belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    /// The documents, in the order in which they are written.
    pub(crate) documents: Vec<Value>,
    /// What proxies can do besides what they can by default.
    pub(crate) features: Vec<Feature>,
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
    let mesh = (select(vec!["Disabled", "Everywhere", "Exclusive"]), 0..3_u8, Choices::any());
    (mesh, services)
        .prop_flat_map(|(mesh, services)| {
            let names = services.len();
            let policies = prop::collection::vec(policy::any_policy(names), 0..7);
            (Just(mesh), Just(services), policies)
        })
        .prop_map(|((mode, tls, choices), services, policies)| {
            let mut documents = vec![mesh_resource(mode, tls, &choices)];
            documents.extend(dataplanes(&services));
            documents.extend(choices.documents());
            documents.extend(
                policies
                    .into_iter()
                    .enumerate()
                    .map(|(index, policy)| policy.document(&format!("policy-{index}"))),
            );
            Zone { documents, features: choices.features() }
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

fn mesh_resource(mode: &str, tls: u8, choices: &Choices) -> Value {
    let mut mesh = json!({
        "type": "Mesh",
        "name": "default",
        "meshServices": {"mode": mode},
        "skipCreatingInitialPolicies": ["*"],
        "networking": {"outbound": {"passthrough": choices.has(Choice::Passthrough)}},
        "routing": {
            "zoneEgress": choices.has(Choice::RoutedEgress), "localityAwareLoadBalancing": choices.has(Choice::Locality),
        },
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
