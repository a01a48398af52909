//! What proxies start with, on a small store.

use super::{BootstrapRequest, bootstrap, metadata};
use crate::{
    resource::{Registry, Resource, decode},
    text::{Sources, parse},
    tree::{Node, Pointer},
    world::{Feature, Metadata, ProxyKey, World},
};

const STORE: &str = "type: Mesh\nname: default\nmeshServices: {mode: Exclusive}\n---\ntype: Dataplane\nmesh: default\n\
    name: cart\nnetworking:\n  address: 10.0.0.1\n  admin: {port: 9333}\n  inbound:\n  \
    - {port: 80, tags: {kuma.io/service: shop_cart}}\n";

fn store() -> Vec<Resource> {
    let mut sources = Sources::default();
    sources.add("store.yaml", STORE);
    let (documents, mut report) = parse(&sources);
    documents
        .iter()
        .filter_map(|document| decode(&document.root, &Registry::default(), &mut report))
        .collect()
}

/// A control plane that asks proxies for no token.
fn world() -> World {
    let mut world = World::default();
    world.set("KUMA_DP_SERVER_AUTHN_DP_PROXY_TYPE", "none").expect("a setting");
    world
}

fn cart() -> BootstrapRequest {
    BootstrapRequest::new(&ProxyKey::dataplane("default", "cart"))
}

#[track_caller]
fn answer(world: &World, request: &BootstrapRequest) -> Node {
    bootstrap(&store(), world, request).answer.expect("an answer").bootstrap
}

fn at<'a>(node: &'a Node, pointer: &str) -> Option<&'a Node> {
    Pointer::parse(pointer)?.find(node)
}

#[track_caller]
fn check_refused(world: &World, request: &BootstrapRequest, status: u16, words: &str) {
    let bootstrapped = bootstrap(&store(), world, request);
    let refusal = bootstrapped.answer.expect_err("a refusal");
    assert_eq!(refusal.status(), status);
    assert!(refusal.text().contains(words), "{}", refusal.text());
    assert!(bootstrapped.report.has_errors());
}

#[test]
fn the_port_of_the_admin_interface_is_owed_to_the_dataplane() {
    let bootstrap = answer(&world(), &cart());
    let port = at(&bootstrap, "/node/metadata/dataplane.admin.port").expect("a port");
    assert_eq!(port.as_str(), Some("9333"));
    assert!(port.origin.location().is_some());
    assert_eq!(at(&bootstrap, "/node/cluster").and_then(Node::as_str), Some("shop_cart"));
}

#[test]
fn names_are_unified_where_proxy_and_mesh_agree() {
    let name = |request: &BootstrapRequest| {
        let bootstrap = answer(&world(), request);
        at(&bootstrap, "/staticResources/clusters/1/name").and_then(Node::as_text).cloned()
    };
    assert_eq!(name(&cart()).as_deref(), Some("ads_cluster"));
    let mut request = cart();
    request.features.push(Feature::UnifiedResourceNaming.name().into());
    assert_eq!(name(&request).as_deref(), Some("system_ads"));
}

#[test]
fn a_proxy_says_by_default_what_stands_in_its_default_bootstrap() {
    let bootstrap = answer(&world(), &cart());
    let said = Metadata::read(at(&bootstrap, "/node/metadata").expect("metadata"));
    let known = metadata(&store(), &world(), &ProxyKey::dataplane("default", "cart"));
    assert_eq!(format!("{said:?}"), format!("{known:?}"));
    assert_eq!(known.admin_socket_path, "/tmp/kuma-dp/kuma-envoy-admin.sock");
}

#[test]
fn refusals_have_the_words_of_the_control_plane() {
    check_refused(&World::default(), &cart(), 422, "Dataplane Token is required.");
    check_refused(&world(), &BootstrapRequest::new(&ProxyKey::dataplane("default", "till")), 404, "");
    let mut request = cart();
    request.certificate_authority = "no certificate".into();
    check_refused(&world(), &request, 500, "");
    let mut request = cart();
    request.resource = "type: Dataplane\nmesh: nowhere\nname: x\nnetworking: {address: 10.0.0.1}".into();
    check_refused(&world(), &request, 422, "mesh: mesh \"nowhere\" does not exist");
}

#[test]
fn fields_that_a_request_has_not_are_refused() {
    let node = Node::boolean(true, crate::origin::Origin::Rule(&"test"));
    assert!(cart().set("ipv6Enabled", &node).is_ok());
    assert!(cart().set("ipv6", &node).is_err());
    assert!(cart().set("workdir", &node).is_err());
}
