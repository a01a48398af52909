//! Merging routes: of every item only the first rule counts.

use crate::{list::CollectVec as _, policy::merge::overlay, tree::Node};

/// The first rules of the items, each laid over those before it.
pub(super) fn first_rules(items: &[&Node]) -> Vec<Node> {
    let first = |item: &&Node| item.get("rules").and_then(Node::as_list).and_then(<[Node]>::first).cloned();
    let rules: Vec<Node> = items.iter().filter_map(first).collect_vec();
    overlay(&rules.iter().collect_vec())
}
