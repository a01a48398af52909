//! Which policies select a proxy, and which of its inbounds.

use super::order::{Rank, Role, kind, role};
use crate::{
    index::{Mesh, ProxyView},
    origin::Traced,
    resource::{Labels, Meta, PolicySpec, Resource, TargetRef, meta::label, target_ref::TargetKind},
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
}

/// An inbound or a zone listener, by address and port.
pub type InboundKey = (Text, u32);

impl<'a> Selected<'a> {
    pub(super) fn rank(&self) -> Rank<'a> {
        Rank { meta: &self.resource.meta, target: self.spec.target_ref.as_ref() }
    }
}

/// The policies of a kind that select a proxy, in the order of their names.
pub(super) fn policies<'a>(
    policies: &[&'a Resource],
    mesh: &Mesh<'a>,
    proxy: &ProxyView<'a>,
    shadow: Shadow,
) -> Vec<Selected<'a>> {
    policies.iter().filter_map(|policy| select(policy, mesh, proxy, shadow)).collect()
}

/// Whether a policy selects a proxy, or an inbound or zone listener of it.
pub fn selects<'a>(policy: &'a Resource, mesh: &Mesh<'a>, proxy: &ProxyView<'a>, shadow: Shadow) -> bool {
    select(policy, mesh, proxy, shadow).is_some()
}

fn select<'a>(
    resource: &'a Resource,
    mesh: &Mesh<'a>,
    proxy: &ProxyView<'a>,
    shadow: Shadow,
) -> Option<Selected<'a>> {
    if shadow == Shadow::Exclude && resource.meta.labels.get(label::EFFECT) == Some("shadow") {
        return None;
    }
    let spec = resource.spec.as_policy()?;
    let (inbounds, gateway) = target(&resource.meta, spec.target_ref.as_ref(), mesh, proxy)?;
    (gateway || !inbounds.is_empty()).then_some(Selected { resource, spec, inbounds })
}

/// The inbounds that a top-level target selects, and whether it selects the proxy as a delegated gateway.
/// Nothing where the policy's zone or namespace keeps it away.
fn target(
    policy: &Meta,
    target_ref: Option<&TargetRef>,
    mesh: &Mesh<'_>,
    proxy: &ProxyView<'_>,
) -> Option<(Vec<InboundKey>, bool)> {
    if !reaches_zone(policy, proxy.meta) || !reaches_namespace(policy, &proxy.meta.labels) {
        return None;
    }
    let Some(reference) = target_ref else { return Some(everything(proxy)) };
    match kind(target_ref) {
        TargetKind::Mesh => includes_proxy_type(reference, proxy).then(|| everything(proxy)),
        TargetKind::MeshSubset => {
            includes_proxy_type(reference, proxy).then(|| by_tags(reference, None, proxy))
        }
        TargetKind::MeshService | TargetKind::MeshServiceSubset => {
            Some(by_tags(reference, reference.name.as_deref(), proxy))
        }
        TargetKind::Dataplane => {
            is_dataplane(policy, reference, proxy.meta).then(|| section(reference, proxy))
        }
        TargetKind::MeshHTTPRoute => {
            let route = mesh.http_routes_by_display_name(reference.name.as_deref()?).next()?;
            target(&route.meta, route.spec.as_policy()?.target_ref.as_ref(), mesh, proxy)
        }
        TargetKind::MeshGateway | TargetKind::MeshExternalService | TargetKind::MeshMultiZoneService => None,
    }
}

/// A producer's policy reaches every zone; one that was made in a zone reaches proxies of that zone.
fn reaches_zone(policy: &Meta, proxy: &Meta) -> bool {
    let made_in_zone = |meta: &Meta| meta.labels.get(label::ORIGIN) == Some("zone");
    if role(policy) == Role::Producer || !made_in_zone(proxy) || !made_in_zone(policy) {
        return true;
    }
    match (policy.labels.get(label::ZONE), proxy.labels.get(label::ZONE)) {
        (Some(zone), Some(own)) => zone == own,
        _ => true,
    }
}

fn reaches_namespace(policy: &Meta, proxy: &Labels) -> bool {
    match role(policy) {
        Role::Consumer | Role::WorkloadOwner => {
            let namespace = policy.labels.get(label::NAMESPACE);
            namespace.is_some() && namespace == proxy.get(label::NAMESPACE)
        }
        Role::System | Role::Producer => true,
    }
}

fn includes_proxy_type(reference: &TargetRef, proxy: &ProxyView<'_>) -> bool {
    let own = if proxy.dataplane.networking.gateway.is_some() { "Gateway" } else { "Sidecar" };
    reference.proxy_types.is_empty() || reference.proxy_types.iter().any(|wanted| wanted.value == own)
}

fn everything(proxy: &ProxyView<'_>) -> (Vec<InboundKey>, bool) {
    let inbounds = proxy.inbounds.iter().map(|inbound| (inbound.address.value.clone(), inbound.port.value));
    let listeners = proxy.zone_listeners.iter().map(|found| (found.address.value.clone(), found.port.value));
    (inbounds.chain(listeners).collect(), proxy.is_delegated_gateway())
}

fn by_tags(reference: &TargetRef, service: Option<&Text>, proxy: &ProxyView<'_>) -> (Vec<InboundKey>, bool) {
    let holds = |tags: &crate::model::ServiceTags| {
        let wanted = reference.tags.iter().map(|(key, value)| (key.as_str(), value.value.as_str()));
        let service = service.map(|name| ("kuma.io/service", name.as_str()));
        wanted
            .chain(service)
            .all(|(key, value)| tags.get(key).is_some_and(|own| value == "*" || own == value))
    };
    let inbounds = proxy
        .inbounds
        .iter()
        .filter(|inbound| holds(&inbound.tags))
        .map(|inbound| (inbound.address.value.clone(), inbound.port.value));
    (inbounds.collect(), proxy.is_delegated_gateway() && holds(&proxy.gateway_tags()))
}

fn is_dataplane(policy: &Meta, reference: &TargetRef, proxy: &Meta) -> bool {
    let written = |field: &'_ Option<Traced<Text>>| {
        field.as_ref().map(|field| field.value.clone()).filter(|text| !text.is_empty())
    };
    let (name, namespace) = (written(&reference.name), written(&reference.namespace));
    if name.is_none() && namespace.is_none() && reference.labels.is_empty() {
        return true;
    }
    if let Some(name) = name {
        let own = proxy.kri();
        let policy = policy.kri();
        let namespace = namespace.unwrap_or(policy.namespace);
        if own.name == name
            && own.mesh == policy.mesh
            && own.zone == policy.zone
            && own.namespace == namespace
        {
            return true;
        }
    }
    !reference.labels.is_empty()
        && proxy.labels.contain(reference.labels.iter().map(|(key, value)| (key, &value.value)))
}

/// The inbounds and zone listeners of a section; all of them where none is named.
fn section(reference: &TargetRef, proxy: &ProxyView<'_>) -> (Vec<InboundKey>, bool) {
    let (inbounds, gateway) = everything(proxy);
    let Some(name) = reference.section_name.as_deref().filter(|name| !name.is_empty()) else {
        return (inbounds, gateway);
    };
    let inbounds = proxy
        .inbounds
        .iter()
        .filter(|inbound| inbound.section == *name)
        .map(|inbound| (inbound.address.value.clone(), inbound.port.value));
    let listeners = proxy
        .zone_listeners
        .iter()
        .filter(|listener| listener.section == *name)
        .map(|listener| (listener.address.value.clone(), listener.port.value));
    (inbounds.chain(listeners).collect(), gateway)
}
