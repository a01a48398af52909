//! Merging routes: one conf for each host name; rules with the same matches become one, at the place of the later.
//!
//! Within one policy the first rule that matches wins, between policies the more specific policy. So rules are turned around
//! before they are merged, and once more after.

use crate::{
    list::CollectVec as _,
    policy::merge::overlay,
    tree::{Map, Node, Text, Value},
};

/// Merges items, least specific first, into one conf for each host name (all items without host names are one).
pub(super) fn routes(items: &[&Node]) -> Vec<Node> {
    let mut groups: Vec<(Option<Text>, Vec<&Node>)> = Vec::new();
    for item in items {
        for name in hostnames(item) {
            match groups.iter_mut().find(|(present, _)| *present == name) {
                Some((_, members)) => members.push(item),
                None => groups.push((name, vec![item])),
            }
        }
    }
    groups.into_iter().map(|(name, members)| merge_group(name, &members)).collect_vec()
}

fn hostnames(item: &Node) -> Vec<Option<Text>> {
    let names = item.get("hostnames").and_then(Node::as_list).unwrap_or_default();
    if names.is_empty() { vec![None] } else { names.iter().map(|name| name.as_text().cloned()).collect_vec() }
}

fn merge_group(name: Option<Text>, members: &[&Node]) -> Node {
    let origin = members
        .last()
        .map_or(crate::origin::Origin::Rule(&"form in which Envoy gets a MeshHTTPRoute"), |last| last.origin);
    let mut merged: Vec<Rule<'_>> = Vec::new();
    let turned = members.iter().flat_map(|member| rules(member).iter().rev());
    for rule in turned {
        let matches = rule.get("matches");
        let mut defaults: Vec<&Node> = Vec::new();
        if let Some(position) = merged.iter().position(|present| present.matches == matches) {
            defaults = merged.remove(position).defaults;
        }
        defaults.extend(rule.get("default"));
        merged.push(Rule { rule, matches, defaults });
    }
    let rules = merged.iter().rev().map(Rule::build).collect_vec();
    let hostnames = name.map(|name| Node::list(vec![Node::string(name, origin)], origin));
    let members = hostnames
        .map(|names| (Text::new_static("hostnames"), names))
        .into_iter()
        .chain([(Text::new_static("rules"), Node::list(rules, origin))]);
    Node::new(Value::Map(members.collect()), origin)
}

fn rules(item: &Node) -> &[Node] {
    item.get("rules").and_then(Node::as_list).unwrap_or_default()
}

struct Rule<'a> {
    rule: &'a Node,
    matches: Option<&'a Node>,
    defaults: Vec<&'a Node>,
}

impl Rule<'_> {
    fn build(&self) -> Node {
        let default = overlay(&self.defaults).into_iter().next();
        let members: Map = [("matches", self.matches.cloned()), ("default", default)]
            .into_iter()
            .filter_map(|(name, node)| Some((Text::new_static(name), node?)))
            .collect();
        Node::new(Value::Map(members), self.rule.origin)
    }
}
