//! Building message trees, field by field.

use super::{Entry, Map, Node, Text, Value};
use crate::origin::{Name, Origin, Traced};

/// The member that names the type of a message inside an `Any`.
pub(crate) const TYPE: &str = "@type";

/// As many fields as most messages have at most, where nothing is said of them.
const USUAL_FIELDS: usize = 3;

/// A message under construction. Fields that proto3 JSON leaves out (unset, zero, empty) are the caller's to leave out:
/// [`Message::optional`], [`Message::number`], [`Message::list`] and [`Message::text`] do it.
#[derive(Clone, Debug)]
pub struct Message {
    members: Vec<Entry>,
    origin: Origin,
}

impl Message {
    /// A message whose structure is owed to `origin`; fields bring their own origins.
    pub fn new(origin: Origin) -> Self {
        Self { members: Vec::new(), origin }
    }

    /// The message with room for that many fields besides those that it has. A proxy has tens of thousands of messages: what is often
    /// made, or has many fields, says how many there will be.
    #[must_use]
    pub fn room_for(mut self, fields: usize) -> Self {
        if self.members.is_empty() {
            self.members = Vec::with_capacity(fields);
        } else {
            self.members.reserve_exact(fields);
        }
        self
    }

    /// A message of a rule of the engine; see [`Origin::Rule`].
    pub fn rule(name: Name) -> Self {
        Self::new(Origin::Rule(name))
    }

    /// A message inside an `Any`: its first member is the type URL, given without the `type.googleapis.com/`.
    pub fn typed(type_name: &'static str, origin: Origin) -> Self {
        Self::of_type(Text::from_iter(["type.googleapis.com/", type_name]), origin)
    }

    /// The same of a type URL, for messages of which every service has one: what is written out whole is not made anew for each.
    pub fn of_type(url: Text, origin: Origin) -> Self {
        Self::new(origin).with(TYPE, Node::string(url, origin))
    }

    /// Sets a field that is new to this message.
    #[must_use]
    pub fn with(mut self, field: &'static str, value: impl Into<Node>) -> Self {
        self.set(field, value);
        self
    }

    /// Sets a field that is new to this message.
    pub fn set(&mut self, field: &'static str, value: impl Into<Node>) {
        let value = value.into();
        if self.members.capacity() == 0 {
            self.members = Vec::with_capacity(USUAL_FIELDS);
        }
        self.members.push(Entry { key: Text::new_static(field), key_origin: value.origin, value });
    }

    /// Sets a field to a constant of this message, owed to the message's own origin.
    #[must_use]
    pub fn constant(self, field: &'static str, value: impl Into<Value>) -> Self {
        let node = Node::new(value.into(), self.origin);
        self.with(field, node)
    }

    /// Sets a field where there is a value.
    #[must_use]
    pub fn optional(self, field: &'static str, value: Option<impl Into<Node>>) -> Self {
        match value {
            Some(value) => self.with(field, value),
            None => self,
        }
    }

    /// Sets a field unless the text is empty, owed to the message's own origin.
    #[must_use]
    pub fn text(self, field: &'static str, text: impl Into<Text>) -> Self {
        let text = text.into();
        if text.is_empty() { self } else { self.constant(field, text) }
    }

    /// Sets a number unless it is zero.
    #[must_use]
    pub fn number(self, field: &'static str, number: Traced<f64>) -> Self {
        self.optional(field, Some(number).filter(|number| number.value != 0.0))
    }

    /// Sets a repeated field unless it has no items.
    #[must_use]
    pub fn list<T: Into<Node>>(self, field: &'static str, items: impl IntoIterator<Item = T>) -> Self {
        let items = items.into_iter();
        // What is collected would lie in the memory of the items, which are larger, and most of it would be given back.
        let mut nodes = Vec::with_capacity(items.size_hint().0);
        items.for_each(|item| nodes.push(item.into()));
        self.nodes(field, nodes)
    }

    fn nodes(self, field: &'static str, items: Vec<Node>) -> Self {
        let origin = items.first().map_or(self.origin, |item| item.origin);
        if items.is_empty() { self } else { self.with(field, Node::list(items, origin)) }
    }

    /// Sets a map field, whose keys are data, unless it has no entries.
    #[must_use]
    pub fn map(self, field: &'static str, entries: impl IntoIterator<Item = (Text, Node)>) -> Self {
        let map: Map = entries.into_iter().collect();
        let origin = self.origin;
        if map.is_empty() { self } else { self.with(field, Node::new(Value::Map(map), origin)) }
    }

    /// Sets a field that was built elsewhere.
    #[must_use]
    pub fn member(mut self, Entry { key, value, .. }: Entry) -> Self {
        match self.members.iter_mut().find(|present| present.key == key) {
            Some(present) => present.value = value,
            None => self.members.push(Entry { key, key_origin: value.origin, value }),
        }
        self
    }

    /// Whether no field was set.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

impl From<Message> for Node {
    fn from(message: Message) -> Self {
        Self::new(Value::Map(message.members.into()), message.origin)
    }
}
