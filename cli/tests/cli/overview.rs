//! Proxies at a glance, as `compile -o table` prints them.

use crate::support::{Folder, Run, kumascope_in};

const MESH: &str = "type: Mesh
name: default
meshServices: {mode: Exclusive}
skipCreatingInitialPolicies: [MeshCircuitBreaker, MeshRetry]
---
type: Dataplane
mesh: default
name: desk
networking:
  address: 10.20.0.2
  inbound:
  - {name: main, port: 8000, tags: {kuma.io/service: desk, kuma.io/protocol: http}}
  outbound:
  - {port: 10001, backendRef: {kind: MeshService, name: hall, port: 7001}}
  - {port: 10002, backendRef: {kind: MeshService, name: cellar, port: 7002}}
---
type: Dataplane
mesh: default
name: hall-1
networking:
  address: 10.20.0.11
  inbound:
  - {port: 7001, tags: {kuma.io/service: hall, kuma.io/protocol: http}}
---
type: Dataplane
mesh: default
name: hall-2
networking:
  address: 10.20.0.12
  inbound:
  - {port: 7001, tags: {kuma.io/service: hall, kuma.io/protocol: http}}
---
type: Dataplane
mesh: default
name: cellar
networking:
  address: 10.20.0.13
  inbound:
  - {port: 7002, tags: {kuma.io/service: cellar}}
";

const POLICIES: &str = "type: MeshTimeout
mesh: default
name: quick
spec:
  to:
  - targetRef: {kind: Mesh}
    default: {connectionTimeout: 1s}
  - targetRef: {kind: MeshService, name: hall}
    default: {http: {requestTimeout: 2s}}
---
type: MeshTrace
mesh: default
name: spans
spec:
  default:
    backends: [{type: Zipkin, zipkin: {url: 'http://jaeger.example.org:9411/api/v2/spans'}}]
---
type: MeshTrafficPermission
mesh: default
name: friends
spec:
  rules:
  - default: {allow: [{spiffeID: {type: Prefix, value: 'spiffe://default'}}]}
---
type: ZoneEgress
name: out
networking: {address: 10.20.0.99, port: 10002}
";

/// The table of the mesh.
fn table(name: &str, arguments: &[&str]) -> Run {
    let folder = Folder::new(name, &[("mesh.yaml", MESH), ("policies.yaml", POLICIES)]);
    kumascope_in(&folder, &[&["compile", "mesh.yaml", "policies.yaml", "-o", "table"], arguments].concat())
}

#[test]
fn a_proxy_is_shown_with_its_places_and_the_policies_that_hold_there() {
    let run = table("overview-one", &["--proxy", "default/desk"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let expected = "\
INBOUND  ADDRESS         PROTOCOL
main     10.20.0.2:8000  http

OUTBOUND     ADDRESS          PROTOCOL  ENDPOINTS
hall:7001    127.0.0.1:10001  http      2
cellar:7002  127.0.0.1:10002  tcp       1

POLICY                 NAME                      WHERE                        WRITTEN AT
MeshTrace              spans                     the whole proxy              policies.yaml:16
MeshTimeout            mesh-timeout-all-default  inbound main, all outbounds  the control plane
MeshTimeout            quick                     all outbounds                policies.yaml:6
MeshTimeout            quick                     to hall:7001                 policies.yaml:8
MeshTrafficPermission  friends                   inbound main                 policies.yaml:23
";
    assert_eq!(run.stdout, expected);
}

#[test]
fn all_proxies_are_listed_one_a_line() {
    let expected = "\
PROXY           ADDRESS     INBOUNDS   OUTBOUNDS  POLICIES
default/cellar  10.20.0.13  7002 tcp   0          3
default/desk    10.20.0.2   8000 http  2          4
default/hall-1  10.20.0.11  7001 http  0          3
default/hall-2  10.20.0.12  7001 http  0          3
egress/out                             0          0
";
    assert_eq!(table("overview-all", &[]).stdout, expected);
}

#[test]
fn types_of_messages_are_listed_message_by_message() {
    let run = table("overview-only", &["--proxy", "default/desk", "--only", "endpoints"]);
    assert_eq!(
        run.stdout.lines().next(),
        Some("PROXY         TYPE                   NAME                               SUMMARY      SET BY")
    );
    assert!(run.stdout.lines().count() > 2, "{}", run.stdout);
}

#[test]
fn a_zone_proxy_is_shown_by_its_messages() {
    let run = table("overview-egress", &["--proxy", "egress/out"]);
    assert!(run.stdout.starts_with("PROXY") && run.stdout.contains("Listener"), "{}", run.stdout);
}
