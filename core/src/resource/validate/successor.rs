//! How what is deprecated is said today, where that is a matter of other words in the same place.

use super::Place;
use crate::{
    origin::{Location, Span},
    report::{Edit, Fix},
    tree::{Entry, Map, Node},
};

/// `rules` in place of `from`, for policies whose `from` counts as rules: nothing but the name of the list and the targets of its
/// items goes, which can only be the mesh. A policy with `to` would have to be split in two.
pub(super) fn rules(spec: &Place<'_>) -> Option<Fix> {
    let map = spec.node()?.as_map()?;
    let entry = map.entry("from").filter(|_| map.get("rules").is_none() && spec.field("to").is_empty())?;
    let items = entry.value.as_list()?.iter().map(without_target);
    let mut edits: Vec<Edit> = items.collect::<Option<_>>()?;
    edits.push(Edit { location: entry.key_origin.location()?, text: "rules".into() });
    Some(Fix { title: "write `rules`".into(), edits })
}

/// Takes the target of an item of `from` out: everything from its key to that of the conf.
fn without_target(item: &Node) -> Option<Edit> {
    let mut members = item.as_map()?.iter();
    let (target, conf) = (members.next()?, members.next()?);
    let kind = target.value.as_map().filter(|map| map.len() == 1)?.get("kind")?;
    let is_mesh = target.key == "targetRef" && kind.as_str() == Some("Mesh");
    let is_all = conf.key == "default" && members.next().is_none();
    let (start, end) = (target.key_origin.location()?, conf.key_origin.location()?);
    let span = Span { start: start.span.start, end: end.span.start };
    (is_mesh && is_all && start.source == end.source && span.start < span.end)
        .then(|| Edit { location: Location { span, ..start }, text: String::new() })
}

/// `MeshSubset` with the tag of the service in place of `MeshService` with its name.
pub(super) fn subset(target: &Place<'_>) -> Option<Fix> {
    let map = target.node()?.as_map().filter(|map| map.len() == 2)?;
    let (kind, name) = (map.get("kind")?, map.entry("name")?);
    let value = name.value.location().filter(|value| value.span.start < value.span.end)?;
    let end = Span { start: value.span.end, end: value.span.end };
    let edits = vec![
        Edit { location: kind.location()?, text: "MeshSubset".into() },
        Edit { location: key(name, map)?, text: "tags: {kuma.io/service".into() },
        Edit { location: Location { span: end, ..value }, text: "}".into() },
    ];
    Some(Fix { title: "write `MeshSubset`".into(), edits })
}

/// The place of a key without quotes: what is put there keeps them. Nothing where the map has the new name already.
fn key(entry: &Entry, map: &Map) -> Option<Location> {
    let location = entry.key_origin.location().filter(|_| map.get("tags").is_none())?;
    let length = usize::try_from(location.span.end.checked_sub(location.span.start)?).ok()?;
    (length == entry.key.len()).then_some(location)
}
