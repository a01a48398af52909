//! What the control plane refuses about a MeshFaultInjection.

use crate::resource::{
    Meta,
    validate::{Place, Violations, code, includes_gateways},
};

const GATEWAY: &str = "must not be defined when the scope includes a Gateway, select only proxyType Sidecar or select only \
                       gateways and use spec.to";

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let kinds = ["Mesh", "MeshSubset", "MeshGateway", "MeshService", "MeshServiceSubset", "Dataplane"];
    violations.check_top_target(spec, meta, &kinds, &["MeshGateway"]);
    violations.check_rules_without_from(spec);
    for rule in spec.field("rules").items() {
        rule.field("matches").items().for_each(|matched| violations.check_match(&matched));
        check_conf(&rule.field("default"), violations);
    }
    let (from, to) = (spec.field("from"), spec.field("to"));
    if includes_gateways(spec) && !from.is_empty() {
        violations.refuse_as(code::NOT_ALLOWED_HERE, &from, GATEWAY);
    } else {
        check_items(&from, &["Mesh", "MeshSubset", "MeshServiceSubset", "MeshService"], violations);
    }
    if !includes_gateways(spec) && !to.is_empty() {
        violations.refuse_as(code::NOT_ALLOWED_HERE, &to, "must not be defined");
    } else {
        check_items(&to, &["Mesh"], violations);
    }
    violations
        .deprecate_from(spec, "'from' field is deprecated, use 'rules' with SPIFFE-based 'matches' instead");
    violations.deprecate_top_target(spec);
}

fn check_items(items: &Place<'_>, kinds: &[&str], violations: &mut Violations) {
    for item in items.items() {
        violations.check_target(&item.field("targetRef"), kinds);
        check_conf(&item.field("default"), violations);
    }
}

fn check_conf(conf: &Place<'_>, violations: &mut Violations) {
    let http = conf.field("http");
    for (index, fault) in http.items().enumerate() {
        // The control plane puts the number behind the kind of fault.
        let part = |name: &str| fault.field(name).called(format!("{}.{name}[{index}]", http.path()));
        let (abort, delay, bandwidth) = (part("abort"), part("delay"), part("responseBandwidth"));
        if abort.is_defined() {
            violations.check_status(&abort.field("httpStatus"));
            violations.check_percentage(&abort.field("percentage"));
        }
        if delay.is_defined() {
            violations.check_duration(&delay.field("value"));
            violations.check_percentage(&delay.field("percentage"));
        }
        if bandwidth.is_defined() {
            check_limit(&bandwidth.field("limit"), violations);
            violations.check_percentage(&bandwidth.field("percentage"));
        }
    }
}

/// A number and a unit; whether there is a number, the control plane does not ask.
fn check_limit(limit: &Place<'_>, violations: &mut Violations) {
    let text = limit.text();
    if text.is_empty() {
        return violations.refuse_as(code::REQUIRED, limit, "must be defined");
    }
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let rest = rest.strip_prefix(char::is_whitespace).unwrap_or(rest);
    let unit = rest.strip_suffix("bps").unwrap_or_default();
    if unit.is_empty() || !unit.chars().all(|letter| "GMk".contains(letter)) {
        violations.refuse_as(code::INVALID_UNIT, limit, "must be in kbps/Mbps/Gbps units");
    }
}
