//! MeshService: a service of one zone, as a resource.

use kumascope_derive::Schema;

use super::{
    schema::IntOrText,
    status::{Address, HostnameGeneratorStatus, LabelSelector, Vip},
};
use crate::{
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::Text,
};

/// A service of one zone.
#[derive(Clone, Debug, Schema)]
pub struct MeshService {
    /// Whether it has healthy endpoints, as its own zone sees it.
    #[schema(default = "Unavailable")]
    pub state: Option<Traced<ServiceState>>,
    /// The Dataplanes that provide it.
    pub selector: ServiceSelector,
    /// Its ports.
    pub ports: Vec<ServicePort>,
    /// How its proxies identify themselves.
    pub identities: Option<Vec<ServiceIdentity>>,
    /// What the control plane says about it.
    #[schema(skip)]
    pub status: Option<MeshServiceStatus>,
}

/// Whether a service has healthy endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub enum ServiceState {
    /// It has.
    Available,
    /// It has none.
    Unavailable,
}

/// The Dataplanes that provide a service, in one of three ways.
#[derive(Clone, Debug, Schema)]
pub struct ServiceSelector {
    /// By the tags of an inbound.
    pub dataplane_tags: Option<SortedMap<Text, Traced<Text>>>,
    /// By name.
    pub dataplane_ref: Option<DataplaneRef>,
    /// By labels.
    pub dataplane_labels: Option<LabelSelector>,
}

/// A Dataplane by name.
#[derive(Clone, Debug, Schema)]
pub struct DataplaneRef {
    /// Its name.
    pub name: Traced<Text>,
}

/// A port of a service.
#[derive(Clone, Debug, Schema)]
pub struct ServicePort {
    /// Its name.
    pub name: Option<Traced<Text>>,
    /// Its number.
    #[schema(required, keep)]
    pub port: Traced<u32>,
    /// The port or the name of the inbound behind it; the same number where there is none.
    pub target_port: Option<Traced<IntOrText>>,
    /// What is spoken there; `tcp` where nothing is said.
    #[schema(default = "tcp")]
    pub app_protocol: Option<Traced<Text>>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}

/// How proxies of a service identify themselves.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct ServiceIdentity {
    /// How the value is meant.
    #[schema(name = "type")]
    pub identity_type: Traced<ServiceIdentityType>,
    /// The tag or the ID.
    #[schema(required, keep)]
    pub value: Traced<Text>,
}

/// What kind of identity is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Schema)]
pub enum ServiceIdentityType {
    /// The tag `kuma.io/service`.
    ServiceTag,
    /// A SPIFFE ID.
    #[schema(name = "SpiffeID")]
    SpiffeId,
}

/// What the control plane says about a MeshService.
#[derive(Clone, Debug, Default, Schema)]
pub struct MeshServiceStatus {
    /// Its host names.
    pub addresses: Vec<Address>,
    /// Its addresses.
    pub vips: Vec<Vip>,
    /// Whether its proxies speak TLS.
    pub tls: ServiceTls,
    /// What HostnameGenerators did for it.
    pub hostname_generators: Vec<HostnameGeneratorStatus>,
    /// How many Dataplanes provide it.
    pub dataplane_proxies: ServiceDataplanes,
}

/// Whether the proxies of a service speak TLS.
#[derive(Clone, Debug, Default, Schema)]
pub struct ServiceTls {
    /// Whether all of them do.
    pub status: Option<Traced<TlsStatus>>,
}

/// Whether all proxies of a service speak TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub enum TlsStatus {
    /// All do.
    Ready,
    /// Some do not.
    NotReady,
}

/// How many Dataplanes provide a service.
#[derive(Clone, Debug, Default, Schema)]
pub struct ServiceDataplanes {
    /// How many are connected.
    pub connected: u32,
    /// How many are healthy.
    pub healthy: u32,
    /// How many there are.
    pub total: u32,
}
