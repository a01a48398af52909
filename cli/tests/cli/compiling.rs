//! Configurations as the command line prints them.

use crate::support::{Folder, Run, kumascope};

/// Two Dataplanes as a control plane stores them.
const STORE: &str = "type: Mesh
name: default
meshServices:
  mode: Disabled
---
type: Dataplane
mesh: default
name: api
labels:
  kuma.io/mesh: default
  kuma.io/proxy-type: sidecar
networking:
  address: 10.0.0.1
  inbound:
  - port: 8080
    tags:
      kuma.io/protocol: http
      kuma.io/service: api
---
type: Dataplane
mesh: default
name: web
labels:
  kuma.io/mesh: default
  kuma.io/proxy-type: sidecar
networking:
  address: 10.0.0.2
  inbound:
  - port: 80
    tags:
      kuma.io/service: web
  outbound:
  - port: 10001
    tags:
      kuma.io/service: api
";

const CLUSTERS: &str = "type.googleapis.com/envoy.config.cluster.v3.Cluster";

/// Runs a command on the store, with more arguments behind it.
fn on_store(name: &str, command: &str, arguments: &[&str]) -> Run {
    let folder = Folder::new(name, &[("store.yaml", STORE)]);
    let path = folder.path("store.yaml");
    kumascope(&[&[command, "--settled", &path], arguments].concat())
}

