//! The confs of one kind of policy that concern one proxy, selected and merged.

use std::{any::Any, cell::OnceCell, rc::Rc};

use crate::{
    index::TagCondition,
    list::CollectVec as _,
    model::{Destination, FilterChain, Route},
    resource::{Kri, Meta, Schema, policy_spec::Match, schema::Decoder},
    sorted::SortedMap,
    tree::{Node, Text},
};

use super::{merge, select::InboundKey};

/// The tag by which rules tell the routes of a service by tags: its value is the name of the route.
pub(super) const ROUTE_TAG: &str = "__rule-matches-hash__";

/// The confs of one kind of policy for one proxy.
#[derive(Clone, Debug, Default)]
pub struct Confs<'a> {
    /// The policies that select the proxy, least specific first.
    pub selected: Vec<&'a Meta>,
    /// By inbound or zone listener (its address and port): what `from` and `rules` say about it.
    pub inbounds: SortedMap<InboundKey, InboundConfs<'a>>,
    /// What `to` says about services by tags, in the order in which rules are tried.
    pub to_tags: Vec<TagRule<'a>>,
    /// What `to` says about the mesh and about service resources, their ports and routes, each merged with all that is wider.
    pub to_resources: SortedMap<Kri, Rule<'a>>,
    /// What policies without `to`, `from` and `rules` say.
    pub proxy: Vec<Node>,
    /// The same policy by policy, least specific first.
    pub single: Vec<SingleConf<'a>>,
}

/// What one policy without `to`, `from` and `rules` says.
#[derive(Clone, Debug)]
pub struct SingleConf<'a> {
    /// The policy.
    pub policy: &'a Meta,
    /// The section of the Dataplane that it is about; nothing for all.
    pub section: Option<&'a Text>,
    /// What it says.
    pub conf: &'a Node,
}

/// What one kind of policy says about one inbound.
#[derive(Clone, Debug, Default)]
pub struct InboundConfs<'a> {
    /// The policies that select the inbound, least specific first.
    pub policies: Vec<&'a Meta>,
    /// `from` by the tags of the client, in the order in which rules are tried.
    pub from_tags: Vec<TagRule<'a>>,
    /// `rules` (and `from`, of policies whose `from` counts as rules), in order: the more specific match first.
    pub rules: Vec<InboundRule<'a>>,
    /// The merged conf of the rules without a match, for all traffic.
    pub everything: Option<Node>,
}

/// Merged confs, and what they were merged from.
#[derive(Clone, Debug)]
pub struct Rule<'a> {
    /// The merged confs: one, or one for each set of host names.
    pub confs: Vec<Node>,
    /// What they were merged from, least specific first.
    pub items: Vec<RuleItem<'a>>,
    /// What its policy reads out of the first of the confs.
    typed: OnceCell<Rc<dyn Any>>,
}

/// An item of a policy's `to` or `from` list.
#[derive(Clone, Debug)]
pub struct RuleItem<'a> {
    /// The policy.
    pub policy: &'a Meta,
    /// The position in the list.
    pub index: usize,
    /// What it says.
    pub conf: &'a Node,
}

/// A rule for services or clients with certain tags.
#[derive(Clone, Debug)]
pub struct TagRule<'a> {
    /// The tags that they must (or must not) have.
    pub tags: Vec<TagCondition>,
    /// What holds for them.
    pub rule: Rule<'a>,
}

/// A conf for traffic that matches.
#[derive(Clone, Debug)]
pub struct InboundRule<'a> {
    /// What the traffic must look like; nothing for all traffic.
    pub matches: Option<Match>,
    /// The conf.
    pub conf: Node,
    /// The policy that says so.
    pub policy: &'a Meta,
    /// The position in its list of `rules`, or of `from`.
    pub index: usize,
}

/// What one kind of policy says about one outbound.
#[derive(Clone, Copy)]
pub struct OutboundConfs<'a> {
    /// All confs of the kind.
    pub confs: &'a Confs<'a>,
    /// What the outbound leads to.
    pub destination: &'a Destination,
}

