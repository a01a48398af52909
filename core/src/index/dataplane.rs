//! A Dataplane as other proxies see it: where its inbounds are, and which of them take traffic.

use super::{PROTOCOL_TAG, Protocol, Tags, ZONE_TAG};
use crate::{
    list::CollectVec as _,
    model::{self, ServiceTags},
    origin::Traced,
    resource::{
        Dataplane, Meta,
        dataplane::{Inbound, InboundState, Listener, ListenerState, ListenerType},
        meta::label,
    },
    tree::Text,
};

/// A Dataplane of the store.
#[derive(Clone, Copy, Debug)]
pub struct DataplaneView<'a> {
    /// Its names and labels.
    pub meta: &'a Meta,
    /// What it says.
    pub spec: &'a Dataplane,
}

/// A listener by which a Dataplane is a zone proxy.
#[derive(Clone, Debug)]
pub struct ZoneListener {
    /// What it is for.
    pub kind: ZoneListenerKind,
    /// Its name, or its port.
    pub section: Text,
    /// The address on which it listens.
    pub address: Traced<Text>,
    /// The port on which it listens.
    pub port: Traced<u32>,
}

/// What a listener of a zone proxy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneListenerKind {
    /// Traffic that comes into the zone.
    Ingress,
    /// Traffic that leaves the mesh.
    Egress,
}

impl<'a> DataplaneView<'a> {
    /// The listeners by which it is a zone proxy, ready or not.
    pub fn zone_listeners(&self) -> Vec<ZoneListener> {
        self.spec.networking.listeners.iter().filter_map(zone_listener).collect_vec()
    }

    /// The listeners for traffic that leaves the mesh, of those that are ready.
    pub fn ready_egress_listeners(&self) -> impl Iterator<Item = &'a Listener> + use<'a> {
        let egress = |listener: &&Listener| listener.listener_type.value == ListenerType::ZoneEgress;
        let ready = |listener: &&Listener| listener.state.value == ListenerState::Ready;
        self.spec.networking.listeners.iter().filter(egress).filter(ready)
    }

    /// The inbounds that take traffic: ready, and healthy where health is checked.
    pub fn healthy_inbounds(&self) -> impl Iterator<Item = &'a Inbound> + use<'a> {
        self.spec.networking.inbound.iter().filter(|inbound| is_healthy(inbound))
    }

    /// The tags of each of its inbounds, and of the gateway: it is a client by all of them.
    pub fn client_tags(&self) -> impl Iterator<Item = &'a Tags> + use<'a> {
        let networking = &self.spec.networking;
        let inbounds = networking.inbound.iter().map(|inbound| &inbound.tags);
        inbounds.chain(networking.gateway.iter().map(|gateway| &gateway.tags))
    }

    /// Whether an inbound, or the gateway, has all these tags. `*` is any value.
    pub fn matches(&self, selector: &Tags) -> bool {
        let networking = &self.spec.networking;
        let inbound = networking.inbound.iter().any(|inbound| selects(selector, &inbound.tags));
        inbound || networking.gateway.as_ref().is_some_and(|gateway| selects(selector, &gateway.tags))
    }

    /// The address of an inbound that other proxies call.
    pub fn advertised_address(&self, inbound: &Inbound) -> Traced<Text> {
        let advertised = &self.spec.networking.advertised_address;
        advertised.clone().unwrap_or_else(|| self.address(inbound))
    }

    /// The address on which the proxy listens for an inbound.
    pub fn address(&self, inbound: &Inbound) -> Traced<Text> {
        inbound.address.clone().unwrap_or_else(|| self.spec.networking.address.clone())
    }

    /// The locality of an endpoint with these tags: of the tag `kuma.io/zone`, else of the Dataplane's own label.
    pub fn zone<'t>(&'t self, tags: &'t Tags) -> Option<&'t Traced<Text>> {
        tags.get(ZONE_TAG).or_else(|| self.meta.labels.0.get(label::ZONE))
    }

    /// The inbounds as places of the proxy itself, those of no service included.
    pub fn inbounds(&self) -> Vec<model::Inbound> {
        self.spec.networking.inbound.iter().map(|inbound| self.inbound(inbound)).collect_vec()
    }

    fn inbound(&self, inbound: &Inbound) -> model::Inbound {
        let section = section(inbound);
        let address = self.address(inbound);
        model::Inbound {
            workload_address: inbound.service_address.clone().unwrap_or_else(|| address.clone()),
            workload_port: inbound.service_port.unwrap_or(inbound.port),
            port: inbound.port,
            protocol: protocol(inbound),
            tags: ServiceTags(inbound.tags.clone()),
            kri: self.meta.kri().with_section(section.clone()),
            section,
            address,
        }
    }
}

impl model::Inbound {
    /// What the workload speaks.
    pub fn protocol(&self) -> Protocol {
        Protocol::parse(&self.protocol)
    }
}

fn zone_listener(listener: &Listener) -> Option<ZoneListener> {
    let kind = match listener.listener_type.value {
        ListenerType::ZoneIngress => ZoneListenerKind::Ingress,
        ListenerType::ZoneEgress => ZoneListenerKind::Egress,
        ListenerType::Unspecified => return None,
    };
    let (address, port) = (listener.address.clone(), listener.port);
    Some(ZoneListener { kind, section: named(listener.name.as_ref(), port), address, port })
}

/// Whether tags have all that a selector asks for. `*` is any value.
pub(super) fn selects(selector: &Tags, tags: &Tags) -> bool {
    selector.iter().all(|(key, wanted)| tags.get(key).is_some_and(|own| wanted.value == "*" || own == wanted))
}

/// The section of an inbound: its name, or its port.
pub(super) fn section(inbound: &Inbound) -> Text {
    named(inbound.name.as_ref(), inbound.port)
}

fn named(name: Option<&Traced<Text>>, port: Traced<u32>) -> Text {
    match name {
        Some(name) if !name.is_empty() => name.value.clone(),
        _ => port.value.to_string().into(),
    }
}

fn is_healthy(inbound: &Inbound) -> bool {
    let ready = inbound.state.value == InboundState::Ready;
    ready && inbound.health.as_ref().is_none_or(|health| health.ready.is_some_and(|ready| ready.value))
}

/// The protocol field of an inbound, else its tag; TCP where both are missing or unknown.
fn protocol(inbound: &Inbound) -> Traced<Text> {
    let field = inbound.protocol.as_ref().filter(|protocol| !protocol.is_empty());
    match field.or_else(|| inbound.tags.get(PROTOCOL_TAG)) {
        None => Traced::default_of(Text::new_static("tcp"), &"inbound protocol"),
        Some(said) => said.derive(|said| match Protocol::parse(said) {
            Protocol::Unknown => Text::new_static("tcp"),
            known => Text::new_static(known.name()),
        }),
    }
}
