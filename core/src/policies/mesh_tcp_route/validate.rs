//! What the control plane refuses about a MeshTCPRoute.

use crate::resource::{
    Meta,
    validate::{Place, Violations, code, top_kind},
};

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let kinds = ["Mesh", "MeshSubset", "MeshGateway", "MeshService", "MeshServiceSubset", "Dataplane"];
    violations.check_top_target(spec, meta, &kinds, &["MeshGateway"]);
    let kinds: &[&str] = match top_kind(spec) {
        "MeshGateway" => &["Mesh"],
        _ => &["MeshService", "MeshExternalService", "MeshMultiZoneService"],
    };
    for item in spec.field("to").items() {
        violations.check_target(&item.field("targetRef"), kinds);
        for rule in item.field("rules").items() {
            let backends = rule.field("default").field("backendRefs");
            if backends.is_empty() {
                violations.refuse_as(code::REQUIRED, &backends, "must be defined");
            }
            backends.items().for_each(|backend| violations.check_backend_ref(&backend, &[]));
        }
    }
    violations.deprecate_top_target(spec);
}
