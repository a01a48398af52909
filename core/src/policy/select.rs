//! Which policies select a proxy, and which of its inbounds.
//!
//! Every demand of a policy is a question whose answer a [`Trail`] may keep: what decides is what explains.

use super::{
    decision::{Question, Trail},
    order::{Rank, Role, kind, role},
};
use crate::{
    index::{Mesh, ProxyView, SERVICE_TAG},
    list::CollectVec as _,
    model::ServiceTags,
    origin::{Origin, Traced},
    resource::{Meta, PolicySpec, Resource, TargetRef, meta::label, target_ref::TargetKind},
    tree::Text,
    world::Shadow,
};

/// A policy that selects a proxy.
pub(super) struct Selected<'a> {
    /// The policy.
    pub(super) resource: &'a Resource,
    /// What it says.
    pub(super) spec: &'a PolicySpec,
    /// The inbounds and zone listeners that it selects.
    pub(super) inbounds: Vec<InboundKey>,
    /// Where it stands among the policies of its kind.
    pub(super) rank: Rank<'a>,
}

/// An inbound or a zone listener, by address and port.
pub type InboundKey = (Text, u32);

impl<'a> Selected<'a> {
    pub(super) fn new(resource: &'a Resource, spec: &'a PolicySpec, inbounds: Vec<InboundKey>) -> Self {
        Self { resource, spec, inbounds, rank: Rank::of(&resource.meta, spec.target_ref.as_ref()) }
    }
}

/// The policies of a kind that select a proxy, in the order of their names.
pub(super) fn policies<'a>(
    policies: &[&'a Resource],
    mesh: &Mesh<'a>,
    proxy: &ProxyView<'a>,
    shadow: Shadow,
) -> Vec<Selected<'a>> {
    let select = |policy: &&'a Resource| select(policy, mesh, proxy, shadow, &mut Trail::silent());
    policies.iter().filter_map(select).collect_vec()
}

/// Whether a policy selects a proxy, or an inbound or zone listener of it.
pub fn selects<'a>(policy: &'a Resource, mesh: &Mesh<'a>, proxy: &ProxyView<'a>, shadow: Shadow) -> bool {
    select(policy, mesh, proxy, shadow, &mut Trail::silent()).is_some()
}

/// The policy, where it selects the proxy. Each question is asked only where those before it were answered well.
pub(super) fn select<'a>(
    resource: &'a Resource,
    mesh: &Mesh<'a>,
    proxy: &ProxyView<'a>,
    shadow: Shadow,
    trail: &mut Trail<'_>,
) -> Option<Selected<'a>> {
    let spec = resource.spec.as_policy()?;
    let takes_part = reaches_mesh(&resource.meta, mesh, trail) && is_visible(&resource.meta, shadow, trail);
    if !takes_part {
        return None;
    }
    let (inbounds, _) = target(&resource.meta, spec.target_ref.as_ref(), mesh, proxy, trail)?;
    Some(Selected::new(resource, spec, inbounds))
}

/// What a top-level target selects: inbounds, and whether it selects the proxy as a delegated gateway.
type Places = (Vec<InboundKey>, bool);

/// What a top-level target selects; nothing where one of its demands is not met.
fn target(
    policy: &Meta,
    target_ref: Option<&TargetRef>,
    mesh: &Mesh<'_>,
    proxy: &ProxyView<'_>,
    trail: &mut Trail<'_>,
) -> Option<Places> {
    if !reaches_zone(policy, proxy.meta, trail) || !reaches_namespace(policy, proxy.meta, trail) {
        return None;
    }
    let origin = target_ref.map_or(policy.origin, |reference| reference.origin);
    let Some(reference) = target_ref else { return everything(proxy, origin, trail) };
    match kind(target_ref) {
        TargetKind::Mesh => {
            includes_proxy_type(reference, proxy, trail).then(|| everything(proxy, origin, trail))?
        }
        TargetKind::MeshSubset => {
            includes_proxy_type(reference, proxy, trail).then(|| by_tags(reference, None, proxy, trail))?
        }
        TargetKind::MeshService | TargetKind::MeshServiceSubset => {
            by_tags(reference, reference.name.as_deref(), proxy, trail)
        }
        TargetKind::Dataplane => {
            is_dataplane(policy, reference, proxy.meta, trail).then(|| section(reference, proxy, trail))?
        }
        TargetKind::MeshHTTPRoute => {
            let name = reference.name.as_deref()?;
            let route = mesh.http_routes_by_display_name(name).next();
            trail.ask(route.is_some(), Question::Route, || {
                let found = if route.is_some() { "there" } else { "no MeshHTTPRoute has this name" };
                (format!("MeshHTTPRoute {name}"), found.into(), reference.origin)
            });
            let route = route?;
            target(&route.meta, route.spec.as_policy()?.target_ref.as_ref(), mesh, proxy, trail)
        }
        TargetKind::MeshGateway | TargetKind::MeshExternalService | TargetKind::MeshMultiZoneService => {
            trail.ask(false, Question::TargetKind, || {
                let expected =
                    format!("{} {}", reference.kind.value.name(), shown(reference.name.as_deref()));
                (expected, "a proxy of a Dataplane".into(), reference.kind.origin)
            });
            None
        }
    }
}

