#![doc = include_str!("zone_egress_missing.md")]

use crate::{
    check::{Find, MeshContext, Rule, context::title},
    list::CollectVec as _,
    report::{Diagnostic, Severity},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "zone-egress-missing", severity: Severity::Warning, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let mesh = context.mesh;
    if !mesh.egresses.is_empty() || !context.has_dataplanes() {
        return Vec::new();
    }
    let services = mesh.services_of_kind("MeshExternalService").map(|service| service.meta);
    let older = mesh.external_services.iter().map(|(meta, _)| *meta).filter(|_| mesh.has_zone_egress());
    let say = |meta| {
        let message = format!("{} is reached through a zone egress, and there is none", title(meta));
        RULE.broken(message, meta.origin)
            .help("run a ZoneEgress, or a Dataplane with a listener of that type")
    };
    services.chain(older).map(say).collect_vec()
}
