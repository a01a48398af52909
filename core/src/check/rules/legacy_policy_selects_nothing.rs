#![doc = include_str!("legacy_policy_selects_nothing.md")]

use crate::{
    check::{Find, MeshContext, Rule, context::title},
    index::Tags,
    list::CollectVec as _,
    policy::connection::PASS_THROUGH,
    report::{Diagnostic, Severity},
    resource::{Resource, Spec, virtual_outbound::Selector},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "legacy-policy-selects-nothing", severity: Severity::Warning, find: Find::Mesh(find) };

/// The kinds that act where requests come in: their sources may be in other zones.
const AT_SERVERS: [&str; 3] = ["FaultInjection", "RateLimit", "TrafficPermission"];

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    if !context.has_dataplanes() {
        return Vec::new();
    }
    let resources = context.mesh.kinds().flat_map(|(_, resources)| resources.iter().copied());
    let written = resources.filter(|resource| resource.meta.origin.location().is_some());
    written.flat_map(|resource| of_policy(resource, context)).collect_vec()
}

fn of_policy(policy: &Resource, context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let is_proxy =
        |selector: &Selector| context.mesh.dataplanes().any(|found| found.matches(&selector.matches));
    let is_service = |selector: &Selector| is_proxy(selector) || is_elsewhere(&selector.matches, context);
    let is_idle = |selectors: &[Selector], is_there: &dyn Fn(&Selector) -> bool| {
        !selectors.is_empty() && !selectors.iter().any(is_there)
    };
    let mut idle = Vec::new();
    if let Spec::TrafficTrace(spec) = &policy.spec
        && is_idle(&spec.selectors, &is_proxy)
    {
        idle.push(say(policy, "selectors", &spec.selectors));
    }
    let Some(connections) = policy.spec.connections() else { return idle };
    let is_local = !AT_SERVERS.contains(&policy.meta.kind.0.name) || context.mesh.zone_ingresses.is_empty();
    if is_local && is_idle(connections.sources, &is_proxy) {
        idle.push(say(policy, "sources", connections.sources));
    }
    if is_idle(connections.destinations, &is_service) {
        idle.push(say(policy, "destinations", connections.destinations));
    }
    idle
}

fn say(policy: &Resource, list: &str, selectors: &[Selector]) -> Diagnostic {
    let first = selectors.iter().flat_map(|selector| selector.matches.values()).next();
    let origin = first.map_or(policy.meta.origin, |tag| tag.origin);
    RULE.broken(format!("`{list}` of {} match nothing in its mesh", title(&policy.meta)), origin)
}

/// Whether a service outside the mesh or in another zone has these tags, or traffic to no service is meant.
fn is_elsewhere(wanted: &Tags, context: &MeshContext<'_>) -> bool {
    let mesh = context.mesh;
    let is_tag = |own: &str, wanted: &str| wanted == "*" || own == wanted;
    let has_all = |tags: &Tags| {
        let mut wanted = wanted.iter();
        wanted.all(|(key, value)| tags.get(key).is_some_and(|own| is_tag(&own.value, &value.value)))
    };
    let mut in_zones = mesh.zone_ingresses.iter().flat_map(|found| &found.spec.available_services);
    mesh.external_services.iter().any(|(_, service)| has_all(&service.tags))
        || in_zones.any(|service| has_all(&service.tags))
        || wanted.values().any(|value| value.value == PASS_THROUGH)
}
