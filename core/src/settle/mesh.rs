//! What the control plane adds to a Mesh, and what other stages ask it.

use crate::{
    origin::Origin,
    resource::mesh::{Mesh, MeshServicesMode},
    tree::{Entry, Message, Node, Text},
};

const RULE: Origin = Origin::Rule(&"default of Prometheus metrics");

/// How far service resources replace services by tags.
pub(super) fn mode(mesh: &Mesh) -> MeshServicesMode {
    mesh.mesh_services.as_ref().map_or(MeshServicesMode::Disabled, |services| services.mode.value)
}

/// Whether the mesh has mutual TLS.
pub(super) fn has_mutual_tls(mesh: &Mesh) -> bool {
    let mtls = mesh.mtls.as_ref();
    mtls.and_then(|mtls| mtls.enabled_backend.as_ref()).is_some_and(|backend| !backend.value.is_empty())
}

/// Completes the settings of Prometheus backends.
pub(super) fn complete(mesh: &mut Mesh) {
    let backends = mesh.metrics.iter_mut().flat_map(|metrics| &mut metrics.backends);
    for backend in backends.filter(|backend| backend.backend_type.value == "prometheus") {
        let conf = backend.conf.get_or_insert_with(|| Node::empty(RULE));
        complete_prometheus(conf);
    }
}

fn complete_prometheus(conf: &mut Node) {
    let skip = conf.get("skipMTLS").and_then(Node::as_bool);
    let provided =
        conf.get("tls").and_then(|tls| tls.get("mode")).and_then(Node::as_str) == Some("providedTLS");
    let has_tls = conf.get("tls").is_some_and(|tls| !tls.is_null());
    let is_zero = |node: Option<&Node>| {
        node.is_none_or(|node| node.is_null() || node.as_str() == Some("") || node.as_u64() == Some(0))
    };
    let (no_port, no_path) = (is_zero(conf.get("port")), is_zero(conf.get("path")));
    let no_tags = conf.get("tags").and_then(Node::as_map).is_none_or(crate::tree::Map::is_empty);
    let Some(members) = conf.as_map_mut() else { return };
    if !has_tls {
        // `activeMTLSBackend` is the zero value, which is not printed.
        let tls = Message::new(RULE).text("mode", if skip == Some(true) { "disabled" } else { "" });
        members.set("tls", tls.into());
    }
    if provided && skip.is_some() {
        members.remove("skipMTLS");
    }
    if no_port {
        members.set("port", Node::number(5670_u32, RULE));
    }
    if no_path {
        members.set("path", Node::string("/metrics", RULE));
    }
    if no_tags {
        let tags = Message::new(RULE).member(Entry {
            key: Text::new_static("kuma.io/service"),
            key_origin: RULE,
            value: Node::string("dataplane-metrics", RULE),
        });
        members.set("tags", tags.into());
    }
}
