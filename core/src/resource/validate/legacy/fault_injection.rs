//! FaultInjection: faults that can be made, between services that speak HTTP.

use super::{super::tags, Place, SOME, TAGS, Violations, code};
use crate::resource::validate::syntax;

const PROTOCOL: &str = "kuma.io/protocol";

/// Destinations must say that they speak HTTP.
pub(super) fn check_destinations(selectors: &Place<'_>, violations: &mut Violations) {
    if selectors.is_empty() {
        return violations.check_selectors(selectors, SOME, TAGS);
    }
    for selector in selectors.items() {
        let tags = selector.field("match");
        if tags.is_empty() {
            violations.refuse_as(code::INVALID_TAGS, &tags, tags::NO_TAG);
        }
        let protocol = tags.key(PROTOCOL);
        if !protocol.is_defined() {
            violations.refuse_as(code::REQUIRED, &tags, "protocol must be specified");
        } else if !matches!(protocol.text().to_ascii_lowercase().as_str(), "http" | "http2" | "grpc") {
            violations.refuse_as(
                code::UNSUPPORTED_VALUE,
                &protocol,
                "must be one of the [http, http2, grpc]",
            );
        }
        violations.check_selector_pairs(&tags);
    }
}

/// Checks `conf`.
pub(super) fn check(conf: &Place<'_>, violations: &mut Violations) {
    let (delay, abort) = (conf.field("delay"), conf.field("abort"));
    let bandwidth = conf.either("response_bandwidth");
    if delay.is_empty() && abort.is_empty() && bandwidth.is_empty() {
        violations.refuse_as(
            code::NOTHING_CONFIGURED,
            conf,
            "must have at least one of the faults configured",
        );
    }
    if !delay.is_empty() {
        check_percentage(&delay.field("percentage"), violations);
        given(&delay.field("value"), violations);
    }
    if !abort.is_empty() {
        check_percentage(&abort.field("percentage"), violations);
        let status = abort.field("httpStatus");
        if given(&status, violations) && !syntax::is_http_status(status.number()) {
            violations.refuse_as(code::NOT_IN_RANGE, &status, "http status code is incorrect");
        }
    }
    if !bandwidth.is_empty() {
        check_percentage(&bandwidth.field("percentage"), violations);
        let limit = bandwidth.field("limit");
        if given(&limit, violations)
            && !["gbps", "mbps", "kbps"].iter().any(|unit| limit.text().contains(unit))
        {
            violations.refuse_as(code::INVALID_UNIT, &limit, "has to be in kbps/mbps/gbps units");
        }
    }
}

/// A percentage, which must be given.
pub(in super::super) fn check_percentage(percentage: &Place<'_>, violations: &mut Violations) {
    let in_range = percentage.float().is_some_and(|number| (0.0..=100.0).contains(&number));
    if given(percentage, violations) && !in_range {
        violations.refuse_as(code::NOT_IN_RANGE, percentage, "has to be in [0.0 - 100.0] range");
    }
}

/// Whether something is given; it is noted where it is not.
fn given(place: &Place<'_>, violations: &mut Violations) -> bool {
    if !place.is_defined() {
        violations.refuse_as(code::REQUIRED, place, "cannot be empty");
    }
    place.is_defined()
}
