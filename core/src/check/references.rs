//! Whether what resources refer to exists.

use super::MeshContext;
use crate::{
    index::ServiceReference,
    origin::Origin,
    policy::{Resolution, resolution, typed},
    resource::{
        Kri, Meta, TargetRef, backend_ref::BackendRef, backend_resource_ref::BackendResourceRef,
        target_ref::TargetKind,
    },
    sorted::SortedMap,
    tree::{Node, Text, Value},
};

/// A reference that leads nowhere.
pub(super) struct Dangling {
    /// What is missing.
    pub(super) missing: Missing,
    /// What was meant, as people write it.
    pub(super) wanted: String,
    /// Where the reference is written.
    pub(super) origin: Origin,
}

/// What of a reference is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// All of it.
    Resource,
    /// The port or section.
    Port,
}

/// A name or labels, for messages.
fn wanted(kind: &str, name: Option<&str>, labels: &SortedMap<Text, crate::origin::Traced<Text>>) -> String {
    if labels.is_empty() {
        return format!("{kind} `{}`", name.unwrap_or_default());
    }
    let pairs: Vec<String> = labels.iter().map(|(key, value)| format!("{key}: {}", value.value)).collect();
    format!("{kind} with the labels {{{}}}", pairs.join(", "))
}

/// What of the target of a `to` item is missing; nothing where it is there, or nobody can know.
pub(super) fn of_target(target: &TargetRef, policy: &Meta, context: &MeshContext<'_>) -> Option<Dangling> {
    let kind = target.kind.value;
    let is_tagged = matches!(kind, TargetKind::MeshService | TargetKind::MeshServiceSubset);
    let is_resource = matches!(
        kind,
        TargetKind::MeshService
            | TargetKind::MeshExternalService
            | TargetKind::MeshMultiZoneService
            | TargetKind::MeshHTTPRoute
    );
    let name = target.name.as_ref().map(|name| name.value.as_str());
    let has_section = target.section_name.as_ref().is_some_and(|section| !section.is_empty());
    if !is_resource && !is_tagged || is_tagged && !context.has_services() {
        return None;
    }
    let found = resolution(target, policy, context.mesh);
    let by_tags = is_tagged && !has_section && name.is_some_and(|name| context.has_service(name));
    if found == Resolution::Found || by_tags {
        return None;
    }
    let missing = if found == Resolution::NoSection { Missing::Port } else { Missing::Resource };
    let section = target.section_name.as_ref().filter(|_| missing == Missing::Port);
    let origin = section.map_or(target.origin, |section| section.origin);
    Some(Dangling { missing, wanted: wanted(kind.name(), name, &target.labels), origin })
}

/// The references of a conf to services and backends that lead nowhere.
pub(super) fn of_conf(conf: &Node, policy: &Meta, context: &MeshContext<'_>) -> Vec<Dangling> {
    let mut found = Vec::new();
    collect(conf, policy, context, &mut found);
    found
}

fn collect(node: &Node, policy: &Meta, context: &MeshContext<'_>, found: &mut Vec<Dangling>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| collect(item, policy, context, found)),
        Value::Map(members) => {
            for entry in members {
                match entry.key.as_str() {
                    "backendRefs" => {
                        let refs = entry.value.as_list().unwrap_or_default();
                        found.extend(refs.iter().filter_map(|node| of_backend(node, policy, context)));
                    }
                    "backendRef" => found.extend(of_collector(&entry.value, context)),
                    _ => collect(&entry.value, policy, context, found),
                }
            }
        }
        _ => {}
    }
}

/// A collector of telemetry: those are found by labels only. What requests are copied to is no such thing.
fn of_collector(node: &Node, context: &MeshContext<'_>) -> Option<Dangling> {
    const KIND: &str = "MeshOpenTelemetryBackend";
    if node.get("kind").and_then(Node::as_str) != Some(KIND) {
        return None;
    }
    let reference: BackendResourceRef = typed(node)?;
    let labels = || reference.labels.iter().map(|(key, value)| (key, &value.value));
    let is_it = |found: &&crate::resource::Resource| {
        !reference.labels.is_empty() && found.meta.labels.contain(labels())
    };
    let name = node.get("name").and_then(Node::as_str);
    context.mesh.of_kind(KIND).iter().copied().find(is_it).is_none().then(|| Dangling {
        missing: Missing::Resource,
        wanted: wanted(KIND, name, &reference.labels),
        origin: node.origin,
    })
}

fn of_backend(node: &Node, policy: &Meta, context: &MeshContext<'_>) -> Option<Dangling> {
    let backend: BackendRef = typed(node)?;
    let kind = backend.kind.value.name();
    let name = backend.name.as_ref().map(|name| name.value.as_str());
    let dangling =
        |missing, origin| Dangling { missing, wanted: wanted(kind, name, &backend.labels), origin };
    let is_tagged = matches!(backend.kind.value, TargetKind::MeshService | TargetKind::MeshServiceSubset);
    if is_tagged && !context.has_services() {
        return None;
    }
    if !backend.means_resource() && backend.labels.is_empty() {
        let exists = name.is_some_and(|name| context.has_service(name) || has_mesh_service(name, context));
        return (!exists).then(|| dangling(Missing::Resource, backend.origin));
    }
    let namespace = backend.namespace.as_ref().map_or("", |namespace| namespace.value.as_str());
    let reference =
        ServiceReference { kind, name: name.unwrap_or_default(), namespace, labels: &backend.labels };
    let section = backend.section_name.clone().filter(|section| !section.is_empty());
    let number = backend.port.map(|port| port.derive(|port| Text::from(port.to_string())));
    match of_service(reference, section.or(number), &policy.kri(), context) {
        None => None,
        Some((missing, origin)) => Some(dangling(missing, origin.unwrap_or(backend.origin))),
    }
}

/// What of a reference to a service resource is missing, and where the port is written if it is that.
pub(super) fn of_service(
    reference: ServiceReference<'_>,
    port: Option<crate::origin::Traced<Text>>,
    from: &Kri,
    context: &MeshContext<'_>,
) -> Option<(Missing, Option<Origin>)> {
    let kri = context.mesh.resolve(reference, from);
    let Some(service) = kri.and_then(|kri| context.mesh.service(&kri)) else {
        return Some((Missing::Resource, None));
    };
    let port = port.filter(|port| !port.is_empty() && service.find_port(port).is_none())?;
    Some((Missing::Port, Some(port.origin)))
}

fn has_mesh_service(name: &str, context: &MeshContext<'_>) -> bool {
    context.mesh.services_of_kind("MeshService").any(|service| service.meta.name == name)
}
