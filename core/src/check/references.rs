//! Whether what resources refer to exists.

use super::{MeshContext, context::WrittenPolicy};
use crate::{
    index::ServiceReference,
    list::CollectVec as _,
    origin::{Origin, Traced},
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
    /// The kind and name that are written, where it is the name that leads nowhere.
    pub(super) name: Option<(Text, Traced<Text>)>,
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
fn wanted(kind: &str, name: Option<&str>, labels: &SortedMap<Text, Traced<Text>>) -> String {
    if labels.is_empty() {
        return format!("{kind} `{}`", name.unwrap_or_default());
    }
    let pairs: Vec<String> =
        labels.iter().map(|(key, value)| format!("{key}: {}", value.value)).collect_vec();
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
    let labels = target.labels.clone().unwrap_or_default();
    let missing = if found == Resolution::NoSection { Missing::Port } else { Missing::Resource };
    let section = target.section_name.as_ref().filter(|_| missing == Missing::Port);
    let origin = section.map_or(target.origin, |section| section.origin);
    let written = target.name.clone().filter(|_| missing == Missing::Resource);
    let written = written.map(|name| (Text::new_static(kind.name()), name));
    Some(Dangling { missing, wanted: wanted(kind.name(), name, &labels), name: written, origin })
}

/// The references of a conf to services and backends that lead nowhere.
pub(super) fn of_conf(conf: &Node, policy: &Meta, context: &MeshContext<'_>) -> Vec<Dangling> {
    let mut found = Vec::new();
    collect(conf, policy, context, &mut found);
    found
}

fn collect(conf: &Node, policy: &Meta, context: &MeshContext<'_>, found: &mut Vec<Dangling>) {
    each_reference(conf, &mut |key, node| match key {
        "backendRefs" => {
            let refs = node.as_list().unwrap_or_default();
            found.extend(refs.iter().filter_map(|node| of_backend(node, policy, context)));
        }
        _ => found.extend(of_collector(node, context)),
    });
}

/// Shows every `backendRefs` and `backendRef` of a conf.
fn each_reference(node: &Node, visit: &mut dyn FnMut(&str, &Node)) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| each_reference(item, visit)),
        Value::Map(members) => members.iter().for_each(|entry| match entry.key.as_str() {
            key @ ("backendRefs" | "backendRef") => visit(key, &entry.value),
            _ => each_reference(&entry.value, visit),
        }),
        _ => {}
    }
}

/// The backends of a policy that are meant by a tag that nothing has, because they have no port: there is a MeshService of that name.
pub(super) fn without_port(policy: &WrittenPolicy<'_>, context: &MeshContext<'_>) -> Vec<(Text, Origin)> {
    let mut found = Vec::new();
    for item in &policy.spec.to {
        each_reference(&item.conf, &mut |_, node| {
            let backends = node.as_list().unwrap_or_default().iter().filter_map(typed::<BackendRef>);
            let lost = backends.filter(|backend| is_service(backend, policy.meta, context));
            found.extend(lost.filter_map(|backend| Some((backend.name?.value, backend.origin))));
        });
    }
    found.retain(|(name, _)| !context.has_service(name));
    found
}

/// Whether a backend without a port has the name of a MeshService.
fn is_service(backend: &BackendRef, policy: &Meta, context: &MeshContext<'_>) -> bool {
    let text = |field: &'_ Option<Traced<Text>>| field.as_ref().map(|field| field.value.to_string());
    let (name, namespace) = (text(&backend.name), text(&backend.namespace).unwrap_or_default());
    let is_by_tag = backend.kind.value == TargetKind::MeshService && !backend.means_resource();
    let Some(name) = name.filter(|_| is_by_tag && backend.labels.is_empty()) else { return false };
    let reference =
        ServiceReference { kind: "MeshService", name: &name, namespace: &namespace, labels: &backend.labels };
    let kri = context.mesh.resolve(reference, &policy.kri());
    kri.is_some_and(|kri| context.mesh.service(&kri).is_some())
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
        name: None,
        origin: node.origin,
    })
}

fn of_backend(node: &Node, policy: &Meta, context: &MeshContext<'_>) -> Option<Dangling> {
    let backend: BackendRef = typed(node)?;
    let kind = backend.kind.value.name();
    let name = backend.name.as_ref().map(|name| name.value.as_str());
    let dangling = |missing, origin| {
        let written = backend.name.clone().filter(|_| missing == Missing::Resource);
        let written = written.map(|name| (Text::new_static(kind), name));
        Dangling { missing, wanted: wanted(kind, name, &backend.labels), name: written, origin }
    };
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
    port: Option<Traced<Text>>,
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
