//! What the control plane refuses about a MeshProxyPatch, but for the values, which the schema of Envoy decides.

use crate::resource::{
    Meta,
    validate::{Place, Violations},
};

const KINDS: [&str; 5] = ["cluster", "listener", "virtualHost", "networkFilter", "httpFilter"];

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let kinds = ["Mesh", "MeshSubset", "MeshService", "MeshServiceSubset", "MeshGateway", "Dataplane"];
    violations.check_top_target(spec, meta, &kinds, &["MeshGateway"]);
    let modifications = spec.field("default").field("appendModifications");
    if modifications.is_empty() {
        violations.refuse(&modifications, "must not be empty");
    }
    for modification in modifications.items() {
        check_modification(&modification, violations);
    }
    violations.deprecate_top_target(spec);
}

fn check_modification(modification: &Place<'_>, violations: &mut Violations) {
    let given: Vec<&str> = KINDS.into_iter().filter(|kind| modification.field(kind).is_defined()).collect();
    let &[kind] = given.as_slice() else {
        let count = given.len();
        let reason = format!(
            "exactly one modification can be defined at a time. Currently, {count} modifications are defined"
        );
        return violations.refuse(modification, reason);
    };
    let place = modification.field(kind);
    check_match(&place, kind, violations);
    let value = place.field("value");
    match place.field("operation").text() {
        "Remove" => violations.check_absent(&value, "must not be defined"),
        "Patch" => check_patch(&place, violations),
        _ => violations.check_defined(&value),
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

fn check_patch(place: &Place<'_>, violations: &mut Violations) {
    let (value, patches) = (place.field("value"), place.field("jsonPatches"));
    let kind = place.path().rsplit('.').next().unwrap_or_default();
    match (value.is_defined(), patches.is_empty()) {
        (true, false) => {
            violations.refuse(place, format!("{kind} must have only one type defined: value, jsonPatches"));
        }
        (false, true) => {
            violations.refuse(place, format!("{kind} must have exactly one defined: value, jsonPatches"));
        }
        _ => patches.items().for_each(|patch| check_json_patch(&patch, violations)),
    }
}

fn check_json_patch(patch: &Place<'_>, violations: &mut Violations) {
    let (operation, from) = (patch.field("op").text(), patch.field("from"));
    let moves = matches!(operation, "move" | "copy");
    if moves != from.is_defined() {
        let demand = if moves { "must not be empty" } else { "is allowed only" };
        violations.refuse(&from, format!("\"from\" {demand} when \"op\" is one of [\"move\", \"copy\"]"));
    }
    let adds = matches!(operation, "add" | "replace");
    // `null` is a value here.
    let has_value = patch.node().is_some_and(|node| node.get("value").is_some());
    if adds != has_value {
        let demand = if adds { "must not be empty" } else { "is allowed only" };
        let reason = format!("\"value\" {demand} when \"op\" is one of [\"add\", \"replace\"]");
        violations.refuse(&patch.field("value"), reason);
    }
    let path = patch.field("path");
    violations.check_defined(&path);
    if path.is_defined() && matches!(path.text(), "" | "/") && operation == "remove" {
        violations.refuse(&path, "root path cannot be removed");
    }
}
