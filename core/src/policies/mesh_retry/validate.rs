//! What the control plane refuses about a MeshRetry.

use crate::resource::{
    Meta,
    validate::{Place, Violations, code, syntax, top_kind},
};

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    check_headers(spec, violations);
    // What the schema refuses is not looked at further.
    if !violations.refused.is_empty() {
        return;
    }
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
    let kinds: &[&str] = match top_kind(spec) {
        "MeshGateway" | "MeshHTTPRoute" => &["Mesh", "MeshExternalService"],
        _ => &["Mesh", "MeshService", "MeshExternalService", "MeshMultiZoneService", "MeshHTTPRoute"],
    };
    for item in spec.field("to").items() {
        violations.check_target(&item.field("targetRef"), kinds);
        let conf = item.field("default");
        // The control plane says `conf` once more.
        check_conf(&conf.called(format!("{}.conf", conf.path())), violations);
    }
    violations.deprecate_top_target(spec);
}

/// The names of headers that say whether and when to try again.
fn check_headers(spec: &Place<'_>, violations: &mut Violations) {
    for conf in spec.field("to").items().map(|item| item.field("default")) {
        let (http, grpc) = (conf.field("http"), conf.field("grpc"));
        let lists = [
            grpc.field("rateLimitedBackOff").field("resetHeaders"),
            http.field("rateLimitedBackOff").field("resetHeaders"),
            http.field("retriableRequestHeaders"),
            http.field("retriableResponseHeaders"),
        ];
        for header in lists.iter().flat_map(Place::items) {
            violations.check_header_name(&header.field("name"));
        }
    }
}

fn check_conf(conf: &Place<'_>, violations: &mut Violations) {
    let (tcp, http, grpc) = (conf.field("tcp"), conf.field("http"), conf.field("grpc"));
    if !tcp.is_defined() && !http.is_defined() && !grpc.is_defined() {
        violations.refuse_as(
            code::NOTHING_CONFIGURED,
            conf,
            "at least one of the 'tcp', 'http', 'grpc' must be specified",
        );
    }
    if tcp.is_defined() {
        let attempts = tcp.field("maxConnectAttempt");
        if !attempts.is_defined() {
            violations.refuse_as(code::REQUIRED, &tcp, "must not be empty");
        }
        violations.check_positive(&attempts);
    }
    if http.is_defined() {
        let names = [
            "numRetries",
            "perTryTimeout",
            "backOff",
            "retryOn",
            "retriableRequestHeaders",
            "retriableResponseHeaders",
            "rateLimitedBackOff",
            "hostSelection",
        ];
        retries(&http, &names, violations);
        for item in http.field("retryOn").items().filter(|item| !is_http_condition(item.text())) {
            violations.refuse_as(code::UNSUPPORTED_VALUE, &item, format!("unknown item '{}'", item.text()));
        }
        host_selection(&http.field("hostSelection"), violations);
    }
    if grpc.is_defined() {
        retries(
            &grpc,
            &["numRetries", "perTryTimeout", "backOff", "retryOn", "rateLimitedBackOff"],
            violations,
        );
    }
}

fn retries(place: &Place<'_>, names: &[&str], violations: &mut Violations) {
    if names.iter().all(|name| !place.field(name).is_defined()) {
        violations.refuse_as(code::REQUIRED, place, "must not be empty");
    }
    let back_off = place.field("backOff");
    let intervals = ["baseInterval", "maxInterval"];
    if back_off.is_defined() && intervals.iter().all(|name| !back_off.field(name).is_defined()) {
        violations.refuse_as(code::REQUIRED, &back_off, "must not be empty");
    }
    let limited = place.field("rateLimitedBackOff");
    if !limited.is_defined() {
        return;
    }
    let interval = limited.field("maxInterval");
    if interval.duration().is_some_and(|duration| duration.nanoseconds <= 0) {
        violations.refuse_as(code::INVALID_DURATION, &interval, "must be defined and greater than zero");
    }
    let headers = limited.field("resetHeaders");
    violations.check_defined(&headers);
    for name in headers.items().map(|header| header.field("name")).filter(Place::is_empty) {
        violations.refuse_as(code::REQUIRED, &name, "must be defined");
    }
}

fn host_selection(predicates: &Place<'_>, violations: &mut Violations) {
    let mut has_priorities = false;
    for place in predicates.items() {
        match place.field("predicate").text() {
            "OmitHostsWithTags" => violations.check_defined(&place.field("tags")),
            kind @ "OmitPreviousPriorities" => {
                if has_priorities {
                    violations.refuse_as(
                        code::DUPLICATE,
                        &place.field("predicate"),
                        format!("{kind} must only be specified once"),
                    );
                }
                has_priorities = true;
                let frequency = place.field("updateFrequency");
                if frequency.is_defined() && frequency.number() <= 0 {
                    violations.refuse_as(
                        code::INVALID_DURATION,
                        &frequency,
                        "must be defined and greater than zero",
                    );
                }
            }
            _ => {}
        }
    }
}

/// Names of conditions, methods and status codes.
fn is_http_condition(text: &str) -> bool {
    let names = [
        "5xx",
        "GatewayError",
        "Reset",
        "Retriable4xx",
        "ConnectFailure",
        "EnvoyRatelimited",
        "RefusedStream",
        "Http3PostConnectFailure",
        "HttpMethodConnect",
        "HttpMethodDelete",
        "HttpMethodGet",
        "HttpMethodHead",
        "HttpMethodOptions",
        "HttpMethodPatch",
        "HttpMethodPost",
        "HttpMethodPut",
        "HttpMethodTrace",
    ];
    names.contains(&text) || text.parse().is_ok_and(syntax::is_http_status)
}
