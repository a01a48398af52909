//! Edits of filters: of the filter chains of listeners, and of their HTTP connection managers.

use super::{
    change::Change,
    findings::Findings,
    schema::{FilterModification, FilterOperation},
    selection::has_name,
};
use crate::{
    message::{Configuration, Fault, Resource, ResourceType},
    origin::Origin,
    tree::{Node, Value},
};

pub(super) const FILTER: &str = "envoy.config.listener.v3.Filter";
pub(super) const HTTP_FILTER: &str = "envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter";
const CONNECTION_MANAGER: &str = "envoy.filters.network.http_connection_manager";

/// Edits the filters of filter chains.
pub(super) fn network_filters(
    edit: &FilterModification,
    configuration: &mut Configuration,
    findings: &mut Findings,
) -> Result<(), Fault> {
    let change = Change::read(edit.value.as_ref(), edit.json_patches.as_ref(), FILTER, findings)?;
    for listener in listeners(configuration).filter(|listener| edit.is_about(listener)) {
        findings.change(listener);
        for chain in filter_chains(&mut listener.message) {
            edit_list(chain, "filters", edit, &change, findings)?;
        }
    }
    Ok(())
}

/// Edits the filters of HTTP connection managers.
pub(super) fn http_filters(
    edit: &FilterModification,
    configuration: &mut Configuration,
    findings: &mut Findings,
) -> Result<(), Fault> {
    let change = Change::read(edit.value.as_ref(), edit.json_patches.as_ref(), HTTP_FILTER, findings)?;
    for listener in listeners(configuration).filter(|listener| edit.is_about(listener)) {
        findings.change(listener);
        for manager in connection_managers(&mut listener.message) {
            edit_list(manager, "httpFilters", edit, &change, findings)?;
        }
    }
    Ok(())
}

/// The listeners, for change.
pub(super) fn listeners(configuration: &mut Configuration) -> impl Iterator<Item = &mut Resource> {
    configuration.iter_mut().filter(|found| found.resource_type == ResourceType::Listener)
}

/// The HTTP connection managers of a listener's filter chains.
pub(super) fn connection_managers(listener: &mut Node) -> impl Iterator<Item = &mut Node> {
    let filters = filter_chains(listener).flat_map(|chain| items_mut(chain, "filters"));
    filters
        .filter(|filter| filter.get("name").and_then(Node::as_str) == Some(CONNECTION_MANAGER))
        .filter_map(|filter| filter.as_map_mut()?.get_mut("typedConfig"))
}

fn filter_chains(listener: &mut Node) -> impl Iterator<Item = &mut Node> {
    items_mut(listener, "filterChains")
}

/// The items of a repeated field.
pub(super) fn items_mut<'a>(
    message: &'a mut Node,
    field: &str,
) -> impl Iterator<Item = &'a mut Node> + use<'a> {
    let list = message.as_map_mut().and_then(|members| members.get_mut(field));
    list.map(|node| match &mut node.value {
        Value::List(items) => items.as_mut_slice(),
        _ => &mut [],
    })
    .into_iter()
    .flatten()
}

/// Changes a repeated field as a list. A list without items is no field at all.
pub(super) fn with_items<T>(
    message: &mut Node,
    field: &'static str,
    change: impl FnOnce(&mut Vec<Node>) -> T,
) -> T {
    let origin = message.origin;
    let taken = message.as_map_mut().and_then(|members| members.get_mut(field)).map(|node| {
        let items = match &mut node.value {
            Value::List(items) => std::mem::take(items),
            _ => Vec::new(),
        };
        (items, node.origin)
    });
    let (mut items, origin) = taken.unwrap_or((Vec::new(), origin));
    let result = change(&mut items);
    let Some(members) = message.as_map_mut() else { return result };
    if items.is_empty() {
        members.remove(field);
        if members.is_empty() {
            message.origin = Origin::Rule(&"MeshProxyPatch that leaves nothing");
        }
    } else {
        members.set(field, Node::list(items, origin));
    }
    result
}

fn edit_list(
    holder: &mut Node,
    field: &'static str,
    edit: &FilterModification,
    change: &Change,
    findings: &mut Findings,
) -> Result<(), Fault> {
    let wanted = edit.selection.as_ref().and_then(|selection| selection.name.as_ref());
    with_items(holder, field, |filters| {
        let named = |filters: &[Node]| {
            wanted.and_then(|_| filters.iter().position(|filter| has_name(filter, wanted)))
        };
        match edit.operation {
            FilterOperation::Remove => filters.retain(|filter| !has_name(filter, wanted)),
            FilterOperation::Patch => {
                let mut meant = filters.iter_mut().filter(|filter| has_name(filter, wanted));
                return meant.try_for_each(|filter| change.apply_to_filter(filter, findings));
            }
            FilterOperation::AddFirst => filters.insert(0, change.message()),
            FilterOperation::AddLast => filters.push(change.message()),
            FilterOperation::AddBefore => {
                if let Some(position) = named(filters) {
                    filters.insert(position, change.message());
                }
            }
            FilterOperation::AddAfter => {
                if let Some(position) = named(filters) {
                    filters.insert(position + 1, change.message());
                }
            }
        }
        Ok(())
    })
}

impl FilterModification {
    fn is_about(&self, listener: &Resource) -> bool {
        self.selection.as_ref().is_none_or(|selection| selection.includes_listener(listener))
    }
}
