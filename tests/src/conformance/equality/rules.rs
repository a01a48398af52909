//! Effective rules: resources of one name come in any order.

use kumascope_core::tree::{Node, Text, Value};

/// The reference sorts the rules of resources by name alone, so those of one name are put into an order here.
pub(in super::super) fn comparable_rules(mut answer: Node) -> Node {
    for kind in list(&mut answer, "rules") {
        let name = |rule: &Node| rule.get("resourceMeta").and_then(|meta| meta.get("name")).cloned();
        for same in list(kind, "toResourceRules").chunk_by_mut(|left, right| name(left) == name(right)) {
            same.sort_by_key(key);
        }
    }
    answer
}

/// What tells rules about resources of one name apart, in whichever order their members stand.
fn key(rule: &Node) -> (Option<Text>, Option<Text>) {
    let text = |node: Option<&Node>| node.and_then(Node::as_text).cloned();
    let kind = rule.get("resourceMeta").and_then(|meta| meta.get("type"));
    (text(kind), text(rule.get("resourceSectionName")))
}

fn list<'a>(node: &'a mut Node, member: &str) -> &'a mut [Node] {
    match node.as_map_mut().and_then(|members| members.get_mut(member)).map(|node| &mut node.value) {
        Some(Value::List(items)) => items,
        _ => &mut [],
    }
}
