//! Zone proxies: how other zones, and places outside the mesh, are reached.

use crate::{
    origin::Traced,
    resource::{MeshZoneAddress, Meta, ZoneEgress, ZoneIngress, meta::label},
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
        let networking = spec.networking.as_ref()?;
        let address = networking.advertised_address.as_ref().and_then(resolved)?;
        let port = networking.advertised_port.filter(|port| port.value > 0)?;
        let zone = spec.zone.clone().filter(|zone| !zone.is_empty())?;
        Some(Self { meta, spec, zone, address, port })
    }
}

impl<'a> ZoneEgressView<'a> {
    /// A ZoneEgress; nothing where it says nothing of where it is.
    pub(super) fn of(meta: &'a Meta, spec: &'a ZoneEgress) -> Option<Self> {
        let networking = spec.networking.as_ref()?;
        Some(Self { meta, spec, address: networking.address.clone(), port: networking.port })
    }

    /// It leads out of the mesh; it has no workload identity.
    pub(super) fn egress(&self) -> Egress {
        Egress { address: self.address.clone(), port: self.port, identity: None }
    }
}

impl ZoneAddressView {
    /// A MeshZoneAddress; nothing where its label does not say the zone.
    pub(super) fn of(meta: &Meta, spec: &MeshZoneAddress) -> Option<Self> {
        let zone = meta.labels.0.get(label::ZONE).filter(|zone| !zone.is_empty())?.clone();
        Some(Self { zone, address: spec.address.clone(), port: spec.port })
    }
}

/// The address as it is, or of the one host name that needs no DNS.
fn resolved(address: &Traced<Text>) -> Option<Traced<Text>> {
    if address.value == "localhost" {
        return Some(address.derive(|_| Text::new_static("127.0.0.1")));
    }
    address.parse::<std::net::IpAddr>().is_ok().then(|| address.clone())
}
