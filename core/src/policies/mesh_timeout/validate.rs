//! What the control plane refuses about a MeshTimeout.

use crate::resource::{
    Meta,
    validate::{Place, Violations, code, top_kind},
};

const SOURCE: &str = "can't be specified when matches contain spiffeID because this field cannot be conditioned on source identity";
const ROUTE: &str = "can't be specified when top-level TargetRef is referencing MeshHTTPRoute";

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let kinds = [
        "Mesh",
        "MeshSubset",
        "Dataplane",
        "MeshGateway",
        "MeshService",
        "MeshServiceSubset",
        "MeshHTTPRoute",
    ];
    violations.check_top_target(spec, meta, &kinds, &["MeshGateway", "MeshHTTPRoute"]);
    violations.check_rules_alone(spec);
    violations.check_some_items(spec);
    let top = top_kind(spec);
    from(&spec.field("from"), top, violations);
    to(&spec.field("to"), top, violations);
    for rule in spec.field("rules").items() {
        let conf = rule.field("default");
        if violations.check_matches(&rule.field("matches")) {
            source_conditioned(&conf, violations);
        }
        check_conf(&conf, top, violations);
    }
    violations.deprecate_from_as_rules(spec);
    violations.deprecate_top_target(spec);
}

fn from(from: &Place<'_>, top: &str, violations: &mut Violations) {
    if matches!(top, "MeshHTTPRoute" | "MeshGateway") {
        if !from.is_empty() {
            violations.refuse_as(code::NOT_ALLOWED_HERE, from, "must not be defined");
        }
        return;
    }
    for item in from.items() {
        violations.check_target(&item.field("targetRef"), &["Mesh"]);
        check_conf(&item.field("default"), top, violations);
    }
}

fn to(to: &Place<'_>, top: &str, violations: &mut Violations) {
    let kinds: &[&str] = match top {
        "MeshHTTPRoute" | "MeshGateway" => &["Mesh", "MeshExternalService"],
        _ => &["Mesh", "MeshService", "MeshExternalService", "MeshMultiZoneService", "MeshHTTPRoute"],
    };
    for item in to.items() {
        violations.check_target(&item.field("targetRef"), kinds);
        check_conf(&item.field("default"), top, violations);
    }
}

/// Only timeouts of requests can depend on who asks.
fn source_conditioned(conf: &Place<'_>, violations: &mut Violations) {
    for name in ["connectionTimeout", "idleTimeout"] {
        violations.check_absent(&conf.field(name), SOURCE);
    }
    for name in ["requestHeadersTimeout", "maxStreamDuration", "maxConnectionDuration"] {
        violations.check_absent(&conf.field("http").field(name), SOURCE);
    }
}

fn check_conf(conf: &Place<'_>, top: &str, violations: &mut Violations) {
    if ["connectionTimeout", "idleTimeout", "http"].iter().all(|name| !conf.field(name).is_defined()) {
        return violations.refuse_as(
            code::NOTHING_CONFIGURED,
            conf,
            "at least one timeout should be configured",
        );
    }
    let http = conf.field("http");
    if top == "MeshHTTPRoute" {
        for name in ["connectionTimeout", "idleTimeout"] {
            violations.check_absent(&conf.field(name), ROUTE);
        }
        for name in ["maxStreamDuration", "maxConnectionDuration"] {
            violations.check_absent(&http.field(name), ROUTE);
        }
    }
    violations.check_positive_duration(&conf.field("connectionTimeout"));
    violations.check_duration(&conf.field("idleTimeout"));
    let of_requests = ["requestTimeout", "streamIdleTimeout", "maxStreamDuration", "maxConnectionDuration"];
    if http.is_defined() && of_requests.iter().all(|name| !http.field(name).is_defined()) {
        violations.refuse_as(
            code::NOTHING_CONFIGURED,
            &http,
            "at least one timeout in this section should be configured",
        );
    }
    for name in of_requests.into_iter().chain(["requestHeadersTimeout"]) {
        violations.check_duration(&http.field(name));
    }
}
