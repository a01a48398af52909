//! What `to` says: about services by tags, and about service resources, their ports and routes.

use std::collections::BTreeMap;

use super::{
    Policy,
    confs::TagRule,
    order::{self, Rank, kind},
    resolve::{self, Target},
    select::Selected,
    subset::{self, Negations},
    tags,
};
use crate::{
    index::Mesh,
    resource::{Kri, policy_spec::ToItem, target_ref::TargetKind},
    tree::Node,
};

/// Rules for services by tags. Policies that speak of a route of their own kind, or are about one, take no part:
/// routes exist for service resources only.
pub(super) fn by_tags(policy: &Policy, selected: &[Selected<'_>]) -> Vec<TagRule> {
    let concerns_route = |item: &ToItem| item.target_ref.kind.value == TargetKind::MeshHTTPRoute;
    let items: Vec<tags::Item<'_>> = selected
        .iter()
        .filter(|selected| !selected.spec.to.iter().any(concerns_route))
        .flat_map(|selected| {
            selected.spec.to.iter().filter_map(|item| {
                let subset = subset::of_target(&item.target_ref)?;
                Some(tags::Item { subset, conf: &item.conf, policy: selected.resource })
            })
        })
        .collect();
    tags::rules(&items, Negations::Without, policy.merge)
}

/// Rules for resources: for everything that some `to` item names, the merged confs of all items that concern it.
pub(super) fn by_resource(
    policy: &Policy,
    selected: &[Selected<'_>],
    mesh: &Mesh<'_>,
) -> BTreeMap<Kri, Vec<Node>> {
    let items = resolved_items(selected, mesh);
    let mut rules = BTreeMap::new();
    for item in &items {
        let kri = item.target.kri();
        if rules.contains_key(&kri) {
            continue;
        }
        let relevant: Vec<&Node> = items
            .iter()
            .filter(|other| other.target.concerns(&item.target))
            .map(|other| other.conf)
            .collect();
        if !relevant.is_empty() {
            rules.insert(kri, (policy.merge)(&relevant));
        }
    }
    rules
}

struct Item<'a> {
    rank: Rank<'a>,
    item: &'a ToItem,
}

struct Resolved<'a> {
    target: Target,
    conf: &'a Node,
}

fn resolved_items<'a>(selected: &'a [Selected<'a>], mesh: &Mesh<'_>) -> Vec<Resolved<'a>> {
    let mut items: Vec<Item<'_>> = selected
        .iter()
        .filter(|selected| kind(selected.spec.target_ref.as_ref()) != TargetKind::MeshHTTPRoute)
        .flat_map(|selected| selected.spec.to.iter().map(|item| Item { rank: selected.rank(), item }))
        .collect();
    order::sort(&mut items, |left, right| {
        left.rank
            .compare(right.rank)
            .then_with(|| specificity(left.item).cmp(&specificity(right.item)))
            .then_with(|| left.rank.compare_names(right.rank))
    });
    items
        .iter()
        .flat_map(|item| {
            resolve::targets(&item.item.target_ref, item.rank.meta, mesh)
                .into_iter()
                .map(|target| Resolved { target, conf: &item.item.conf })
        })
        .collect()
}

/// By the kind of target; a MeshService's section after the whole service.
fn specificity(item: &ToItem) -> (TargetKind, bool) {
    let target = &item.target_ref;
    let section = target.section_name.as_ref().is_some_and(|name| !name.is_empty());
    (target.kind.value, target.kind.value == TargetKind::MeshService && section)
}
