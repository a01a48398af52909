//! What a control plane on Kubernetes adds to an object, and refuses: its namespace, and the role of a policy, which follows from
//! the namespace and from what the policy is about.

use crate::{
    origin::{Origin, Traced},
    report::{Diagnostic, Report},
    resource::{
        KubernetesName, Labels, Meta, PolicySpec, Resource, TargetRef, meta::label, target_ref::TargetKind,
        validate::code,
    },
    tree::Text,
};

const RULE: Origin = Origin::Rule(&"computed label");
const BOTH_WAYS: &str = "it's not allowed to mix 'to' and 'from' arrays in the same policy";
const BOTH_ROLES: &str = "it's not allowed to mix producer and consumer items in the same policy";
/// Kinds that only the system namespace may have.
const OF_THE_SYSTEM: [&str; 5] =
    ["HostnameGenerator", "MeshExternalService", "MeshIdentity", "MeshOpenTelemetryBackend", "MeshTrust"];

/// Adds the labels that say where an object stands; false where the control plane refuses it. Nothing happens to resources that
/// were written for Universal, and to objects that a global control plane made.
pub(super) fn complete(resource: &mut Resource, system_namespace: &Text, report: &mut Report) -> bool {
    let meta = &mut resource.meta;
    let Some(namespace) = meta.kubernetes.as_ref().map(|object| object.namespace.clone()) else {
        return true;
    };
    let mut refuse = |reason: String| {
        report.push(Diagnostic::error(code::INVALID, reason, meta.origin));
        false
    };
    if OF_THE_SYSTEM.contains(&meta.kind.0.name) && namespace != *system_namespace {
        let kind = meta.kind;
        return refuse(format!(
            "resource type {kind} can be created only in the system namespace:{system_namespace}"
        ));
    }
    if namespace.is_empty() || !matches!(meta.labels.get(label::ORIGIN), None | Some("" | "zone")) {
        return true;
    }
    if let Some(policy) = resource.spec.as_policy() {
        match role(policy, &namespace, system_namespace) {
            Ok(role) => set(&mut meta.labels, label::POLICY_ROLE, &Text::new_static(role)),
            Err(reason) => return refuse(reason.to_owned()),
        }
    }
    if meta.labels.get(label::NAMESPACE).is_none() {
        set(&mut meta.labels, label::NAMESPACE, &namespace);
    }
    true
}

/// What the control plane makes by itself is of its own namespace, in which kinds that have namespaces stand.
pub(super) fn move_to(meta: &mut Meta, system_namespace: &Text, origin: Origin) {
    let name = meta.name.clone();
    let namespace = if meta.kind.has_namespace() { system_namespace.clone() } else { Text::default() };
    if !namespace.is_empty() {
        meta.name = Text::from_iter([name.as_str(), ".", &namespace]);
    }
    for (key, value) in [(label::DISPLAY_NAME, &name), (label::NAMESPACE, system_namespace)] {
        meta.labels.0.insert(Text::new_static(key), Traced::new(value.clone(), origin));
    }
    meta.kubernetes = Some(KubernetesName { namespace, name });
}

fn set(labels: &mut Labels, key: &'static str, value: &Text) {
    labels.0.insert(Text::new_static(key), Traced::new(value.clone(), RULE));
}

/// The role of a policy: those of the system namespace are for everybody; others are a producer's about services of their own
/// namespace, a consumer's about other services, or a workload owner's about the own workload.
fn role(policy: &PolicySpec, namespace: &str, system_namespace: &str) -> Result<&'static str, &'static str> {
    if namespace == system_namespace {
        return Ok("system");
    }
    match (policy.to.len(), policy.from.len()) {
        (0, _) => return Ok("workload-owner"),
        (_, 0) => {}
        _ => return Err(BOTH_WAYS),
    }
    let produced = policy.to.iter().filter(|item| is_produced(&item.target_ref, namespace)).count();
    match produced {
        0 => Ok("consumer"),
        all if all == policy.to.len() => Ok("producer"),
        _ => Err(BOTH_ROLES),
    }
}

/// Whether a target is a service or a route of the own namespace, by its name.
fn is_produced(target: &TargetRef, namespace: &str) -> bool {
    let is_named = target.name.as_ref().is_some_and(|name| !name.is_empty());
    let own =
        target.namespace.as_ref().is_none_or(|written| written.is_empty() || *written.value == *namespace);
    matches!(target.kind.value, TargetKind::MeshService | TargetKind::MeshHTTPRoute) && is_named && own
}
