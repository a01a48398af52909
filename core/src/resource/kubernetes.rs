//! What stands around the fields of a Kubernetes object, as the control plane reads it: what it is, and its name, mesh and labels.

use super::{
    Kind, Labels, Meta,
    kind::{Format, Scope},
    meta::{KubernetesName, label},
};
use crate::{
    origin::Traced,
    report::{Diagnostic, Report},
    resource::envelope::code,
    tree::{Map, Node, Text, Value, base64},
};

/// Secrets of Kuma are Secrets of Kubernetes with these types.
const SECRETS: [(&str, &str); 2] =
    [("system.kuma.io/secret", "Secret"), ("system.kuma.io/global-secret", "GlobalSecret")];

/// Objects of Kuma that change what runs, and not how proxies are configured.
const WITHOUT_CONFIGURATION: [&str; 3] = ["ContainerPatch", "MeshGatewayConfig", "MeshGatewayInstance"];

/// The namespace of objects that do not say theirs.
const DEFAULT_NAMESPACE: &str = "default";

/// Labels that stand in annotations, because their values may be too long for labels.
const ANNOTATED: [&str; 3] = [label::DISPLAY_NAME, label::SERVICE_ACCOUNT, label::WORKLOAD];

/// Whether a document is an object of Kubernetes and no Universal resource.
pub(super) fn is_object(root: &Node) -> bool {
    root.get("kind").is_some() && (root.get("type").is_none() || root.get("apiVersion").is_some())
}

/// Whether an object says nothing about how proxies are configured, which is reported: folders hold other objects, too.
pub(super) fn is_foreign(root: &Node, report: &mut Report) -> bool {
    let text = |field: &str| root.get(field).and_then(Node::as_str);
    let (Some(version), Some(kind)) = (text("apiVersion"), text("kind")) else { return false };
    if secret_kind(root).is_some()
        || (version.starts_with("kuma.io/") && !WITHOUT_CONFIGURATION.contains(&kind))
    {
        return false;
    }
    let message = format!("a {kind} of {version} says nothing about how proxies are configured");
    report.push(Diagnostic::information(code::FOREIGN_OBJECT, message, root.origin));
    true
}

/// The kind of Kuma's that a Secret of Kubernetes is.
pub(super) fn secret_kind(root: &Node) -> Option<&'static str> {
    let secret_type = root.get("type")?.as_str()?;
    root.get("kind").filter(|kind| kind.as_str() == Some("Secret"))?;
    SECRETS.iter().find(|(name, _)| *name == secret_type).map(|(_, kind)| *kind)
}

/// The fields of a Secret: `value` of its data.
pub(super) fn secret_fields(root: &Node) -> Node {
    let value = |field: &str| root.get(field)?.get("value").cloned();
    let encoded = value("stringData").and_then(|text| {
        let bytes = text.as_str()?.as_bytes();
        Some(Node::string(base64::encode(bytes), text.origin))
    });
    let mut members = Map::default();
    if let Some(data) = encoded.or_else(|| value("data")) {
        members.set("data", data);
    }
    Node::new(Value::Map(members), root.origin)
}

/// The mesh of an object where a field does not say it: the label of kinds with a schema of their own, `default` without one.
pub(super) fn mesh(root: &Node, kind: Kind, labels: Option<&Labels>) -> Option<Text> {
    let is_labelled = kind.0.format == Format::Spec || secret_kind(root).is_some();
    let label = labels.and_then(|labels| labels.get(label::MESH));
    is_labelled.then(|| label.unwrap_or("default").into())
}

/// Names the object as the control plane does: by name and namespace, where its kind has namespaces. Users see its name alone.
pub(super) fn name(root: &Node, meta: &mut Meta) {
    let metadata = root.get("metadata");
    let member = |field: &str| metadata.and_then(|metadata| metadata.get(field));
    let name = meta.name.clone();
    let namespace =
        match member("namespace").and_then(Node::as_text).filter(|namespace| !namespace.is_empty()) {
            _ if !meta.kind.has_namespace() => Text::default(),
            Some(namespace) => namespace.clone(),
            None => Text::new_static(DEFAULT_NAMESPACE),
        };
    if !namespace.is_empty() {
        meta.name = Text::from_iter([name.as_str(), ".", &namespace]);
    }
    let origin = member("name").map_or(meta.origin, |name| name.origin);
    meta.labels.0.insert(Text::new_static(label::DISPLAY_NAME), Traced::new(name.clone(), origin));
    for key in ANNOTATED {
        let annotation = member("annotations").and_then(|annotations| annotations.get(key));
        if let Some((value, origin)) = annotation.and_then(|found| Some((found.as_text()?, found.origin))) {
            meta.labels.0.insert(Text::new_static(key), Traced::new(value.clone(), origin));
        }
    }
    meta.kubernetes = Some(KubernetesName { namespace, name });
}

/// Whether a field `mesh` says the mesh of objects of a kind.
pub(super) fn has_mesh_field(kind: Kind) -> bool {
    kind.0.format == Format::Inline && kind.0.scope == Scope::Mesh
}
