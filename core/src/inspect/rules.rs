//! The effective rules of a Dataplane: for every kind of policy what holds for its outbounds, for its inbounds and for the whole
//! proxy, and which items of which policies say so.

use super::meta::{self, Metas};
use crate::{
    index::{Mesh, ProxyView},
    list::CollectVec as _,
    model::route_name,
    origin::Origin,
    policies::POLICIES,
    policy::{self, Confs, InboundConfs, InboundKey, InboundRule, Policy, Rule, RuleItem, TagRule},
    resource::{Kind, Kri, Meta, Resource, Schema, mesh::MeshServicesMode},
    sorted::{SortedMap, SortedSet, sort_by_key},
    tree::{Entry, Message, Node, Text, Value},
    world::Shadow,
};

const RULE: Origin = Origin::Rule(&"effective rules");

/// What Kuma's `_rules` endpoint answers about a Dataplane. Shadow policies take no part.
pub(super) fn rules(resources: &[Resource], mesh: &Mesh<'_>, proxy: &ProxyView<'_>) -> Node {
    let confs = policy::confs(POLICIES, mesh, proxy, Shadow::Exclude);
    let printer = Printer { mesh, proxy, metas: Metas::of(resources) };
    let mut policies: Vec<&Policy> = POLICIES.iter().collect_vec();
    sort_by_key(&mut policies, |policy| policy.kind.order);
    let entries = policies.into_iter().filter_map(|policy| {
        let kind = Kind(&policy.kind.info);
        printer.policy(kind, confs.get(&kind)?)
    });
    Message::new(RULE)
        .with("httpMatches", http_matches(&confs))
        .with("resource", meta::node(proxy.meta))
        .with("rules", Node::list(entries.collect_vec(), RULE))
        .into()
}

/// The matches of all routes that concern the Dataplane, by the name that routes have for them.
fn http_matches(confs: &SortedMap<Kind, Confs<'_>>) -> Node {
    let routes = confs.iter().filter(|(kind, _)| kind.0.name == "MeshHTTPRoute").map(|(_, confs)| confs);
    let rules = routes
        .flat_map(|confs| confs.to_tags.iter().map(|rule| &rule.rule).chain(confs.to_resources.values()));
    let lists = rules.flat_map(|rule| &rule.confs).filter_map(|conf| conf.get("rules")?.as_list());
    let matches: SortedMap<Text, &Node> = lists
        .flatten()
        .filter_map(|rule| Some((route_name(rule.get("matches")), rule.get("matches")?)))
        .collect();
    let named = matches.into_iter().map(|(hash, matches)| {
        Message::new(matches.origin).constant("hash", hash).with("match", matches.clone()).into()
    });
    Node::list(named.collect_vec(), RULE)
}

struct Printer<'a, 'm> {
    mesh: &'m Mesh<'a>,
    proxy: &'m ProxyView<'a>,
    metas: Metas<'m>,
}

impl Printer<'_, '_> {
    /// What one kind of policy says; nothing where it says nothing.
    fn policy(&self, kind: Kind, confs: &Confs<'_>) -> Option<Node> {
        let lists = [
            ("fromRules", self.inbounds(confs, |found| tag_rules(&found.from_tags))),
            ("inboundRules", self.inbounds(confs, |found| inbound_rules(&found.rules))),
            ("toResourceRules", self.resource_rules(&confs.to_resources)),
            ("toRules", self.to_rules(&confs.to_tags)),
        ];
        let proxy = proxy_rule(confs);
        if proxy.is_none() && lists.iter().all(|(_, list)| list.is_empty()) {
            return None;
        }
        let mut entry = Message::new(RULE).constant("type", kind.0.name).optional("proxyRule", proxy);
        for (name, list) in lists {
            entry.set(name, Node::list(list, RULE));
        }
        Some(entry.with("warnings", Node::list(Vec::new(), RULE)).into())
    }

