//! Which source/destination policy counts: the one whose tags say most.
//!
//! A selector matches tags that have all of its own; `*` is any value. Of several that match, the one with more tags counts
//! for more, then the one with fewer `*`, then the policy that was created last.

use super::Context;
use crate::{
    index::{Mesh, SERVICE_TAG},
    list::CollectVec as _,
    model::ServiceTags,
    origin::Traced,
    resource::{Resource, virtual_outbound::Selector},
    sorted::sort_by_key,
    tree::Text,
};

/// The service by whose name policies mean redirected traffic to no service.
pub const PASS_THROUGH: &str = "pass_through";

/// How much a selector says: its tags, then how many of them are no `*`.
type Rank = (usize, usize);

/// The policy of a kind for connections from a proxy to a service.
pub fn to_service<'a>(kind: &str, context: &Context<'a>, service: &str) -> Option<&'a Resource> {
    let own = own_tags(context);
    let wanted = Traced::rule(Text::new(service), &"service of an outbound");
    let wanted = ServiceTags([(Text::new_static(SERVICE_TAG), wanted)].into());
    let candidates = context.mesh.of_kind(kind).iter().filter_map(|policy| {
        let connections = policy.spec.connections()?;
        let source = best(connections.sources, |selector| own.iter().any(|tags| matches(selector, tags)))?;
        let destination = best(connections.destinations, |selector| matches(selector, &wanted))?;
        Some((*policy, (source.0 + destination.0, source.1 + destination.1)))
    });
    last_best(candidates)
}

/// The policy of a kind for connections to an inbound, or to a service outside the mesh, with these tags.
pub fn to_tags<'a>(kind: &str, mesh: &Mesh<'a>, tags: &ServiceTags) -> Option<&'a Resource> {
    let candidates = mesh.of_kind(kind).iter().filter_map(|policy| {
        let destinations = policy.spec.connections()?.destinations;
        Some((*policy, best(destinations, |selector| matches(selector, tags)).filter(|rank| rank.0 > 0)?))
    });
    last_best(candidates)
}

/// All policies of a kind for connections to tags, those first whose first source says most; one stands once for each
/// destination that matches.
pub fn all_to_tags<'a>(kind: &str, mesh: &Mesh<'a>, tags: &ServiceTags) -> Vec<&'a Resource> {
    let mut found: Vec<&Resource> = Vec::new();
    for policy in mesh.of_kind(kind) {
        let destinations = policy.spec.connections().map(|found| found.destinations).unwrap_or_default();
        found.extend(destinations.iter().filter(|selector| matches(selector, tags)).map(|_| *policy));
    }
    let first_source = |policy: &Resource| {
        policy.spec.connections().and_then(|found| found.sources.first()).map(rank).unwrap_or_default()
    };
    sort_by_key(&mut found, |policy| std::cmp::Reverse((first_source(policy), policy.meta.creation)));
    found
}

/// The policy of a kind for connections to ExternalServices of this `kuma.io/service`; the last one where they differ.
pub fn to_external<'a>(kind: &str, mesh: &Mesh<'a>, service: &str) -> Option<&'a Resource> {
    external_tags(mesh, service).filter_map(|tags| to_tags(kind, mesh, &tags)).last()
}

/// All policies of a kind for connections to ExternalServices of this `kuma.io/service`, each once.
pub fn all_to_external<'a>(kind: &str, mesh: &Mesh<'a>, service: &str) -> Vec<&'a Resource> {
    let mut found: Vec<&Resource> = Vec::new();
    for policy in external_tags(mesh, service).flat_map(|tags| all_to_tags(kind, mesh, &tags)) {
        if found.iter().all(|present| present.meta.name != policy.meta.name) {
            found.push(policy);
        }
    }
    found
}

fn external_tags(mesh: &Mesh<'_>, service: &str) -> impl Iterator<Item = ServiceTags> {
    let all = mesh.external_services.iter().map(|(_, spec)| ServiceTags(spec.tags.clone()));
    all.filter(move |tags| tags.get(SERVICE_TAG) == Some(service))
}

/// The policy about proxies themselves: of those with these selectors, the one that says most of the proxy.
pub fn for_proxy<'a>(
    kind: &str,
    context: &Context<'a>,
    selectors: fn(&'a Resource) -> Option<&'a [Selector]>,
) -> Option<&'a Resource> {
    let own = own_tags(context);
    let candidates = context.mesh.of_kind(kind).iter().filter_map(|policy| {
        let selectors = selectors(policy)?;
        if selectors.is_empty() {
            return Some((*policy, Rank::default()));
        }
        Some((*policy, best(selectors, |selector| own.iter().any(|tags| matches(selector, tags)))?))
    });
    last_best(candidates)
}

/// Whether the proxy is one of the sources of a policy.
pub fn is_source(policy: &Resource, context: &Context<'_>) -> bool {
    let own = own_tags(context);
    let sources = policy.spec.connections().map(|found| found.sources).unwrap_or_default();
    sources.iter().any(|selector| own.iter().any(|tags| matches(selector, tags)))
}

/// The tags of each inbound, and those of the gateway.
fn own_tags(context: &Context<'_>) -> Vec<ServiceTags> {
    let inbounds = context.proxy.inbounds.iter().map(|inbound| inbound.tags.clone());
    inbounds.chain([context.proxy.gateway_tags()]).collect_vec()
}

fn matches(selector: &Selector, tags: &ServiceTags) -> bool {
    selector.matches.iter().all(|(key, value)| {
        tags.get(key).is_some_and(|found| found == value.value.as_str() || value.value == "*")
    })
}

fn rank(selector: &Selector) -> Rank {
    let exact = selector.matches.values().filter(|value| value.value != "*").count();
    (selector.matches.len(), exact)
}

fn best(selectors: &[Selector], matches: impl Fn(&Selector) -> bool) -> Option<Rank> {
    selectors.iter().filter(|selector| matches(selector)).map(rank).max()
}

/// The last created of those with the best rank.
fn last_best<'a>(candidates: impl Iterator<Item = (&'a Resource, Rank)>) -> Option<&'a Resource> {
    let mut chosen: Option<(&Resource, Rank)> = None;
    for (policy, rank) in candidates {
        let is_better =
            chosen.is_none_or(|(present, best)| (rank, policy.meta.creation) > (best, present.meta.creation));
        if is_better {
            chosen = Some((policy, rank));
        }
    }
    chosen.map(|(policy, _)| policy)
}
