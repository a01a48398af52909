//! The impact as JSON.

use kumascope_core::{
    compare::{Cause, Group, Impact, Tally},
    origin::{Location, Origin},
    sorted::SortedSet,
    text::Sources,
    tree::{Map, Message, Node, Text, Value},
};

use super::summary::{Summary, word};
use crate::findings;

const RULE: Origin = Origin::Rule(&"impact");

/// Everything: how many proxies there are and change, the resources behind it, and each proxy.
pub(super) fn answer(summary: &Summary<'_>) -> Node {
    let causes = summary.causes.iter().map(|(cause, count)| {
        Node::from(of_cause(cause, summary.sources).constant("proxies", number(*count)))
    });
    let proxies = summary.impacts.iter().map(|impact| of_proxy(impact, summary.sources));
    Message::new(RULE)
        .constant("total", number(summary.proxies))
        .constant("changed", number(summary.impacts.len()))
        .with("tally", of_tally(&summary.tally))
        .with("causes", Node::list(causes.collect(), RULE))
        .with("proxies", Node::list(proxies.collect(), RULE))
        .into()
}

fn of_proxy(impact: &Impact, sources: (&Sources, &Sources)) -> Node {
    let causes = impact.causes.iter().map(|cause| Node::from(of_cause(cause, sources)));
    Message::new(RULE)
        .constant("proxy", impact.proxy.to_string())
        .constant("change", word(impact.presence))
        .constant("changes", number(impact.changes))
        .with("tally", of_tally(&impact.tally))
        .with("causes", Node::list(causes.collect(), RULE))
        .into()
}

fn of_tally(tally: &Tally) -> Node {
    let of_group = |group: Group| {
        let count = tally.0.get(&group)?;
        let counts = Message::new(RULE)
            .constant("added", number(count.added))
            .constant("removed", number(count.removed))
            .constant("changed", number(count.changed));
        Some((Text::new_static(key(group)), Node::from(counts)))
    };
    let groups: Map = Group::ALL.into_iter().filter_map(of_group).collect();
    Node::new(Value::Map(groups), RULE)
}

fn of_cause(cause: &Cause, (old, new): (&Sources, &Sources)) -> Message {
    let places = |places: &SortedSet<Location>, sources: &Sources| {
        places.iter().map(|place| findings::place(*place, sources)).collect::<Vec<_>>()
    };
    Message::new(RULE)
        .constant("type", cause.kind.0.name)
        .text("mesh", cause.mesh.clone())
        .constant("name", cause.name.clone())
        .constant("change", word(cause.presence))
        .list("old", places(&cause.old, old))
        .list("new", places(&cause.new, new))
}

fn key(group: Group) -> &'static str {
    if group == Group::Runtime { "runtimeLayers" } else { group.plural() }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
