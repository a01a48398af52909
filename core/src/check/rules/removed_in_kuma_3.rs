#![doc = include_str!("removed_in_kuma_3.md")]

use crate::{
    check::{Find, MeshContext, Rule, context::title},
    list::CollectVec as _,
    origin::Origin,
    report::{Diagnostic, Severity},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "removed-in-kuma-3", severity: Severity::Information, find: Find::Mesh(find) };

/// Kinds that go away, and what takes their place.
const KINDS: [(&str, &str); 13] = [
    ("CircuitBreaker", "a MeshCircuitBreaker"),
    ("FaultInjection", "a MeshFaultInjection"),
    ("HealthCheck", "a MeshHealthCheck"),
    ("ProxyTemplate", "a MeshProxyPatch"),
    ("RateLimit", "a MeshRateLimit"),
    ("Retry", "a MeshRetry"),
    ("Timeout", "a MeshTimeout"),
    ("TrafficLog", "a MeshAccessLog"),
    ("TrafficPermission", "a MeshTrafficPermission"),
    ("TrafficRoute", "a MeshHTTPRoute or a MeshTCPRoute"),
    ("TrafficTrace", "a MeshTrace"),
    ("ZoneEgress", "a Dataplane with a listener of the type ZoneEgress"),
    ("ZoneIngress", "a Dataplane with a listener of the type ZoneIngress"),
];

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let kinds = KINDS.iter().flat_map(|(kind, instead)| {
        let written =
            context.mesh.of_kind(kind).iter().filter(|found| found.meta.origin.location().is_some());
        written.map(|found| say(&title(&found.meta), instead, found.meta.origin))
    });
    kinds.chain(of_mesh(context)).collect_vec()
}

fn of_mesh(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let spec = context.mesh.spec;
    let backend = |names: Option<&crate::origin::Traced<crate::tree::Text>>| names.map(|name| name.origin);
    let fields = [
        (
            "`metrics` of the Mesh",
            "a MeshMetric",
            spec.metrics.as_ref().and_then(|found| backend(found.enabled_backend.as_ref())),
        ),
        (
            "`routing.defaultForbidMeshExternalServiceAccess`",
            "a MeshTrafficPermission for the zone egress",
            spec.routing
                .as_ref()
                .and_then(|routing| routing.default_forbid_mesh_external_service_access)
                .map(|found| found.origin),
        ),
    ];
    let written = fields.into_iter().filter_map(|(what, instead, origin)| Some((what, instead, origin?)));
    written.map(|(what, instead, origin)| say(what, instead, origin)).collect_vec()
}

fn say(what: &str, instead: &str, origin: Origin) -> Diagnostic {
    RULE.broken(format!("{what} goes away with Kuma 3.0"), origin).help(format!("{instead} takes its place"))
}
