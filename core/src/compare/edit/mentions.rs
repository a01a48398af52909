//! Whether a policy refers to a service or a route that is different.

use super::narrow::Seen;
use crate::{
    resource::{PolicySpec, TargetRef, target_ref::TargetKind},
    tree::{Node, Value},
};

/// What a reference says: kind, name, and whether it selects by labels.
struct Reference<'r> {
    kind: &'r str,
    name: &'r str,
    by_labels: bool,
}

/// Whether a policy refers to something that is different, or might: by labels, or by one of several forms of a name.
pub(super) fn mentions(policy: &PolicySpec, seen: &Seen) -> bool {
    let targets = policy.target_ref.iter().chain(policy.to.iter().map(|item| &item.target_ref));
    let mut targets = targets.chain(policy.from.iter().map(|item| &item.target_ref));
    let to = policy.to.iter().map(|item| &item.conf);
    let from = policy.from.iter().map(|item| &item.conf);
    let rules = policy.rules.iter().map(|item| &item.conf);
    let mut confs = to.chain(from).chain(rules).chain(&policy.default);
    targets.any(|target| of_target(target).means(seen)) || confs.any(|conf| is_in(conf, seen))
}

fn of_target(target: &TargetRef) -> Reference<'_> {
    Reference {
        kind: target.kind.value.name(),
        name: target.name.as_ref().map_or("", |name| name.value.as_str()),
        by_labels: target.labels.as_ref().is_some_and(|labels| !labels.is_empty()),
    }
}

/// Whether a conf holds such a reference. What looks like one counts as one.
fn is_in(conf: &Node, seen: &Seen) -> bool {
    match &conf.value {
        Value::List(items) => items.iter().any(|item| is_in(item, seen)),
        Value::Map(members) => {
            let text = |member: &str| members.get(member).and_then(Node::as_str).unwrap_or_default();
            let labels = members.get("labels").and_then(Node::as_map);
            let by_labels = labels.is_some_and(|labels| !labels.is_empty());
            Reference { kind: text("kind"), name: text("name"), by_labels }.means(seen)
                || members.iter().any(|member| is_in(&member.value, seen))
        }
        _ => false,
    }
}

impl Reference<'_> {
    fn means(&self, seen: &Seen) -> bool {
        if self.kind == TargetKind::MeshHTTPRoute.name() {
            return seen.routes;
        }
        let is_service = self.kind.starts_with("Mesh") && self.kind.contains("Service");
        // Kubernetes writes name, namespace and port into one name.
        is_service
            && seen.has_services()
            && (self.by_labels || self.name.contains('_') || seen.names.contains(self.name))
    }
}
