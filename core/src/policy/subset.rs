//! Rules by tags: from overlapping sets of tags to rules of which the first that holds decides.
//!
//! Every `targetRef` of the old kinds is a set of tags. Sets that can hold for one and the same proxy are combined; each
//! combination of tags being there or not becomes a rule with the merged conf of all items whose tags it implies.

use crate::{
    index::TagCondition,
    list::CollectVec as _,
    resource::{TargetRef, target_ref::TargetKind},
    sorted::{SortedSet, sort_by_key},
    tree::Text,
    world::SubsetGrouping,
};

/// A set of proxies: those for which all conditions hold.
pub(super) type Subset = Vec<TagCondition>;

/// The tags that a reference of an old kind stands for; nothing for other kinds.
pub(super) fn of_target(target: &TargetRef) -> Option<Subset> {
    let service = || {
        let name = target.name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
        TagCondition { key: Text::new_static("kuma.io/service"), value: name, negated: false }
    };
    let tags = target.tags.iter().flatten().map(|(key, value)| TagCondition {
        key: key.clone(),
        value: value.value.clone(),
        negated: false,
    });
    match target.kind.value {
        TargetKind::Mesh => Some(Vec::new()),
        TargetKind::MeshSubset => Some(tags.collect_vec()),
        TargetKind::MeshService => Some(vec![service()]),
        TargetKind::MeshServiceSubset => Some([service()].into_iter().chain(tags).collect_vec()),
        _ => None,
    }
}

/// Which subsets get a rule, in the order in which rules are tried before they are sorted by the caller.
pub(super) fn combinations(
    subsets: &[Subset],
    negations: Negations,
    grouping: SubsetGrouping,
) -> Vec<Subset> {
    let keys: SortedSet<&Text> = subsets.iter().flatten().map(|tag| &tag.key).collect();
    if negations == Negations::Without && keys.len() <= 1 {
        return distinct(subsets);
    }
    let neighbours = neighbours(subsets);
    let mut groups = match grouping {
        SubsetGrouping::Cliques => maximal_cliques(&neighbours),
        SubsetGrouping::Components => components(&neighbours),
    };
    sort_by_key(&mut groups, |group| std::cmp::Reverse(joined(group)));
    groups.iter().flat_map(|group| permutations(subsets, group)).collect_vec()
}

/// Whether rules may speak of tags that must not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Negations {
    /// They may.
    With,
    /// They need not, where one tag at the most is spoken of.
    Without,
}

/// Whether everything in `inner` is in `outer`.
pub(super) fn includes(outer: &Subset, inner: &Subset) -> bool {
    outer.iter().all(|tag| {
        let mut same_key = inner.iter().filter(|other| other.key == tag.key).peekable();
        same_key.peek().is_some() && same_key.all(|other| implies(other, tag))
    })
}

/// How many tags must be there.
pub(super) fn positive_tags(subset: &Subset) -> usize {
    subset.iter().filter(|tag| !tag.negated).count()
}

/// Whether `inner` holding means that `outer`, of the same key, holds.
fn implies(inner: &TagCondition, outer: &TagCondition) -> bool {
    if inner.negated == outer.negated {
        inner.value == outer.value
    } else {
        outer.negated && inner.value != outer.value
    }
}

fn distinct(subsets: &[Subset]) -> Vec<Subset> {
    let mut kept: Vec<Subset> = Vec::new();
    for subset in subsets {
        if !kept.contains(subset) {
            kept.push(subset.clone());
        }
    }
    kept
}

/// Whether some proxy can be in both sets: no key has two values.
fn intersect(left: &Subset, right: &Subset) -> bool {
    left.iter().all(|tag| right.iter().all(|other| other.key != tag.key || other.value == tag.value))
}

/// For each set the others that it intersects.
fn neighbours(subsets: &[Subset]) -> Vec<SortedSet<usize>> {
    subsets
        .iter()
        .enumerate()
        .map(|(index, subset)| {
            let meets = |other: &usize| {
                *other != index && subsets.get(*other).is_some_and(|found| intersect(subset, found))
            };
            (0..subsets.len()).filter(meets).collect()
        })
        .collect()
}

