//! Which clients may have which services among their outbounds, where a control plane asks permissions for that.
//!
//! The index knows no policy: whoever builds a mesh for such a control plane puts these rules into it.

use super::{MESH_TAG, Tags};
use crate::{model::Destination, resource::Kri, sorted::SortedMap, tree::Text};

/// A condition on a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagCondition {
    /// The tag.
    pub key: Text,
    /// Its value.
    pub value: Text,
    /// Whether the tag must not have that value.
    pub negated: bool,
}

/// What permissions say about clients of services: the first rule whose conditions a client meets decides, and without one
/// the client does not reach the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// By `kuma.io/service`.
    pub services: SortedMap<Text, Vec<ClientRule>>,
    /// By MeshService, without a section.
    pub resources: SortedMap<Kri, Vec<ClientRule>>,
}

/// What holds for clients with certain tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientRule {
    /// The tags that they must (or must not) have.
    pub tags: Vec<TagCondition>,
    /// Whether they may reach the service.
    pub reach: Reach,
}

/// Whether a client may reach a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It may.
    Allowed,
    /// It may not.
    Refused,
}

impl Permissions {
    /// Whether a client with these tags reaches a service. Permissions say nothing about services of other meshes, and nothing about
    /// MeshExternalServices and MeshMultiZoneServices: these are reached.
    pub(super) fn allow(&self, client: &Tags, destination: &Destination) -> bool {
        let rules = match destination {
            Destination::Tags(tags) if tags.get(MESH_TAG).is_some() => return true,
            Destination::Tags(tags) => self.services.get(tags.service()),
            Destination::Resource(kri) if kri.kind.0.name != "MeshService" => return true,
            Destination::Resource(kri) => self.resources.get(&kri.without_section()),
        };
        let decisive = rules.and_then(|rules| rules.iter().find(|rule| rule.concerns(client)));
        decisive.is_some_and(|rule| rule.reach == Reach::Allowed)
    }
}

impl ClientRule {
    /// A client without any tags meets no conditions, not even that tags are absent.
    fn concerns(&self, client: &Tags) -> bool {
        let meets = |tag: &TagCondition| match client.get(&tag.key) {
            Some(own) => (own.value == tag.value) != tag.negated,
            None => tag.negated,
        };
        self.tags.is_empty() || (!client.is_empty() && self.tags.iter().all(meets))
    }
}
