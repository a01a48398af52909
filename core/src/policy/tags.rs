//! From items with tags to rules with merged confs.

use std::cmp::Reverse;

use super::{
    confs::TagRule,
    merge::Merge,
    subset::{self, Negations, Subset},
};
use crate::{
    resource::{Kri, Resource},
    tree::Node,
};

/// An item of a policy, and the tags that it is about.
pub(super) struct Item<'a> {
    pub(super) subset: Subset,
    pub(super) conf: &'a Node,
    pub(super) policy: &'a Resource,
}

/// The rules for all combinations of the items' tags, those with the most tags first.
pub(super) fn rules(items: &[Item<'_>], negations: Negations, merge: Merge) -> Vec<TagRule> {
    if items.is_empty() {
        return Vec::new();
    }
    let subsets: Vec<Subset> = items.iter().map(|item| item.subset.clone()).collect();
    let mut rules: Vec<TagRule> = subset::combinations(&subsets, negations)
        .into_iter()
        .filter_map(|tags| rule(items, tags, merge))
        .collect();
    rules.sort_by_key(|rule| Reverse(subset::positive_tags(&rule.tags)));
    rules
}

fn rule(items: &[Item<'_>], tags: Subset, merge: Merge) -> Option<TagRule> {
    let relevant: Vec<&Item<'_>> = items.iter().filter(|item| subset::includes(&item.subset, &tags)).collect();
    if relevant.is_empty() {
        return None;
    }
    let confs: Vec<&Node> = relevant.iter().map(|item| item.conf).collect();
    let mut policies: Vec<Kri> = Vec::new();
    for item in relevant {
        let kri = item.policy.meta.kri();
        if !policies.contains(&kri) {
            policies.push(kri);
        }
    }
    Some(TagRule { tags, confs: merge(&confs), policies })
}
