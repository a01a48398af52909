//! Which resources of an edit are behind the changes of a configuration.

use super::{Owners, Presence, ResourceChange, cause::origins};
use crate::{
    list::CollectVec as _,
    origin::{Location, Origin},
    resource::{Kind, Meta},
    sorted::{SortedMap, SortedSet},
    tree::{Node, Text},
};

/// A resource that an edit changes, and that is behind changes of configurations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The kind of the resource.
    pub kind: Kind,
    /// Its mesh; empty for global kinds.
    pub mesh: Text,
    /// Its name.
    pub name: Text,
    /// Whether the edit adds, removes or changes it.
    pub presence: Presence,
    /// The places in it that old values are owed to.
    pub old: SortedSet<Location>,
    /// The places in it that new values are owed to.
    pub new: SortedSet<Location>,
}

/// The resources of an edit by kind, mesh and name, with the places that changes are owed to.
pub(super) struct Causes(SortedMap<(&'static str, Text, Text), Cause>);

impl Causes {
    pub(super) fn of(edited: &[ResourceChange<'_>]) -> Self {
        let cause = |change: &ResourceChange<'_>| {
            let meta = change.meta()?;
            let presence = Presence::of(change.old.is_some(), change.new.is_some());
            let Meta { kind, mesh, name, .. } = meta.clone();
            Some((
                key(meta),
                Cause { kind, mesh, name, presence, old: SortedSet::new(), new: SortedSet::new() },
            ))
        };
        Self(SortedMap::of_many(edited.iter().filter_map(cause).collect_vec()))
    }

    /// Notes who set a value that is no more.
    pub(super) fn note_old(&mut self, value: Option<&Node>, owners: &Owners<'_>) {
        self.note(value, owners, |cause, place| cause.old.extend([place]));
    }

    /// Notes who set a value that is new.
    pub(super) fn note_new(&mut self, value: Option<&Node>, owners: &Owners<'_>) {
        self.note(value, owners, |cause, place| cause.new.extend([place]));
    }

    fn note(&mut self, value: Option<&Node>, owners: &Owners<'_>, put: impl Fn(&mut Cause, Location)) {
        for place in value.map(origins).into_iter().flatten().filter_map(Origin::location) {
            let cause = owners.find(place).and_then(|meta| self.0.get_mut(&key(meta)));
            cause.into_iter().for_each(|cause| put(cause, place));
        }
    }

    /// The resources that some change is owed to.
    pub(super) fn found(self) -> Vec<Cause> {
        self.0.into_values().filter(|cause| !cause.old.is_empty() || !cause.new.is_empty()).collect_vec()
    }
}

fn key(meta: &Meta) -> (&'static str, Text, Text) {
    (meta.kind.0.name, meta.mesh.clone(), meta.name.clone())
}
