//! The layout of a Dataplane: its inbounds, its listeners as a zone proxy, what it may call, and the names that all this has in Envoy.

use super::meta;
use crate::{
    index::{Mesh, PROTOCOL_TAG, ProxyView, ServiceResource, ServiceSpec, ZoneListener, ZoneListenerKind},
    list::CollectVec as _,
    model,
    origin::Origin,
    resource::{Kri, dataplane},
    sorted::SortedMap,
    tree::{Message, Node, Text},
};

const RULE: Origin = Origin::Rule(&"layout of a Dataplane");

/// What Kuma's `_layout` endpoint answers about a Dataplane of a mesh in which there are only service resources.
pub(super) fn layout(mesh: &Mesh<'_>, proxy: &ProxyView<'_>) -> Node {
    let list = |items: Vec<Node>| Node::list(items, RULE);
    let listeners = proxy.zone_listeners.iter().map(|listener| zone_listener(proxy, listener));
    let written = proxy.dataplane.networking.inbound.iter();
    let inbounds = written.zip(&proxy.inbounds).map(|(written, place)| inbound(written, place));
    Message::new(RULE)
        .with("inbounds", list(inbounds.collect_vec()))
        .constant("kri", text(&proxy.meta.kri()))
        .with("labels", meta::texts(&proxy.meta.labels.0, proxy.meta.origin))
        .with("listeners", list(listeners.collect_vec()))
        .with("outbounds", list(outbounds(mesh, proxy).into_values().collect_vec()))
        .optional("spiffeId", mesh.spiffe_id(proxy.meta).map(|id| Node::string(id, RULE)))
        .into()
}

fn text(kri: &Kri) -> Text {
    kri.into()
}

/// An inbound of the Dataplane, as it stands there (`written`) and as a place of the proxy.
fn inbound(written: &dataplane::Inbound, place: &model::Inbound) -> Node {
    let protocol = written.protocol.as_ref().filter(|protocol| !protocol.is_empty());
    let protocol = protocol.or_else(|| written.tags.get(PROTOCOL_TAG)).map(|said| said.value.clone());
    Message::new(place.port.origin)
        .constant("kri", text(&place.kri))
        .with("port", place.port)
        .constant("protocol", protocol.unwrap_or_default())
        .constant("proxyResourceName", Text::from_iter(["self_inbound_dp_", &place.section]))
        .into()
}

fn zone_listener(proxy: &ProxyView<'_>, listener: &ZoneListener) -> Node {
    let (kind, name) = match listener.kind {
        ZoneListenerKind::Ingress => ("ZoneIngress", "zoneingress"),
        ZoneListenerKind::Egress => ("ZoneEgress", "zoneegress"),
    };
    let section = &listener.section;
    Message::new(listener.port.origin)
        .constant("kri", text(&proxy.meta.kri().with_section(section.clone())))
        .constant("type", kind)
        .with("port", listener.port)
        .constant("proxyResourceName", Text::from_iter(["self_", name, "_dp_", section]))
        .into()
}

/// The ports of service resources that the Dataplane asks for, or of all, by their identities.
fn outbounds(mesh: &Mesh<'_>, proxy: &ProxyView<'_>) -> SortedMap<Text, Node> {
    let listed = mesh.reachable_backends(&proxy.dataplane.networking, &proxy.meta.kri());
    let asked_for = |kri: &Kri| listed.as_ref().is_none_or(|listed| listed.contains(kri));
    let ports = mesh.services().iter().flat_map(|service| {
        service.ports.iter().zip(protocols(service)).map(|(port, spoken)| {
            let kri = service.port_kri(port);
            (asked_for(&kri), text(&kri), port, spoken)
        })
    });
    ports
        .filter(|(asked_for, ..)| *asked_for)
        .map(|(_, kri, port, spoken)| {
            let node = Message::new(port.port.origin)
                .constant("kri", kri.clone())
                .with("port", port.port)
                .constant("protocol", spoken)
                .constant("proxyResourceName", kri.clone());
            (kri, node.into())
        })
        .collect()
}

/// What is spoken at each port of a service resource, as it was written.
fn protocols(service: &ServiceResource<'_>) -> Vec<Text> {
    match service.spec {
        ServiceSpec::MeshService(spec) => {
            let written = spec.ports.iter().map(|port| port.app_protocol.as_ref());
            written.map(|written| written.map_or("tcp".into(), |found| found.value.clone())).collect_vec()
        }
        ServiceSpec::MeshMultiZoneService(spec) => {
            spec.ports.iter().map(|port| port.app_protocol.value.clone()).collect_vec()
        }
        ServiceSpec::MeshExternalService(_) => {
            service.ports.iter().map(|port| port.protocol.name().into()).collect_vec()
        }
    }
}