/// The places, unless there are none.
fn some_of(
    places: Places,
    trail: &mut Trail<'_>,
    question: Question,
    demand: impl FnOnce(&Places) -> (String, String, Origin),
) -> Option<Places> {
    let found = places.1 || !places.0.is_empty();
    trail.ask(found, question, || demand(&places)).then_some(places)
}

/// Policies count within their mesh.
fn reaches_mesh(policy: &Meta, mesh: &Mesh<'_>, trail: &mut Trail<'_>) -> bool {
    let own = &mesh.meta.name;
    trail.ask(policy.mesh == *own, Question::Mesh, || {
        (policy.mesh.to_string(), own.to_string(), policy.origin)
    })
}

/// Policies for the shadow take part where they are asked for.
fn is_visible(policy: &Meta, shadow: Shadow, trail: &mut Trail<'_>) -> bool {
    let Some(effect) = policy.labels.0.get(label::EFFECT).filter(|effect| effect.value == "shadow") else {
        return true;
    };
    trail.ask(shadow == Shadow::Include, Question::Effect, || {
        let found = match shadow {
            Shadow::Include => "shadow policies take part",
            Shadow::Exclude => "shadow policies take no part",
        };
        ("shadow".into(), found.into(), effect.origin)
    })
}

/// A producer's policy reaches every zone; one that was made in a zone reaches proxies of that zone.
fn reaches_zone(policy: &Meta, proxy: &Meta, trail: &mut Trail<'_>) -> bool {
    let made_in_zone = |meta: &Meta| meta.labels.get(label::ORIGIN) == Some("zone");
    if role(policy) == Role::Producer || !made_in_zone(proxy) || !made_in_zone(policy) {
        return true;
    }
    let (Some(zone), Some(own)) = (policy.labels.0.get(label::ZONE), proxy.labels.get(label::ZONE)) else {
        return true;
    };
    trail.ask(zone.value == own, Question::Zone, || (zone.value.to_string(), own.into(), zone.origin))
}

/// Policies of consumers and workload owners reach proxies of their own namespace.
fn reaches_namespace(policy: &Meta, proxy: &Meta, trail: &mut Trail<'_>) -> bool {
    if matches!(role(policy), Role::System | Role::Producer) {
        return true;
    }
    let namespace = policy.labels.0.get(label::NAMESPACE);
    let own = proxy.labels.get(label::NAMESPACE);
    let holds = namespace.is_some_and(|namespace| Some(namespace.value.as_str()) == own);
    trail.ask(holds, Question::Namespace, || {
        let origin = namespace.map_or(policy.origin, |namespace| namespace.origin);
        (shown(namespace.map(|found| &found.value)), shown(own), origin)
    })
}

fn includes_proxy_type(reference: &TargetRef, proxy: &ProxyView<'_>, trail: &mut Trail<'_>) -> bool {
    let types = reference.proxy_types.as_deref().unwrap_or_default();
    let Some(first) = types.first() else { return true };
    let own = if proxy.dataplane.networking.gateway.is_some() { "Gateway" } else { "Sidecar" };
    let holds = types.iter().any(|wanted| wanted.value == own);
    trail.ask(holds, Question::ProxyTypes, || {
        (listed(types.iter().map(|wanted| wanted.value.as_str())), own.into(), first.origin)
    })
}

/// Every place that a proxy has.
fn everything(proxy: &ProxyView<'_>, origin: Origin, trail: &mut Trail<'_>) -> Option<Places> {
    let inbounds = proxy.inbounds.iter().map(|inbound| (inbound.address.value.clone(), inbound.port.value));
    let listeners = proxy.zone_listeners.iter().map(|found| (found.address.value.clone(), found.port.value));
    let places = (inbounds.chain(listeners).collect_vec(), proxy.is_delegated_gateway());
    some_of(places, trail, Question::Places, |places| {
        ("an inbound, a zone listener or a delegated gateway".into(), shown_places(places), origin)
    })
}

fn shown_places((inbounds, gateway): &Places) -> String {
    let inbounds = inbounds.iter().map(|(address, port)| format!("{address}:{port}"));
    listed(inbounds.chain(gateway.then(|| "a delegated gateway".to_owned())))
}

