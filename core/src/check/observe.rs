//! Looking at what one kind of policy says about one proxy.

use super::{
    leaves::{Leaf, leaves, places},
    usage::{ItemUse, List, Lost, Spoken, Usage},
};
use crate::{
    index::Protocol,
    list::CollectVec as _,
    policy::{Confs, Context, InboundConfs, Policy, Rule, RuleItem, is_tie},
    resource::{Meta, PolicySpec, TargetRef, kind::FromRole},
    sorted::SortedSet,
    tree::Node,
};

/// The kinds whose `rules` become one conf where they have no `matches`; rules of other kinds all take effect.
const MERGING_RULES: [&str; 4] = ["MeshCircuitBreaker", "MeshRateLimit", "MeshTimeout", "MeshTLS"];

/// What looks at the confs of one kind of policy at one proxy.
pub(super) struct Observer<'o, 'c> {
    /// What was seen.
    pub(super) usage: &'o mut Usage,
    /// The mesh and the proxy.
    pub(super) context: &'o Context<'c>,
    /// The kind of policy.
    pub(super) policy: &'static Policy,
}

/// Items, and what they became at some place.
struct Seen<'a> {
    list: List,
    items: &'a [RuleItem<'a>],
    merged: &'a [Node],
    protocol: Option<Protocol>,
}

impl Observer<'_, '_> {
    /// Looks at everything.
    pub(super) fn look(&mut self, confs: &Confs<'_>) {
        let singles = confs.single.iter();
        let items: Vec<RuleItem<'_>> = singles
            .map(|single| RuleItem { policy: single.policy, index: 0, conf: single.conf })
            .collect_vec();
        self.see(&Seen { list: List::Default, items: &items, merged: &confs.proxy, protocol: None });
        for ((address, port), said) in confs.inbounds.iter() {
            let inbounds = &self.context.proxy.inbounds;
            let inbound =
                inbounds.iter().find(|own| own.address.value == *address && own.port.value == *port);
            self.inbound(said, inbound.map(|inbound| Protocol::parse(&inbound.protocol)));
        }
        if !confs.to_resources.is_empty() || !confs.to_tags.is_empty() {
            self.outbounds(confs);
        }
    }

    fn inbound(&mut self, said: &InboundConfs<'_>, protocol: Option<Protocol>) {
        let merging = MERGING_RULES.contains(&self.policy.kind.info.name);
        let (together, alone): (Vec<_>, Vec<_>) =
            said.rules.iter().partition(|rule| merging && rule.matches.is_none());
        for rule in alone {
            self.takes_effect(rule.policy, self.list_of(rule.policy), rule.index, protocol);
        }
        let items: Vec<RuleItem<'_>> = together
            .iter()
            .map(|rule| RuleItem { policy: rule.policy, index: rule.index, conf: &rule.conf })
            .collect_vec();
        let merged = said.everything.as_slice();
        self.see(&Seen { list: List::Rules, items: &items, merged, protocol });
        if self.policy.kind.from == FromRole::Tags {
            for Rule { items, confs: merged, .. } in said.from_tags.iter().map(|found| &found.rule) {
                self.see(&Seen { list: List::From, items, merged, protocol });
            }
        }
    }

    /// Rules of `to` hold for the outbounds that they are about; those about routes wherever there is such a route.
    fn outbounds(&mut self, confs: &Confs<'_>) {
        let services = self.context.proxy.services(self.context.mesh);
        let mut seen = SortedSet::new();
        for service in &services {
            let destination = &service.outbound.destination;
            let Some(rule) = confs.outbound(destination).rule() else { continue };
            if seen.insert((std::ptr::from_ref(rule), service.protocol)) {
                self.see_to(rule, Some(service.protocol));
            }
        }
        let leads_out = !self.context.mesh.egresses.is_empty();
        for (kri, rule) in confs.to_resources.iter() {
            let is_external = kri.kind.0.name == "MeshExternalService";
            if kri.kind.0.name == "MeshHTTPRoute" || leads_out && is_external {
                self.see_to(rule, None);
            }
        }
        for found in confs.to_tags.iter().filter(|found| found.is_about_route()) {
            self.see_to(&found.rule, None);
        }
    }

