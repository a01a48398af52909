#![doc = include_str!("traffic_permission_missing.md")]

use crate::{
    check::{Find, MeshContext, Rule},
    report::{Diagnostic, Severity},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "traffic-permission-missing", severity: Severity::Warning, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let mesh = context.mesh;
    let serves = mesh.dataplanes().any(|dataplane| !dataplane.spec.networking.inbound.is_empty());
    if !serves || context.usage.is_open(&mesh.meta.name) {
        return Vec::new();
    }
    let enabled = mesh.mutual_tls().map(|tls| tls.origin);
    let identity = mesh.identities.first().map(|(meta, _)| meta.origin);
    let message =
        format!("mesh `{}` has mutual TLS, and no permission lets any client of it in", mesh.meta.name);
    let found = RULE.broken(message, enabled.or(identity).unwrap_or(mesh.meta.origin));
    vec![found.help("add a MeshTrafficPermission that allows the clients of a service")]
}
