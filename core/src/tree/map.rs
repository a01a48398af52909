//! Named members in the order in which they were set.

use std::{fmt, sync::Arc};

use super::{Node, Text};
use crate::origin::Origin;

/// The members of a map node. Names are unique; the order of insertion is kept; equality ignores the order.
#[derive(Clone, Default)]
pub struct Map {
    entries: Entries,
}

/// A named member.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name.
    pub key: Text,
    /// Where the name was written; the origin of the value where there is no such place.
    pub key_origin: Origin,
    /// The value.
    pub value: Node,
}

/// Members of one map alone, or members that copies share until they are changed.
#[derive(Clone)]
enum Entries {
    Own(Vec<Entry>),
    Shared(Arc<Vec<Entry>>),
}

impl Map {
    /// An empty map with room for that many members.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { entries: Entries::Own(Vec::with_capacity(capacity)) }
    }

    /// The same members, which copies of the map share with it until they are changed.
    #[must_use]
    pub fn shared(self) -> Self {
        let entries = match self.entries {
            Entries::Own(entries) => Arc::new(entries),
            Entries::Shared(entries) => entries,
        };
        Self { entries: Entries::Shared(entries) }
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.entries().len()
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.entries().is_empty()
    }

    /// The member of that name.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The member of that name, with the place of its name.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.iter().find(|entry| entry.key == key)
    }

    /// The member of that name, for change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value)
    }

    /// Sets a member; one of the same name is replaced in its place.
    pub fn set(&mut self, key: impl Into<Text>, value: Node) {
        let key = key.into();
        match self.get_mut(&key) {
            Some(present) => *present = value,
            None => self.push(Entry { key, key_origin: value.origin, value }),
        }
    }

    /// Appends a member whose name is known to be new. A name that is there already would appear twice.
    pub fn push(&mut self, entry: Entry) {
        self.own().push(entry);
    }

    /// Takes a member out.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let index = self.iter().position(|entry| entry.key == key)?;
        Some(self.own().remove(index).value)
    }

    /// The members in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries().iter()
    }

    /// The members in order, for change.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Entry> {
        self.own().iter_mut()
    }

    /// Whether other maps share the members.
    pub(super) fn is_shared(&self) -> bool {
        matches!(&self.entries, Entries::Shared(entries) if Arc::strong_count(entries) > 1)
    }

    /// The members in order: the same slice for all maps that share them. A function of its own where every look at a map would
    /// otherwise bring both kinds along.
    #[cfg_attr(target_family = "wasm", inline(never))]
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.entries {
            Entries::Own(entries) => entries,
            Entries::Shared(entries) => entries,
        }
    }

    /// The members for change: what other maps share is copied first.
    fn own(&mut self) -> &mut Vec<Entry> {
        match &mut self.entries {
            Entries::Own(entries) => entries,
            Entries::Shared(entries) => Arc::make_mut(entries),
        }
    }
}

impl Default for Entries {
    fn default() -> Self {
        Self::Own(Vec::new())
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Map").field("entries", &self.entries()).finish()
    }
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.iter().all(|entry| other.get(&entry.key).is_some_and(|value| *value == entry.value))
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Map {
    type Item = &'a mut Entry;
    type IntoIter = std::slice::IterMut<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl IntoIterator for Map {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        match self.entries {
            Entries::Own(entries) => entries,
            Entries::Shared(entries) => Arc::unwrap_or_clone(entries),
        }
        .into_iter()
    }
}

impl From<Vec<Entry>> for Map {
    /// A map of members whose names are known to be unique.
    fn from(entries: Vec<Entry>) -> Self {
        Self { entries: Entries::Own(entries) }
    }
}

impl FromIterator<(Text, Node)> for Map {
    fn from_iter<I: IntoIterator<Item = (Text, Node)>>(members: I) -> Self {
        let members = members.into_iter();
        let mut map = Self::with_capacity(members.size_hint().0);
        members.for_each(|(key, value)| map.set(key, value));
        map
    }
}

#[cfg(test)]
mod tests {
    use super::{Map, Node};
    use crate::origin::Origin;

    #[test]
    fn a_copy_that_is_changed_shares_no_more() {
        let number = |number: u32| Node::number(number, Origin::Rule(&"test"));
        let shared = Map::from_iter([("a".into(), number(1))]).shared();
        let mut changed = shared.clone();
        assert!(changed.is_shared());
        changed.set("a", number(2));
        assert_eq!((shared.get("a"), changed.get("a")), (Some(&number(1)), Some(&number(2))));
        assert!(!changed.is_shared());
    }
}
