//! Zone, ZoneIngress and ZoneEgress: zones and their own proxies.

use kumascope_derive::Schema;

use super::dataplane::EnvoyAdmin;
use crate::{
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::Text,
};

/// A zone.
#[derive(Clone, Debug, Default, Schema)]
pub struct Zone {
    /// Whether other zones may reach it; they may where nobody says otherwise.
    pub enabled: Option<Traced<bool>>,
}

/// The proxy through which other zones come in.
#[derive(Clone, Debug, Schema)]
pub struct ZoneIngress {
    /// Its zone; the own one where there is none.
    #[schema(implicit)]
    pub zone: Option<Traced<Text>>,
    /// Where it listens.
    pub networking: Option<ZoneIngressNetworking>,
    /// The services behind it.
    pub available_services: Vec<AvailableService>,
}

/// Where a ZoneIngress listens.
#[derive(Clone, Debug, Schema)]
pub struct ZoneIngressNetworking {
    /// The address on which it listens.
    pub address: Traced<Text>,
    /// The address at which other zones reach it.
    #[schema(implicit)]
    pub advertised_address: Option<Traced<Text>>,
    /// The port on which it listens.
    pub port: Traced<u32>,
    /// The port at which other zones reach it.
    #[schema(implicit)]
    pub advertised_port: Option<Traced<u32>>,
    /// The admin interface of Envoy.
    pub admin: Option<EnvoyAdmin>,
}

/// A service behind a ZoneIngress.
#[derive(Clone, Debug, Schema)]
pub struct AvailableService {
    /// Its tags.
    pub tags: SortedMap<Text, Traced<Text>>,
    /// How many endpoints it has.
    pub instances: Traced<u32>,
    /// Its mesh.
    pub mesh: Traced<Text>,
    /// Whether it is outside the mesh.
    pub external_service: Traced<bool>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}

/// The proxy through which traffic leaves the zone.
#[derive(Clone, Debug, Schema)]
pub struct ZoneEgress {
    /// Its zone; the own one where there is none.
    #[schema(implicit)]
    pub zone: Option<Traced<Text>>,
    /// Where it listens.
    pub networking: Option<ZoneEgressNetworking>,
}

/// Where a ZoneEgress listens.
#[derive(Clone, Debug, Schema)]
pub struct ZoneEgressNetworking {
    /// The address on which it listens.
    pub address: Traced<Text>,
    /// The port on which it listens.
    pub port: Traced<u32>,
    /// The admin interface of Envoy.
    pub admin: Option<EnvoyAdmin>,
}
