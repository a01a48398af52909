//! Chains, lines and reasons as the command line prints them.

use crate::support::{Folder, Run, kumascope_in};

const MESH: &str = "type: Mesh
name: default
meshServices: {mode: Exclusive}
skipCreatingInitialPolicies: ['*']
---
type: Dataplane
mesh: default
name: desk
labels: {app: desk}
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
  - {port: 7001, tags: {kuma.io/service: hall, kuma.io/protocol: tcp}}
---
type: MeshTimeout
name: everywhere
mesh: default
spec:
  to:
  - {targetRef: {kind: Mesh}, default: {connectionTimeout: 7s}}
---
type: MeshTimeout
name: of-desk
mesh: default
spec:
  targetRef: {kind: Dataplane, labels: {app: desk}}
  to:
  - targetRef: {kind: Mesh}
    default:
      connectionTimeout: 8s
";

fn run(name: &str, arguments: &[&str]) -> Run {
    let folder = Folder::new(name, &[("mesh.yaml", MESH)]);
    let (command, more) = arguments.split_first().expect("a command");
    kumascope_in(&folder, &[&[*command, "mesh.yaml"], more].concat())
}

#[test]
fn a_field_is_shown_with_the_lines_that_it_overrides_and_the_default() {
    let place = "/clusters/default_hall__default_msvc_7001/connectTimeout";
    let found = run("chain", &["explain", "--proxy", "default/desk", place]);
    assert_eq!((found.code, found.stderr.as_str()), (0, ""), "{}", found.stdout);
    let words = [
        "connectTimeout = \"8s\"",
        "set here",
        "overridden, would be \"7s\": of the one before, the kind of its top-level targetRef is more specific",
        "without it \"5s\" would stand, the default of MeshTimeout connectionTimeout",
    ];
    for word in words {
        assert!(found.stdout.contains(word), "{word}: {}", found.stdout);
    }
    let json = run("chain-json", &["explain", "--proxy", "default/desk", place, "-o", "json"]);
    assert!(json.stdout.contains("\"winsBy\": \"targetKind\""), "{}", json.stdout);
    assert!(json.stdout.contains("\"equalOtherwise\": false"), "{}", json.stdout);
}

#[test]
fn a_resource_can_be_named_instead_of_pointed_at() {
    let named = ["explain", "--proxy", "default/desk", "default_hall__default_msvc_7001", "-o", "table"];
    let pointed =
        ["explain", "--proxy", "default/desk", "/clusters/default_hall__default_msvc_7001", "-o", "table"];
    let [named, pointed] = [run("named", &named), run("pointed", &pointed)];
    assert_eq!((named.code, &named.stdout), (0, &pointed.stdout), "{}", named.stderr);
}

#[test]
fn a_line_is_shown_with_the_fields_that_it_set_or_why_it_set_none() {
    let set = run("line", &["explain", "mesh.yaml:40"]);
    assert!(set.stdout.starts_with("mesh.yaml:40 (MeshTimeout of-desk) sets\n"), "{}", set.stdout);
    assert!(
        set.stdout.contains("/clusters/default_hall__default_msvc_7001/connectTimeout"),
        "{}",
        set.stdout
    );
    let none = run("no-line", &["explain", "mesh.yaml:36"]);
    assert!(none.stdout.contains("sets nothing: it says"), "{}", none.stdout);
}

#[test]
fn a_policy_says_whom_it_reaches_and_why_not() {
    let of_desk = ["why", "--policy", "MeshTimeout/of-desk", "--proxy"];
    let reached = run("why", &[&of_desk[..], &["default/desk"]].concat());
    assert_eq!((reached.code, reached.stderr.as_str()), (0, ""));
    assert!(reached.stdout.starts_with("MeshTimeout of-desk reaches default/desk\n"), "{}", reached.stdout);
    assert!(reached.stdout.contains("over everywhere to[0]: the kind of its"), "{}", reached.stdout);
    let other = run("why-not", &[&of_desk[..], &["default/hall"]].concat());
    assert!(
        other.stdout.starts_with("MeshTimeout of-desk does not reach default/hall\n"),
        "{}",
        other.stdout
    );
    let line = "  - targetRef.labels fails: expected `app=desk`, found `app=none` (mesh.yaml:36:14)\n";
    assert!(other.stdout.contains(line), "{}", other.stdout);
    let unknown = run("why-who", &["why", "--policy", "MeshTimeout/of-dusk", "--proxy", "default/hall"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("did you mean `MeshTimeout/of-desk`"), "{}", unknown.stderr);
}