    fn see_to(&mut self, rule: &Rule<'_>, protocol: Option<Protocol>) {
        self.see(&Seen { list: List::To, items: &rule.items, merged: &rule.confs, protocol });
    }

    /// Notes which fields of items are those that hold, and which other policies took the place of the others.
    fn see(&mut self, seen: &Seen<'_>) {
        let written = |item: &&RuleItem<'_>| item.policy.origin.location().is_some();
        if !seen.items.iter().any(|item| written(&item)) {
            return;
        }
        let places = if seen.items.len() > 1 { places(seen.merged) } else { SortedSet::new() };
        for (position, item) in seen.items.iter().enumerate().filter(|(_, item)| written(item)) {
            let list = if seen.list == List::Rules { self.list_of(item.policy) } else { seen.list };
            self.takes_effect(item.policy, list, item.index, seen.protocol);
            for leaf in leaves(item.conf) {
                let replaced = if seen.items.len() == 1 || leaf.stands_at(&places) {
                    None
                } else {
                    self.lost(&leaf, list, item, seen.items.get(position + 1..).unwrap_or_default())
                };
                let (Some(used), Some(field)) =
                    (self.item(item.policy, list, item.index), leaf.node.origin.location())
                else {
                    continue;
                };
                match replaced {
                    None => drop(used.holding.insert(field)),
                    Some(replaced) => drop(used.lost.entry(field).or_insert(replaced)),
                }
            }
        }
    }

    /// The policy that sets the field instead, where nothing but its name makes it the stronger one.
    fn lost(&self, leaf: &Leaf<'_>, list: List, item: &RuleItem<'_>, later: &[RuleItem<'_>]) -> Option<Lost> {
        let winner = later.iter().rev().find(|other| leaf.is_in(other.conf))?;
        let (own, other) = (self.spec_of(item.policy)?, self.spec_of(winner.policy)?);
        // The order of policies is not transitive: where it goes in circles, names do not decide.
        let is_first = winner.policy.display_name() <= item.policy.display_name();
        let is_other = is_first && !std::ptr::eq(item.policy, winner.policy);
        let by_name =
            is_tie((item.policy, own.target_ref.as_ref()), (winner.policy, other.target_ref.as_ref()));
        let target = |spec: &'_ PolicySpec, index| target_of(spec, list, index).map(kind_and_section);
        let same_target = target(own, item.index) == target(other, winner.index);
        (is_other && by_name && same_target).then(|| Lost {
            path: leaf.title(),
            winner: super::context::title(winner.policy).into(),
            origin: leaf.value_in(winner.conf).map_or(winner.policy.origin, |node| node.origin),
        })
    }

    fn takes_effect(&mut self, policy: &Meta, list: List, index: usize, protocol: Option<Protocol>) {
        let Some(used) = self.item(policy, list, index) else { return };
        match protocol {
            Some(protocol) if !protocol.is_http() => used.other = Spoken::Somewhere,
            _ => used.http = Spoken::Somewhere,
        }
    }

    fn item(&mut self, policy: &Meta, list: List, index: usize) -> Option<&mut ItemUse> {
        Some(self.usage.item_mut((policy.origin.location()?, list, index)))
    }

    /// Where what counts as a rule was written.
    fn list_of(&self, policy: &Meta) -> List {
        let has_rules = self.spec_of(policy).is_some_and(|spec| !spec.rules.is_empty());
        if has_rules { List::Rules } else { List::From }
    }

    fn spec_of(&self, policy: &Meta) -> Option<&PolicySpec> {
        let resources = self.context.mesh.of_kind(self.policy.kind.info.name);
        resources.iter().find(|found| std::ptr::eq(&raw const found.meta, policy))?.spec.as_policy()
    }
}

fn target_of(spec: &PolicySpec, list: List, index: usize) -> Option<&TargetRef> {
    match list {
        List::To => Some(&spec.to.get(index)?.target_ref),
        List::From => Some(&spec.from.get(index)?.target_ref),
        List::Default | List::Rules => None,
    }
}

/// What decides, before names do, which of two items is about less.
fn kind_and_section(target: &TargetRef) -> (crate::resource::target_ref::TargetKind, bool) {
    (target.kind.value, target.section_name.is_some())
}