impl<'a> Confs<'a> {
    /// What is said about an inbound or zone listener; nothing where no policy selects it.
    pub fn inbound(&self, address: &Text, port: u32) -> Option<&InboundConfs<'a>> {
        self.inbounds.get(&(address.clone(), port))
    }

    /// What policies without `to`, `from` and `rules` say about one listener: policies about another section are left out.
    pub fn for_section(&self, section: &str) -> Option<Node> {
        let concerns = |found: &&SingleConf<'_>| found.section.is_none_or(|own| *own == section);
        let confs: Vec<&Node> = self.single.iter().filter(concerns).map(|found| found.conf).collect_vec();
        if confs.is_empty() { None } else { merge::overlay(&confs).into_iter().next() }
    }

    /// What is said about an outbound.
    pub fn outbound(&'a self, destination: &'a Destination) -> OutboundConfs<'a> {
        OutboundConfs { confs: self, destination }
    }

    /// The merged confs of a service by its name, of its route with that name: of the first rule that holds.
    /// Other tags of an outbound do not matter.
    pub fn for_service(&self, service: &str, route: Option<&str>) -> Option<&Rule<'a>> {
        let tags: Vec<(&str, &str)> = [("kuma.io/service", service)]
            .into_iter()
            .chain(route.map(|route| (ROUTE_TAG, route)))
            .collect_vec();
        self.to_tags.iter().find(|rule| rule.holds_for(&tags)).map(|found| &found.rule)
    }

    /// The merged confs of a resource: of its section, else of the whole resource, else of the mesh.
    pub fn for_resource(&self, kri: &Kri) -> Option<&Rule<'a>> {
        self.for_route(kri).or_else(|| self.for_mesh())
    }

    /// The merged confs of a MeshHTTPRoute and nothing wider: of its section, else of the whole route.
    fn for_route(&self, kri: &Kri) -> Option<&Rule<'a>> {
        self.to_resources.get(kri).or_else(|| self.to_resources.find(|own| own.cmp_to_whole(kri)))
    }

    fn for_mesh(&self) -> Option<&Rule<'a>> {
        self.to_resources.iter().find(|(kri, _)| kri.kind.0.name == "Mesh").map(|(_, rule)| rule)
    }
}

impl InboundConfs<'_> {
    /// The merged conf of the rules for the server name of a filter chain, whoever the client is.
    pub fn for_server_name(&self, chain: &FilterChain) -> Option<Node> {
        let names = &chain.matches.as_ref()?.server_names;
        let is_for_chain = |found: &Match| {
            let sni = found.sni.as_ref().filter(|_| found.spiffe_id.is_none());
            sni.is_some_and(|sni| names.iter().any(|own| own.value == sni.value.value))
        };
        let rules = self.rules.iter().filter(|rule| rule.matches.as_ref().is_some_and(is_for_chain));
        let confs: Vec<&Node> = rules.map(|rule| &rule.conf).collect_vec();
        if confs.is_empty() { None } else { merge::overlay(&confs).into_iter().next() }
    }
}

impl<'a> Rule<'a> {
    /// A rule of merged confs, and what they were merged from.
    pub(super) fn new(confs: Vec<Node>, items: Vec<RuleItem<'a>>) -> Self {
        Self { confs, items, typed: OnceCell::new() }
    }

    /// The merged conf, typed: the first where there are several.
    pub fn conf<T: Schema + 'static>(&self) -> Option<&T> {
        self.read(typed)
    }

    /// What the policy reads out of the merged conf, of the first where there are several. It is read once for all the places that the
    /// rule is about, of which there are many in a large mesh; so the one policy that has the rule always asks for the same type.
    pub fn read<T: 'static>(&self, read: impl FnOnce(&Node) -> Option<T>) -> Option<&T> {
        let read = || Rc::new(self.confs.first().and_then(read)) as Rc<dyn Any>;
        let conf = self.typed.get_or_init(read).downcast_ref::<Option<T>>();
        debug_assert!(conf.is_some(), "a rule is read as one type");
        conf?.as_ref()
    }
}

impl TagRule<'_> {
    /// Whether it holds for one route only.
    pub fn is_about_route(&self) -> bool {
        self.tags.iter().any(|condition| condition.key == ROUTE_TAG)
    }

    /// Whether all conditions hold for what has these tags. For no tags at all only the rule without conditions holds.
    pub fn holds_for(&self, tags: &[(&str, &str)]) -> bool {
        if tags.is_empty() {
            return self.tags.is_empty();
        }
        let value = |key: &str| tags.iter().find(|(own, _)| *own == key).map(|(_, value)| *value);
        self.tags
            .iter()
            .all(|condition| (value(&condition.key) == Some(condition.value.as_str())) != condition.negated)
    }
}

impl<'a> OutboundConfs<'a> {
    /// What holds for the outbound.
    pub fn rule(&self) -> Option<&'a Rule<'a>> {
        match self.destination {
            Destination::Tags(tags) => self.confs.for_service(tags.service(), None),
            Destination::Resource(kri) => self.confs.for_resource(kri),
        }
    }

    /// The merged conf of the outbound, typed.
    pub fn conf<T: Schema + 'static>(&self) -> Option<&'a T> {
        self.rule()?.conf()
    }

    /// The merged conf of a route of the outbound, typed: what is said about the route, else about the outbound.
    pub fn route<T: Schema + 'static>(&self, route: &Route) -> Option<&'a T> {
        self.rule_of_route(route)?.conf()
    }

    /// What holds for a route of the outbound: what is said about the route, else about the outbound.
    pub fn rule_of_route(&self, route: &Route) -> Option<&'a Rule<'a>> {
        let of_route = match (self.destination, &route.kri) {
            (Destination::Tags(tags), _) => self.confs.for_service(tags.service(), Some(&route.name)),
            (Destination::Resource(_), Some(kri)) => self.confs.for_route(kri),
            (Destination::Resource(_), None) => None,
        };
        of_route.or_else(|| self.rule())
    }
}

/// A merged conf as its policy's own type. Confs were checked when they were read, so nothing is lost here.
pub fn typed<T: Schema>(conf: &Node) -> Option<T> {
    T::decode(conf, &mut Decoder::default())
}
