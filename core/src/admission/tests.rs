//! Each step of an admission answers in the control plane's words, and hides the later ones.

use super::{Answer, Body, Deployment, Request, answer};
use crate::{resource::Resource, store, text::Sources, world::World};

fn meshes() -> Vec<Resource> {
    let mut sources = Sources::default();
    sources.add("mesh.yaml", "{type: Mesh, name: default}");
    store::load(&sources).resources
}

#[track_caller]
fn put(kind: &str, deployment: Deployment, body: &str) -> Answer {
    let request = Request { kind, mesh: "default", name: "checked", body: Body::Text(body) };
    answer(&request, &meshes(), &store::registry(), deployment, &World::default()).expect("a kind")
}

#[track_caller]
fn check(kind: &str, body: &str, title: &str, expected: &[(&str, &str)]) {
    let answer = put(kind, Deployment::Zone, body);
    let found: Vec<_> =
        answer.violations.iter().map(|found| (found.field.as_str(), found.reason.as_str())).collect();
    assert_eq!((answer.title, found.as_slice()), (title, expected), "{}", answer.detail);
}

#[test]
fn a_schema_speaks_before_the_validator() {
    let body =
        r#"{"type": "MeshTimeout", "name": "other", "spec": {"to": [{"default": {"idleTimeout": 5}}]}}"#;
    check(
        "MeshTimeout",
        body,
        "Could not process a resource",
        &[
            ("spec.to[0].default.idleTimeout", "in body must be of type string: \"number\""),
            ("spec.to[0].targetRef", "in body is required"),
        ],
    );
}

#[test]
fn the_validator_speaks_before_names_are_compared() {
    let body = r#"{"type": "MeshTimeout", "name": "other", "spec": {}}"#;
    check(
        "MeshTimeout",
        body,
        "Could not process a resource",
        &[("spec", "at least one of 'from', 'to' or 'rules' has to be defined")],
    );
}

#[test]
fn names_are_compared_with_the_address() {
    let body = r#"{"type": "TrafficPermission", "name": "checked", "mesh": "elsewhere",
        "sources": [{"match": {"kuma.io/service": "*"}}], "destinations": [{"match": {"kuma.io/service": "*"}}]}"#;
    check(
        "TrafficPermission",
        body,
        "Could not process a resource",
        &[("mesh", "mesh from the URL has to be the same as in body")],
    );
}

#[test]
fn what_is_stored_has_defaults_and_labels() {
    let body =
        r#"{"type": "MeshTLS", "name": "checked", "spec": {"rules": [{"default": {"tlsVersion": {}}}]}}"#;
    let stored = put("MeshTLS", Deployment::Zone, body).stored.expect("an accepted resource");
    let expected = r#"{"type":"MeshTLS","mesh":"default","name":"checked","kri":"kri_mtls_default_default__checked_","labels":{"kuma.io/env":"universal","kuma.io/mesh":"default","kuma.io/origin":"zone","kuma.io/zone":"default"},"spec":{"rules":[{"default":{"tlsVersion":{"min":"TLSAuto","max":"TLSAuto"}}}]}}"#;
    assert_eq!(stored.to_json(), expected);
}

#[test]
fn a_global_control_plane_takes_no_dataplanes() {
    assert_eq!(put("Dataplane", Deployment::Global, "{}").status, 405);
}

#[test]
fn a_body_that_is_no_json_is_refused_in_the_words_of_go() {
    let answer = put("Dataplane", Deployment::Zone, "type: Dataplane");
    let expected = r#"invalid Dataplane object: "invalid character 'y' in literal true (expecting 'r')""#;
    assert_eq!(answer.detail, expected);
}

#[test]
fn every_kind_has_a_form() {
    let registry = store::registry();
    let policies = registry.policies().iter().map(|policy| policy.info.name);
    for name in policies.chain(["MeshService", "MeshTrust", "HostnameGenerator", "Workload"]) {
        assert!(super::shapes::schema(name).is_some(), "{name} has no form in core/src/admission/shapes");
    }
    let messages = super::shapes::messages();
    for name in ["Mesh", "Dataplane", "Secret", "Zone", "ZoneIngress", "TrafficRoute", "MeshGateway"] {
        assert!(messages.get(super::shapes::message_of(name)).is_some(), "{name} has no message");
    }
}

#[test]
fn a_form_names_only_forms_that_are_there() {
    let words = [
        "text",
        "truth",
        "object",
        "int",
        "int32",
        "int64",
        "number-or-text",
        "time",
        "bytes",
        "duration",
        "any",
    ];
    for policy in store::registry().policies() {
        let shapes = super::shapes::schema(policy.info.name).expect("a form");
        for name in shapes.references() {
            assert!(words.contains(&name) || shapes.get(name).is_some(), "{}: {name}", policy.info.name);
        }
    }
}
