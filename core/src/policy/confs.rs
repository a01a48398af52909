//! The confs of one kind of policy that concern one proxy, selected and merged.

use std::collections::BTreeMap;

use crate::{
    model::{Destination, ServiceTags},
    resource::{Kri, Schema, policy_spec::Match, schema::Decoder},
    tree::{Node, Text},
};

use super::select::InboundKey;

/// The confs of one kind of policy for one proxy.
#[derive(Clone, Debug, Default)]
pub struct Confs {
    /// By inbound or zone listener (its address and port): what `from` and `rules` say about it.
    pub inbounds: BTreeMap<InboundKey, InboundConfs>,
    /// What `to` says about services by tags, in the order in which rules are tried.
    pub to_tags: Vec<TagRule>,
    /// What `to` says about the mesh and about service resources, their ports and routes, each merged with all that is wider.
    pub to_resources: BTreeMap<Kri, Vec<Node>>,
    /// What policies without `to`, `from` and `rules` say.
    pub proxy: Vec<Node>,
}

/// What one kind of policy says about one inbound.
#[derive(Clone, Debug, Default)]
pub struct InboundConfs {
    /// `from` by the tags of the client, in the order in which rules are tried.
    pub from_tags: Vec<TagRule>,
    /// `rules` (and `from`, of policies whose `from` counts as rules), in order: the more specific match first.
    pub rules: Vec<InboundRule>,
    /// The merged conf of the rules without a match, for all traffic.
    pub everything: Option<Node>,
}

/// A conf for services or clients with certain tags.
#[derive(Clone, Debug)]
pub struct TagRule {
    /// The tags that they must (or must not) have.
    pub tags: Vec<TagCondition>,
    /// The merged conf.
    pub confs: Vec<Node>,
    /// The policies that it was merged from, least specific first.
    pub policies: Vec<Kri>,
}

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

/// A conf for traffic that matches.
#[derive(Clone, Debug)]
pub struct InboundRule {
    /// What the traffic must look like; nothing for all traffic.
    pub matches: Option<Match>,
    /// The conf.
    pub conf: Node,
    /// The policy that says so.
    pub policy: Kri,
}

/// What one kind of policy says about one outbound.
#[derive(Clone, Copy)]
pub struct OutboundConfs<'a> {
    /// All confs of the kind.
    pub confs: &'a Confs,
    /// What the outbound leads to.
    pub destination: &'a Destination,
}

impl Confs {
    /// What is said about an inbound or zone listener; nothing where no policy selects it.
    pub fn inbound(&self, address: &Text, port: u32) -> Option<&InboundConfs> {
        self.inbounds.get(&(address.clone(), port))
    }

    /// What is said about an outbound.
    pub fn outbound<'a>(&'a self, destination: &'a Destination) -> OutboundConfs<'a> {
        OutboundConfs { confs: self, destination }
    }

    /// The merged confs of a service by tags: of the first rule that holds for the tags.
    pub fn for_tags(&self, tags: &ServiceTags) -> Option<&[Node]> {
        let rule = self.to_tags.iter().find(|rule| rule.holds_for(tags))?;
        Some(&rule.confs)
    }

    /// The merged confs of a resource: of its section, else of the whole resource, else of the mesh.
    pub fn for_resource(&self, kri: &Kri) -> Option<&[Node]> {
        let whole = kri.without_section();
        [kri, &whole]
            .into_iter()
            .find_map(|kri| self.to_resources.get(kri))
            .or_else(|| self.for_mesh())
            .map(Vec::as_slice)
    }

    fn for_mesh(&self) -> Option<&Vec<Node>> {
        self.to_resources.iter().find(|(kri, _)| kri.kind.0.name == "Mesh").map(|(_, confs)| confs)
    }
}

impl TagRule {
    /// Whether all conditions hold for these tags. For no tags at all only the rule without conditions holds.
    pub fn holds_for(&self, tags: &ServiceTags) -> bool {
        if tags.0.is_empty() {
            return self.tags.is_empty();
        }
        self.tags
            .iter()
            .all(|condition| (tags.get(&condition.key) == Some(condition.value.as_str())) != condition.negated)
    }
}

impl<'a> OutboundConfs<'a> {
    /// The merged confs of the outbound.
    pub fn all(&self) -> Option<&'a [Node]> {
        match self.destination {
            Destination::Tags(tags) => self.confs.for_tags(tags),
            Destination::Resource(kri) => self.confs.for_resource(kri),
        }
    }

    /// The merged conf of the outbound, typed.
    pub fn conf<T: Schema>(&self) -> Option<T> {
        typed(self.all()?.first()?)
    }

    /// The merged conf of a route of the outbound, typed: what is said about the route, else about the outbound.
    pub fn route<T: Schema>(&self, route: Option<&Kri>) -> Option<T> {
        let of_route = route.and_then(|kri| {
            let whole = kri.without_section();
            [kri, &whole].into_iter().find_map(|kri| self.confs.to_resources.get(kri))
        });
        match of_route {
            Some(confs) => typed(confs.first()?),
            None => self.conf(),
        }
    }
}

/// A merged conf as its policy's own type. Confs were checked when they were read, so nothing is lost here.
pub fn typed<T: Schema>(conf: &Node) -> Option<T> {
    T::decode(conf, &mut Decoder::default())
}
