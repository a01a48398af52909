//! What a MeshProxyPatch does to a proxy, and what is said when it cannot.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use kumascope_core::{
    Compiled, compile, load,
    message::ResourceType,
    text::Sources,
    tree::Pointer,
    world::{ProxyKey, ProxyType, Shadow, World},
};

const MESH: &str = "type: Mesh
name: default
---
type: Dataplane
mesh: default
name: desk
networking:
  address: 10.0.0.1
  inbound:
  - port: 80
    tags: {kuma.io/service: desk, kuma.io/protocol: http}
---
type: MeshProxyPatch
mesh: default
name: patch
spec:
  default:
    appendModifications:
";

struct Run {
    sources: Sources,
    compiled: Compiled,
}

fn run(edits: &str) -> Run {
    let mut sources = Sources::default();
    let indented: String = edits.lines().map(|line| format!("    {line}\n")).collect();
    sources.add("test.yaml", format!("{MESH}{indented}"));
    let proxy = ProxyKey { proxy_type: ProxyType::Dataplane, mesh: "default".into(), name: "desk".into() };
    let compiled = compile(&load(&sources), &World::default(), &proxy, Shadow::Exclude);
    Run { sources, compiled }
}

impl Run {
    /// What is said, each with the text at which it points.
    fn said(&self) -> Vec<(&str, &str)> {
        let at = |found: &kumascope_core::report::Diagnostic| {
            let location = found.location.unwrap();
            self.sources.get(location.source).unwrap().slice(location.span).lines().next().unwrap_or_default()
        };
        self.compiled.report.diagnostics.iter().map(|found| (found.code, at(found))).collect()
    }

    /// A field of the inbound's cluster, and the text to which it is owed.
    fn cluster(&self, pointer: &str) -> Option<(String, &str)> {
        let cluster = self.compiled.configuration.get(ResourceType::Cluster, "localhost:80")?;
        let node = Pointer::parse(pointer)?.find(&cluster.message)?;
        let written = node
            .origin
            .location()
            .map(|location| self.sources.get(location.source).unwrap().slice(location.span));
        Some((node.to_json(), written.unwrap_or_default()))
    }
}

#[test]
fn what_a_patch_sets_is_owed_to_its_line() {
    let run = run("- cluster:
    operation: Patch
    match: {origin: inbound}
    jsonPatches:
    - {op: add, path: /dnsRefreshRate, value: 1m}
- cluster:
    operation: Patch
    match: {name: localhost:80}
    value: 'altStatName: front'");
    assert_eq!(run.said(), []);
    assert_eq!(run.cluster("/dnsRefreshRate"), Some(("\"60s\"".into(), "1m")));
    assert_eq!(run.cluster("/altStatName"), Some(("\"front\"".into(), "'altStatName: front'")));
    assert_eq!(run.cluster("/name"), Some(("\"localhost:80\"".into(), "")));
}

#[test]
fn an_edit_that_cannot_be_done_leaves_no_configuration() {
    let run = run("- cluster:
    operation: Patch
    value: 'altStatName: first'
- cluster:
    operation: Patch
    match: {name: localhost:80}
    jsonPatches:
    - {op: replace, path: /nothing, value: 1}
- cluster:
    operation: Patch
    value: 'altStatName: last'");
    assert_eq!(run.said(), [("patch-fails", "/nothing")]);
    assert_eq!(run.cluster("/name"), None);
}

#[test]
fn a_field_that_envoy_does_not_have_is_dropped_with_a_warning() {
    let run = run("- cluster:
    operation: Patch
    value: 'colour: blue'
- cluster:
    operation: Patch
    jsonPatches:
    - {op: add, path: /flavour, value: 1}");
    assert_eq!(run.said(), [("unknown-envoy-field", "'colour: blue'"), ("unknown-envoy-field", "1")]);
    assert_eq!(run.cluster("/colour"), None);
}

#[test]
fn what_the_control_plane_or_envoy_will_not_take_in_the_end_is_said() {
    let filter = "      name: late
      typedConfig: {'@type': type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua}";
    let late = run(&format!("- httpFilter:\n    operation: AddLast\n    value: |\n{filter}"));
    assert_eq!(late.said(), [("envoy-refuses", "httpFilter:")]);
    let broken = run("- cluster: {operation: Patch, value: 'connectTimeout: 0s'}");
    assert_eq!(broken.said(), [("patch-fails", "cluster: {operation: Patch, value: 'connectTimeout: 0s'}")]);
    let lonely = run("- cluster: {operation: Add, value: '{name: far, type: EDS, edsClusterConfig: {}}'}");
    assert_eq!(lonely.said().iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["inconsistent-endpoints"]);
}

#[test]
fn what_a_later_edit_puts_right_is_no_finding() {
    let run = run("- cluster: {operation: Add, value: 'connectTimeout: 1s'}
- cluster: {operation: Patch, match: {name: ''}, value: 'name: late'}
- cluster: {operation: Remove, match: {name: localhost:80}}");
    assert_eq!(run.said(), []);
    assert_eq!(run.cluster("/name"), None);
}
