//! What the control plane refuses about a MeshProxyPatch.

use super::{filter, virtual_host};
use crate::{
    list::CollectVec as _,
    message::{MessageType, ResourceType},
    origin::Traced,
    resource::{
        Meta,
        validate::{GatewayTags, Place, Violations, code},
        written,
    },
    tree::Node,
};

const KINDS: [&str; 5] = ["cluster", "listener", "virtualHost", "networkFilter", "httpFilter"];

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let default = spec.field("default");
    if !default.is_defined() {
        return violations.refuse_as(code::REQUIRED, &default, "in body is required");
    }
    let kinds = ["Mesh", "MeshSubset", "MeshService", "MeshServiceSubset", "MeshGateway", "Dataplane"];
    violations.check_top_target_with(spec, meta, &kinds, &["MeshGateway"], GatewayTags::Refused);
    let modifications = default.field("appendModifications");
    if modifications.is_empty() {
        violations.refuse_as(code::REQUIRED, &modifications, "must not be empty");
    }
    for modification in modifications.items() {
        check_modification(&modification, violations);
    }
    violations.deprecate_top_target(spec);
}

fn check_modification(modification: &Place<'_>, violations: &mut Violations) {
    let given: Vec<&str> =
        KINDS.into_iter().filter(|kind| modification.field(kind).is_defined()).collect_vec();
    let &[kind] = given.as_slice() else {
        let count = given.len();
        let reason = format!(
            "exactly one modification can be defined at a time. Currently, {count} modifications are defined"
        );
        return violations.refuse_as(code::CHOOSE_ONE, modification, reason);
    };
    let place = modification.field(kind);
    check_match(&place, kind, violations);
    let value = place.field("value");
    match place.field("operation").text() {
        "Remove" => violations.check_absent(&value, "must not be defined"),
        "Patch" => check_patch(&place, kind, violations),
        _ => {
            violations.check_defined(&value);
            check_value(&value, kind, Rules::Count, violations);
        }
    }
}

fn check_match(place: &Place<'_>, kind: &str, violations: &mut Violations) {
    let matched = place.field("match");
    let name = matched.field("name");
    let is_filter = matches!(kind, "networkFilter" | "httpFilter");
    let missing = match place.field("operation").text() {
        "Add" if kind == "virtualHost" => return violations.check_absent(&name, "must not be defined"),
        "Add" => return violations.check_absent(&matched, "must not be defined"),
        "AddBefore" => "must be defined. You need to pick a filter before which this one will be added",
        "AddAfter" => "must be defined. You need to pick a filter after which this one will be added",
        "Patch" if is_filter => "must be defined",
        _ => return,
    };
    if !name.is_defined() {
        violations.refuse(&name, missing);
    }
}

fn check_patch(place: &Place<'_>, kind: &str, violations: &mut Violations) {
    let (value, patches) = (place.field("value"), place.field("jsonPatches"));
    match (value.is_defined(), patches.is_empty()) {
        (true, false) => {
            violations.refuse_as(
                code::CHOOSE_ONE,
                place,
                format!("{kind} must have only one type defined: value, jsonPatches"),
            );
        }
        (false, true) => {
            violations.refuse_as(
                code::CHOOSE_ONE,
                place,
                format!("{kind} must have exactly one defined: value, jsonPatches"),
            );
        }
        (true, true) => check_value(&value, kind, Rules::DoNotCount, violations),
        (false, false) => patches.items().for_each(|patch| check_json_patch(&patch, violations)),
    }
}

/// Whether a value must keep the rules of Envoy's API, or only have its form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rules {
    Count,
    DoNotCount,
}

fn check_value(value: &Place<'_>, kind: &str, rules: Rules, violations: &mut Violations) {
    let Some(text) = value.node().and_then(Node::as_text) else { return };
    let message_type = match kind {
        "cluster" => ResourceType::Cluster.message_name(),
        "listener" => ResourceType::Listener.message_name(),
        "virtualHost" => virtual_host::VIRTUAL_HOST,
        "networkFilter" => filter::FILTER,
        _ => filter::HTTP_FILTER,
    };
    let fault = match written::read(&Traced::new(text.clone(), value.origin()), message_type) {
        Err(fault) => Some(fault.reason),
        Ok(_) if rules == Rules::DoNotCount => None,
        Ok(read) => MessageType::named(message_type).and_then(|known| known.broken_rule(&read.message)),
    };
    if let Some(reason) = fault {
        violations.refuse_as(
            code::INVALID_PATCH,
            value,
            format!("native Envoy resource is not valid: {reason}"),
        );
    }
}

fn check_json_patch(patch: &Place<'_>, violations: &mut Violations) {
    let (operation, from) = (patch.field("op").text(), patch.field("from"));
    let moves = matches!(operation, "move" | "copy");
    if moves != from.is_defined() {
        let demand = if moves { "must not be empty" } else { "is allowed only" };
        violations.refuse_as(
            code::REQUIRED,
            &from,
            format!("\"from\" {demand} when \"op\" is one of [\"move\", \"copy\"]"),
        );
    }
    let adds = matches!(operation, "add" | "replace");
    // `null` is a value here.
    let has_value = patch.node().is_some_and(|node| node.get("value").is_some());
    if adds != has_value {
        let demand = if adds { "must not be empty" } else { "is allowed only" };
        let reason = format!("\"value\" {demand} when \"op\" is one of [\"add\", \"replace\"]");
        violations.refuse_as(code::REQUIRED, &patch.field("value"), reason);
    }
    let pointer = patch.field("path");
    violations.check_defined(&pointer);
    if pointer.is_defined() && matches!(pointer.text(), "" | "/") && operation == "remove" {
        violations.refuse_as(code::INVALID_PATCH, &pointer, "root path cannot be removed");
    }
}
