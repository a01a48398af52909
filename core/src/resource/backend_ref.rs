//! `backendRef`: where a route sends traffic.

use kumascope_derive::Schema;

use super::target_ref::TargetKind;
use crate::{
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::Text,
};

/// A service that a route sends traffic to.
#[derive(Clone, Debug, Schema)]
pub struct BackendRef {
    /// What kind of service.
    pub kind: Traced<TargetKind>,
    /// Its name, where it is not selected by labels.
    pub name: Option<Traced<Text>>,
    /// Its namespace, where one is given.
    pub namespace: Option<Traced<Text>>,
    /// The mesh, where one is given.
    pub mesh: Option<Traced<Text>>,
    /// Tags of its endpoints.
    pub tags: SortedMap<Text, Traced<Text>>,
    /// The labels that it must have, where it is selected by labels.
    pub labels: SortedMap<Text, Traced<Text>>,
    /// A port of it, by name.
    pub section_name: Option<Traced<Text>>,
    /// Its share of the traffic; 1 where nothing is said.
    #[schema(default = 1)]
    pub weight: Option<Traced<u32>>,
    /// A port of it, by number.
    pub port: Option<Traced<u32>>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}

impl BackendRef {
    /// Whether a service resource is meant, rather than the tag `kuma.io/service`.
    pub fn means_resource(&self) -> bool {
        match self.kind.value {
            TargetKind::MeshService => {
                self.section_name.as_ref().is_some_and(|name| !name.is_empty()) || self.port.is_some()
            }
            TargetKind::MeshServiceSubset => false,
            _ => true,
        }
    }
}
