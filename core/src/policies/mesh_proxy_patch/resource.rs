//! Edits of whole messages: clusters and listeners.

use super::{
    change::Change,
    findings::Findings,
    schema::{ClusterModification, ListenerModification, ResourceOperation},
};
use crate::{
    list::CollectVec as _,
    message::{Configuration, Fault, MessageType, Resource, ResourceType},
    tree::{Node, Text},
};

/// Edits clusters.
pub(super) fn clusters(
    edit: &ClusterModification,
    configuration: &mut Configuration,
    findings: &mut Findings,
) -> Result<(), Fault> {
    let kind = ResourceType::Cluster;
    let change =
        Change::read(edit.value.as_ref(), edit.json_patches.as_ref(), kind.message_name(), findings)?;
    let is_meant =
        |found: &Resource| edit.selection.as_ref().is_none_or(|selection| selection.includes(found));
    apply(edit.operation, kind, "proxy-template-modifications", &change, configuration, findings, is_meant)
}

/// Edits listeners.
pub(super) fn listeners(
    edit: &ListenerModification,
    configuration: &mut Configuration,
    findings: &mut Findings,
) -> Result<(), Fault> {
    let kind = ResourceType::Listener;
    let change =
        Change::read(edit.value.as_ref(), edit.json_patches.as_ref(), kind.message_name(), findings)?;
    let is_meant =
        |found: &Resource| edit.selection.as_ref().is_none_or(|selection| selection.includes(found));
    apply(edit.operation, kind, "mesh-proxy-patch", &change, configuration, findings, is_meant)
}

fn apply(
    operation: ResourceOperation,
    resource_type: ResourceType,
    generator: &'static str,
    change: &Change,
    configuration: &mut Configuration,
    findings: &mut Findings,
    is_meant: impl Fn(&Resource) -> bool,
) -> Result<(), Fault> {
    match operation {
        ResourceOperation::Add => {
            let message = change.message();
            let name = message.get("name").and_then(Node::as_text).cloned().unwrap_or_default();
            let added = Resource { resource_type, name, generator, message };
            findings.change(&added);
            configuration.add(added);
        }
        ResourceOperation::Remove => {
            let meant = configuration.of_type(resource_type).filter(|found| is_meant(found));
            let names: Vec<Text> = meant.map(|found| found.name.clone()).collect_vec();
            names.iter().for_each(|name| drop(configuration.remove(resource_type, name)));
        }
        ResourceOperation::Patch => {
            let Some(message_type) = MessageType::named(resource_type.message_name()) else { return Ok(()) };
            let of_type = configuration.iter_mut().filter(|found| found.resource_type == resource_type);
            for found in of_type.filter(|found| is_meant(found)) {
                findings.change(found);
                change.apply(&mut found.message, &message_type, findings)?;
            }
        }
    }
    Ok(())
}
