//! How many listeners, routes, clusters and so on are different.

use super::{
    Presence,
    change::{Change, Difference},
    place::{Group, Place},
};
use crate::{sorted::SortedMap, tree::Node};

/// How many parts of each kind are different.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(pub SortedMap<Group, Count>);

/// How many parts are different.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Those that only the new side has.
    pub added: usize,
    /// Those that only the old side has.
    pub removed: usize,
    /// Those that both sides have.
    pub changed: usize,
}

impl Tally {
    /// Counts each part once. What comes or goes brings or takes the routes and endpoints within it.
    pub fn of(changes: &[Change<'_>]) -> Self {
        let mut parts: SortedMap<Place, Presence> = SortedMap::new();
        let mut tally = Self::default();
        for change in changes {
            let (presence, node) = match change.difference {
                Difference::Added(node) => (Presence::Added, Some(node)),
                Difference::Removed(node) => (Presence::Removed, Some(node)),
                Difference::Replaced { .. } | Difference::Moved { .. } => (Presence::Changed, None),
            };
            let within = node.map_or(0, |node| tally.count_within(node, presence));
            let (mut place, depth) = change.place();
            let group = place.group;
            if depth == change.steps.len() && place.parts.len() == parts_of(group) {
                parts.insert(place, presence);
            } else if within == 0 || parts_of(group) == 0 {
                place.parts.truncate(parts_of(group));
                parts.insert(place, Presence::Changed);
            }
        }
        parts.iter().for_each(|(place, presence)| tally.count(place.group, *presence, 1));
        tally
    }

    /// The counts of all kinds together.
    pub fn total(&self) -> Count {
        self.0.values().fold(Count::default(), |sum, count| Count {
            added: sum.added + count.added,
            removed: sum.removed + count.removed,
            changed: sum.changed + count.changed,
        })
    }

    /// Adds the counts of another tally.
    pub fn add(&mut self, other: &Self) {
        for (group, count) in &other.0 {
            let own = self.0.entry(*group).or_default();
            own.added += count.added;
            own.removed += count.removed;
            own.changed += count.changed;
        }
    }

    fn count(&mut self, group: Group, presence: Presence, number: usize) {
        let count = self.0.entry(group).or_default();
        match presence {
            Presence::Added => count.added += number,
            Presence::Removed => count.removed += number,
            Presence::Changed => count.changed += number,
        }
    }

    /// Counts the routes and endpoints within what comes or goes, and says how many there are.
    fn count_within(&mut self, node: &Node, presence: Presence) -> usize {
        let mut sum = 0;
        for (list, group) in [("routes", Group::Route), ("lbEndpoints", Group::Endpoint)] {
            let number = items_within(node, list);
            if number > 0 {
                self.count(group, presence, number);
            }
            sum += number;
        }
        sum
    }
}

/// How many names tell one part of a kind from the others of its message.
fn parts_of(group: Group) -> usize {
    match group {
        Group::Route => 2,
        Group::Endpoint => 1,
        Group::Listener | Group::Cluster | Group::Secret | Group::Runtime => 0,
    }
}

/// The items of all lists of that name below a node.
fn items_within(node: &Node, list: &str) -> usize {
    let own = node.get(list).and_then(Node::as_list).map_or(0, <[Node]>::len);
    let members = node.as_map().into_iter().flatten().map(|entry| &entry.value);
    let below = members.chain(node.as_list().unwrap_or_default());
    own + below.map(|inner| items_within(inner, list)).sum::<usize>()
}
