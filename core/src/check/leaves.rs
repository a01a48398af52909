//! The fields of a conf, and where values of a merged conf come from.

use crate::{
    origin::Location,
    sorted::SortedSet,
    tree::{Node, Value},
};

/// A field that holds no other fields. Lists are fields as a whole: a later one replaces an earlier one, or is added to it.
pub(super) struct Leaf<'a> {
    /// The keys that lead there.
    pub(super) path: Vec<&'a str>,
    /// What stands there.
    pub(super) node: &'a Node,
}

/// The fields of a conf that somebody wrote.
pub(super) fn leaves(conf: &Node) -> Vec<Leaf<'_>> {
    let mut found = Vec::new();
    collect(conf, &mut Vec::new(), &mut found);
    found
}

fn collect<'a>(node: &'a Node, path: &mut Vec<&'a str>, found: &mut Vec<Leaf<'a>>) {
    match &node.value {
        Value::Map(members) if !members.is_empty() => {
            for entry in members {
                path.push(&entry.key);
                collect(&entry.value, path, found);
                path.pop();
            }
        }
        _ if node.origin.location().is_some() && !path.is_empty() => {
            found.push(Leaf { path: path.clone(), node });
        }
        _ => {}
    }
}

impl Leaf<'_> {
    /// The path as people write it.
    pub(super) fn title(&self) -> String {
        self.path.join(".")
    }

    /// Whether a conf sets this field, too, or something that holds it.
    pub(super) fn is_in(&self, conf: &Node) -> bool {
        self.value_in(conf).is_some()
    }

    /// The value that a conf has for this field.
    pub(super) fn value_in<'n>(&self, conf: &'n Node) -> Option<&'n Node> {
        self.path.iter().try_fold(conf, |node, key| node.get(key))
    }

    /// Whether the value, or something within it, stands at one of these places.
    pub(super) fn stands_at(&self, places: &SortedSet<Location>) -> bool {
        any(self.node, &|location| places.contains(&location))
    }
}

/// Every place where something of some confs is written.
pub(super) fn places(confs: &[Node]) -> SortedSet<Location> {
    let mut places = Vec::new();
    confs.iter().for_each(|conf| gather(conf, &mut places));
    places.into_iter().collect()
}

fn gather(node: &Node, places: &mut Vec<Location>) {
    places.extend(node.origin.location());
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| gather(item, places)),
        Value::Map(members) => members.iter().for_each(|entry| gather(&entry.value, places)),
        _ => {}
    }
}

fn any(node: &Node, holds: &dyn Fn(Location) -> bool) -> bool {
    node.origin.location().is_some_and(holds)
        || match &node.value {
            Value::List(items) => items.iter().any(|item| any(item, holds)),
            Value::Map(members) => members.iter().any(|entry| any(&entry.value, holds)),
            _ => false,
        }
}
