//! Comparing configurations, message by message and field by field.

use super::{
    change::{Change, Difference, Step},
    items::{self, Item},
    order,
};
use crate::{
    list::CollectVec as _,
    message::ResourceType,
    sorted::SortedMap,
    tree::{Map, Node, Text, Value},
};

/// What is different between two configurations, each `{"xds": {typeURL: {name: message}}}`, by type and name of the message.
/// Anything else in them is not looked at. Who set a value makes no difference.
pub fn configurations<'a>(old: &'a Node, new: &'a Node) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    for resource_type in ResourceType::ALL {
        let (old, new) = (messages(old, resource_type), messages(new, resource_type));
        for (name, message) in &new {
            let mut walk = Walk::new(resource_type, name, &mut changes);
            walk.sides(old.get(name).copied(), Some(*message));
        }
        for (name, message) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
            Walk::new(resource_type, name, &mut changes).sides(Some(*message), None);
        }
    }
    changes
}

/// The messages of a type by name.
fn messages(configuration: &Node, resource_type: ResourceType) -> SortedMap<Text, &Node> {
    let types = configuration.get("xds").and_then(Node::as_map).into_iter().flatten();
    let own = types.filter(|entry| entry.key.rsplit('/').next() == Some(resource_type.message_name()));
    let found = own.filter_map(|entry| entry.value.as_map()).flatten();
    SortedMap::of_many(found.map(|entry| (entry.key.clone(), &entry.value)).collect_vec())
}

/// The way down one message.
struct Walk<'w, 'a> {
    resource_type: ResourceType,
    name: &'w Text,
    steps: Vec<Step>,
    changes: &'w mut Vec<Change<'a>>,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn new(resource_type: ResourceType, name: &'w Text, changes: &'w mut Vec<Change<'a>>) -> Self {
        Self { resource_type, name, steps: Vec::new(), changes }
    }

    fn sides(&mut self, old: Option<&'a Node>, new: Option<&'a Node>) {
        match (old, new) {
            (Some(old), Some(new)) => self.nodes(old, new),
            (None, Some(new)) => self.note(Difference::Added(new)),
            (Some(old), None) => self.note(Difference::Removed(old)),
            (None, None) => {}
        }
    }

    fn nodes(&mut self, old: &'a Node, new: &'a Node) {
        match (&old.value, &new.value) {
            (Value::Map(old_members), Value::Map(new_members)) if is_same_type(old, new) => {
                self.members(old_members, new_members);
            }
            (Value::List(old), Value::List(new)) => self.items(old, new),
            _ if old == new => {}
            _ => self.note(Difference::Replaced { old, new }),
        }
    }

    fn members(&mut self, old: &'a Map, new: &'a Map) {
        for entry in new {
            self.within(Step::Member(entry.key.clone()), |walk| {
                walk.sides(old.get(&entry.key), Some(&entry.value));
            });
        }
        for entry in old.iter().filter(|entry| new.get(&entry.key).is_none()) {
            self.within(Step::Member(entry.key.clone()), |walk| walk.sides(Some(&entry.value), None));
        }
    }

    fn items(&mut self, old: &'a [Node], new: &'a [Node]) {
        if old == new {
            return;
        }
        let list = match self.steps.last() {
            Some(Step::Member(name)) => name.clone(),
            _ => Text::default(),
        };
        let items = items::pair(&list, old, new);
        let moved = if items::is_ordered(&list) { moved(&items) } else { Vec::new() };
        for item in items {
            let has_moved = item.old.is_some_and(|position| moved.contains(&position));
            let nodes = (
                item.old.and_then(|position| old.get(position)),
                item.new.and_then(|position| new.get(position)),
            );
            let step = Step::Item { label: item.label, old: item.old, new: item.new };
            self.within(step, |walk| {
                if let (true, (Some(old), Some(new))) = (has_moved, nodes) {
                    walk.note(Difference::Moved { old, new });
                }
                walk.sides(nodes.0, nodes.1);
            });
        }
    }

    fn within(&mut self, step: Step, look: impl FnOnce(&mut Self)) {
        self.steps.push(step);
        look(self);
        self.steps.pop();
    }

    fn note(&mut self, difference: Difference<'a>) {
        self.changes.push(Change {
            resource_type: self.resource_type,
            name: self.name.clone(),
            steps: self.steps.clone(),
            difference,
        });
    }
}

/// Messages in an `Any` have members in common only where they are of one type.
fn is_same_type(old: &Node, new: &Node) -> bool {
    old.get("@type") == new.get("@type")
}

fn moved(items: &[Item]) -> Vec<usize> {
    let both = items.iter().filter(|item| item.new.is_some());
    order::moved(&both.filter_map(|item| item.old).collect_vec())
}
