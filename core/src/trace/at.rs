//! A node of a message together with its address, so that every step can name the field that decided.

use super::{Place, Step, StepKind};
use crate::{
    list::CollectVec as _,
    message::{Configuration, Resource, ResourceType},
    tree::{Node, Number, Pointer, Text, Value, decimal},
    world::ProxyKey,
};

/// The member that names the type of a message within an `Any`.
const TYPE: &str = "@type";

/// A node of a message, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<'a> {
    pub(super) node: &'a Node,
    pub(super) place: Place,
}

impl<'a> At<'a> {
    /// A whole message.
    pub(super) fn message(proxy: &ProxyKey, resource: &'a Resource) -> Self {
        let place = Place {
            proxy: proxy.clone(),
            resource_type: resource.resource_type,
            name: resource.name.clone(),
            pointer: Pointer::default(),
        };
        Self { node: &resource.message, place }
    }

    /// A message of a proxy by type and name.
    pub(super) fn find(
        configuration: &'a Configuration,
        proxy: &ProxyKey,
        resource_type: ResourceType,
        name: &str,
    ) -> Option<Self> {
        configuration.get(resource_type, name).map(|found| Self::message(proxy, found))
    }

    /// A member.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        self.node.get(key).map(|node| self.below(node, Text::new(key)))
    }

    /// A member of a member, and so on.
    pub(super) fn path(&self, keys: &[&str]) -> Option<Self> {
        keys.iter().try_fold(self.clone(), |at, key| at.get(key))
    }

    /// The items of a list; none where there is no such list.
    pub(super) fn items(&self, key: &str) -> Vec<Self> {
        let Some(list) = self.get(key) else { return Vec::new() };
        let items = list.node.as_list().unwrap_or_default().iter().enumerate();
        items.map(|(index, item)| list.below(item, Text::from(index.to_string()))).collect_vec()
    }

    /// The members of a map, by name; none where there is no such map.
    pub(super) fn members(&self, key: &str) -> Vec<(Text, Self)> {
        let Some(map) = self.get(key) else { return Vec::new() };
        let members = map.node.as_map().into_iter().flatten();
        members.map(|entry| (entry.key.clone(), map.below(&entry.value, entry.key.clone()))).collect_vec()
    }

    /// The text of a member; empty where there is none.
    pub(super) fn text(&self, key: &str) -> &'a str {
        self.node.get(key).and_then(Node::as_str).unwrap_or_default()
    }

    /// The number of a member, which may be written as a text.
    pub(super) fn number(&self, key: &str) -> Option<f64> {
        number(self.node.get(key)?)
    }

    /// The whole number of a member.
    pub(super) fn count(&self, key: &str) -> Option<u32> {
        u32::try_from(self.node.get(key)?.as_u64()?).ok()
    }

    /// Whether a member is true.
    pub(super) fn is(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool).unwrap_or_default()
    }

    /// Whether there is such a member.
    pub(super) fn has(&self, key: &str) -> bool {
        self.node.get(key).is_some()
    }

    /// The short name of the type of a message within an `Any`.
    pub(super) fn type_name(&self) -> &'a str {
        self.text(TYPE).rsplit('/').next().unwrap_or_default()
    }

    /// A step that this field decided, on the whole way.
    pub(super) fn step(&self, kind: StepKind, text: impl Into<String>) -> Step {
        Step {
            kind,
            text: text.into(),
            share: 1.0,
            place: Some(self.place.clone()),
            origin: self.node.origin,
            steps: Vec::new(),
        }
    }

    fn below(&self, node: &'a Node, step: Text) -> Self {
        let place = Place { pointer: self.place.pointer.child(step), ..self.place.clone() };
        Self { node, place }
    }
}

/// A number, which may be written as a text.
pub(super) fn number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number(number) => Some(Number::as_f64(*number)),
        Value::String(text) => decimal::parse(text),
        _ => None,
    }
}
