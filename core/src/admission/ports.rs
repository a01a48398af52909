//! The ports of service resources as they are written, whatever their numbers.

use crate::{
    index::sni,
    list::CollectVec as _,
    origin::Origin,
    resource::{Kri, Resource},
    tree::{Message, Node, Number, Text, Value},
};

const SERVER_NAMES: Origin = Origin::Rule(&"server names of ports");

/// The numbers and sections of the ports of a service resource: their names, or their numbers.
pub(super) fn ports(kind: &str, root: &Node) -> Vec<(Number, Text)> {
    let Some(spec) = root.get("spec") else { return Vec::new() };
    let listed = spec.get("ports").and_then(Node::as_list).unwrap_or_default();
    listed.iter().chain(spec.get("match")).filter_map(|node| port(kind, node)).collect_vec()
}

/// The server names by which the ports of a service resource are asked for in TLS, by number.
pub(super) fn server_names(resource: &Resource, root: &Node) -> Vec<Node> {
    let mut ports = match resource.meta.kind.0.name {
        kind @ ("MeshService" | "MeshExternalService" | "MeshMultiZoneService") => ports(kind, root),
        _ => Vec::new(),
    };
    ports.sort_by(|(left, _), (right, _)| left.as_f64().total_cmp(&right.as_f64()));
    let name = |(number, section): (Number, Text)| -> Node {
        let kri = Kri { section, ..resource.meta.kri() };
        let entry = Message::new(SERVER_NAMES).constant("port", number);
        entry.with("sni", Node::string(sni::format_kri(&kri), SERVER_NAMES)).into()
    };
    ports.into_iter().map(name).collect_vec()
}

/// Of a MeshService an empty name counts as one.
fn port(kind: &str, port: &Node) -> Option<(Number, Text)> {
    let Some(Value::Number(number)) = port.get("port").map(|node| &node.value) else { return None };
    let name = port.get("name").and_then(Node::as_text).cloned();
    let name = name.filter(|name| kind == "MeshService" || !name.is_empty());
    Some((*number, name.unwrap_or_else(|| super::go::numeral(*number).into())))
}
