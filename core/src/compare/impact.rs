//! How much of a proxy an edit changes, and which resources are behind it.

use super::{
    Owners, ResourceChange,
    causes::{Cause, Causes},
    edit::Edit,
    resources,
    tally::Tally,
    trees,
};
use crate::{
    Compiler,
    list::CollectVec as _,
    tree::Node,
    world::{ProxyKey, Shadow},
};

/// What an edit does to one proxy.
#[derive(Clone, Debug)]
pub struct Impact {
    /// The proxy.
    pub proxy: ProxyKey,
    /// Whether it is there before and after.
    pub presence: Presence,
    /// How many fields and items are different.
    pub changes: usize,
    /// How many parts of its configuration are, by their kind.
    pub tally: Tally,
    /// The resources of the edit that are behind the changes, by kind, mesh and name. Empty where the changes follow from what
    /// no value of the configuration says, such as the absence of a resource.
    pub causes: Vec<Cause>,
}

/// On which sides something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// On the new side only.
    Added,
    /// On the old side only.
    Removed,
    /// On both sides, and different.
    Changed,
}

/// What the step from one compiler to another does to each proxy that it changes, in the order of their names.
/// Proxies that it cannot change are not compiled.
pub fn impact<'a>(old: &'a Compiler<'a>, new: &'a Compiler<'a>, shadow: Shadow) -> Vec<Impact> {
    let changes = resources(old.store(), new.store());
    let edit = Edit::between(old, new, &changes, shadow);
    let owners = (Owners::of(old.store()), Owners::of(new.store()));
    let all = edit.candidates(old, new).into_iter().filter_map(|proxy| {
        let side = |compiler: &Compiler<'_>| compiler.compile(&proxy, shadow).configuration.into_node();
        let (before, after) = (side(old), side(new));
        impact_of(&proxy, (&before, &owners.0), (&after, &owners.1), &changes)
    });
    all.collect_vec()
}

/// What is different between two configurations of one proxy; nothing where nothing is. `edited` are the resources that differ between
/// the stores that they were compiled from, `Owners` those of each of these stores.
pub fn impact_of(
    proxy: &ProxyKey,
    (old, old_owners): (&Node, &Owners<'_>),
    (new, new_owners): (&Node, &Owners<'_>),
    edited: &[ResourceChange<'_>],
) -> Option<Impact> {
    let changes = trees::configurations(old, new);
    if changes.is_empty() {
        return None;
    }
    let mut causes = Causes::of(edited);
    for change in &changes {
        causes.note_old(change.old(), old_owners);
        causes.note_new(change.new(), new_owners);
    }
    Some(Impact {
        proxy: proxy.clone(),
        presence: Presence::of(is_filled(old), is_filled(new)),
        changes: changes.len(),
        tally: Tally::of(&changes),
        causes: causes.found(),
    })
}

impl Presence {
    /// Which sides have something.
    pub(super) fn of(is_old: bool, is_new: bool) -> Self {
        match (is_old, is_new) {
            (false, _) => Self::Added,
            (true, false) => Self::Removed,
            (true, true) => Self::Changed,
        }
    }
}

fn is_filled(configuration: &Node) -> bool {
    configuration.get("xds").and_then(Node::as_map).is_some_and(|types| !types.is_empty())
}
