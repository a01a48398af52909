//! HealthCheck: intervals, thresholds, and what is asked.

use super::{Place, Violations, code};

const POSITIVE: &str = "must have a positive value";

/// Checks `conf`.
pub(super) fn check(conf: &Place<'_>, violations: &mut Violations) {
    if !conf.is_defined() {
        return violations.refuse_as(code::REQUIRED, conf, "has to be defined");
    }
    for name in ["interval", "timeout"] {
        check_duration(&conf.field(name), violations);
    }
    for name in ["unhealthy_threshold", "healthy_threshold"] {
        let threshold = conf.either(name);
        if threshold.number() == 0 {
            violations.refuse_as(code::NOT_IN_RANGE, &threshold, POSITIVE);
        }
    }
    for name in ["initial_jitter", "interval_jitter", "no_traffic_interval"] {
        let duration = conf.either(name);
        if duration.is_defined() {
            check_duration(&duration, violations);
        }
    }
    let panic = conf.either("healthy_panic_threshold");
    if panic.float().is_some_and(|number| !(0.0..=100.0).contains(&number)) {
        violations.refuse_as(code::NOT_IN_RANGE, &panic, "must be in range [0.0 - 100.0]");
    }
    let http = conf.field("http");
    if http.is_defined() {
        check_http(&http, violations);
        if conf.field("tcp").is_defined() {
            violations.refuse_as(code::CONFLICT, conf, "http and tcp cannot be defined at the same time");
        }
    }
}

fn check_duration(duration: &Place<'_>, violations: &mut Violations) {
    if duration.duration().is_none_or(|found| found.nanoseconds == 0) {
        violations.refuse_as(code::NOT_IN_RANGE, duration, POSITIVE);
    }
}

fn check_http(http: &Place<'_>, violations: &mut Violations) {
    let path = http.field("path");
    if path.is_empty() {
        violations.refuse_as(code::REQUIRED, &path, "has to be defined and cannot be empty");
    }
    for status in http.either("expected_statuses").items() {
        if !(100..600).contains(&status.number()) {
            violations.refuse_as(code::NOT_IN_RANGE, &status, "must be in range [100, 600)");
        }
    }
    for option in http.either("request_headers_to_add").items() {
        let header = option.field("header");
        if !header.is_defined() {
            violations.refuse_as(code::REQUIRED, &header, "has to be defined");
        } else if header.field("key").is_empty() {
            violations.refuse_as(code::REQUIRED, &header.field("key"), "cannot be empty");
        }
    }
}
