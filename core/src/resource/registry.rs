//! Which kinds can be read: those of this module, and the policies that are handed in.

use super::{Kind, KindInfo, kind::PolicyKind, kinds, schema::closest};
use crate::list::CollectVec as _;

/// The policies that can be read besides the other kinds. Without any, every policy is a kind without support.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    policies: Vec<&'static PolicyKind>,
}

/// How far a kind is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// It is read and has its effect.
    Full,
    /// Kuma has it, and it is kept, but it has no effect here.
    Missing,
    /// The control plane writes it by itself and refuses it from others.
    ReadOnly,
}

/// A kind as the registry knows it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Known {
    /// A policy.
    Policy(&'static PolicyKind),
    /// Another kind.
    Other(&'static KindInfo, Support),
}

impl FromIterator<&'static PolicyKind> for Registry {
    fn from_iter<I: IntoIterator<Item = &'static PolicyKind>>(policies: I) -> Self {
        Self { policies: policies.into_iter().collect_vec() }
    }
}

impl Registry {
    /// The policies, in the order in which they were handed in.
    pub fn policies(&self) -> &[&'static PolicyKind] {
        &self.policies
    }

    /// The policy of that name.
    pub fn policy(&self, name: &str) -> Option<&'static PolicyKind> {
        self.policies.iter().copied().find(|policy| policy.info.name == name)
    }

    /// All kinds, supported or not, in no particular order.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        let policies = self.policies.iter().map(|policy| Kind(&policy.info));
        let others = kinds::all().filter(|kind| self.policy(kind.0.name).is_none());
        policies.chain(others)
    }

    /// The kind of that name, supported or not.
    pub fn kind(&self, name: &str) -> Option<Kind> {
        Some(match self.find(name)? {
            Known::Policy(policy) => Kind(&policy.info),
            Known::Other(info, _) => Kind(info),
        })
    }

    /// Whether the control plane writes all resources of a kind by itself.
    pub fn is_read_only(&self, name: &str) -> bool {
        matches!(self.find(name), Some(Known::Other(_, Support::ReadOnly)))
    }

    /// The kind whose name is closest to a name that no kind has.
    pub fn closest(&self, name: &str) -> Option<&'static str> {
        let policies = self.policies.iter().map(|policy| policy.info.name);
        closest(name, policies.chain(kinds::all().map(|kind| kind.0.name)))
    }

    pub(super) fn find(&self, name: &str) -> Option<Known> {
        let policy = self.policy(name).map(Known::Policy);
        policy.or_else(|| kinds::find(name).map(|row| Known::Other(&row.info, row.support)))
    }
}
