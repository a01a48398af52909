//! Shadow policies, effective rules and layouts as the command line prints them.

use crate::support::{Folder, Run, kumascope};

const MESH: &str = "type: Mesh
name: default
meshServices: {mode: Exclusive}
skipCreatingInitialPolicies: ['*']
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
---
type: Dataplane
mesh: default
name: hall
networking:
  address: 10.20.0.11
  inbound:
  - {port: 7001, tags: {kuma.io/service: hall, kuma.io/protocol: http}}
---
type: MeshTimeout
name: now
mesh: default
spec:
  to:
  - {targetRef: {kind: Mesh}, default: {connectionTimeout: 5s}}
---
type: MeshTimeout
name: maybe
mesh: default
labels: {kuma.io/effect: shadow}
spec:
  targetRef: {kind: Dataplane, name: desk}
  to:
  - targetRef: {kind: Mesh}
    default:
      connectionTimeout: 6s
";

fn on_mesh(name: &str, arguments: &[&str]) -> Run {
    let folder = Folder::new(name, &[("mesh.yaml", MESH)]);
    let (command, more) = arguments.split_first().expect("a command");
    kumascope(&[&[*command, &folder.path("mesh.yaml")], more].concat())
}

#[test]
fn shadow_policies_are_shown_by_what_they_change_and_where_they_say_so() {
    let run = on_mesh("shadow", &["shadow", "-o", "table"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let lines: Vec<Vec<&str>> = run.stdout.lines().map(|line| line.split_whitespace().collect()).collect();
    let [header, change] = lines.as_slice() else { panic!("{}", run.stdout) };
    assert_eq!(header[0], "PROXY");
    assert_eq!(change[..2], ["default/desk", "replace"]);
    assert!(change[2].ends_with("/connectTimeout") && change[3].ends_with("mesh.yaml:40:26"), "{change:?}");
}

#[test]
fn the_patch_of_one_proxy_stands_alone() {
    let run = on_mesh("shadow-one", &["shadow", "--proxy", "default/desk", "-o", "json"]);
    assert!(run.stdout.contains("\"op\": \"replace\"") && run.stdout.contains("\"6s\""), "{}", run.stdout);
    let other = on_mesh("shadow-other", &["shadow", "--proxy", "default/hall", "-o", "json"]);
    assert_eq!(other.stdout, "[]\n");
}

#[test]
fn rules_name_the_policies_that_they_were_merged_from() {
    let run = on_mesh("rules", &["rules", "--proxy", "default/desk"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("  - conf:\n    - connectionTimeout: 5s\n"), "{}", run.stdout);
    assert!(run.stdout.contains("        name: now\n") && !run.stdout.contains("maybe"), "{}", run.stdout);
}

#[test]
fn a_layout_names_inbounds_and_outbounds_as_envoy_does() {
    let run = on_mesh("layout", &["layout", "--proxy", "default/desk"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    for name in ["self_inbound_dp_main", "kri_msvc_default_default__hall_7001"] {
        assert!(run.stdout.contains(&format!("proxyResourceName: {name}\n")), "{}", run.stdout);
    }
}

#[test]
fn a_layout_of_a_mesh_without_service_resources_is_refused_with_the_remedy() {
    let store = "type: Mesh\nname: default\n---\ntype: Dataplane\nmesh: default\nname: api\nnetworking: {address: 10.0.0.1}\n";
    let folder = Folder::new("layout-disabled", &[("mesh.yaml", store)]);
    let run = kumascope(&["layout", "--settled", &folder.path("mesh.yaml")]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("`meshServices.mode: Exclusive`"), "{}", run.stderr);
}