#[test]
fn one_proxy_is_printed_as_the_control_plane_answers() {
    let run = on_store("one", "compile", &["--proxy", "default/web", "-o", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(
        run.stdout.starts_with(&format!("{{\n  \"xds\": {{\n    \"{CLUSTERS}\": {{\n")),
        "{}",
        run.stdout
    );
    let yaml = on_store("one-yaml", "compile", &["--proxy", "default/web"]);
    assert!(yaml.stdout.starts_with(&format!("xds:\n  {CLUSTERS}:\n    api:\n")), "{}", yaml.stdout);
}

#[test]
fn all_proxies_are_printed_under_their_names() {
    let json = on_store("all-json", "compile", &["-o", "json"]).stdout;
    assert!(json.starts_with("{\n  \"default/api\": {\n    \"xds\": {\n"), "{json}");
    assert!(json.contains("\n  },\n  \"default/web\": {\n") && json.ends_with("\n  }\n}\n"), "{json}");
    let yaml = on_store("all-yaml", "compile", &[]).stdout;
    assert!(
        yaml.starts_with("---\nproxy: default/api\nxds:\n")
            && yaml.contains("\n---\nproxy: default/web\nxds:\n"),
        "{yaml}"
    );
    let table = on_store("all-table", "compile", &["-o", "table", "--only", "endpoints"]).stdout;
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().take(4).collect()).collect();
    assert_eq!(
        lines,
        [["PROXY", "TYPE", "NAME", "SUMMARY"], ["default/web", "ClusterLoadAssignment", "api", "1"]]
    );
}

#[test]
fn types_of_messages_are_chosen() {
    let run = on_store("only", "compile", &["-p", "default/web", "-o", "json", "--only", "clusters"]);
    assert!(run.stdout.contains(CLUSTERS) && !run.stdout.contains("v3.Listener\""), "{}", run.stdout);
    let none = on_store("only-routes", "compile", &["-p", "default/web", "-o", "json", "--only", "routes"]);
    assert_eq!(none.stdout, "{\n  \"xds\": {}\n}\n");
}

#[test]
fn a_name_that_no_proxy_has_is_answered_with_like_ones() {
    let run = on_store("near", "compile", &["--proxy", "default/wbe"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.contains("there is no proxy `default/wbe`") && run.stderr.contains("`default/web`"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_broken_document_leaves_the_others_their_configuration() {
    let folder = Folder::new("beside", &[("a.yaml", "a: [\n"), ("b.yaml", STORE)]);
    let both = kumascope(&["compile", "--settled", &folder.path(""), "-p", "default/web"]);
    let alone = kumascope(&["compile", "--settled", &folder.path("b.yaml"), "-p", "default/web"]);
    assert_eq!((both.code, alone.code), (1, 0));
    assert_eq!(both.stdout, alone.stdout);
    assert!(both.stderr.contains("error[broken-yaml]"), "{}", both.stderr);
}

#[test]
fn the_order_of_documents_does_not_show() {
    let reversed = STORE.rsplit("---\n").collect::<Vec<_>>().join("---\n");
    let folder = Folder::new("documents", &[("a.yaml", STORE), ("b.yaml", &reversed)]);
    let [first, second] =
        ["a.yaml", "b.yaml"].map(|file| kumascope(&["compile", "--settled", &folder.path(file)]));
    assert_eq!(first, second);
}

#[test]
fn the_line_that_set_a_field_is_shown() {
    let run =
        on_store("explain", "explain", &["-p", "default/web", "/listeners/outbound:127.0.0.1:10001/address"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("address/socketAddress/portValue = 10001\n"), "{}", run.stdout);
    assert!(run.stdout.contains("store.yaml:33:11\n"), "{}", run.stdout);
    assert!(run.stdout.contains("33 |   - port: 10001\n   |           ^^^^^ set here\n"), "{}", run.stdout);
}

#[test]
fn a_place_that_is_not_there_is_answered_with_like_ones() {
    let run = on_store("missing", "explain", &["-p", "default/web", "/clusters/api/conectTimeout"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("did you mean `connectTimeout`"), "{}", run.stderr);
}

/// What somebody would write; the control plane adds the rest.
const WRITTEN: &str = "type: Mesh
name: default
meshServices:
  mode: Exclusive
---
type: Dataplane
mesh: default
name: web
networking:
  address: 10.0.0.2
  inbound:
  - port: 80
    tags:
      kuma.io/service: web
";

#[test]
fn what_is_settled_can_be_read_again() {
    let folder = Folder::new("settle", &[("mesh.yaml", WRITTEN)]);
    let settled = kumascope(&["settle", &folder.path("mesh.yaml")]);
    assert_eq!((settled.code, settled.stderr.as_str()), (0, ""));
    assert!(settled.stdout.contains("\ntype: MeshService\n"), "{}", settled.stdout);
    let folder = Folder::new("settled", &[("mesh.yaml", WRITTEN), ("store.yaml", &settled.stdout)]);
    let from_written = kumascope(&["compile", &folder.path("mesh.yaml")]);
    let from_settled = kumascope(&["compile", "--settled", &folder.path("store.yaml")]);
    assert_eq!(from_written, from_settled);
    let table = kumascope(&["settle", &folder.path("mesh.yaml"), "-o", "table"]).stdout;
    assert!(table.contains("MeshTimeout") && table.contains("mesh.yaml:6:1\n"), "{table}");
}

#[test]
fn a_bootstrap_is_printed() {
    let folder =
        Folder::new("bootstrap", &[("mesh.yaml", WRITTEN), ("request.json", "{\"workdir\": \"/var/kuma\"}")]);
    let (mesh, request) = (folder.path("mesh.yaml"), folder.path("request.json"));
    let run = kumascope(&["bootstrap", &mesh, "--request", &request, "-o", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.starts_with("{\n  \"bootstrap\": {\n"), "{}", run.stdout);
    assert!(
        run.stdout.contains("\"kumaSidecarConfiguration\": {")
            && run.stdout.contains("/var/kuma/kuma-envoy-admin.sock")
    );
    let envoy = kumascope(&["bootstrap", &mesh, "--envoy"]);
    assert!(
        envoy.stdout.starts_with("admin:\n") && !envoy.stdout.contains("kumaSidecar"),
        "{}",
        envoy.stdout
    );
    let folder = Folder::new("bootstrap-wrong", &[("mesh.yaml", WRITTEN), ("request.json", "{\"foo\": 1}")]);
    let wrong =
        kumascope(&["bootstrap", &folder.path("mesh.yaml"), "--request", &folder.path("request.json")]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""));
    assert!(wrong.stderr.contains("`foo`"), "{}", wrong.stderr);
}
