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
    list::CollectVec as _,
    resource::{
        Meta,
        kind::FromRole,
        policy_spec::{Match, MatchType},
    },
    sorted::sort_by,
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
        rules.iter().filter(|rule| rule.matches.is_none()).map(|rule| &rule.conf).collect_vec();
    InboundConfs {
        policies: selected.iter().map(|selected| &selected.resource.meta).collect_vec(),
        everything: if unmatched.is_empty() { None } else { (policy.merge)(&unmatched).into_iter().next() },
        from_tags: from_tags(policy, selected, grouping),
        rules,
    }
}

/// What `from` says by the tags of clients.
pub(super) fn from_tags<'a>(
    policy: &Policy,
    selected: &[&Selected<'a>],
    grouping: SubsetGrouping,
) -> Vec<TagRule<'a>> {
    let items: Vec<tags::Item<'a>> = selected
        .iter()
        .flat_map(|selected| {
            selected.spec.from.iter().enumerate().filter_map(|(index, item)| {
                let subset = subset::of_target(&item.target_ref)?;
                let policy = &selected.resource.meta;
                Some(tags::Item { subset, item: RuleItem { policy, index, conf: &item.conf } })
            })
        })
        .collect_vec();
    tags::rules(&items, Negations::With, grouping, policy.merge)
}

struct Entry<'a> {
    rank: Rank<'a>,
    matches: &'a [Match],
    conf: &'a Node,
    policy: &'a Meta,
    index: usize,
}

fn rules<'a>(policy: &Policy, selected: &[&Selected<'a>]) -> Vec<InboundRule<'a>> {
    let mut entries: Vec<Entry<'_>> =
        selected.iter().flat_map(|selected| entries(policy, selected)).collect_vec();
    order::sort(&mut entries, |left, right| {
        left.rank.compare(right.rank).then_with(|| left.rank.compare_names(right.rank))
    });
    let mut rules: Vec<InboundRule<'a>> = entries.iter().flat_map(expand).collect_vec();
    sort_by(&mut rules, |left, right| compare_matches(left.matches.as_ref(), right.matches.as_ref()));
    rules
}

fn entries<'a>(policy: &Policy, selected: &Selected<'a>) -> Vec<Entry<'a>> {
    let (rank, spec) = (selected.rank, selected.spec);
    let entry = |index, matches, conf| Entry { rank, matches, conf, policy: &selected.resource.meta, index };
    if spec.rules.is_empty() && policy.kind.from == FromRole::Rules {
        let items = spec.from.iter().enumerate();
        return items.map(|(index, item)| entry(index, &[][..], &item.conf)).collect_vec();
    }
    let rules = spec.rules.iter().enumerate();
    rules
        .map(|(index, rule)| entry(index, rule.matches.as_deref().unwrap_or_default(), &rule.conf))
        .collect_vec()
}

/// One rule for each match; one rule for everything where there is no match.
fn expand<'a>(entry: &Entry<'a>) -> Vec<InboundRule<'a>> {
    let rule =
        |matches| InboundRule { matches, conf: entry.conf.clone(), policy: entry.policy, index: entry.index };
    if entry.matches.is_empty() {
        return vec![rule(None)];
    }
    entry.matches.iter().map(|found| rule(Some(found.clone()))).collect_vec()
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
