//! Differences as JSON.

use kumascope_core::{
    compare::{Change, Difference},
    tree::{Message, Node, Pointer},
    world::ProxyKey,
};

use crate::comparison::{Surroundings, causes::Speaker};

/// A proxy and its changes.
pub(super) fn of_proxy(proxy: &ProxyKey, changes: &[Change<'_>], surroundings: &Surroundings<'_>) -> Node {
    Message::rule(&"difference")
        .constant("proxy", proxy.to_string())
        .list("changes", changes.iter().map(|change| of_change(change, surroundings)))
        .into()
}

fn of_change(change: &Change<'_>, surroundings: &Surroundings<'_>) -> Message {
    let (place, depth) = change.place();
    let kind = match change.difference {
        Difference::Added(_) => "added",
        Difference::Removed(_) => "removed",
        Difference::Replaced { .. } => "replaced",
        Difference::Moved { .. } => "moved",
    };
    let parts = place
        .parts
        .iter()
        .map(|part| Node::string(part.clone(), kumascope_core::origin::Origin::Rule(&"part")));
    let side = |node: Option<&Node>, pointer: Option<Pointer>, speaker: &Speaker<'_>| {
        node.map(|node| of_side(node, pointer, speaker))
    };
    Message::rule(&"change")
        .constant("group", place.group.name())
        .constant("message", place.message.clone())
        .list("parts", parts)
        .constant("change", kind)
        .text("path", change.path_from(depth))
        .optional("old", side(change.old(), change.old_pointer(), &surroundings.old))
        .optional("new", side(change.new(), change.new_pointer(), &surroundings.new))
}

fn of_side(node: &Node, pointer: Option<Pointer>, speaker: &Speaker<'_>) -> Message {
    Message::rule(&"side")
        .text("pointer", pointer.map(|pointer| pointer.to_string()).unwrap_or_default())
        .with("value", node.clone())
        .list("causes", speaker.nodes(node))
}
