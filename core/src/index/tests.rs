//! Meshes given as text, and what the index says about them.

use super::{Mesh, Protocol, ProxyView};
use crate::{
    model::{Destination, Naming},
    report::Report,
    resource::{Registry, Resource, decode},
    settle::settle,
    text::{Sources, parse},
    world::{Feature, Metadata, World},
};

const MESH: &str = "
type: Mesh
name: default
skipCreatingInitialPolicies: ['*']
---
type: Dataplane
mesh: default
name: cart
networking:
  address: 10.20.0.2
  inbound: [{port: 8000, tags: {kuma.io/service: cart, kuma.io/protocol: http}}]
  transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001}
---
type: Dataplane
mesh: default
name: stock-1
networking:
  address: 10.20.0.3
  advertisedAddress: 192.0.2.3
  inbound:
  - {port: 9000, name: main, tags: {kuma.io/service: stock, kuma.io/protocol: grpc}}
---
type: Dataplane
mesh: default
name: stock-2
networking:
  address: 10.20.0.4
  inbound:
  - {port: 9000, name: main, tags: {kuma.io/service: stock, kuma.io/protocol: http2}}
  - {port: 9001, state: NotReady, tags: {kuma.io/service: stock}}
";

/// The store of a control plane after these documents were written.
fn store(documents: &[&str]) -> Vec<Resource> {
    let mut sources = Sources::default();
    for (index, text) in documents.iter().enumerate() {
        sources.add(format!("{index}.yaml"), (*text).to_owned());
    }
    let (registry, mut report) = (Registry::default(), Report::default());
    let documents = parse(&sources).0;
    let written =
        documents.iter().filter_map(|document| decode(&document.root, &registry, &mut report)).collect();
    settle(written, &World::default(), &registry).0
}

/// The addresses of a service's endpoints.
fn check_endpoints(documents: &[&str], service: &str, expected: &[&str]) {
    let store = store(documents);
    let mesh = Mesh::build(&store, &World::default(), "default").0.expect("the mesh is there");
    let found = mesh.endpoints(service).iter();
    let found: Vec<String> =
        found.map(|found| format!("{}:{}", found.address.value, found.port.value)).collect();
    assert_eq!(found, expected);
}

/// The outbounds of the Dataplane `cart`, as `address:port service`.
fn check_outbounds(documents: &[&str], expected: &[&str]) {
    let store = store(documents);
    let mesh = Mesh::build(&store, &World::default(), "default").0.expect("the mesh is there");
    let metadata = Metadata::default();
    let proxy = ProxyView::build(&mesh, "cart", &metadata).expect("the Dataplane is there");
    let outbounds = proxy.outbounds.iter().map(|outbound| {
        let service = match &outbound.destination {
            Destination::Tags(tags) => tags.service().to_owned(),
            Destination::Resource(kri) => kri.to_string(),
        };
        format!("{}:{} {service}", outbound.address.value, outbound.port.value)
    });
    assert_eq!(outbounds.collect::<Vec<_>>(), expected);
}

#[test]
fn endpoints_are_called_at_their_advertised_address() {
    check_endpoints(&[MESH], "stock", &["192.0.2.3:9000", "10.20.0.4:9000"]);
}

#[test]
fn a_service_speaks_what_its_endpoints_have_in_common() {
    let store = store(&[MESH]);
    let mesh = Mesh::build(&store, &World::default(), "default").0.expect("the mesh is there");
    assert_eq!(mesh.protocol("stock"), Protocol::Http2);
    assert_eq!(mesh.protocol("cart"), Protocol::Http);
    assert_eq!(mesh.protocol("nobody"), Protocol::Unknown);
}

#[test]
fn addresses_are_handed_out_in_the_order_of_services() {
    check_outbounds(&[MESH], &["240.0.0.0:80 cart", "240.0.0.1:80 stock"]);
}

#[test]
fn a_mesh_of_service_resources_has_no_services_by_tags() {
    let exclusive = MESH.replacen("skip", "meshServices: {mode: Exclusive}\nskip", 1);
    check_outbounds(
        &[&exclusive],
        &[
            "241.0.0.0:8000 kri_msvc_default_default__cart_8000",
            "241.0.0.1:9000 kri_msvc_default_default__stock_main",
        ],
    );
    check_endpoints(&[&exclusive], "default_stock__default_msvc_9000", &["192.0.2.3:9000", "10.20.0.4:9000"]);
}

#[test]
fn a_dataplane_that_lists_services_reaches_no_others() {
    let listing = MESH.replacen("15001}", "15001, reachableServices: [stock]}", 1);
    check_outbounds(&[&listing], &["240.0.0.1:80 stock"]);
}

#[test]
fn virtual_outbounds_name_services_in_their_own_way() {
    let named = "
type: VirtualOutbound
mesh: default
name: named
selectors: [{match: {kuma.io/service: stock}}]
conf: {host: '{{.service}}.internal', port: '7000', parameters: [{name: service, tagKey: kuma.io/service}]}
";
    check_outbounds(&[MESH, named], &["240.0.0.0:80 cart", "240.0.0.1:80 stock", "240.0.0.2:7000 stock"]);
}

#[test]
fn unified_names_need_the_feature_and_the_mode() {
    let store = store(&[MESH]);
    let mesh = Mesh::build(&store, &World::default(), "default").0.expect("the mesh is there");
    let metadata = Metadata { features: [Feature::UnifiedResourceNaming].into(), ..Metadata::default() };
    let proxy = ProxyView::build(&mesh, "cart", &metadata).expect("the Dataplane is there");
    assert_eq!(proxy.naming, Naming::Legacy);
}

#[test]
fn a_store_without_the_mesh_has_no_index() {
    let store = store(&[MESH]);
    assert!(Mesh::build(&store, &World::default(), "other").0.is_none());
}
