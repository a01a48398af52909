//! What settling adds, on small stores.

use super::settle;
use crate::{
    origin::Origin,
    report::Report,
    resource::{Registry, Resource, decode},
    text::{Sources, parse},
    world::World,
};

const MESH: &str =
    "type: Mesh\nname: default\nskipCreatingInitialPolicies: ['*']\nmeshServices: {mode: Exclusive}\n---\n";

fn world() -> World {
    let mut world = World::default();
    world.control_plane.defaults.skip_mesh_creation = true;
    world
}

fn settled(text: &str, world: &World) -> (Vec<Resource>, Report) {
    let mut sources = Sources::default();
    sources.add("in.yaml", text);
    let (documents, mut report) = parse(&sources);
    let registry = Registry::default();
    let written: Vec<Resource> =
        documents.iter().filter_map(|document| decode(&document.root, &registry, &mut report)).collect();
    assert!(report.diagnostics.is_empty(), "{report:?}");
    settle(written, world, &registry)
}

fn find<'a>(resources: &'a [Resource], kind: &str, name: &str) -> &'a Resource {
    let mut found = resources.iter().filter(|it| it.meta.kind.0.name == kind && it.meta.name == name);
    found.next().unwrap_or_else(|| panic!("no {kind} {name}"))
}

fn json(resource: &Resource, field: &str) -> String {
    let document = resource.encode(&Registry::default());
    document.get(field).map_or_else(String::new, crate::tree::Node::to_json)
}

fn dataplane(name: &str, port: u32, service: &str) -> String {
    format!(
        "type: Dataplane\nmesh: default\nname: {name}\nnetworking:\n  address: 10.0.0.1\n  inbound:\n  \
         - {{port: {port}, tags: {{kuma.io/service: {service}, kuma.io/protocol: http}}}}\n---\n"
    )
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn an_empty_input_settles_to_what_a_control_plane_starts_with() {
    let (resources, report) = settled("", &World::default());
    let names: Vec<String> =
        resources.iter().map(|it| format!("{} {}", it.meta.kind, it.meta.name)).collect();
    assert_eq!(
        names.iter().filter(|name| !name.contains("all-default")).collect::<Vec<_>>(),
        [
            "HostnameGenerator local-mesh-external-service",
            "HostnameGenerator local-universal-mesh-service",
            "Mesh default",
            "Zone default"
        ]
    );
    assert!(report.diagnostics.is_empty());
    assert!(resources.iter().all(|it| matches!(it.meta.origin, Origin::Default(_))));
}

#[test]
fn a_mesh_begins_with_policies_unless_it_skips_them() {
    let names = |text: &str| {
        let (resources, _) = settled(text, &world());
        let policies = resources.into_iter().filter(|it| it.meta.name.ends_with("-all-shop"));
        policies.map(|it| it.meta.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        names("type: Mesh\nname: shop\n"),
        [
            "mesh-circuit-breaker-all-shop",
            "mesh-retry-all-shop",
            "mesh-gateways-timeout-all-shop",
            "mesh-timeout-all-shop"
        ]
    );
    assert_eq!(
        names("type: Mesh\nname: shop\nskipCreatingInitialPolicies: [MeshTimeout, MeshRetry]\n"),
        ["mesh-circuit-breaker-all-shop"]
    );
    assert_eq!(names("type: Mesh\nname: shop\nskipCreatingInitialPolicies: ['*']\n"), Vec::<String>::new());
}

#[test]
fn a_dataplane_makes_a_mesh_service_with_name_address_and_status() {
    let (resources, report) = settled(&(MESH.to_owned() + &dataplane("cart-1", 8080, "cart")), &world());
    assert!(report.diagnostics.is_empty(), "{report:?}");
    let service = find(&resources, "MeshService", "cart");
    assert!(service.meta.origin.location().is_some(), "owed to the tag that names it");
    assert_eq!(
        json(service, "spec"),
        r#"{"state":"Available","selector":{"dataplaneTags":{"kuma.io/service":"cart"}},"ports":[{"name":"8080","port":8080,"targetPort":8080,"appProtocol":"http"}],"identities":[{"type":"ServiceTag","value":"cart"}]}"#
    );
    let status = json(service, "status");
    for part in [
        r#""hostname":"cart.svc.mesh.local""#,
        r#""ip":"241.0.0.0""#,
        r#""status":"NotReady""#,
        r#""healthy":1"#,
    ] {
        assert!(status.contains(part), "{part} in {status}");
    }
    let cart = json(find(&resources, "Dataplane", "cart-1"), "networking");
    assert!(cart.contains(r#""kuma.io/zone":"default""#), "{cart}");
}

#[test]
fn other_ports_of_the_same_service_are_reported() {
    let text = MESH.to_owned() + &dataplane("cart-1", 8080, "cart") + &dataplane("cart-2", 9090, "cart");
    let (resources, report) = settled(&text, &world());
    assert_eq!(codes(&report), ["port-conflict"]);
    assert!(json(find(&resources, "MeshService", "cart"), "spec").contains(r#""port":8080"#));
}

#[test]
fn the_order_of_independent_documents_changes_nothing() {
    let (cart, till) = (dataplane("cart", 8080, "cart"), dataplane("till", 9090, "till"));
    let print = |text: String| {
        let (resources, _) = settled(&text, &world());
        resources.iter().map(|it| it.encode(&Registry::default()).to_json()).collect::<Vec<_>>()
    };
    let one = print(MESH.to_owned() + &cart + &till);
    assert_eq!(one, print(till + &cart + MESH));
}

#[test]
fn resources_without_their_mesh_are_left_out() {
    let (resources, report) = settled(&dataplane("cart", 8080, "cart"), &world());
    assert_eq!(codes(&report), ["mesh-not-found"]);
    assert!(resources.iter().all(|it| it.meta.kind.0.name != "Dataplane"));
}

#[test]
fn a_resource_that_is_written_twice_counts_as_written_last() {
    let text = MESH.to_owned() + &dataplane("cart", 8080, "cart") + &dataplane("cart", 9090, "till");
    let (resources, report) = settled(&text, &world());
    assert_eq!(codes(&report), ["duplicate-resource"]);
    assert!(json(find(&resources, "Dataplane", "cart"), "networking").contains("9090"));
}

#[test]
fn the_constraints_of_a_mesh_keep_dataplanes_out() {
    let mesh = "type: Mesh\nname: default\nskipCreatingInitialPolicies: ['*']\nconstraints:\n  dataplaneProxy:\n    \
                restrictions: [{tags: {kuma.io/service: cart}}]\n---\n";
    let (resources, report) = settled(&(mesh.to_owned() + &dataplane("cart", 8080, "cart")), &world());
    assert_eq!(codes(&report), ["mesh-constraint"]);
    assert!(resources.iter().all(|it| it.meta.kind.0.name != "Dataplane"));
}

#[test]
fn a_range_that_is_too_small_is_reported() {
    let mut world = world();
    world.set("KUMA_IPAM_MESH_SERVICE_CIDR", "251.0.0.0/32").expect("a setting");
    let text = MESH.to_owned() + &dataplane("cart", 8080, "cart") + &dataplane("till", 9090, "till");
    let (_, report) = settled(&text, &world);
    assert_eq!(codes(&report), ["no-address-left"]);
}
