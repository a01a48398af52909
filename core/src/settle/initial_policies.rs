//! The policies that a new mesh begins with.

use super::{kubernetes, labels, store::Store};
use crate::{
    list::CollectVec as _,
    origin::Origin,
    report::Report,
    resource::{Mesh, Resource, decode},
    text::{Sources, parse},
    tree::{Node, Text},
    world::World,
};

const ORIGIN: Origin = Origin::Default(&"initial policy of a new mesh");

/// Creates the initial policies of every mesh, apart from those that it skips and those whose name is taken.
pub(super) fn create(store: &mut Store<'_>, world: &World) {
    let documents = documents();
    let meshes = store.meshes().map(|(meta, mesh)| (meta.clone(), mesh.clone())).collect_vec();
    for (meta, mesh) in &meshes {
        let wanted = documents.iter().filter(|document| is_wanted(document, mesh, world));
        let policies = wanted.filter_map(|document| policy(document, &meta.name, store)).collect_vec();
        for mut policy in policies {
            if meta.kubernetes.is_some() {
                kubernetes::move_to(&mut policy.meta, &world.control_plane.system_namespace, ORIGIN);
            }
            let meta = &policy.meta;
            if !store.contains(meta.kind.0.name, &meta.mesh, &meta.name) {
                labels::compute(&mut policy, Some(&world.zone));
                kubernetes::complete(
                    &mut policy,
                    &world.control_plane.system_namespace,
                    &mut Report::default(),
                );
                store.resources.push(policy);
            }
        }
    }
}

fn documents() -> Vec<Node> {
    let mut sources = Sources::default();
    sources.add("initial policies", include_str!("initial_policies.yaml"));
    let (documents, _) = parse(&sources);
    documents.into_iter().map(|document| document.root.with_origin(ORIGIN)).collect_vec()
}

fn is_wanted(document: &Node, mesh: &Mesh, world: &World) -> bool {
    let kind = document.get("type").and_then(Node::as_str).unwrap_or_default();
    let is_routing = matches!(kind, "TrafficPermission" | "TrafficRoute");
    let skipped =
        mesh.skip_creating_initial_policies.iter().any(|skip| skip.value == "*" || skip.value == kind);
    !skipped && (!is_routing || world.control_plane.defaults.create_mesh_routing_resources)
}

fn policy(document: &Node, mesh: &Text, store: &Store<'_>) -> Option<Resource> {
    let mut document = document.clone();
    let members = document.as_map_mut()?;
    let name = Text::from_iter([members.get("name")?.as_str()?, "-", mesh]);
    members.set("name", Node::string(name, ORIGIN));
    members.set("mesh", Node::string(mesh.clone(), ORIGIN));
    // A legacy policy is a kind without support: nobody wrote it, so there is nothing to say about it here.
    decode(&document, store.registry(), &mut Report::default())
}
