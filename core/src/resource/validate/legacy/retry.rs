//! Retry: at least one protocol, and counts and times above zero.

use super::{ABOVE_ZERO, ABOVE_ZERO_WHEN_DEFINED, Place, Violations, above_zero, code};
use crate::sorted::SortedMap;

const EMPTY: &str = "field cannot be empty";
const CODES: &str = "retriableStatusCodes cannot be empty when this option is specified";

/// Checks `conf`.
pub(super) fn check(conf: &Place<'_>, violations: &mut Violations) {
    if !conf.is_defined() {
        return violations.refuse_as(code::REQUIRED, conf, "has to be defined");
    }
    let (http, grpc, tcp) = (conf.field("http"), conf.field("grpc"), conf.field("tcp"));
    if ![&http, &grpc, &tcp].iter().any(|part| part.is_defined()) {
        return violations.refuse_as(
            code::NOTHING_CONFIGURED,
            conf,
            "missing protocol [grpc|http|tcp] configuration",
        );
    }
    if http.is_defined() {
        check_http(&http, violations);
    }
    if grpc.is_defined() {
        check_grpc(&grpc, violations);
    }
    let attempts = tcp.either("max_connect_attempts");
    if tcp.is_defined() && attempts.number() == 0 {
        violations.refuse_as(code::NOT_IN_RANGE, &attempts, ABOVE_ZERO);
    }
}

fn check_http(http: &Place<'_>, violations: &mut Violations) {
    let lists = ["retriable_status_codes", "retriable_methods", "retry_on"].map(|name| http.either(name));
    let [codes, methods, conditions] = &lists;
    let is_empty = is_silent(http) && lists.iter().all(Place::is_empty);
    check_times(http, is_empty, violations);
    for method in methods.items() {
        if matches!(method.text(), "" | "NONE") && method.number() == 0 {
            violations.refuse_as(code::REQUIRED, &method, EMPTY);
        }
    }
    for condition in conditions.items() {
        if condition.text() == "retriable_status_codes" && codes.is_empty() {
            violations.refuse_as(code::UNSUPPORTED_VALUE, &condition, CODES);
        }
    }
}

fn check_grpc(grpc: &Place<'_>, violations: &mut Violations) {
    let conditions = grpc.either("retry_on");
    let is_empty = is_silent(grpc) && conditions.is_empty();
    if is_empty {
        violations.refuse_as(code::REQUIRED, grpc, EMPTY);
    }
    let mut indexes: SortedMap<&str, Vec<String>> = SortedMap::new();
    for (index, condition) in conditions.items().enumerate() {
        indexes.entry(condition.text()).or_default().push(index.to_string());
    }
    for (name, indexes) in indexes.iter().filter(|(_, indexes)| indexes.len() > 1) {
        let indexes = indexes.join(", ");
        violations.refuse_as(
            code::DUPLICATE,
            &conditions,
            format!("repeated value \"{name}\" at indexes [{indexes}]"),
        );
    }
    check_times(grpc, false, violations);
}

/// Whether a protocol says nothing of what both have.
fn is_silent(part: &Place<'_>) -> bool {
    !["num_retries", "per_try_timeout", "back_off"].iter().any(|name| part.either(name).is_defined())
}

fn check_times(part: &Place<'_>, is_empty: bool, violations: &mut Violations) {
    if is_empty {
        violations.refuse_as(code::REQUIRED, part, EMPTY);
    }
    let count = part.either("num_retries");
    if count.is_defined() && count.number() == 0 {
        violations.refuse_as(code::NOT_IN_RANGE, &count, ABOVE_ZERO_WHEN_DEFINED);
    }
    above_zero(&part.either("per_try_timeout"), ABOVE_ZERO_WHEN_DEFINED, violations);
    let back_off = part.either("back_off");
    if !back_off.is_defined() {
        return;
    }
    let base = back_off.either("base_interval");
    match base.duration() {
        None => violations.refuse_as(code::REQUIRED, &base, "has to be defined"),
        Some(found) if found.nanoseconds == 0 => violations.refuse_as(code::NOT_IN_RANGE, &base, ABOVE_ZERO),
        Some(_) => above_zero(&back_off.either("max_interval"), ABOVE_ZERO_WHEN_DEFINED, violations),
    }
}
