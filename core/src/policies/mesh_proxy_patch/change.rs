//! What is done to one message: it is merged with another, or patched.

use super::{findings::Findings, schema::JsonPatch};
use crate::{
    list::CollectVec as _,
    message::{
        Fault, MessageType,
        json_patch::{self, Operation},
    },
    origin::{Origin, Traced},
    resource::written,
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
        findings: &mut Findings,
    ) -> Result<Self, Fault> {
        // A value beside patches does not count, but must be readable.
        let message = match value {
            Some(text) => {
                let read = written::read(text, message_type)?;
                findings.add_unknown(read.unknown);
                Some(read.message)
            }
            None => None,
        };
        let operations: Vec<Operation> =
            patches.into_iter().flatten().map(JsonPatch::operation).collect_vec();
        Ok(match message {
            Some(message) if operations.is_empty() => Self::Message(message),
            None if operations.is_empty() => {
                Self::Message(Node::empty(Origin::Rule(&"message that a MeshProxyPatch begins")))
            }
            _ => Self::Operations(operations),
        })
    }

    /// The message to add; one that says nothing where there is none.
    pub(super) fn message(&self) -> Node {
        match self {
            Self::Message(message) => message.clone(),
            Self::Operations(_) => Node::empty(Origin::Rule(&"message that a MeshProxyPatch begins")),
        }
    }

    /// Changes a message of that type.
    pub(super) fn apply(
        &self,
        target: &mut Node,
        message_type: &MessageType,
        findings: &mut Findings,
    ) -> Result<(), Fault> {
        match self {
            Self::Message(message) => message_type.merge(target, message),
            Self::Operations(operations) => *target = patched(target, operations, message_type, findings)?,
        }
        Ok(())
    }

    /// Changes the `typedConfig` of a filter.
    pub(super) fn apply_to_filter(&self, filter: &mut Node, findings: &mut Findings) -> Result<(), Fault> {
        let origin = filter.origin;
        let Some(members) = filter.as_map_mut() else { return Ok(()) };
        match (self, members.get_mut("typedConfig")) {
            (Self::Message(patch), present) => match (present, patch.get("typedConfig")) {
                (Some(present), Some(config)) => MessageType::merge_any(present, config)?,
                (None, Some(config)) => members.set("typedConfig", config.clone()),
                (_, None) => {}
            },
            (Self::Operations(operations), Some(present)) => {
                *present = patched_any(present, operations, findings)?;
            }
            (Self::Operations(_), None) => {
                return Err(Fault { reason: "this filter has no typedConfig".into(), origin });
            }
        }
        Ok(())
    }
}

/// A message with operations applied, read as the control plane does: what the type does not have is dropped.
fn patched(
    message: &Node,
    operations: &[Operation],
    message_type: &MessageType,
    findings: &mut Findings,
) -> Result<Node, Fault> {
    let mut patched = message.clone();
    json_patch::apply(&mut patched, operations)?;
    let read = message_type.read(&patched)?;
    findings.add_unknown(read.unknown);
    Ok(read.message)
}

/// The same of a message in an `Any`: its type is no part of what is patched.
fn patched_any(message: &Node, operations: &[Operation], findings: &mut Findings) -> Result<Node, Fault> {
    let fault = |reason: String| Fault { reason, origin: message.origin };
    let Some(url) = message.get(TYPE) else { return Err(fault("Any has no type".into())) };
    let name = url.as_str().unwrap_or_default();
    let Some(message_type) = MessageType::of_url(name) else {
        return Err(fault(format!("could not resolve Any message type: {name}")));
    };
    let mut untyped = message.clone();
    untyped.as_map_mut().map(|members| members.remove(TYPE));
    let patched = patched(&untyped, operations, &message_type, findings)?;
    let mut typed: Map = [(Text::new_static(TYPE), url.clone())].into_iter().collect();
    patched.as_map().into_iter().flatten().for_each(|entry| typed.push(entry.clone()));
    Ok(Node::new(Value::Map(typed), message.origin))
}
