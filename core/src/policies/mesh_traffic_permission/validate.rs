//! What the control plane refuses about a MeshTrafficPermission.

use crate::resource::{
    Meta,
    validate::{Place, Violations, code},
};

const FROM: &str =
    "'from' field is deprecated and will be removed in 3.0, use 'rules' with MeshIdentity (spiffeId) instead";
const SERVICE: &str = "MeshService value for 'from[].targetRef.kind' is deprecated, use MeshSubset with 'kuma.io/service' instead";

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let kinds = ["Mesh", "MeshSubset", "MeshService", "MeshServiceSubset", "Dataplane"];
    violations.check_top_target(spec, meta, &kinds, &[]);
    let (from, rules) = (spec.field("from"), spec.field("rules"));
    violations.check_rules_without_from(spec);
    if from.is_empty() && rules.is_empty() {
        violations.refuse_as(
            code::NOTHING_CONFIGURED,
            spec,
            "at least one of 'from' or 'rules' has to be defined",
        );
    }
    for rule in rules.items() {
        check_rule(&rule, violations);
    }
    for item in from.items() {
        let kinds = ["Mesh", "MeshSubset", "MeshService", "MeshServiceSubset"];
        violations.check_target(&item.field("targetRef"), &kinds);
        let action = item.field("default").field("action");
        if action.is_empty() {
            violations.refuse_as(code::REQUIRED, &action, "must be defined");
        }
    }
    violations.deprecate_from(spec, FROM);
    let targets = from.items().map(|item| item.field("targetRef"));
    let services = targets.filter(|target| target.field("kind").text() == "MeshService");
    services.for_each(|target| violations.deprecate_service(&target, SERVICE));
    violations.deprecate_top_target(spec);
}

fn check_rule(rule: &Place<'_>, violations: &mut Violations) {
    let conf = rule.field("default");
    let lists = ["allow", "allowWithShadowDeny", "deny"];
    if lists.iter().all(|name| conf.field(name).is_empty()) {
        violations.refuse_as(
            code::NOTHING_CONFIGURED,
            rule,
            "at least one of 'allow', 'allowWithShadowDeny', 'deny' has to be defined",
        );
    }
    for name in lists {
        for (index, matched) in conf.field(name).items().enumerate() {
            // The control plane leaves `default` out.
            violations.check_match(&matched.called(format!("{}.{name}[{index}]", rule.path())));
        }
    }
}
