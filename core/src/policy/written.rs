//! Where in a policy a conf is written, and why it overrides another.

use super::{
    order::{Criterion, Rank},
    outbound, resolve,
};
use crate::{
    index::Mesh,
    list::CollectVec as _,
    origin::{Location, Origin},
    resource::{Meta, PolicySpec, Resource, policy_spec::ToItem},
    tree::Node,
};

/// A list of a policy's items, or the one conf of a policy without any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// `to`.
    To,
    /// `from`.
    From,
    /// `rules`.
    Rules,
    /// `default`.
    Default,
}

/// A conf in a policy.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// The names and labels of the policy.
    pub policy: &'a Meta,
    /// What it says.
    pub spec: &'a PolicySpec,
    /// In which list the conf is.
    pub list: List,
    /// At which position.
    pub index: usize,
}

impl List {
    /// The list as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::To => "to",
            Self::From => "from",
            Self::Rules => "rules",
            Self::Default => "default",
        }
    }
}

impl<'a> Written<'a> {
    /// All confs of a policy, as they stand; none of a resource that is no policy.
    pub fn all(resource: &'a Resource) -> Vec<Self> {
        let Some(spec) = resource.spec.as_policy() else { return Vec::new() };
        let lists = [
            (List::To, spec.to.len()),
            (List::From, spec.from.len()),
            (List::Rules, spec.rules.len()),
            (List::Default, usize::from(spec.default.is_some())),
        ];
        let written = |list, index| Self { policy: &resource.meta, spec, list, index };
        lists
            .into_iter()
            .flat_map(|(list, count)| (0..count).map(move |index| written(list, index)))
            .collect_vec()
    }

    /// The conf in which a line of a policy stands.
    pub fn at(resource: &'a Resource, line: Location) -> Option<Self> {
        Self::all(resource).into_iter().find(|written| {
            let whole = written.origin().location();
            whole.is_some_and(|whole| contains(whole, line)) || finds(written.conf(), line)
        })
    }

    /// Where the item is written.
    pub fn origin(&self) -> Origin {
        let item = match self.list {
            List::To => self.spec.to.get(self.index).map(|item| item.origin),
            List::From => self.spec.from.get(self.index).map(|item| item.origin),
            List::Rules => self.spec.rules.get(self.index).map(|item| item.origin),
            List::Default => self.spec.default.as_ref().map(|conf| conf.origin),
        };
        item.unwrap_or(self.policy.origin)
    }

    /// What the item says.
    pub fn conf(&self) -> Option<&'a Node> {
        match self.list {
            List::To => self.spec.to.get(self.index).map(|item| &item.conf),
            List::From => self.spec.from.get(self.index).map(|item| &item.conf),
            List::Rules => self.spec.rules.get(self.index).map(|item| &item.conf),
            List::Default => self.spec.default.as_ref(),
        }
    }

    /// Why this conf overrides another one of the same kind of policy, where both reach a place.
    ///
    /// The criteria are those by which confs are put in order, and are asked in that order. One that speaks for the other conf was
    /// not asked: targets of items count only among service resources.
    pub fn overrides(&self, other: &Written<'_>, mesh: &Mesh<'_>) -> Criterion {
        if let Some((criterion, order)) = self.rank().decide(other.rank())
            && order.is_gt()
        {
            return criterion;
        }
        if let (Some(own), Some(theirs)) = (self.item_of_to(), other.item_of_to())
            && self.is_resolved(own, mesh)
            && other.is_resolved(theirs, mesh)
            && outbound::specificity(own) > outbound::specificity(theirs)
        {
            return Criterion::ItemTarget;
        }
        if self.rank().compare_names(other.rank()).is_gt() { Criterion::Name } else { Criterion::Position }
    }

    fn rank(&self) -> Rank<'a> {
        Rank::of(self.policy, self.spec.target_ref.as_ref())
    }

    fn item_of_to(&self) -> Option<&'a ToItem> {
        if self.list == List::To { self.spec.to.get(self.index) } else { None }
    }

    fn is_resolved(&self, item: &ToItem, mesh: &Mesh<'_>) -> bool {
        !resolve::targets(&item.target_ref, self.policy, mesh).is_empty()
    }
}

/// Whether one place is within another.
pub fn contains(outer: Location, inner: Location) -> bool {
    outer.source == inner.source && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end
}

fn finds(conf: Option<&Node>, line: Location) -> bool {
    conf.and_then(|conf| conf.origin.location()).is_some_and(|whole| contains(whole, line))
}
