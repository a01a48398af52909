//! What an outbound leads to.

use crate::{origin::Traced, resource::Kri, sorted::SortedMap, tree::Text};

/// What an outbound leads to: a service as tags name it, or a port of a service resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// A `kuma.io/service`, perhaps narrowed by further tags.
    Tags(ServiceTags),
    /// A port (the section) of a MeshService, MeshExternalService or MeshMultiZoneService.
    Resource(Kri),
}

/// The tags of an outbound, `kuma.io/service` among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceTags(pub SortedMap<Text, Traced<Text>>);

impl Destination {
    /// The identity, when the destination is a resource.
    pub fn kri(&self) -> Option<&Kri> {
        match self {
            Self::Resource(kri) => Some(kri),
            Self::Tags(_) => None,
        }
    }

    /// The tags, when the destination is named by tags.
    pub fn tags(&self) -> Option<&ServiceTags> {
        match self {
            Self::Tags(tags) => Some(tags),
            Self::Resource(_) => None,
        }
    }
}

impl ServiceTags {
    /// The value of `kuma.io/service`; empty where the tag is missing.
    pub fn service(&self) -> &str {
        self.get("kuma.io/service").unwrap_or_default()
    }

    /// The value of a tag.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(|value| value.value.as_str())
    }
}
