#![doc = include_str!("hostname_collision.md")]

use crate::{
    check::{Find, MeshContext, Rule, context::title},
    index::{ServiceResource, ServiceSpec},
    list::CollectVec as _,
    origin::Origin,
    report::{Diagnostic, Severity},
    resource::{Resource, Spec, status::HostnameGeneratorStatus},
    sorted::SortedMap,
    tree::Text,
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "hostname-collision", severity: Severity::Warning, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let services = context.mesh.services();
    let mut found: Vec<Diagnostic> =
        services.iter().flat_map(|service| lost_names(service, context)).collect_vec();
    found.extend(shared_addresses(services));
    found
}

/// Host names that a service does not get, because another one has them.
fn lost_names(service: &ServiceResource<'_>, context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let collided = generators(service)
        .iter()
        .filter(|generator| generator.conditions.iter().any(|condition| condition.reason == "Collision"));
    collided
        .map(|status| {
            let name = &status.hostname_generator_ref.core_name;
            let message = format!(
                "{} gets no host name of HostnameGenerator `{name}`: another service has it",
                title(service.meta)
            );
            RULE.broken(message, service.meta.origin).related("the generator", generator(name, context))
        })
        .collect_vec()
}

fn generators<'a>(service: &ServiceResource<'a>) -> &'a [HostnameGeneratorStatus] {
    let found = match service.spec {
        ServiceSpec::MeshService(spec) => spec.status.as_ref().map(|status| &status.hostname_generators),
        ServiceSpec::MeshExternalService(spec) => {
            spec.status.as_ref().map(|status| &status.hostname_generators)
        }
        ServiceSpec::MeshMultiZoneService(spec) => {
            spec.status.as_ref().map(|status| &status.hostname_generators)
        }
    };
    found.map(Vec::as_slice).unwrap_or_default()
}

fn generator(name: &str, context: &MeshContext<'_>) -> Origin {
    let is_it =
        |found: &&Resource| matches!(found.spec, Spec::HostnameGenerator(_)) && found.meta.name == name;
    context.resources.iter().find(is_it).map_or(Origin::Rule(&"HostnameGenerator"), |found| found.meta.origin)
}

/// Services that share a virtual address, as a store that was put together by hand can say.
fn shared_addresses(services: &[ServiceResource<'_>]) -> Vec<Diagnostic> {
    let mut owners: SortedMap<Text, &ServiceResource<'_>> = SortedMap::new();
    let mut found = Vec::new();
    for (service, vip) in
        services.iter().flat_map(|service| service.vips.iter().map(move |vip| (service, vip)))
    {
        let Some(owner) = owners.insert(vip.value.clone(), service) else { continue };
        let message =
            format!("{} and {} share the address {}", title(service.meta), title(owner.meta), vip.value);
        found.push(RULE.broken(message, vip.origin).related("first defined here", owner.meta.origin));
    }
    found
}
