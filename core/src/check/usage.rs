//! What became of policies and their items at the proxies of a mesh.
//!
//! Items are told apart by the place of their policy in the input, so that what many threads saw can be put together.
//! What the control plane makes by itself stands nowhere, and nobody wants to hear of it.

use super::observe::Observer;
use crate::{
    origin::{Location, Origin},
    policies::POLICIES,
    policy::{Confs, Context, connection},
    resource::Kind,
    sorted::{SortedMap, SortedSet},
    tree::Text,
};

/// What became of policies and their items at some proxies.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    selecting: SortedSet<Location>,
    items: SortedMap<ItemKey, ItemUse>,
    /// Meshes of which some proxy has an inbound that lets clients in, or asks nobody who they are.
    open: SortedSet<Text>,
}

/// A list of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum List {
    Default,
    To,
    From,
    Rules,
}

/// An item: the place of its policy, the list and its position.
pub(super) type ItemKey = (Location, List, usize);

/// What became of an item at the places that it concerns.
#[derive(Clone, Debug, Default)]
pub(super) struct ItemUse {
    /// The fields that hold somewhere.
    pub(super) holding: SortedSet<Location>,
    /// Fields that another policy has set instead somewhere, because of its name.
    pub(super) lost: SortedMap<Location, Lost>,
    /// Whether HTTP is spoken at some of the places.
    pub(super) http: Spoken,
    /// Whether something else is spoken at some of the places.
    pub(super) other: Spoken,
}

/// A field that another policy has set instead.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    /// The field.
    pub(super) path: String,
    /// The other policy.
    pub(super) winner: Text,
    /// Where that one sets it.
    pub(super) origin: Origin,
}

/// Whether something is spoken somewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Spoken {
    #[default]
    Never,
    Somewhere,
}

impl Usage {
    /// Adds what was seen at other proxies.
    pub fn extend(&mut self, other: Self) {
        for policy in other.selecting.iter() {
            self.selecting.insert(*policy);
        }
        for mesh in other.open.iter() {
            self.open.insert(mesh.clone());
        }
        for (key, found) in other.items {
            self.items.entry(key).or_default().extend(found);
        }
    }

    /// Whether a policy selects some proxy.
    pub(super) fn selects(&self, policy: Location) -> bool {
        self.selecting.contains(&policy)
    }

    /// Whether some inbound of a mesh lets clients in.
    pub(super) fn is_open(&self, mesh: &str) -> bool {
        self.open.contains(mesh)
    }

    /// What became of an item; nothing where it concerns no place at all.
    pub(super) fn item(&self, policy: Location, list: List, index: usize) -> Option<&ItemUse> {
        self.items.get(&(policy, list, index))
    }

    /// What became of an item, to be added to.
    pub(super) fn item_mut(&mut self, key: ItemKey) -> &mut ItemUse {
        self.items.entry(key).or_default()
    }

    /// Adds what is to be seen at one proxy.
    pub(super) fn observe(&mut self, context: &Context<'_>, all: &SortedMap<Kind, Confs<'_>>) {
        if is_open(context, all) {
            self.open.insert(context.mesh.meta.name.clone());
        }
        for policy in POLICIES {
            let Some(confs) = all.get(&Kind(&policy.kind.info)) else { continue };
            for location in confs.selected.iter().filter_map(|meta| meta.origin.location()) {
                self.selecting.insert(location);
            }
            if !confs.selected.is_empty() {
                Observer { usage: self, context, policy }.look(confs);
            }
        }
    }
}

impl ItemUse {
    fn extend(&mut self, other: Self) {
        for field in other.holding.iter() {
            self.holding.insert(*field);
        }
        for (field, lost) in other.lost {
            self.lost.entry(field).or_insert(lost);
        }
        if other.http == Spoken::Somewhere {
            self.http = Spoken::Somewhere;
        }
        if other.other == Spoken::Somewhere {
            self.other = Spoken::Somewhere;
        }
    }
}

/// Whether some inbound of a proxy lets clients in: it speaks no TLS of the mesh, or a permission of either kind is about it.
fn is_open(context: &Context<'_>, all: &SortedMap<Kind, Confs<'_>>) -> bool {
    let has_identity = context.proxy.identity.is_some();
    if context.mesh.mutual_tls().is_none() && !has_identity {
        return true;
    }
    let mut permissions = all.iter().filter(|(kind, _)| kind.0.name == "MeshTrafficPermission");
    let permitted = permissions.any(|(_, confs)| {
        confs
            .inbounds
            .values()
            .any(|said| !has_identity && !said.policies.is_empty() || !said.rules.is_empty())
    });
    let by_older = || {
        let mut inbounds = context.proxy.inbounds.iter();
        inbounds
            .any(|inbound| connection::to_tags("TrafficPermission", context.mesh, &inbound.tags).is_some())
    };
    permitted || !has_identity && by_older()
}
