//! `kumascope check --as-kuma`: the answers of Kuma's API, for people and for programs.

use crate::support::{Folder, kumascope};

const RESOURCES: &str = "type: MeshTimeout
name: slow
spec:
  targetRef: {kind: MeshSubset, tags: {tier: front}}
  to: [{targetRef: {kind: Mesh}, default: {idleTimeout: 1m}}]
---
type: MeshTimeout
name: broken
spec:
  to: [{targetRef: {kind: Mesh}, default: {idleTimeout: 5}}]
---
type: Mesh
name: 1st
";

#[test]
fn answers_are_printed_as_lines() {
    let folder = Folder::new("as-kuma", &[("a.yaml", RESOURCES)]);
    let path = folder.path("a.yaml");
    let run = kumascope(&["check", "--as-kuma", &path]);
    let expected = format!(
        "{path}:1: MeshTimeout default/slow: 201 stored\n  \
         warning: MeshSubset value for 'targetRef.kind' is deprecated, use Dataplane with labels instead\n\
         {path}:7: MeshTimeout default/broken: 400 Could not process a resource: Resource is not valid\n  \
         spec.to[0].default.idleTimeout: in body must be of type string: \"number\"\n\
         {path}:12: Mesh /1st: 201 stored\n"
    );
    assert!(run.stdout.starts_with(&expected), "{}\n{}", run.stdout, run.stderr);
    assert_eq!(run.code, 1);
}

#[test]
fn answers_are_printed_as_json() {
    let folder = Folder::new("as-kuma-json", &[("a.yaml", RESOURCES)]);
    let run = kumascope(&["check", "--as-kuma", "-o", "json", &folder.path("a.yaml")]);
    let text = run.stdout.split_whitespace().collect::<String>();
    assert!(text.contains("\"status\":201,\"body\":{\"warnings\":["), "{}", run.stdout);
    let violation = "{\"field\":\"spec.to[0].default.idleTimeout\",\"reason\":\"inbodymustbeoftypestring:\\\"number\\\"\"}";
    assert!(text.contains(violation), "{}", run.stdout);
    assert!(
        text.contains("\"stored\":{\"type\":\"MeshTimeout\",\"mesh\":\"default\",\"name\":\"slow\""),
        "{}",
        run.stdout
    );
}

#[test]
fn a_global_control_plane_answers_for_itself() {
    let dataplane = "type: Dataplane\nmesh: default\nname: d\nnetworking: {address: 10.0.0.1}\n";
    let folder = Folder::new("as-kuma-global", &[("a.yaml", dataplane)]);
    let run = kumascope(&["check", "--as-kuma=global", &folder.path("a.yaml")]);
    assert!(run.stdout.contains(": 405 Method not allowed: On global control plane"), "{}", run.stdout);
}
