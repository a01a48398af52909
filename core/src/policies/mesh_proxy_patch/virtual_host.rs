//! Edits of virtual hosts, in the route configurations that stand in listeners.

use super::{
    change::Change,
    filter::{connection_managers, items_mut, listeners, with_items},
    findings::Findings,
    schema::{ResourceOperation, VirtualHostMatch, VirtualHostModification},
    selection::has_name,
};
use crate::{
    message::{Configuration, Fault, MessageType},
    tree::Node,
};

pub(super) const VIRTUAL_HOST: &str = "envoy.config.route.v3.VirtualHost";

/// Edits virtual hosts.
pub(super) fn virtual_hosts(
    edit: &VirtualHostModification,
    configuration: &mut Configuration,
    findings: &mut Findings,
) -> Result<(), Fault> {
    let change = Change::read(edit.value.as_ref(), edit.json_patches.as_ref(), VIRTUAL_HOST, findings)?;
    let selection = edit.selection.clone().unwrap_or_default();
    for listener in listeners(configuration).filter(|listener| selection.includes_listener(listener)) {
        findings.change(listener);
        let routes = connection_managers(&mut listener.message)
            .filter_map(|manager| manager.as_map_mut()?.get_mut("routeConfig"))
            .filter(|routes| has_name(routes, selection.route_configuration_name.as_ref()));
        for routes in routes {
            apply(edit.operation, routes, &change, &selection, findings)?;
        }
    }
    Ok(())
}

fn apply(
    operation: ResourceOperation,
    routes: &mut Node,
    change: &Change,
    selection: &VirtualHostMatch,
    findings: &mut Findings,
) -> Result<(), Fault> {
    let wanted = selection.name.as_ref();
    match operation {
        ResourceOperation::Add => with_items(routes, "virtualHosts", |hosts| hosts.push(change.message())),
        ResourceOperation::Remove => {
            with_items(routes, "virtualHosts", |hosts| hosts.retain(|host| !has_name(host, wanted)));
        }
        ResourceOperation::Patch => {
            let Some(message_type) = MessageType::named(VIRTUAL_HOST) else { return Ok(()) };
            for host in items_mut(routes, "virtualHosts").filter(|host| has_name(host, wanted)) {
                change.apply(host, &message_type, findings)?;
            }
        }
    }
    Ok(())
}
