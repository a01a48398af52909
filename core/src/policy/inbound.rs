//! What policies say about one inbound: `from` by the tags of clients, `rules` by what the traffic looks like.

use std::cmp::{Ordering, Reverse};

use super::{
    Policy,
    confs::{InboundConfs, InboundRule, RuleItem, TagRule},
    order::{self, Rank},
    select::Selected,
    subset::{self, Negations},
    tags,
};
use crate::{
    resource::{
        kind::FromRole,
        policy_spec::{Match, MatchType},
    },
    tree::Node,
    world::SubsetGrouping,
};

/// The confs of an inbound from the policies that select it, least specific first.
pub(super) fn confs<'a>(
    policy: &Policy,
    selected: &[&Selected<'a>],
    grouping: SubsetGrouping,
) -> InboundConfs<'a> {
    let rules = rules(policy, selected);
    let unmatched: Vec<&Node> =
        rules.iter().filter(|rule| rule.matches.is_none()).map(|rule| &rule.conf).collect();
    InboundConfs {
        policies: selected.iter().map(|selected| selected.resource.meta.kri()).collect(),
        everything: if unmatched.is_empty() { None } else { (policy.merge)(&unmatched).into_iter().next() },
        from_tags: from_tags(policy, selected, grouping),
        rules,
    }
}

fn from_tags<'a>(policy: &Policy, selected: &[&Selected<'a>], grouping: SubsetGrouping) -> Vec<TagRule<'a>> {
    let items: Vec<tags::Item<'a>> = selected
        .iter()
        .flat_map(|selected| {
            selected.spec.from.iter().enumerate().filter_map(|(index, item)| {
                let subset = subset::of_target(&item.target_ref)?;
                let policy = selected.resource.meta.kri();
                Some(tags::Item { subset, item: RuleItem { policy, index, conf: &item.conf } })
            })
        })
        .collect();
    tags::rules(&items, Negations::With, grouping, policy.merge)
}

struct Entry<'a> {
    rank: Rank<'a>,
    matches: &'a [Match],
    conf: &'a Node,
    policy: &'a Selected<'a>,
}

fn rules(policy: &Policy, selected: &[&Selected<'_>]) -> Vec<InboundRule> {
    let mut entries: Vec<Entry<'_>> =
        selected.iter().flat_map(|selected| entries(policy, selected)).collect();
    order::sort(&mut entries, |left, right| {
        left.rank.compare(right.rank).then_with(|| left.rank.compare_names(right.rank))
    });
    let mut rules: Vec<InboundRule> = entries.iter().flat_map(expand).collect();
    rules.sort_by(|left, right| compare_matches(left.matches.as_ref(), right.matches.as_ref()));
    rules
}

fn entries<'a>(policy: &Policy, selected: &'a Selected<'a>) -> Vec<Entry<'a>> {
    let rank = selected.rank();
    let spec = selected.spec;
    if spec.rules.is_empty() && policy.kind.from == FromRole::Rules {
        let entry = |conf| Entry { rank, matches: &[], conf, policy: selected };
        return spec.from.iter().map(|item| entry(&item.conf)).collect();
    }
    let entry = |matches, conf| Entry { rank, matches, conf, policy: selected };
    spec.rules.iter().map(|rule| entry(rule.matches.as_slice(), &rule.conf)).collect()
}

/// One rule for each match; one rule for everything where there is no match.
fn expand(entry: &Entry<'_>) -> Vec<InboundRule> {
    let rule =
        |matches| InboundRule { matches, conf: entry.conf.clone(), policy: entry.policy.resource.meta.kri() };
    if entry.matches.is_empty() {
        return vec![rule(None)];
    }
    entry.matches.iter().map(|found| rule(Some(found.clone()))).collect()
}

/// The more specific match first: a SPIFFE ID before none, an exact one before a prefix; then an SNI before none.
pub(super) fn compare_matches(left: Option<&Match>, right: Option<&Match>) -> Ordering {
    let identity = |found: Option<&Match>| match found.and_then(|found| found.spiffe_id.as_ref()) {
        Some(identity) if identity.match_type.value == MatchType::Exact => 2,
        Some(_) => 1,
        None => 0,
    };
    let name = |found: Option<&Match>| found.is_some_and(|found| found.sni.is_some());
    Reverse(identity(left))
        .cmp(&Reverse(identity(right)))
        .then_with(|| Reverse(name(left)).cmp(&Reverse(name(right))))
}
