//! What policies do to the proxy of a ZoneEgress, which serves several meshes.

use kumascope_core::{
    compile, load,
    text::Sources,
    world::{ProxyKey, ProxyType, Shadow, World},
};

const MESH: &str = "type: Mesh
name: inside
mtls: {enabledBackend: ca, backends: [{name: ca, type: builtin}]}
---
type: ZoneEgress
name: egress
networking: {address: 10.0.0.9, port: 10002}
---
type: MeshExternalService
mesh: inside
name: bank
spec: {match: {port: 80, protocol: http}, endpoints: [{address: 192.0.2.1, port: 80}]}
---
type: MeshHealthCheck
mesh: inside
name: pulse
spec:
  to: [{targetRef: {kind: Mesh}, default: {http: {path: /health}}}]
---
type: MeshLoadBalancingStrategy
mesh: inside
name: sticky
spec:
  to: [{targetRef: {kind: Mesh}, default: {hashPolicies: [{type: Header, header: {name: x-guest}}]}}]
";

const SECOND_SERVICE: &str = "---
type: MeshExternalService
mesh: inside
name: post
spec: {match: {port: 80, protocol: http}, endpoints: [{address: 192.0.2.2, port: 80}]}
";

const SECOND_MESH: &str = "---
type: Mesh
name: outside
mtls: {enabledBackend: ca, backends: [{name: ca, type: builtin}]}
";

/// How often the proxy asks for health, hashes the header, and lets in by rules.
fn counts(documents: &[&str]) -> [usize; 3] {
    let mut sources = Sources::default();
    sources.add("test.yaml", documents.concat());
    let proxy = ProxyKey { proxy_type: ProxyType::Egress, mesh: "".into(), name: "egress".into() };
    let configuration = compile(&load(&sources), &World::default(), &proxy, Shadow::Exclude)
        .configuration
        .into_node()
        .to_json();
    ["\"/health\"", "\"x-guest\"", "\"envoy.filters.http.rbac\""]
        .map(|text| configuration.matches(text).count())
}

#[test]
fn one_service_of_one_mesh_is_changed_once() {
    assert_eq!(counts(&[MESH]), [1, 1, 1]);
}

#[test]
fn every_service_is_asked_for_health_and_hashed_once_for_each_service_of_the_mesh() {
    assert_eq!(counts(&[MESH, SECOND_SERVICE]), [4, 4, 2]);
}

#[test]
fn a_later_mesh_without_a_way_out_lets_policies_run_again() {
    assert_eq!(counts(&[MESH, SECOND_MESH]), [2, 2, 2]);
}
