#![doc = include_str!("tags_in_exclusive_mode.md")]

use crate::{
    check::{Find, MeshContext, Rule, context::title},
    index::DataplaneView,
    list::CollectVec as _,
    report::{Diagnostic, Severity},
    resource::{Resource, mesh::MeshServicesMode},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "tags-in-exclusive-mode", severity: Severity::Warning, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let mesh = context.mesh;
    if mesh.services_mode() != MeshServicesMode::Exclusive {
        return Vec::new();
    }
    let hosts = mesh.of_kind("VirtualOutbound").iter().filter(|found| found.meta.origin.location().is_some());
    let hosts = hosts.map(|found| of_virtual_outbound(found));
    mesh.dataplanes().filter_map(of_dataplane).chain(hosts).collect_vec()
}

/// Names of services hide all service resources, unless there are `reachableBackends`.
fn of_dataplane(dataplane: &DataplaneView<'_>) -> Option<Diagnostic> {
    let transparent = dataplane.spec.networking.transparent_proxying.as_ref()?;
    let first = transparent.reachable_services.first()?;
    let effect = if transparent.reachable_backends.is_some() { "name nothing" } else { "hide every service" };
    let message = format!("`reachableServices` {effect} in the mode `Exclusive`");
    Some(RULE.broken(message, first.origin).help("name MeshServices in `reachableBackends`"))
}

fn of_virtual_outbound(found: &Resource) -> Diagnostic {
    let message = format!("{} names nothing in the mode `Exclusive`", title(&found.meta));
    RULE.broken(message, found.meta.origin).help("a HostnameGenerator gives host names to MeshServices")
}
