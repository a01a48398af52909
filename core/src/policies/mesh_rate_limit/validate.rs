//! What the control plane refuses about a MeshRateLimit.

use crate::{
    resource::{
        Meta,
        validate::{Place, Violations, code, includes_gateways},
    },
    tree::Duration,
};

const SOURCE: &str = "can't be specified when matches contain spiffeID because this field cannot be conditioned on source identity";
const GATEWAY: &str = "must not be defined when the scope includes a Gateway, select only proxyType Sidecar or select only \
                       gateways and use spec.to";
const SHORTEST: Duration = Duration::milliseconds(50);

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    check_headers(spec, violations);
    // What the schema refuses is not looked at further.
    if !violations.refused.is_empty() {
        return;
    }
    violations.check_rules_alone(spec);
    let kinds = [
        "Mesh",
        "MeshSubset",
        "MeshGateway",
        "MeshService",
        "MeshServiceSubset",
        "MeshHTTPRoute",
        "Dataplane",
    ];
    violations.check_top_target(spec, meta, &kinds, &["MeshGateway", "MeshHTTPRoute"]);
    let (rules, from, to) = (spec.field("rules"), spec.field("from"), spec.field("to"));
    let gateways = includes_gateways(spec);
    if gateways && !rules.is_empty() {
        violations.refuse_as(code::NOT_ALLOWED_HERE, &rules, "must not be defined");
    } else {
        rules.items().for_each(|rule| check_rule(&rule, violations));
    }
    if gateways && !from.is_empty() {
        violations.refuse_as(code::NOT_ALLOWED_HERE, &from, GATEWAY);
    } else {
        check_items(&from, violations);
    }
    if !gateways && !to.is_empty() {
        violations.refuse_as(code::NOT_ALLOWED_HERE, &to, "must not be defined");
    } else {
        check_items(&to, violations);
    }
    deprecate(spec, violations);
}

/// The names of headers of what those above the limit are answered.
fn check_headers(spec: &Place<'_>, violations: &mut Violations) {
    for item in ["from", "rules", "to"].iter().flat_map(|name| spec.field(name).items()) {
        let http = item.field("default").field("local").field("http");
        violations.check_header_lists(&http.field("onRateLimit").field("headers"));
    }
}

fn check_rule(rule: &Place<'_>, violations: &mut Violations) {
    let conf = rule.field("default");
    if violations.check_matches(&rule.field("matches")) {
        violations.check_absent(&conf.field("local").field("tcp"), SOURCE);
    }
    check_conf(&conf, violations);
}

fn check_items(items: &Place<'_>, violations: &mut Violations) {
    for item in items.items() {
        violations.check_target(&item.field("targetRef"), &["Mesh"]);
        check_conf(&item.field("default"), violations);
    }
}

fn check_conf(conf: &Place<'_>, violations: &mut Violations) {
    let local = conf.field("local");
    if !local.is_defined() {
        return violations.check_defined(&local);
    }
    let (http, tcp) = (local.field("http"), local.field("tcp"));
    if !check_some(&local, &["tcp", "http"], violations) {
        return;
    }
    if http.is_defined() && check_some(&http, &["disabled", "requestRate", "onRateLimit"], violations) {
        check_rate(&http.field("requestRate"), violations);
        violations.check_positive(&http.field("onRateLimit").field("status"));
    }
    if tcp.is_defined() && check_some(&tcp, &["disabled", "connectionRate"], violations) {
        check_rate(&tcp.field("connectionRate"), violations);
    }
}

/// One of these fields must be there.
fn check_some(place: &Place<'_>, names: &[&str], violations: &mut Violations) -> bool {
    let found = names.iter().any(|name| place.field(name).is_defined());
    if !found {
        violations.refuse_as(
            code::NOTHING_CONFIGURED,
            place,
            format!("must have at least one defined: {}", names.join(", ")),
        );
    }
    found
}

fn check_rate(rate: &Place<'_>, violations: &mut Violations) {
    if !rate.is_defined() {
        return;
    }
    violations.check_positive(&rate.field("num"));
    let interval = rate.field("interval");
    if interval.duration().is_some_and(|duration| duration <= SHORTEST) {
        violations.refuse_as(code::INVALID_DURATION, &interval, "must be greater than: 50ms");
    }
}

fn deprecate(spec: &Place<'_>, violations: &mut Violations) {
    // Without a fix: `rules` limit nothing behind a zone egress.
    violations.deprecate_from(spec, "'from' field is deprecated, use 'rules' instead");
    for name in ["from", "rules", "to"] {
        for item in spec.field(name).items() {
            let status =
                item.field("default").field("local").field("http").field("onRateLimit").field("status");
            if status.is_defined() && status.number() < 400 {
                let field = format!("{}.default.local.http.requestRate.status", item.path());
                let reason = format!("'{field}' must be 400 or higher. Please update your configuration.");
                violations.deprecate(&status, reason);
            }
        }
    }
    violations.deprecate_top_target(spec);
}