    /// What is said about services by tags. Where there are only service resources, nothing goes by tags.
    fn to_rules(&self, rules: &[TagRule<'_>]) -> Vec<Node> {
        let exclusive = self.mesh.services_mode() == MeshServicesMode::Exclusive;
        if exclusive { Vec::new() } else { tag_rules(rules) }
    }

    /// What is said about the mesh and about service resources, in the order of their names.
    fn resource_rules(&self, rules: &SortedMap<Kri, Rule<'_>>) -> Vec<Node> {
        let mut found: Vec<_> =
            rules.iter().filter_map(|(kri, rule)| Some((self.metas.get(kri)?, kri, rule))).collect_vec();
        sort_by_key(&mut found, |(meta, _, _)| &meta.name);
        let node = |(meta, kri, rule): (_, &Kri, &Rule<'_>)| {
            Message::new(RULE)
                .with("conf", Node::list(rule.confs.clone(), RULE))
                .with("origin", items(&rule.items))
                .with("resourceMeta", meta::node(meta))
                .constant("resourceSectionName", kri.section.clone())
                .into()
        };
        found.into_iter().map(node).collect_vec()
    }

    /// What is said about each inbound, in the order of ports; inbounds of which nothing is said are left out.
    fn inbounds(&self, confs: &Confs<'_>, rules: impl Fn(&InboundConfs<'_>) -> Vec<Node>) -> Vec<Node> {
        let mut keys: Vec<&InboundKey> = confs.inbounds.keys().collect_vec();
        sort_by_key(&mut keys, |(_, port)| *port);
        let entry = |key: &InboundKey| {
            let rules = rules(confs.inbounds.get(key)?);
            let entry = Message::new(RULE).with("inbound", self.inbound(key.1));
            (!rules.is_empty()).then(|| entry.with("rules", Node::list(rules, RULE)).into())
        };
        keys.into_iter().filter_map(entry).collect_vec()
    }

    /// An inbound by its port. The tags of a gateway are those of the gateway; zone listeners have none, which is written as `null`.
    fn inbound(&self, port: u32) -> Message {
        let networking = &self.proxy.dataplane.networking;
        let inbound = networking.inbound.iter().find(|inbound| inbound.port.value == port);
        let tags = match &networking.gateway {
            Some(gateway) => Some(&gateway.tags),
            None => inbound.map(|inbound| &inbound.tags),
        };
        let tags = tags.filter(|tags| !tags.is_empty());
        let name = inbound.and_then(|inbound| inbound.name.as_ref()).filter(|name| !name.is_empty());
        Message::new(RULE)
            .optional("name", name)
            .constant("port", port)
            .with("tags", tags.map_or(Node::new(Value::Null, RULE), |tags| meta::texts(tags, RULE)))
    }
}

fn tag_rules(rules: &[TagRule<'_>]) -> Vec<Node> {
    rules.iter().map(|rule| tag_rule(rule)).collect_vec()
}

fn tag_rule(rule: &TagRule<'_>) -> Node {
    let matchers = rule.tags.iter().map(|condition| {
        Message::new(RULE)
            .constant("key", condition.key.clone())
            .constant("not", condition.negated)
            .constant("value", condition.value.clone())
            .into()
    });
    let conf = rule.rule.confs.first().cloned();
    let origin = policies(rule.rule.items.iter().map(|item| item.policy));
    Message::new(RULE)
        .optional("conf", conf)
        .with("matchers", Node::list(matchers.collect_vec(), RULE))
        .with("origin", origin)
        .into()
}

fn inbound_rules(rules: &[InboundRule<'_>]) -> Vec<Node> {
    let node = |rule: &InboundRule<'_>| {
        let matches = rule.matches.as_ref().map(|found| found.encode(rule.conf.origin));
        Message::new(RULE)
            .with("conf", Node::list(vec![rule.conf.clone()], rule.conf.origin))
            .optional("match", matches)
            .with("origin", Node::list(vec![item(rule.policy, rule.index)], RULE))
            .into()
    };
    rules.iter().map(node).collect_vec()
}

/// What is said about the whole proxy.
fn proxy_rule(confs: &Confs<'_>) -> Option<Node> {
    let mut conf = confs.proxy.first()?.clone();
    blank_lists(&mut conf);
    let policies = policies(confs.single.iter().map(|single| single.policy));
    Some(Message::new(RULE).with("conf", conf).with("origin", policies).into())
}

/// Says `null` for lists named `append…` that no policy put anything into, as Kuma does, which joins them from nothing.
fn blank_lists(conf: &mut Node) {
    let Some(members) = conf.as_map_mut() else { return };
    for Entry { key, value, .. } in members.iter_mut() {
        match &value.value {
            Value::List(items) if items.is_empty() && key.starts_with("append") => value.value = Value::Null,
            _ => blank_lists(value),
        }
    }
}

/// Each policy once, in the order of their first items.
fn policies<'a>(policies: impl Iterator<Item = &'a Meta>) -> Node {
    let mut seen = SortedSet::new();
    let fresh = policies.filter(|meta| seen.insert(&meta.name));
    Node::list(fresh.map(|found| meta::node(found).into()).collect_vec(), RULE)
}

/// Each item of a policy once, in order.
fn items(items: &[RuleItem<'_>]) -> Node {
    let mut seen = SortedSet::new();
    let fresh = items.iter().filter(|item| seen.insert((&item.policy.name, item.index)));
    Node::list(fresh.map(|item| self::item(item.policy, item.index)).collect_vec(), RULE)
}

fn item(policy: &Meta, index: usize) -> Node {
    let index = u64::try_from(index).unwrap_or(u64::MAX);
    Message::new(RULE).with("resourceMeta", meta::node(policy)).constant("ruleIndex", index).into()
}
