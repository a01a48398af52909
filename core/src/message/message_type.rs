//! A type of message, by its descriptor.

use kumascope_envoy_api::schema;

use super::{
    merge,
    read::{Read, Reader, TYPE},
    rules, well_known,
};
use crate::{
    origin::{Location, Origin},
    tree::Node,
};

/// A type of message.
#[derive(Clone, Copy, Debug)]
pub struct MessageType(schema::MessageType);

/// Why a message cannot be read, merged or patched, in the words of the control plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What is wrong.
    pub reason: String,
    /// Where it is wrong.
    pub origin: Origin,
}

impl MessageType {
    /// The type of that full name, for example `envoy.config.cluster.v3.Cluster`; nothing where Envoy's API has no such type.
    pub fn named(full_name: &str) -> Option<Self> {
        schema::MessageType::named(full_name).map(Self)
    }

    /// The type of a type URL, for example `type.googleapis.com/envoy.config.cluster.v3.Cluster`.
    pub fn of_url(url: &str) -> Option<Self> {
        Self::named(url.rsplit('/').next()?)
    }

    /// Reads a tree as such a message, as the control plane does (jsonpb): names in camelCase or `snake_case`, numbers as text,
    /// durations in Go's notation, enums by number. What comes out is what protobuf prints: every field has its JSON name and
    /// its one spelling, fields that protobuf leaves out are left out. Every node keeps its origin.
    ///
    /// # Errors
    /// When a field cannot have the value that it is given.
    pub fn read(&self, node: &Node) -> Result<Read, Fault> {
        let mut reader = Reader::default();
        let message = reader.message(node, &self.0)?;
        Ok(Read { message, unknown: reader.unknown })
    }

    /// Merges a message into another, both as [`read`](Self::read) gives them: lists grow, maps are replaced key by key,
    /// messages are merged field by field, durations and everything else is replaced.
    /// A wrapper with its zero value, such as `0` for a `UInt32Value`, changes nothing that is there already.
    pub fn merge(&self, target: &mut Node, patch: &Node) {
        merge::message(target, patch, &self.0);
    }

    /// Merges a message in an `Any` into another, both as [`read`](Self::read) gives them.
    ///
    /// # Errors
    /// When they are of different types.
    pub fn merge_any(target: &mut Node, patch: &Node) -> Result<(), Fault> {
        let url = |node: &Node| node.get(TYPE).and_then(Node::as_text).cloned().unwrap_or_default();
        let (own, other) = (url(target), url(patch));
        if own != other {
            let reason = format!("type URL of dst {own:?} is different than src {other:?}");
            return Err(Fault::new(reason, patch.origin));
        }
        if let Some(found) = Self::of_url(&own) {
            found.merge(target, patch);
        }
        Ok(())
    }

    /// What of a message breaks the rules that Envoy's API states for it, in the words of the reference's checks; the first
    /// of them. Messages within an `Any` are not looked at.
    pub fn broken_rule(&self, message: &Node) -> Option<String> {
        rules::broken(message, &self.0).map(|(reason, _)| reason)
    }

    /// The same with the nearest place that is written; nothing of the place where nothing around it is.
    pub fn broken_rule_at(&self, message: &Node) -> Option<(String, Option<Location>)> {
        rules::broken(message, &self.0)
    }

    /// A message of this type that says nothing.
    pub fn empty(&self, origin: Origin) -> Node {
        well_known::empty(&self.0, origin)
    }
}

impl Fault {
    pub(super) fn new(reason: impl Into<String>, origin: Origin) -> Self {
        Self { reason: reason.into(), origin }
    }
}