/// Whatever hangs together by intersections, each group in ascending order.
fn components(neighbours: &[SortedSet<usize>]) -> Vec<Vec<usize>> {
    let mut left: SortedSet<usize> = (0..neighbours.len()).collect();
    let mut components = Vec::new();
    while let Some(first) = left.iter().next().copied() {
        left.remove(&first);
        let mut component = SortedSet::from([first]);
        let mut open = vec![first];
        while let Some(found) = open.pop().and_then(|node| neighbours.get(node)) {
            let new = found.iter().copied().filter(|node| left.remove(node));
            for node in new {
                component.insert(node);
                open.push(node);
            }
        }
        components.push(component.into_iter().collect_vec());
    }
    components
}

/// The largest groups of sets that all intersect each other (Bron–Kerbosch), each in ascending order.
fn maximal_cliques(neighbours: &[SortedSet<usize>]) -> Vec<Vec<usize>> {
    let mut cliques = Vec::new();
    let all = (0..neighbours.len()).collect();
    extend_clique(neighbours, SortedSet::new(), all, SortedSet::new(), &mut cliques);
    cliques
}

fn extend_clique(
    neighbours: &[SortedSet<usize>],
    clique: SortedSet<usize>,
    mut candidates: SortedSet<usize>,
    mut excluded: SortedSet<usize>,
    cliques: &mut Vec<Vec<usize>>,
) {
    if candidates.is_empty() && excluded.is_empty() {
        cliques.push(clique.into_iter().collect_vec());
        return;
    }
    let nobody = SortedSet::new();
    let of = |node: usize| neighbours.get(node).unwrap_or(&nobody);
    let pivot = candidates.iter().chain(&excluded).copied();
    let pivot = pivot.max_by_key(|node| of(*node).intersection(&candidates).count());
    let around = pivot.map_or(&nobody, of);
    for node in candidates.difference(around).copied().collect_vec() {
        let mut larger = clique.clone();
        larger.insert(node);
        let remaining = candidates.intersection(of(node)).copied().collect();
        let seen = excluded.intersection(of(node)).copied().collect();
        extend_clique(neighbours, larger, remaining, seen, cliques);
        candidates.remove(&node);
        excluded.insert(node);
    }
}

fn joined(group: &[usize]) -> String {
    group.iter().map(usize::to_string).collect_vec().join(":")
}

/// Every way in which the tags of a group can be there: for each key one of its values, or none of them.
fn permutations(subsets: &[Subset], group: &[usize]) -> Vec<Subset> {
    let tags: SortedSet<(&Text, &Text)> = group
        .iter()
        .filter_map(|index| subsets.get(*index))
        .flatten()
        .map(|tag| (&tag.key, &tag.value))
        .collect();
    let mut dimensions: Vec<(&Text, Vec<&Text>)> = Vec::new();
    for (key, value) in tags {
        match dimensions.last_mut() {
            Some((last, values)) if *last == key => values.push(value),
            _ => dimensions.push((key, vec![value])),
        }
    }
    let count: usize = dimensions.iter().map(|(_, values)| values.len() + 1).product();
    // Counting starts at one and wraps: the combination of all last values comes last.
    (1..=count).map(|number| permutation(&dimensions, number % count)).collect_vec()
}

fn permutation(dimensions: &[(&Text, Vec<&Text>)], mut number: usize) -> Subset {
    let mut subset = Subset::new();
    for (key, values) in dimensions {
        let choice = number % (values.len() + 1);
        number /= values.len() + 1;
        let tag = |value: &Text, negated| TagCondition { key: (*key).clone(), value: value.clone(), negated };
        match values.iter().rev().nth(choice) {
            Some(value) => subset.push(tag(value, false)),
            None => subset.extend(values.iter().map(|value| tag(value, true))),
        }
    }
    subset
}
