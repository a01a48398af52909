//! Source/destination policies: whom they are about, and settings within their bounds.

use crate::list::CollectVec as _;

mod fault_injection;
mod health_check;
mod retry;
mod route;

pub(super) use fault_injection::check_percentage;

use super::{
    Place, Violations, code,
    tags::{Selectors, ServiceTag, TagRules},
};

const SOME: Selectors = Selectors { at_least_one: true, at_most_one: false };
const TAGS: TagRules<'static> =
    TagRules { at_least_one: true, service: ServiceTag::Optional, only_service: false, forbidden: &[] };
const WITH_SERVICE: TagRules<'static> = TagRules { service: ServiceTag::Required, ..TAGS };
const SERVICE_ALONE: TagRules<'static> =
    TagRules { at_least_one: false, service: ServiceTag::Required, only_service: true, forbidden: &[] };

const ABOVE_ZERO: &str = "has to be greater than 0";
const ABOVE_ZERO_WHEN_DEFINED: &str = "has to be greater than 0 when defined";

/// Checks the fields of a source/destination policy; false for other kinds.
pub(super) fn check(kind: &str, fields: &Place<'_>, violations: &mut Violations) -> bool {
    let (sources, destinations) = match kind {
        "TrafficPermission" | "RateLimit" | "FaultInjection" => (TAGS, TAGS),
        "CircuitBreaker" | "HealthCheck" | "Retry" | "Timeout" | "TrafficLog" | "TrafficRoute" => {
            (WITH_SERVICE, SERVICE_ALONE)
        }
        "TrafficTrace" => {
            violations.check_selectors(&fields.field("selectors"), SOME, TAGS);
            return true;
        }
        _ => return false,
    };
    violations.check_selectors(&fields.field("sources"), SOME, sources);
    let meant = fields.field("destinations");
    if kind == "FaultInjection" {
        fault_injection::check_destinations(&meant, violations);
    } else {
        violations.check_selectors(&meant, SOME, destinations);
    }
    let conf = fields.field("conf");
    match kind {
        "CircuitBreaker" => circuit_breaker(&conf, violations),
        "FaultInjection" => fault_injection::check(&conf, violations),
        "HealthCheck" => health_check::check(&conf, violations),
        "RateLimit" => rate_limit(&conf, violations),
        "Retry" => retry::check(&conf, violations),
        "Timeout" => timeout(&conf, violations),
        "TrafficRoute" => route::check(&conf, violations),
        _ => {}
    }
    true
}

fn circuit_breaker(conf: &Place<'_>, violations: &mut Violations) {
    const RANGE: &str = "has to be in [0.0 - 100.0] range";
    let has = |part: &Place<'_>, names: &[&str]| names.iter().any(|name| part.field(name).is_defined());
    let (detectors, thresholds) = (conf.field("detectors"), conf.field("thresholds"));
    let kinds = ["totalErrors", "gatewayErrors", "localErrors", "standardDeviation", "failure"];
    let has_detectors = has(&detectors, &kinds);
    let limits = ["maxConnections", "maxPendingRequests", "maxRetries", "maxRequests"];
    let has_thresholds = has(&thresholds, &limits);
    if !has_detectors && !has_thresholds {
        let reason = "must have at least one of the detector or threshold configured";
        return violations.refuse_as(code::NOTHING_CONFIGURED, conf, reason);
    }
    if detectors.is_defined() && !has_detectors {
        violations.refuse_as(code::REQUIRED, &detectors, "can't be empty");
    }
    for percentage in [conf.field("maxEjectionPercent"), detectors.field("failure").field("threshold")] {
        if !(0..=100).contains(&percentage.number()) {
            violations.refuse_as(code::NOT_IN_RANGE, &percentage, RANGE);
        }
    }
    if thresholds.is_defined() && !has_thresholds {
        violations.refuse_as(code::REQUIRED, &thresholds, "can't be empty");
    }
}

fn rate_limit(conf: &Place<'_>, violations: &mut Violations) {
    if !conf.is_defined() {
        violations.refuse_as(code::NOTHING_CONFIGURED, conf, "must have conf");
    }
    let http = conf.field("http");
    if !http.is_defined() {
        return;
    }
    let (requests, interval) = (http.field("requests"), http.field("interval"));
    if requests.number() == 0 {
        violations.refuse_as(code::REQUIRED, &requests, "requests must be set");
    }
    if !interval.is_defined() {
        violations.refuse_as(code::REQUIRED, &interval, "interval must be set");
    }
    let answer = http.field("onRateLimit");
    for (index, header) in answer.field("headers").items().enumerate() {
        // The control plane names the list so, and the index as a key.
        let place = header.called(format!("{}.header[\"{index}\"]", answer.path()));
        for name in ["key", "value"] {
            if header.field(name).is_empty() {
                violations.refuse_as(code::REQUIRED, &place, format!("{name} must be set"));
            }
        }
    }
}

fn timeout(conf: &Place<'_>, violations: &mut Violations) {
    if !conf.is_defined() {
        return violations.refuse_as(code::REQUIRED, conf, "has to be defined");
    }
    let parts: [(&str, &[&str]); 3] = [
        ("tcp", &["idle_timeout"]),
        ("http", &["request_timeout", "idle_timeout"]),
        ("grpc", &["stream_idle_timeout", "max_stream_duration"]),
    ];
    for (name, timeouts) in parts {
        let part = conf.field(name);
        let timeouts: Vec<Place<'_>> = timeouts.iter().map(|timeout| part.either(timeout)).collect_vec();
        if part.is_defined() && !timeouts.iter().any(Place::is_defined) {
            violations.refuse_as(
                code::NOTHING_CONFIGURED,
                &part,
                "at least one timeout in section has to be defined",
            );
        }
        let reason = if name == "tcp" { ABOVE_ZERO } else { ABOVE_ZERO_WHEN_DEFINED };
        timeouts.iter().for_each(|timeout| above_zero(timeout, reason, violations));
    }
}

/// A length of time that is not zero, where it is given.
fn above_zero(duration: &Place<'_>, reason: &str, violations: &mut Violations) {
    if duration.duration().is_some_and(|found| found.nanoseconds == 0) {
        violations.refuse_as(code::NOT_IN_RANGE, duration, reason);
    }
}
