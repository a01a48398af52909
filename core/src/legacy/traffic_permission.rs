//! TrafficPermission: `envoy.extensions.filters.network.rbac.v3.RBAC` before everything else.

use crate::{
    index::SERVICE_TAG,
    list::CollectVec as _,
    model::{FilterChain, NetworkFilter, sanitize_stat},
    origin::{Origin, Traced},
    resource::{Resource, virtual_outbound::Selector},
    tree::{Message, Node, Text},
};

const RULE: &str = "TrafficPermission: nobody is let in without a permission";

/// Lets in the sources of the permission, and nobody where there is none. `name` is for statistics.
pub(super) fn prepend(chain: &mut FilterChain, name: &str, permission: Option<&Resource>) {
    let origin = permission.map_or(Origin::Rule(&RULE), |permission| permission.meta.origin);
    let policies = permission.map(|found| (found.meta.name.clone(), policy(found)));
    let rules = Message::new(origin).map("policies", policies);
    let config = Message::typed("envoy.extensions.filters.network.rbac.v3.RBAC", origin)
        .with("rules", rules)
        .constant("statPrefix", format!("{}.", sanitize_stat(&Text::new(name))));
    let filter =
        NetworkFilter::Extension { name: "envoy.filters.network.rbac".into(), config: config.into() };
    chain.filters.insert(0, filter);
}

fn policy(permission: &Resource) -> Node {
    let origin = permission.meta.origin;
    let sources = permission.spec.connections().map(|found| found.sources).unwrap_or_default();
    let anything = Message::new(origin).constant("any", true);
    Message::new(origin)
        .list("permissions", [anything])
        .list("principals", sources.iter().map(|source| principal(source, &permission.meta.mesh, origin)))
        .into()
}

/// A client with all these tags: its service is in its SPIFFE ID, other tags are in names of their own.
fn principal(source: &Selector, mesh: &str, origin: Origin) -> Node {
    let tags = || source.matches.iter().filter(|(_, value)| value.value != "*");
    let others = tags()
        .filter(|(key, _)| *key != SERVICE_TAG)
        .map(|(key, value)| identity(format!("kuma://{key}/{}", value.value), value));
    let service = tags()
        .filter(|(key, value)| *key == SERVICE_TAG && !value.is_empty())
        .map(|(_, value)| identity(format!("spiffe://{mesh}/{}", value.value), value));
    let mut ids: Vec<Node> = others.chain(service).collect_vec();
    match ids.len() {
        0 => Message::new(origin).constant("any", true).into(),
        1 => ids.remove(0),
        _ => Message::new(origin).with("andIds", Message::new(origin).list("ids", ids)).into(),
    }
}

fn identity(name: String, tag: &Traced<Text>) -> Node {
    let exact = Message::new(tag.origin).constant("exact", name);
    let authenticated = Message::new(tag.origin).with("principalName", exact);
    Message::new(tag.origin).with("authenticated", authenticated).into()
}
