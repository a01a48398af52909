//! Several resources that are put one after the other, so that later ones meet what earlier ones left.

use super::{Answer, Body, Deployment, Request, UnknownKind, answer};
use crate::{
    list::CollectVec as _,
    origin::Origin,
    report::Report,
    resource::{Registry, Resource, Scope, decode},
    text::{Sources, parse},
    tree::{Map, Node, Text, Value},
    world::World,
};

/// A document, and what the control plane answers to it.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Its kind, as it says itself.
    pub kind: Text,
    /// The mesh to whose address it is put: `default` where it names none, empty for kinds that belong to no mesh.
    pub mesh: Text,
    /// Its name.
    pub name: Text,
    /// Where it was written.
    pub origin: Origin,
    /// The answer; nothing where Kuma has no such kind.
    pub answer: Result<Answer, UnknownKind>,
}

/// Puts all documents, each to the address that it names itself, into a control plane that holds nothing but the Mesh `default`:
/// meshes first, for others belong to them. The answers come in the order of the documents.
pub fn answers(
    sources: &Sources,
    registry: &Registry,
    deployment: Deployment,
    world: &World,
) -> (Vec<Answered>, Report) {
    let (documents, report) = parse(sources);
    let mut store = Vec::new();
    if !world.control_plane.defaults.skip_mesh_creation {
        let mesh = mesh_default();
        // A federated zone gets its meshes from the global control plane.
        let first = ask(&mesh, &store, registry, Deployment::Zone, world);
        keep(&mut store, first.answer.as_ref(), registry);
    }
    let is_mesh = |root: &Node| root.get("type").and_then(Node::as_str) == Some("Mesh");
    let mut indexes: Vec<usize> = (0..documents.len()).collect_vec();
    indexes.sort_by_key(|index| documents.get(*index).is_none_or(|document| !is_mesh(&document.root)));
    let mut answered: Vec<(usize, Answered)> = Vec::with_capacity(indexes.len());
    for index in indexes {
        if let Some(document) = documents.get(index) {
            let found = ask(&document.root, &store, registry, deployment, world);
            keep(&mut store, found.answer.as_ref(), registry);
            answered.push((index, found));
        }
    }
    answered.sort_by_key(|(index, _)| *index);
    (answered.into_iter().map(|(_, answered)| answered).collect_vec(), report)
}

/// Puts what was accepted into a store, over what it replaces.
pub fn keep(store: &mut Vec<Resource>, answer: Result<&Answer, &UnknownKind>, registry: &Registry) {
    let stored = answer.ok().and_then(|answer| answer.stored.as_ref());
    let resource = stored.and_then(|stored| decode(stored, registry, &mut Report::default()));
    if let Some(resource) = resource {
        let key = |resource: &Resource| {
            (resource.meta.kind, resource.meta.mesh.clone(), resource.meta.name.clone())
        };
        store.retain(|other| key(other) != key(&resource));
        store.push(resource);
    }
}

fn ask(
    root: &Node,
    store: &[Resource],
    registry: &Registry,
    deployment: Deployment,
    world: &World,
) -> Answered {
    let [kind, mesh, name] = ["type", "mesh", "name"].map(|field| super::text(root, field));
    let mesh = match registry.kind(&kind).map(|kind| kind.0.scope) {
        Some(Scope::Mesh) if mesh.is_empty() => Text::new_static("default"),
        Some(Scope::Global) => Text::default(),
        _ => mesh,
    };
    let request = Request { kind: &kind, mesh: &mesh, name: &name, body: Body::Tree(root) };
    let answer = answer(&request, store, registry, deployment, world);
    Answered { kind, mesh, name, origin: root.origin, answer }
}

fn mesh_default() -> Node {
    let origin = Origin::Default(&"created when the control plane starts");
    let members = [("type", "Mesh"), ("name", "default")];
    let members: Map =
        members.into_iter().map(|(key, value)| (Text::new(key), Node::string(value, origin))).collect();
    Node::new(Value::Map(members), origin)
}