fn by_tags(
    reference: &TargetRef,
    service: Option<&Text>,
    proxy: &ProxyView<'_>,
    trail: &mut Trail<'_>,
) -> Option<Places> {
    let wanted = || {
        let tags = reference.tags.iter().flatten().map(|(key, value)| (key.as_str(), value.value.as_str()));
        tags.chain(service.map(|name| (SERVICE_TAG, name.as_str())))
    };
    let holds = |tags: &ServiceTags| {
        wanted().all(|(key, value)| tags.get(key).is_some_and(|own| value == "*" || own == value))
    };
    let inbounds = proxy
        .inbounds
        .iter()
        .filter(|inbound| holds(&inbound.tags))
        .map(|inbound| (inbound.address.value.clone(), inbound.port.value));
    let gateway = proxy.is_delegated_gateway() && holds(&proxy.gateway_tags());
    some_of((inbounds.collect_vec(), gateway), trail, Question::Tags, |_| {
        let mut own: Vec<String> =
            proxy.inbounds.iter().map(|inbound| shown_tags(&inbound.tags)).collect_vec();
        own.extend(proxy.is_delegated_gateway().then(|| shown_tags(&proxy.gateway_tags())));
        (listed(wanted().map(|(key, value)| format!("{key}={value}"))), own.join("; "), reference.origin)
    })
}

/// A Dataplane by its name, or by its labels; every one where neither is written.
fn is_dataplane(policy: &Meta, reference: &TargetRef, proxy: &Meta, trail: &mut Trail<'_>) -> bool {
    let name = reference.name.as_ref().filter(|name| !name.is_empty());
    let namespace = reference.namespace.as_ref().filter(|namespace| !namespace.is_empty());
    let Some(labels) = &reference.labels else {
        return match (name, namespace) {
            (None, None) => true,
            (Some(name), namespace) => is_named(policy, name, namespace, proxy, trail),
            (None, Some(namespace)) => trail.ask(false, Question::Name, || {
                ("a name beside the namespace".into(), "none".into(), namespace.origin)
            }),
        };
    };
    if name.is_some_and(|name| is_named(policy, name, namespace, proxy, &mut Trail::silent())) {
        return true;
    }
    let wanted = || labels.iter().map(|(key, value)| (key, &value.value));
    trail.ask(proxy.labels.contain(wanted()), Question::Labels, || {
        let own = wanted().map(|(key, _)| format!("{key}={}", shown(proxy.labels.get(key))));
        (listed(wanted().map(|(key, value)| format!("{key}={value}"))), listed(own), reference.origin)
    })
}

/// Whether a policy means the proxy by that name: in the namespace that is written, else in its own.
fn is_named(
    policy: &Meta,
    name: &Traced<Text>,
    namespace: Option<&Traced<Text>>,
    proxy: &Meta,
    trail: &mut Trail<'_>,
) -> bool {
    let (own, policy) = (proxy.kri(), policy.kri());
    let origin = namespace.map_or(name.origin, |namespace| namespace.origin);
    let namespace = namespace.map_or(&policy.namespace, |namespace| &namespace.value);
    own.mesh == policy.mesh
        && is_same(&name.value, &own.name, name.origin, Question::Name, trail)
        && is_same(&policy.zone, &own.zone, name.origin, Question::NameZone, trail)
        && is_same(namespace, &own.namespace, origin, Question::NameNamespace, trail)
}

fn is_same(wanted: &Text, own: &Text, origin: Origin, question: Question, trail: &mut Trail<'_>) -> bool {
    trail.ask(wanted == own, question, || (shown(Some(wanted)), shown(Some(own)), origin))
}

/// The inbounds and zone listeners of a section; all of them where none is named.
fn section(reference: &TargetRef, proxy: &ProxyView<'_>, trail: &mut Trail<'_>) -> Option<Places> {
    let Some(name) = reference.section_name.as_ref().filter(|name| !name.is_empty()) else {
        return everything(proxy, reference.origin, trail);
    };
    let inbounds = proxy
        .inbounds
        .iter()
        .filter(|inbound| inbound.section == name.value)
        .map(|inbound| (inbound.address.value.clone(), inbound.port.value));
    let listeners = proxy
        .zone_listeners
        .iter()
        .filter(|listener| listener.section == name.value)
        .map(|listener| (listener.address.value.clone(), listener.port.value));
    let places = (inbounds.chain(listeners).collect_vec(), proxy.is_delegated_gateway());
    some_of(places, trail, Question::Section, |_| {
        let sections = proxy.inbounds.iter().map(|inbound| inbound.section.as_str());
        let own = sections.chain(proxy.zone_listeners.iter().map(|listener| listener.section.as_str()));
        (name.value.to_string(), listed(own), name.origin)
    })
}

fn shown_tags(tags: &ServiceTags) -> String {
    listed(tags.0.iter().map(|(key, value)| format!("{key}={}", value.value)))
}

/// A text, or that there is none.
fn shown(text: Option<&(impl AsRef<str> + ?Sized)>) -> String {
    text.map(AsRef::as_ref).filter(|text| !text.is_empty()).unwrap_or("none").into()
}

fn listed(texts: impl Iterator<Item = impl AsRef<str>>) -> String {
    let mut list = String::new();
    for text in texts {
        if !list.is_empty() {
            list.push_str(", ");
        }
        list.push_str(text.as_ref());
    }
    if list.is_empty() { "none".into() } else { list }
}
