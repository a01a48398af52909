//! A place in a document: what stands there, what the control plane calls it, and where it is in the input.

use std::fmt::Write as _;

use crate::{
    list::CollectVec as _,
    origin::Origin,
    sorted::sort_by_key,
    tree::{Node, Number, Value, decimal},
};

/// A place in a document, which may be empty.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    path: String,
    node: Option<&'a Node>,
    origin: Origin,
}

impl<'a> Place<'a> {
    /// The fields of a resource; `path` is `spec`, or empty for kinds whose fields stand beside their type.
    pub fn root(path: &str, node: &'a Node) -> Self {
        Self { path: path.into(), node: Some(node), origin: node.origin }
    }

    /// A field of what stands here.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        let separator = if self.path.is_empty() { "" } else { "." };
        let found = self.node.and_then(|node| node.get(name)).filter(|node| !node.is_null());
        self.below(format!("{}{separator}{name}", self.path), found)
    }

    /// A field of a protobuf message whose name there has underscores: it is read in both spellings, and called by that of JSON.
    #[must_use]
    pub fn either(&self, name: &str) -> Self {
        let json_name = camel_case(name);
        let place = self.field(&json_name);
        if place.is_defined() { place } else { self.field(name).called(place.path) }
    }

    /// A key of a map whose keys are data.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.below(format!("{}[\"{key}\"]", self.path), self.node.and_then(|node| node.get(key)))
    }

    /// The items of the list that stands here.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'a> {
        let (path, origin) = (self.path.clone(), self.origin);
        let items = self.node.and_then(Node::as_list).unwrap_or_default();
        items.iter().enumerate().map(move |(index, node)| {
            let mut path = path.clone();
            let _ = write!(path, "[{index}]");
            Self {
                path,
                node: Some(node),
                origin: if node.origin.location().is_some() { node.origin } else { origin },
            }
        })
    }

    /// The keys of the map that stands here, in order, with the places of their values.
    pub fn entries(&self) -> Vec<(&'a str, Self)> {
        let map = self.node.and_then(Node::as_map).into_iter().flatten();
        let mut entries: Vec<_> = map.map(|entry| (entry.key.as_str(), self.key(&entry.key))).collect_vec();
        sort_by_key(&mut entries, |(key, _)| *key);
        entries
    }

    /// This place under the name that the control plane gives it, where that is not its path.
    #[must_use]
    pub fn called(&self, path: impl Into<String>) -> Self {
        Self { path: path.into(), ..self.clone() }
    }

    /// What the control plane calls the place.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where it is in the input; where it is missing, the place that should hold it.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// What stands here.
    pub fn node(&self) -> Option<&'a Node> {
        self.node
    }

    /// Whether something stands here.
    pub fn is_defined(&self) -> bool {
        self.node.is_some()
    }

    /// Whether nothing stands here, or an empty text, list or map.
    pub fn is_empty(&self) -> bool {
        match self.node.map(|node| &node.value) {
            None | Some(Value::Null) => true,
            Some(Value::String(text)) => text.is_empty(),
            Some(Value::List(items)) => items.is_empty(),
            Some(Value::Map(map)) => map.is_empty(),
            Some(Value::Bool(_) | Value::Number(_)) => false,
        }
    }

    /// The text that stands here; empty where there is none.
    pub fn text(&self) -> &'a str {
        self.node.and_then(Node::as_str).unwrap_or_default()
    }

    /// The whole number that stands here, also as text; 0 where there is none.
    pub fn number(&self) -> i64 {
        match self.node.map(|node| &node.value) {
            Some(Value::Number(Number::Positive(number))) => i64::try_from(*number).unwrap_or(i64::MAX),
            Some(Value::Number(Number::Negative(number))) => *number,
            Some(Value::String(text)) => text.parse().unwrap_or_default(),
            _ => 0,
        }
    }

    /// The number that stands here, also as text; nothing where there is none.
    pub fn float(&self) -> Option<f64> {
        match self.node.map(|node| &node.value)? {
            Value::Number(number) => Some(number.as_f64()),
            Value::String(text) => decimal::parse(text),
            _ => None,
        }
    }

    /// The truth value that stands here; false where there is none.
    pub fn is_true(&self) -> bool {
        self.node.and_then(Node::as_bool).unwrap_or_default()
    }

    /// How many items or members stand here.
    pub fn len(&self) -> usize {
        match self.node.map(|node| &node.value) {
            Some(Value::List(items)) => items.len(),
            Some(Value::Map(map)) => map.len(),
            _ => 0,
        }
    }

    fn below(&self, path: String, node: Option<&'a Node>) -> Self {
        Self { path, node, origin: node.map_or(self.origin, |node| node.origin) }
    }
}

/// The name of a field in JSON.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut joined = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        joined.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        joined.extend(letters);
    }
    joined
}
