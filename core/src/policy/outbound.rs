//! What `to` says: about services by tags, and about service resources, their ports and routes.

use super::{
    Policy,
    confs::{ROUTE_TAG, Rule, RuleItem, TagRule},
    order::{self, Rank, kind},
    resolve::{self, Target},
    select::Selected,
    subset::{self, Negations},
    tags,
};
use crate::{
    index::{Mesh, TagCondition},
    list::CollectVec as _,
    model::route_name,
    resource::{Kri, policy_spec::ToItem, target_ref::TargetKind},
    sorted::SortedMap,
    tree::Node,
};

/// Rules for services by tags. Policies with an item about a MeshHTTPRoute take no part: only resources have such routes.
/// A policy whose own target is a MeshHTTPRoute concerns the routes that it makes, by their names.
pub(super) fn by_tags<'a>(policy: &Policy, selected: &[Selected<'a>], mesh: &Mesh<'_>) -> Vec<TagRule<'a>> {
    let concerns_route = |item: &ToItem| item.target_ref.kind.value == TargetKind::MeshHTTPRoute;
    let items: Vec<tags::Item<'a>> = selected
        .iter()
        .filter(|selected| !selected.spec.to.iter().any(concerns_route))
        .flat_map(|selected| match kind(selected.spec.target_ref.as_ref()) {
            TargetKind::MeshHTTPRoute => items_of_routes(selected, mesh),
            _ => items(selected),
        })
        .collect_vec();
    tags::rules(&items, Negations::Without, mesh.subset_grouping, policy.merge)
}

fn items<'a>(selected: &Selected<'a>) -> Vec<tags::Item<'a>> {
    let item = |(index, item): (usize, &'a ToItem)| {
        Some(tags::Item {
            subset: subset::of_target(&item.target_ref)?,
            item: rule_item(selected, index, &item.conf),
        })
    };
    selected.spec.to.iter().enumerate().filter_map(item).collect_vec()
}

fn rule_item<'a>(selected: &Selected<'a>, index: usize, conf: &'a Node) -> RuleItem<'a> {
    RuleItem { policy: &selected.resource.meta, index, conf }
}

/// For every rule of the MeshHTTPRoute, every item of the policy. Of several routes of its name the last one counts here, and
/// the first one where proxies are selected, as in the reference.
fn items_of_routes<'a>(selected: &Selected<'a>, mesh: &Mesh<'_>) -> Vec<tags::Item<'a>> {
    let name = selected.spec.target_ref.as_ref().and_then(|target| target.name.as_ref());
    let Some(route) = name
        .and_then(|name| mesh.http_routes_by_display_name(name).next_back())
        .and_then(|route| route.spec.as_policy())
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (target, rule) in
        route.to.iter().flat_map(|to| routes_of(&to.conf).map(|rule| (&to.target_ref, rule)))
    {
        let by_service = match target.kind.value {
            TargetKind::Mesh | TargetKind::MeshSubset => None,
            _ => Some(target.name.as_ref().map(|name| name.value.clone()).unwrap_or_default()),
        };
        let service =
            by_service.map(|value| TagCondition { key: "kuma.io/service".into(), value, negated: false });
        let route =
            TagCondition { key: ROUTE_TAG.into(), value: route_name(rule.get("matches")), negated: false };
        let subset: Vec<TagCondition> = service.into_iter().chain([route]).collect_vec();
        for (index, item) in selected.spec.to.iter().enumerate() {
            found.push(tags::Item { subset: subset.clone(), item: rule_item(selected, index, &item.conf) });
        }
    }
    found
}

fn routes_of(conf: &Node) -> impl Iterator<Item = &Node> {
    conf.get("rules").and_then(Node::as_list).unwrap_or_default().iter()
}

/// Rules for resources: for everything that some `to` item names, the merged confs of all items that concern it.
pub(super) fn by_resource<'a>(
    policy: &Policy,
    selected: &[Selected<'a>],
    mesh: &Mesh<'_>,
) -> SortedMap<Kri, Rule<'a>> {
    let items = resolved_items(selected, mesh);
    let mut rules = SortedMap::new();
    for item in &items {
        let kri = item.target.kri();
        if rules.contains_key(&kri) {
            continue;
        }
        let relevant: Vec<RuleItem<'a>> = items
            .iter()
            .filter(|other| other.target.concerns(&item.target))
            .map(|other| other.item.clone())
            .collect_vec();
        let confs: Vec<&Node> = relevant.iter().map(|item| item.conf).collect_vec();
        if !confs.is_empty() {
            rules.insert(kri, Rule::new((policy.merge)(&confs), relevant));
        }
    }
    rules
}

struct Item<'a> {
    rank: Rank<'a>,
    index: usize,
    item: &'a ToItem,
}

struct Resolved<'a> {
    target: Target,
    item: RuleItem<'a>,
}

fn resolved_items<'a>(selected: &[Selected<'a>], mesh: &Mesh<'_>) -> Vec<Resolved<'a>> {
    let mut items: Vec<Item<'a>> = selected
        .iter()
        .filter(|selected| kind(selected.spec.target_ref.as_ref()) != TargetKind::MeshHTTPRoute)
        .flat_map(|selected| {
            let rank = selected.rank;
            selected.spec.to.iter().enumerate().map(move |(index, item)| Item { rank, index, item })
        })
        .collect_vec();
    order::sort(&mut items, |left, right| {
        left.rank
            .compare(right.rank)
            .then_with(|| specificity(left.item).cmp(&specificity(right.item)))
            .then_with(|| left.rank.compare_names(right.rank))
    });
    items
        .iter()
        .flat_map(|Item { rank, index, item }| {
            resolve::targets(&item.target_ref, rank.meta, mesh).into_iter().map(|target| {
                let item = RuleItem { policy: rank.meta, index: *index, conf: &item.conf };
                Resolved { target, item }
            })
        })
        .collect_vec()
}

/// By the kind of target; a MeshService's section after the whole service.
pub(super) fn specificity(item: &ToItem) -> (TargetKind, bool) {
    let target = &item.target_ref;
    let section = target.section_name.as_ref().is_some_and(|name| !name.is_empty());
    (target.kind.value, target.kind.value == TargetKind::MeshService && section)
}
