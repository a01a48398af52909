//! A Dataplane as other proxies see it: where its inbounds are, and which of them take traffic.

use super::{EndpointLocality, PROTOCOL_TAG, Protocol, Tags, ZONE_TAG};
use crate::{
    model::{self, ServiceTags},
    origin::Traced,
    resource::{Dataplane, Meta, dataplane::Inbound, meta::label},
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

impl<'a> DataplaneView<'a> {
    /// The inbounds that take traffic: ready, and healthy where health is checked.
    pub fn healthy_inbounds(&self) -> impl Iterator<Item = &'a Inbound> + use<'a> {
        self.spec.networking.inbound.iter().filter(|inbound| is_healthy(inbound))
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
    pub fn zone(&self, tags: &Tags) -> Option<&Traced<Text>> {
        tags.get(ZONE_TAG).or_else(|| self.meta.labels.0.get(label::ZONE))
    }

    /// The inbounds as places of the proxy itself, those of no service included.
    pub fn inbounds(&self) -> Vec<model::Inbound> {
        self.spec.networking.inbound.iter().map(|inbound| self.inbound(inbound)).collect()
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

/// Whether tags have all that a selector asks for. `*` is any value.
pub fn selects(selector: &Tags, tags: &Tags) -> bool {
    selector.iter().all(|(key, wanted)| tags.get(key).is_some_and(|own| wanted.value == "*" || own == wanted))
}

/// The section of an inbound: its name, or its port.
pub fn section(inbound: &Inbound) -> Text {
    match &inbound.name {
        Some(name) if !name.is_empty() => name.value.clone(),
        _ => inbound.port.value.to_string().into(),
    }
}

fn is_healthy(inbound: &Inbound) -> bool {
    let ready = inbound.state.as_ref().is_none_or(|state| state.value == "Ready");
    ready && inbound.health.as_ref().is_none_or(|health| health.ready.is_some_and(|ready| ready.value))
}

/// The protocol field of an inbound, else its tag; TCP where both are missing or unknown.
fn protocol(inbound: &Inbound) -> Traced<Text> {
    let field = inbound.protocol.as_ref().filter(|protocol| !protocol.is_empty());
    match field.or_else(|| inbound.tags.get(PROTOCOL_TAG)) {
        None => Traced::default_of(Text::new_static("tcp"), "inbound protocol"),
        Some(said) => said.derive(|said| match Protocol::parse(said) {
            Protocol::Unknown => Text::new_static("tcp"),
            known => Text::new_static(known.name()),
        }),
    }
}
