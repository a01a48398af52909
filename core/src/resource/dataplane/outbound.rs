//! A service that the workload calls at an address of its own.

use kumascope_derive::Schema;

use crate::{
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::Text,
};

/// A service that the workload calls at an address of its own.
#[derive(Clone, Debug, Schema)]
pub struct Outbound {
    /// The address; 127.0.0.1 where there is none.
    #[schema(implicit)]
    pub address: Option<Traced<Text>>,
    /// The port.
    pub port: Traced<u32>,
    /// The service, by tags.
    pub tags: SortedMap<Text, Traced<Text>>,
    /// The service, by resource.
    pub backend_ref: Option<OutboundBackendRef>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}

/// A port of a service resource.
#[derive(Clone, Debug, Schema)]
pub struct OutboundBackendRef {
    /// `MeshService`, `MeshExternalService` or `MeshMultiZoneService`.
    pub kind: Traced<Text>,
    /// Its name.
    #[schema(implicit)]
    pub name: Option<Traced<Text>>,
    /// Its port.
    pub port: Traced<u32>,
    /// The labels that it must have, where it is selected by labels.
    pub labels: SortedMap<Text, Traced<Text>>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}
