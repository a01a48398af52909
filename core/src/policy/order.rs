//! The order of policies, from the least to the most specific: later ones override earlier ones.

use std::cmp::Ordering;

use crate::resource::{Meta, TargetRef, meta::label, target_ref::TargetKind};

/// What the order of a policy depends on. Labels are looked up once, because ranks are compared many times.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rank<'a> {
    /// The names and labels of the policy.
    pub(super) meta: &'a Meta,
    /// Its top-level target; nothing for the whole mesh.
    target: Option<&'a TargetRef>,
    origin: u8,
    role: Role,
    name: &'a str,
}

/// What decides which of two confs overrides the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// The kind of the top-level target: a Dataplane after the mesh.
    TargetKind,
    /// A Dataplane by name after one by labels, a section after none.
    DataplaneTarget,
    /// The label `kuma.io/origin`: a zone's after the global control plane's.
    Origin,
    /// The label `kuma.io/policy-role`: producers, consumers and workload owners, in this order, after the system.
    Role,
    /// The target of the item: a service after the mesh, its port after the service.
    ItemTarget,
    /// The name of the policy: the smaller one comes later.
    Name,
    /// The position in the list of one policy: the later item.
    Position,
}

impl Criterion {
    /// Why a conf wins by this criterion, as the end of a sentence that begins with the conf.
    pub fn reason(self) -> &'static str {
        match self {
            Self::TargetKind => "the kind of its top-level targetRef is more specific",
            Self::DataplaneTarget => {
                "its top-level targetRef names the Dataplane, or a section of it, more precisely"
            }
            Self::Origin => "it was made in the zone, the other one in the global control plane",
            Self::Role => "the role of its policy is stronger",
            Self::ItemTarget => "the target of its item is narrower",
            Self::Name => "the name of its policy comes first in the alphabet",
            Self::Position => "it stands later in the list",
        }
    }

    /// The criterion in one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::TargetKind => "targetKind",
            Self::DataplaneTarget => "dataplaneTarget",
            Self::Origin => "origin",
            Self::Role => "role",
            Self::ItemTarget => "itemTarget",
            Self::Name => "name",
            Self::Position => "position",
        }
    }
}

impl<'a> Rank<'a> {
    /// The rank of a policy with this top-level target.
    pub(super) fn of(meta: &'a Meta, target: Option<&'a TargetRef>) -> Self {
        Self { meta, target, origin: origin(meta), role: role(meta), name: meta.display_name() }
    }

    /// Kind of the top-level target, then how a Dataplane is named, then origin and role.
    pub(super) fn compare(self, other: Self) -> Ordering {
        self.decide(other).map_or(Ordering::Equal, |(_, order)| order)
    }

    /// The first criterion by which the policies are not equal, names left aside.
    pub(super) fn decide(self, other: Self) -> Option<(Criterion, Ordering)> {
        let by = |criterion, order: Ordering| order.is_ne().then_some((criterion, order));
        by(Criterion::TargetKind, kind(self.target).cmp(&kind(other.target)))
            .or_else(|| by(Criterion::DataplaneTarget, compare_dataplane_targets(self.target, other.target)))
            .or_else(|| by(Criterion::Origin, self.origin.cmp(&other.origin)))
            .or_else(|| by(Criterion::Role, self.role.cmp(&other.role)))
    }

    /// The lexicographically smaller name comes later, and so wins.
    pub(super) fn compare_names(self, other: Self) -> Ordering {
        other.name.cmp(self.name)
    }
}

/// Whether nothing but their names decides which of two policies overrides the other.
pub fn is_tie(left: (&Meta, Option<&TargetRef>), right: (&Meta, Option<&TargetRef>)) -> bool {
    Rank::of(left.0, left.1).compare(Rank::of(right.0, right.1)) == Ordering::Equal
}

/// The kind that a top-level target has; the whole mesh where there is no target.
pub(super) fn kind(target: Option<&TargetRef>) -> TargetKind {
    target.map_or(TargetKind::Mesh, |target| target.kind.value)
}

/// A Dataplane by name comes after one by labels; neither is ordered against one without either.
/// A section comes after none, unless one side has a name and the other labels.
fn compare_dataplane_targets(left: Option<&TargetRef>, right: Option<&TargetRef>) -> Ordering {
    let (Some(left), Some(right)) = (left, right) else { return Ordering::Equal };
    if left.kind.value != TargetKind::Dataplane {
        return Ordering::Equal;
    }
    let named = |target: &TargetRef| target.name.is_some();
    let labelled = |target: &TargetRef| target.labels.is_some();
    if named(left) && labelled(right) {
        return Ordering::Greater;
    }
    if labelled(left) && named(right) {
        return Ordering::Less;
    }
    left.section_name.is_some().cmp(&right.section_name.is_some())
}

fn origin(meta: &Meta) -> u8 {
    match meta.labels.get(label::ORIGIN) {
        Some("global") => 0,
        Some("zone") => 2,
        _ => 1,
    }
}

/// The role of a policy, from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    System,
    Producer,
    Consumer,
    WorkloadOwner,
}

/// The role that the label `kuma.io/policy-role` gives; `system` where there is none.
pub(super) fn role(meta: &Meta) -> Role {
    match meta.labels.get(label::POLICY_ROLE) {
        Some("producer") => Role::Producer,
        Some("consumer") => Role::Consumer,
        Some("workload-owner") => Role::WorkloadOwner,
        _ => Role::System,
    }
}

/// Sorts by insertion, keeping equal items in place.
///
/// The order of Dataplane targets is not transitive, and the reference sorts short lists by insertion: another algorithm
/// would give another result, and the standard one may panic.
pub(super) fn sort<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    for end in 1..items.len() {
        for index in (1..=end).rev() {
            let in_order = match (items.get(index - 1), items.get(index)) {
                (Some(before), Some(after)) => compare(after, before) != Ordering::Less,
                _ => true,
            };
            if in_order {
                break;
            }
            items.swap(index - 1, index);
        }
    }
}
