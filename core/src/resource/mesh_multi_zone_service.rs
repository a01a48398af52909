//! MeshMultiZoneService: MeshServices of several zones under one name.

use kumascope_derive::Schema;

use super::status::{Address, Condition, HostnameGeneratorStatus, LabelSelector, Vip};
use crate::{
    origin::{Origin, Traced},
    tree::Text,
};

/// MeshServices of several zones under one name.
#[derive(Clone, Debug, Schema)]
pub struct MeshMultiZoneService {
    /// The MeshServices behind it.
    #[schema(required)]
    pub selector: MultiZoneSelector,
    /// Its ports.
    #[schema(required, keep)]
    pub ports: Vec<MultiZonePort>,
    /// What the control plane says about it.
    #[schema(skip)]
    pub status: Option<MeshMultiZoneServiceStatus>,
}

/// The MeshServices behind a MeshMultiZoneService.
#[derive(Clone, Debug, Schema)]
pub struct MultiZoneSelector {
    /// Their labels.
    #[schema(required)]
    pub mesh_service: LabelSelector,
}

/// A port of a MeshMultiZoneService.
#[derive(Clone, Debug, Schema)]
pub struct MultiZonePort {
    /// Its name.
    pub name: Option<Traced<Text>>,
    /// Its number.
    #[schema(required, keep)]
    pub port: Traced<u32>,
    /// What is spoken there; `tcp` where nothing is said.
    #[schema(keep, default = "tcp")]
    pub app_protocol: Traced<Text>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}

/// What the control plane says about a MeshMultiZoneService.
#[derive(Clone, Debug, Default, Schema)]
pub struct MeshMultiZoneServiceStatus {
    /// Its host names.
    pub addresses: Vec<Address>,
    /// Its addresses.
    pub vips: Vec<Vip>,
    /// The MeshServices that it found.
    pub mesh_services: Vec<MatchedMeshService>,
    /// What HostnameGenerators did for it.
    pub hostname_generators: Vec<HostnameGeneratorStatus>,
    /// What there is to say about it.
    pub conditions: Vec<Condition>,
}

/// A MeshService that a MeshMultiZoneService found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Schema)]
pub struct MatchedMeshService {
    /// Its name as its zone knows it.
    #[schema(keep)]
    pub name: Text,
    /// Its namespace; may be empty.
    #[schema(keep)]
    pub namespace: Text,
    /// Its zone; may be empty.
    #[schema(keep)]
    pub zone: Text,
    /// Its mesh.
    #[schema(keep)]
    pub mesh: Text,
}
