//! Zone proxies: how other zones, and places outside the mesh, are reached.

use crate::{
    origin::Traced,
    resource::{Meta, ZoneEgress, ZoneIngress},
    tree::Text,
};

/// A ZoneIngress that other zones can reach.
#[derive(Clone, Debug)]
pub struct ZoneIngressView<'a> {
    /// Its names and labels.
    pub meta: &'a Meta,
    /// What it says.
    pub spec: &'a ZoneIngress,
    /// Its zone.
    pub zone: Traced<Text>,
    /// The address that other zones call.
    pub address: Traced<Text>,
    /// The port that other zones call.
    pub port: Traced<u32>,
}

/// A ZoneEgress.
#[derive(Clone, Debug)]
pub struct ZoneEgressView<'a> {
    /// Its names and labels.
    pub meta: &'a Meta,
    /// What it says.
    pub spec: &'a ZoneEgress,
    /// Its address.
    pub address: Traced<Text>,
    /// Its port.
    pub port: Traced<u32>,
}

/// A MeshZoneAddress: where a zone is reached.
#[derive(Clone, Debug)]
pub struct ZoneAddressView {
    /// The zone.
    pub zone: Traced<Text>,
    /// Its address.
    pub address: Traced<Text>,
    /// Its port.
    pub port: Traced<u32>,
}

/// A zone egress that leads out of the mesh: a ZoneEgress, or a listener of a Dataplane.
#[derive(Clone, Debug)]
pub struct Egress {
    /// Its address.
    pub address: Traced<Text>,
    /// Its port.
    pub port: Traced<u32>,
    /// The SPIFFE ID of its workload identity, where it has one.
    pub identity: Option<Text>,
}

impl<'a> ZoneIngressView<'a> {
    /// A ZoneIngress; nothing where it has no public address, or one that would have to be resolved by DNS.
    pub(super) fn of(meta: &'a Meta, spec: &'a ZoneIngress) -> Option<Self> {
        let networking = &spec.networking;
        let address = networking.advertised_address.as_ref().and_then(resolved)?;
        let port = networking.advertised_port.filter(|port| port.value > 0)?;
        Some(Self { meta, spec, zone: spec.zone.clone(), address, port })
    }
}

/// The address as it is, or of the one host name that needs no DNS.
fn resolved(address: &Traced<Text>) -> Option<Traced<Text>> {
    if address.value == "localhost" {
        return Some(address.derive(|_| Text::new_static("127.0.0.1")));
    }
    address.parse::<std::net::IpAddr>().is_ok().then(|| address.clone())
}
