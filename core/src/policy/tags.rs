//! From items with tags to rules with merged confs.

use std::cmp::Reverse;

use super::{
    confs::{Rule, RuleItem, TagRule},
    merge::Merge,
    subset::{self, Negations, Subset},
};
use crate::{list::CollectVec as _, sorted::sort_by_key, tree::Node, world::SubsetGrouping};

/// An item, and the tags that it is about.
pub(super) struct Item<'a> {
    pub(super) subset: Subset,
    pub(super) item: RuleItem<'a>,
}

/// The rules for all combinations of the items' tags, those with the most tags first.
pub(super) fn rules<'a>(
    items: &[Item<'a>],
    negations: Negations,
    grouping: SubsetGrouping,
    merge: Merge,
) -> Vec<TagRule<'a>> {
    if items.is_empty() {
        return Vec::new();
    }
    let subsets: Vec<Subset> = items.iter().map(|item| item.subset.clone()).collect_vec();
    let mut rules: Vec<TagRule<'a>> = subset::combinations(&subsets, negations, grouping)
        .into_iter()
        .filter_map(|tags| rule(items, tags, merge))
        .collect_vec();
    sort_by_key(&mut rules, |rule| Reverse(subset::positive_tags(&rule.tags)));
    rules
}

fn rule<'a>(items: &[Item<'a>], tags: Subset, merge: Merge) -> Option<TagRule<'a>> {
    let relevant: Vec<RuleItem<'a>> = items
        .iter()
        .filter(|item| subset::includes(&item.subset, &tags))
        .map(|item| item.item.clone())
        .collect_vec();
    let confs: Vec<&Node> = relevant.iter().map(|item| item.conf).collect_vec();
    let confs = if confs.is_empty() { return None } else { merge(&confs) };
    Some(TagRule { tags, rule: Rule::new(confs, relevant) })
}
