//! Merging a message into another as the control plane does it: protobuf's merge, except that durations are replaced.

use kumascope_envoy_api::schema::{Cardinality, Field, MessageType};

use super::{
    read::TYPE,
    well_known::{WellKnown, wraps_zero},
};
use crate::tree::{Entry, Map, Node, Value};

/// Merges `patch` into `target`. What comes from `patch` has its origins, what stays keeps its own.
pub(super) fn message(target: &mut Node, patch: &Node, message_type: &MessageType) {
    match WellKnown::of(message_type) {
        None => fields(target, patch, message_type),
        Some(WellKnown::Wrapper) if wraps_zero(patch, message_type) => {}
        Some(WellKnown::Any) if says_nothing_new(target, patch) => {}
        Some(WellKnown::Struct) => entries(target, patch),
        Some(WellKnown::ListValue) => items(target, patch),
        Some(WellKnown::Value) => match (&target.value, &patch.value) {
            (Value::Map(_), Value::Map(_)) => entries(target, patch),
            (Value::List(_), Value::List(_)) => items(target, patch),
            _ => target.clone_from(patch),
        },
        Some(_) => target.clone_from(patch),
    }
}

fn fields(target: &mut Node, patch: &Node, message_type: &MessageType) {
    let (Some(target), Some(patch)) = (target.as_map_mut(), patch.as_map()) else { return };
    for Entry { key, value, .. } in patch.iter().filter(|entry| entry.key != TYPE) {
        let Some(known) = message_type.field(key) else { continue };
        leave_choice(target, known, message_type.fields());
        match target.get_mut(key) {
            Some(present) => field(present, value, known),
            None => target.set(key.clone(), value.clone()),
        }
    }
}

fn field(target: &mut Node, patch: &Node, field: &Field) {
    match (field.cardinality, field.kind.message()) {
        (Cardinality::List, _) => items(target, patch),
        (Cardinality::Map(..), _) => entries(target, patch),
        (Cardinality::Single, Some(message_type)) => message(target, patch, &message_type),
        (Cardinality::Single, None) => target.clone_from(patch),
    }
}

/// Takes out what was chosen before, where the field is one of a choice.
fn leave_choice(members: &mut Map, field: &Field, all: &[Field]) {
    if field.choice.is_some() {
        let others = all.iter().filter(|other| other.choice == field.choice && other.name != field.name);
        others.for_each(|other| drop(members.remove(other.json_name)));
    }
}

/// Appends the items of a list.
fn items(target: &mut Node, patch: &Node) {
    if let (Value::List(target), Some(patch)) = (&mut target.value, patch.as_list()) {
        target.extend_from_slice(patch);
    }
}

/// Replaces the entries of a map, key by key.
fn entries(target: &mut Node, patch: &Node) {
    if let (Some(target), Some(patch)) = (target.as_map_mut(), patch.as_map()) {
        patch.iter().for_each(|entry| target.set(entry.key.clone(), entry.value.clone()));
    }
}

/// Whether a message in an `Any` is of the same type as the other and says nothing: no bytes replace none.
fn says_nothing_new(target: &Node, patch: &Node) -> bool {
    let is_bare = patch.as_map().is_some_and(|members| members.len() == 1);
    is_bare && target.get(TYPE) == patch.get(TYPE)
}
