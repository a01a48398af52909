//! Which policies refer to which MeshOpenTelemetryBackend.

use super::{identity_status::condition, store::Store};
use crate::{
    list::CollectVec as _,
    resource::{
        Meta, Resource, Spec, mesh_open_telemetry_backend::MeshOpenTelemetryBackendStatus,
        schema::Schema as _, status::Condition,
    },
    sorted::{SortedMap, SortedSet},
    tree::{Message, Node, Text},
};

const RULE: &str = "status of a policy";
const POLICIES: [&str; 3] = ["MeshMetric", "MeshTrace", "MeshAccessLog"];

/// Labels by which a policy refers to a backend.
type Reference = SortedMap<Text, Text>;

/// Sets the conditions of observability policies and of the backends.
pub(super) fn update(store: &mut Store<'_>) {
    let mut counts: SortedMap<(Text, Text), usize> = SortedMap::new();
    let conditions: Vec<Option<Condition>> = store
        .resources
        .iter()
        .map(|resource| {
            let references = references(resource)?;
            for backend in
                references.iter().filter_map(|reference| find(store, &resource.meta.mesh, reference))
            {
                *counts.entry((backend.mesh.clone(), backend.name.clone())).or_default() += 1;
            }
            Some(resolved(store, &resource.meta, &references))
        })
        .collect_vec();
    for (resource, condition) in store.resources.iter_mut().zip(conditions) {
        match (&mut resource.spec, condition) {
            (Spec::Policy(policy), Some(condition)) => policy.status = Some(status(&condition)),
            (Spec::MeshOpenTelemetryBackend(backend), _) => {
                let count = counts.get(&(resource.meta.mesh.clone(), resource.meta.name.clone()));
                let conditions = vec![referenced(count.copied().unwrap_or_default())];
                backend.status = Some(MeshOpenTelemetryBackendStatus { conditions });
            }
            _ => {}
        }
    }
}

/// The references of an observability policy, in order; nothing for other resources.
fn references(resource: &Resource) -> Option<Vec<Reference>> {
    let policy = resource.spec.as_policy().filter(|_| POLICIES.contains(&resource.meta.kind.0.name))?;
    let to = policy.to.iter().map(|item| &item.conf);
    let from = policy.from.iter().map(|item| &item.conf);
    let rules = policy.rules.iter().map(|item| &item.conf);
    let confs = policy.default.iter().chain(to).chain(from).chain(rules);
    let backends = confs.filter_map(|conf| conf.get("backends")?.as_list()).flatten();
    let references = backends.filter_map(|backend| backend.get("openTelemetry")?.get("backendRef"));
    Some(references.map(labels_of).collect_vec())
}

fn labels_of(reference: &Node) -> Reference {
    let labels = reference.get("labels").and_then(Node::as_map).into_iter().flatten();
    labels.filter_map(|entry| Some((entry.key.clone(), entry.value.as_text()?.clone()))).collect()
}

/// The oldest backend with the labels of a reference; one without labels finds none.
fn find<'a>(store: &'a Store<'_>, mesh: &str, reference: &Reference) -> Option<&'a Meta> {
    let mut backends = store.resources.iter().filter(|resource| {
        matches!(resource.spec, Spec::MeshOpenTelemetryBackend(_)) && resource.meta.mesh == mesh
    });
    if reference.is_empty() {
        return None;
    }
    backends.find(|backend| backend.meta.labels.contain(reference)).map(|backend| &backend.meta)
}

fn resolved(store: &Store<'_>, meta: &Meta, references: &[Reference]) -> Condition {
    const TYPE: &str = "BackendRefsResolved";
    if references.is_empty() {
        return condition(
            TYPE,
            true,
            "AllBackendRefsResolved",
            "No MeshOpenTelemetryBackend references configured",
        );
    }
    let missing = references.iter().filter(|reference| find(store, &meta.mesh, reference).is_none());
    let missing: SortedSet<String> = missing.map(name_of).collect();
    if missing.is_empty() {
        let message = "All MeshOpenTelemetryBackend references are resolved";
        return condition(TYPE, true, "AllBackendRefsResolved", message);
    }
    let message = format!(
        "Unresolved MeshOpenTelemetryBackend references: {}",
        missing.into_iter().collect_vec().join(", ")
    );
    condition(TYPE, false, "UnresolvedBackendRefs", &message)
}

fn name_of(reference: &Reference) -> String {
    let labels: Vec<String> = reference.iter().map(|(key, value)| format!("{key}={value}")).collect_vec();
    format!("labels:{}", labels.join(","))
}

fn referenced(count: usize) -> Condition {
    const TYPE: &str = "ReferencedByPolicies";
    match count {
        0 => condition(TYPE, false, "NotReferenced", "Not referenced by any observability policy"),
        _ => condition(TYPE, true, "Referenced", &format!("Referenced by {count} policy backend(s)")),
    }
}

fn status(condition: &Condition) -> Node {
    let origin = crate::origin::Origin::Rule(&RULE);
    Message::rule(&RULE).list("conditions", [condition.encode(origin)]).into()
}
