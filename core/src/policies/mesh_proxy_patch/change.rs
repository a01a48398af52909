//! What is done to one message: it is merged with another, or patched.

use super::{schema::JsonPatch, written};
use crate::{
    message::{
        Fault, MessageType, UnknownField,
        json_patch::{self, Operation},
    },
    origin::Traced,
    tree::{Map, Node, Text, Value},
};

/// The member of an `Any` that names its type.
const TYPE: &str = "@type";

/// What an edit brings.
#[derive(Debug)]
pub(super) enum Change {
    /// A message, to add or to merge.
    Message(Node),
    /// Operations, to apply.
    Operations(Vec<Operation>),
}

impl Change {
    /// Reads what an edit brings, and what of it no such message has.
    pub(super) fn read(
        value: Option<&Traced<Text>>,
        patches: Option<&Vec<JsonPatch>>,
        message_type: &str,
        unknown: &mut Vec<UnknownField>,
    ) -> Result<Self, Fault> {
        // A value beside patches does not count, but must be readable.
        let message = match value {
            Some(text) => {
                let read = written::read(text, message_type)?;
                unknown.extend(read.unknown);
                Some(read.message)
            }
            None => None,
        };
        let operations: Vec<Operation> = patches.into_iter().flatten().map(JsonPatch::operation).collect();
        Ok(match message {
            Some(message) if operations.is_empty() => Self::Message(message),
            None if operations.is_empty() => {
                Self::Message(Node::empty(crate::origin::Origin::Rule("MeshProxyPatch")))
            }
            _ => Self::Operations(operations),
        })
    }

    /// The message to add; one that says nothing where there is none.
    pub(super) fn message(&self) -> Node {
        match self {
            Self::Message(message) => message.clone(),
            Self::Operations(_) => Node::empty(crate::origin::Origin::Rule("MeshProxyPatch")),
        }
    }

    /// Changes a message of that type.
    pub(super) fn apply(&self, target: &mut Node, message_type: &MessageType) -> Result<(), Fault> {
        match self {
            Self::Message(message) => message_type.merge(target, message),
            Self::Operations(operations) => patch(target, operations, message_type)?,
        }
        Ok(())
    }

    /// Changes the `typedConfig` of a filter.
    pub(super) fn apply_to_filter(&self, filter: &mut Node) -> Result<(), Fault> {
        let origin = filter.origin;
        let Some(members) = filter.as_map_mut() else { return Ok(()) };
        match self {
            Self::Message(patch) => {
                let Some(config) = patch.get("typedConfig") else { return Ok(()) };
                match members.get_mut("typedConfig") {
                    Some(present) => MessageType::merge_any(present, config),
                    None => {
                        members.set("typedConfig", config.clone());
                        Ok(())
                    }
                }
            }
            Self::Operations(operations) => match members.get_mut("typedConfig") {
                Some(present) => patch_any(present, operations),
                None => Err(Fault { reason: "this filter has no typedConfig".into(), origin }),
            },
        }
    }
}

/// Patches a message, and reads the result as the control plane does: what the type does not have is dropped.
fn patch(target: &mut Node, operations: &[Operation], message_type: &MessageType) -> Result<(), Fault> {
    let mut patched = target.clone();
    json_patch::apply(&mut patched, operations)?;
    *target = message_type.read(&patched)?.message;
    Ok(())
}

/// Patches a message in an `Any`: its type is no part of what is patched.
fn patch_any(target: &mut Node, operations: &[Operation]) -> Result<(), Fault> {
    let fault = |reason: String| Fault { reason, origin: target.origin };
    let Some(url) = target.get(TYPE).cloned() else { return Err(fault("Any has no type".into())) };
    let name = url.as_str().unwrap_or_default();
    let Some(message_type) = MessageType::of_url(name) else {
        return Err(fault(format!("could not resolve Any message type: {name}")));
    };
    if let Some(members) = target.as_map_mut() {
        members.remove(TYPE);
    }
    patch(target, operations, &message_type)?;
    let fields = target.as_map_mut().map(std::mem::take).unwrap_or_default();
    let typed: Map = [(Text::new_static(TYPE), url)]
        .into_iter()
        .chain(fields.into_iter().map(|entry| (entry.key, entry.value)))
        .collect();
    target.value = Value::Map(typed);
    Ok(())
}
