//! `targetRef`: how a policy names what it is about.

use kumascope_derive::Schema;

use crate::{
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::Text,
};

/// A reference to what a policy selects (top level) or concerns (`to`, `from`).
#[derive(Clone, Debug, Schema)]
pub struct TargetRef {
    /// What kind of thing is meant.
    pub kind: Traced<TargetKind>,
    /// Its name, where one is given.
    pub name: Option<Traced<Text>>,
    /// Its namespace, where one is given.
    pub namespace: Option<Traced<Text>>,
    /// The mesh, where one is given.
    pub mesh: Option<Traced<Text>>,
    /// The tags of a `MeshSubset`, `MeshServiceSubset` or `MeshGateway`.
    pub tags: Option<SortedMap<Text, Traced<Text>>>,
    /// The labels that it must have, where it is selected by labels.
    pub labels: Option<SortedMap<Text, Traced<Text>>>,
    /// One inbound, port or listener of it.
    pub section_name: Option<Traced<Text>>,
    /// `Sidecar`, `Gateway`; none for both.
    pub proxy_types: Option<Vec<Traced<Text>>>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}

/// What a [`TargetRef`] can mean, from the least to the most specific: the order of policies follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Schema)]
pub enum TargetKind {
    /// Everything in the mesh.
    Mesh,
    /// Proxies by name or labels.
    Dataplane,
    /// Proxies whose inbounds have tags.
    MeshSubset,
    /// A built-in gateway.
    MeshGateway,
    /// A service.
    MeshService,
    /// A service outside the mesh.
    MeshExternalService,
    /// A service of several zones.
    MeshMultiZoneService,
    /// A service's endpoints with tags.
    MeshServiceSubset,
    /// One route.
    MeshHTTPRoute,
}

impl TargetKind {
    /// The kind as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mesh => "Mesh",
            Self::Dataplane => "Dataplane",
            Self::MeshSubset => "MeshSubset",
            Self::MeshGateway => "MeshGateway",
            Self::MeshService => "MeshService",
            Self::MeshExternalService => "MeshExternalService",
            Self::MeshMultiZoneService => "MeshMultiZoneService",
            Self::MeshServiceSubset => "MeshServiceSubset",
            Self::MeshHTTPRoute => "MeshHTTPRoute",
        }
    }
}
