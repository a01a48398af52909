//! A service of the workload.

use kumascope_derive::Schema;

use crate::{
    origin::{Origin, Traced},
    resource::schema::ProtoDuration,
    sorted::SortedMap,
    tree::Text,
};

/// A service of the workload.
#[derive(Clone, Debug, Schema)]
pub struct Inbound {
    /// The port on which the proxy listens.
    pub port: Traced<u32>,
    /// The port of the workload, where it is another one.
    #[schema(implicit)]
    pub service_port: Option<Traced<u32>>,
    /// The address of the workload, where it is another one.
    #[schema(implicit)]
    pub service_address: Option<Traced<Text>>,
    /// The address on which the proxy listens, where it is not the address of the Dataplane.
    #[schema(implicit)]
    pub address: Option<Traced<Text>>,
    /// Its tags.
    pub tags: SortedMap<Text, Traced<Text>>,
    /// Whether the workload is healthy, where that is checked.
    pub health: Option<Health>,
    /// How kuma-cp checks the health of the workload.
    pub service_probe: Option<ServiceProbe>,
    /// Whether it takes traffic.
    pub state: Traced<InboundState>,
    /// Its name.
    #[schema(implicit)]
    pub name: Option<Traced<Text>>,
    /// What it speaks; the tag `kuma.io/protocol` says it where this does not.
    #[schema(implicit)]
    pub protocol: Option<Traced<Text>>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}

/// Whether a workload is healthy.
#[derive(Clone, Debug, Schema)]
pub struct Health {
    /// Whether it takes traffic.
    #[schema(implicit)]
    pub ready: Option<Traced<bool>>,
}

/// Whether an inbound takes traffic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum InboundState {
    /// It does.
    #[default]
    #[schema(zero)]
    Ready,
    /// It does not yet.
    NotReady,
    /// It does not, and it is no part of services.
    Ignored,
}

/// How the health of a workload is checked.
#[derive(Clone, Debug, Schema)]
pub struct ServiceProbe {
    /// The time between two checks.
    pub interval: Option<Traced<ProtoDuration>>,
    /// How long a check may take.
    pub timeout: Option<Traced<ProtoDuration>>,
    /// How many checks in a row must fail.
    #[schema(alias = "unhealthy_threshold")]
    pub unhealthy_threshold: Option<Traced<u32>>,
    /// How many checks in a row must succeed.
    #[schema(alias = "healthy_threshold")]
    pub healthy_threshold: Option<Traced<u32>>,
    /// A check that opens a connection.
    pub tcp: Option<TcpProbe>,
}

/// A check that opens a connection.
#[derive(Clone, Debug, Schema)]
pub struct TcpProbe {}
