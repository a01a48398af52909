//! Asking for one entry.

use kumascope_core::{
    admission::{self, Answer, Body, Deployment, Request},
    registry,
    resource::Resource,
    tree::{Node, Value},
    world::World,
};

use super::{Difference, Entry, Setup, entry};

/// What differs between the recorded answer and ours.
pub(super) fn differences(setup: &Setup, entry: &Entry) -> Vec<Difference> {
    let mut store = setup.store.clone();
    for resource in &entry.before {
        put(&mut store, resource, setup.deployment, &setup.world);
    }
    let answer = answer(setup, entry, &store).map(|answer| answer.to_node());
    match answer {
        Some(answer) if entry.is_unordered => Difference::between(&entry.answer, &in_order(answer)),
        Some(answer) => Difference::between(&entry.answer, &answer),
        None => vec![Difference::whole(Some(entry.answer.clone()), None)],
    }
}

/// Puts a resource into a store, as far as it is accepted.
pub(super) fn put(store: &mut Vec<Resource>, resource: &Node, deployment: Deployment, world: &World) {
    let text = |field: &str| resource.get(field).and_then(Node::as_str).unwrap_or_default();
    let request =
        Request { kind: text("type"), mesh: text("mesh"), name: text("name"), body: Body::Tree(resource) };
    let answer = admission::answer(&request, store, &registry(), deployment, world);
    admission::keep(store, answer.as_ref(), &registry());
}

fn answer(setup: &Setup, entry: &Entry, store: &[Resource]) -> Option<Answer> {
    let empty = Node::empty(entry.answer.origin);
    let resource = match &entry.body {
        entry::Body::Resource(node) => node,
        entry::Body::Raw(_) => &empty,
    };
    let part = |field: &str| {
        let of_url = entry.url.as_ref().and_then(|url| url.get(field));
        of_url.or_else(|| resource.get(field)).and_then(Node::as_str).unwrap_or_default()
    };
    let request = Request {
        kind: part("type"),
        mesh: part("mesh"),
        name: part("name"),
        body: match &entry.body {
            entry::Body::Resource(node) => Body::Tree(node),
            entry::Body::Raw(text) => Body::Text(text),
        },
    };
    admission::answer(&request, store, &registry(), setup.deployment, &setup.world).ok()
}

/// The same answer with its violations in the order of fields and reasons.
fn in_order(mut answer: Node) -> Node {
    let violations = answer
        .as_map_mut()
        .and_then(|members| members.get_mut("body"))
        .and_then(Node::as_map_mut)
        .and_then(|body| body.get_mut("invalid_parameters"));
    if let Some(Value::List(list)) = violations.map(|violations| &mut violations.value) {
        list.sort_by_cached_key(|violation| {
            ["field", "reason"]
                .map(|name| violation.get(name).and_then(Node::as_str).unwrap_or_default().to_owned())
        });
    }
    answer
}
