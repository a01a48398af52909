//! The applications whose metrics kuma-dp gathers: legacy `metrics` of Mesh and Dataplane.

use crate::{
    list::CollectVec as _,
    origin::{Origin, Traced},
    resource::{Dataplane, Mesh},
    tree::{Node, Text},
};

const DEFAULT: Origin = Origin::Default(&"metrics of Mesh and Dataplane");

/// An application with metrics.
pub(super) struct Aggregate {
    pub(super) name: Traced<Text>,
    pub(super) address: Traced<Text>,
    pub(super) port: Traced<u32>,
    pub(super) path: Traced<Text>,
}

/// The applications of the mesh, overridden by those of the Dataplane of the same name, then its others.
pub(super) fn aggregates(mesh: &Mesh, dataplane: &Dataplane) -> Vec<Aggregate> {
    let Some(conf) = enabled_conf(mesh) else { return Vec::new() };
    let own = dataplane.metrics.as_ref().filter(|metrics| metrics.backend_type.value == "prometheus");
    let own = own.and_then(|metrics| metrics.conf.as_ref());
    let mut items: Vec<&Node> = Vec::new();
    for item in list(Some(conf)).chain(list(own)) {
        match items.iter_mut().find(|present| name(present) == name(item)) {
            Some(present) => *present = item,
            None => items.push(item),
        }
    }
    let enabled = items.into_iter().filter(|item| item.get("enabled").and_then(Node::as_bool) != Some(false));
    enabled.map(|item| aggregate(item, dataplane)).collect_vec()
}

fn enabled_conf(mesh: &Mesh) -> Option<&Node> {
    let metrics = mesh.metrics.as_ref()?;
    let enabled = metrics.enabled_backend.as_ref()?;
    metrics.backends.iter().find(|backend| backend.name == *enabled)?.conf.as_ref()
}

fn list(conf: Option<&Node>) -> impl Iterator<Item = &Node> {
    conf.and_then(|conf| conf.get("aggregate")).and_then(Node::as_list).into_iter().flatten()
}

fn name(item: &Node) -> &str {
    item.get("name").and_then(Node::as_str).unwrap_or_default()
}

fn aggregate(item: &Node, dataplane: &Dataplane) -> Aggregate {
    let text = |field| {
        let node = item.get(field).filter(|node| node.as_str().is_some_and(|text| !text.is_empty()));
        node.and_then(|node| Some(Traced::new(node.as_text()?.clone(), node.origin)))
    };
    let absent = || Traced::new(Text::default(), DEFAULT);
    let port =
        item.get("port").and_then(|node| Some(Traced::new(u32::try_from(node.as_u64()?).ok()?, node.origin)));
    Aggregate {
        name: text("name").unwrap_or_else(absent),
        address: text("address").unwrap_or_else(|| dataplane.networking.address.clone()),
        port: port.unwrap_or_else(|| Traced::new(0, DEFAULT)),
        path: text("path").unwrap_or_else(absent),
    }
}
