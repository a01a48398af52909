//! Requests walked by the command line.

use crate::support::{Folder, kumascope, kumascope_in};

const MESH: &str = "type: Mesh
name: default
skipCreatingInitialPolicies: ['*']
---
type: Dataplane
mesh: default
name: web
networking:
  address: 10.20.0.1
  inbound:
  - {port: 8080, tags: {kuma.io/service: web, kuma.io/protocol: http}}
  outbound:
  - {port: 10001, tags: {kuma.io/service: api}}
---
type: Dataplane
mesh: default
name: api
networking:
  address: 10.20.0.2
  inbound:
  - {port: 8080, tags: {kuma.io/service: api, kuma.io/protocol: http}}
";

#[test]
fn a_request_is_shown_step_by_step_with_the_lines_behind_it() {
    let folder = Folder::new("trace-text", &[("mesh.yaml", MESH)]);
    let arguments = [
        "trace",
        "mesh.yaml",
        "--from",
        "default/web",
        "http://127.0.0.1:10001/a?b=c",
        "--header",
        "X-User: ann",
    ];
    let run = kumascope_in(&folder, &arguments);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    for expected in [
        "listener: outbound:127.0.0.1:10001 takes 127.0.0.1:10001",
        "default/web /listeners/outbound:127.0.0.1:10001",
        "destination: default/api is called at 10.20.0.2:8080",
        "mesh.yaml:",
        "100 % of all requests: the workload of default/api answers",
        "GET /a?b=c",
        "x-user: ann",
    ] {
        assert!(run.stdout.contains(expected), "{expected} is not in\n{}", run.stdout);
    }
}

#[test]
fn a_request_is_described_as_json() {
    let folder = Folder::new("trace-json", &[("mesh.yaml", MESH)]);
    let path = folder.path("mesh.yaml");
    let run = kumascope(&["trace", &path, "--from", "default/web", "127.0.0.1:10001", "-o", "json"]);
    let found: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(found["outcomes"][0]["answer"], "delivered");
    assert_eq!(found["outcomes"][0]["delivery"]["workload"], "default/api");
    assert_eq!(found["steps"][0]["kind"], "listener");
    let pointer = found["steps"][0]["place"]["pointer"].as_str().expect("a pointer");
    let explained = kumascope(&["explain", &path, "--proxy", "default/web", pointer]);
    assert_eq!(explained.code, 0, "{}", explained.stderr);
}

#[test]
fn what_is_no_request_is_misuse() {
    let folder = Folder::new("trace-misuse", &[("mesh.yaml", MESH)]);
    let path = folder.path("mesh.yaml");
    for (arguments, expected) in [
        (vec!["trace", &path], "there is no URL"),
        (vec!["trace", &path, "ftp://x"], "the scheme is neither http, https nor tcp"),
        (vec!["trace", &path, "tcp://x"], "there is no port"),
        (
            vec!["trace", &path, "http://x:1", "--from", "default/nobody"],
            "there is no proxy `default/nobody`",
        ),
        (vec!["trace", &path, "http://x:1", "--header", "x"], "write NAME:VALUE"),
    ] {
        let run = kumascope(&arguments);
        assert!(run.code == 2 && run.stderr.contains(expected) && run.stdout.is_empty(), "{run:?}");
    }
}
