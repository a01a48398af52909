#![doc = include_str!("policy_selects_no_proxy.md")]

use crate::{
    check::{Find, MeshContext, Rule, context::WrittenPolicy},
    index::SERVICE_TAG,
    list::CollectVec as _,
    report::{Diagnostic, Severity},
    resource::target_ref::TargetKind,
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "policy-selects-no-proxy", severity: Severity::Warning, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    if !context.has_dataplanes() {
        return Vec::new();
    }
    let idle = context.policies().filter(|policy| {
        let target = policy.spec.target_ref.as_ref().map(|target| target.kind.value);
        // Built-in gateways are not compiled, so nobody knows.
        target != Some(TargetKind::MeshGateway)
            && !context.usage.selects(policy.location)
            && !is_about_egress(policy, context)
    });
    let say = |policy: WrittenPolicy<'_>| {
        let message = format!("{} selects no proxy of mesh `{}`", policy.title(), context.mesh.meta.name);
        RULE.broken(message, policy.target_origin())
    };
    idle.map(say).collect_vec()
}

/// Whether a policy is about the clients of an ExternalService: then it acts at the proxy of a ZoneEgress, which no policy selects.
fn is_about_egress(policy: &WrittenPolicy<'_>, context: &MeshContext<'_>) -> bool {
    let name = policy.spec.target_ref.as_ref().and_then(|target| target.name.as_ref());
    let is_external = |name: &str| {
        let mut services = context.mesh.external_services.iter().map(|(_, service)| &service.tags);
        services.any(|tags| tags.get(SERVICE_TAG).is_some_and(|own| own.value == name))
    };
    !context.mesh.zone_egresses.is_empty() && name.is_some_and(|name| is_external(&name.value))
}
