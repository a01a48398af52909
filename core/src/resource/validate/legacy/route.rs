//! TrafficRoute: where traffic goes, split by weight, chosen and changed by what a request says.

use super::{Place, Violations, WITH_SERVICE, code};

const EMPTY: &str = "cannot be empty";

/// Checks `conf`.
pub(super) fn check(conf: &Place<'_>, violations: &mut Violations) {
    if !conf.is_defined() {
        return violations.refuse_as(code::REQUIRED, conf, EMPTY);
    }
    check_targets(conf, violations);
    for rule in conf.field("http").items() {
        check_match(&rule.field("match"), violations);
        check_changes(&rule, violations);
        check_targets(&rule, violations);
    }
    check_load_balancer(&conf.either("load_balancer"), violations);
}

fn check_targets(holder: &Place<'_>, violations: &mut Violations) {
    let (split, destination) = (holder.field("split"), holder.field("destination"));
    let is_split = !split.is_empty();
    if !is_split && !destination.is_defined() {
        violations.refuse_as(
            code::NOTHING_CONFIGURED,
            holder,
            "requires either \"destination\" or \"split\"",
        );
    }
    if is_split && destination.is_defined() {
        violations.refuse_as(
            code::CONFLICT,
            holder,
            "\"split\" cannot be defined at the same time as \"destination\"",
        );
    }
    let mut total: i64 = 0;
    for part in split.items() {
        let weight = part.field("weight");
        if !weight.is_defined() {
            violations.refuse_as(code::REQUIRED, &weight, "needs to be defined");
        }
        total = total.saturating_add(weight.number());
        violations.check_selected(&part.field("destination"), WITH_SERVICE);
    }
    if is_split && total == 0 {
        violations.refuse_as(
            code::NOTHING_CONFIGURED,
            &split,
            "there must be at least one split entry with weight above 0",
        );
    }
    if destination.is_defined() {
        violations.check_selected(&destination, WITH_SERVICE);
    }
}

fn check_match(place: &Place<'_>, violations: &mut Violations) {
    let (method, path, headers) = (place.field("method"), place.field("path"), place.field("headers"));
    if ![&method, &path, &headers].iter().any(|part| part.is_defined()) {
        let reason =
            "must be present and contain at least one of the elements: \"method\", \"path\" or \"headers\"";
        return violations.refuse_as(code::NOTHING_CONFIGURED, place, reason);
    }
    for matcher in [method, path].iter().filter(|matcher| matcher.is_defined()) {
        check_matcher(matcher, violations);
    }
    if headers.is_defined() && headers.is_empty() {
        violations.refuse_as(code::NOTHING_CONFIGURED, &headers, "must contain at least one element");
    }
    for (name, matcher) in headers.entries() {
        if name.is_empty() {
            violations.refuse_as(code::REQUIRED, &matcher, EMPTY);
        }
        check_matcher(&matcher, violations);
    }
}

fn check_matcher(matcher: &Place<'_>, violations: &mut Violations) {
    // Of several ways the last one counts.
    let ways = ["regex", "exact", "prefix"].map(|name| (name, matcher.field(name)));
    match ways.iter().find(|(_, way)| way.is_defined()) {
        None => {
            violations.refuse_as(
                code::REQUIRED,
                matcher,
                "cannot be empty. Available options: \"exact\", \"split\" or \"regex\"",
            );
        }
        Some((name, way)) if *name != "exact" && way.is_empty() => {
            violations.refuse_as(code::REQUIRED, way, EMPTY)
        }
        Some(_) => {}
    }
}

fn check_changes(rule: &Place<'_>, violations: &mut Violations) {
    let modify = rule.field("modify");
    let (path, host) = (modify.field("path"), modify.field("host"));
    if path.is_defined() {
        check_path(&path, &rule.field("match").field("path").field("prefix"), violations);
    }
    if host.is_defined() {
        let (value, from_path) = (host.field("value"), host.field("fromPath"));
        if from_path.is_defined() {
            check_regex(&from_path, violations);
        } else if !value.is_defined() {
            violations.refuse_as(
                code::NOTHING_CONFIGURED,
                &host,
                "either \"value\" or \"fromPath\" has to be set",
            );
        } else if value.is_empty() {
            violations.refuse_as(code::REQUIRED, &value, EMPTY);
        }
    }
    for headers in [modify.field("requestHeaders"), modify.field("responseHeaders")] {
        for header in headers.field("add").items() {
            check_header(&header.field("name"), violations);
            if header.field("value").is_empty() {
                violations.refuse_as(code::REQUIRED, &header.field("value"), EMPTY);
            }
        }
        headers.field("remove").items().for_each(|header| check_header(&header.field("name"), violations));
    }
}

fn check_path(path: &Place<'_>, matched_prefix: &Place<'_>, violations: &mut Violations) {
    let (prefix, regex) = (path.field("rewritePrefix"), path.field("regex"));
    if regex.is_defined() {
        check_regex(&regex, violations);
    } else if !prefix.is_defined() {
        violations.refuse_as(
            code::NOTHING_CONFIGURED,
            path,
            "either \"rewritePrefix\" or \"regex\" has to be set",
        );
    } else if prefix.is_empty() {
        violations.refuse_as(code::REQUIRED, &prefix, EMPTY);
    } else if matched_prefix.is_empty() {
        violations.refuse_as(
            code::NOT_ALLOWED_HERE,
            &prefix,
            "can only be set when .http.match.path.prefix is not empty",
        );
    }
}

fn check_regex(regex: &Place<'_>, violations: &mut Violations) {
    for part in [regex.field("pattern"), regex.field("substitution")] {
        if part.is_empty() {
            violations.refuse_as(code::REQUIRED, &part, EMPTY);
        }
    }
}

fn check_header(name: &Place<'_>, violations: &mut Violations) {
    if name.is_empty() {
        violations.refuse_as(code::REQUIRED, name, EMPTY);
    } else if name.text().starts_with(':') || matches!(name.text(), "host" | "Host") {
        violations.refuse_as(
            code::NOT_ALLOWED_HERE,
            name,
            "host header and HTTP/2 pseudo-headers are not allowed to be modified",
        );
    }
}

fn check_load_balancer(balancer: &Place<'_>, violations: &mut Violations) {
    let (least, ring) = (balancer.either("least_request"), balancer.either("ring_hash"));
    let later = ["random", "maglev"].iter().any(|name| balancer.field(name).is_defined());
    if later {
        return;
    }
    if ring.is_defined() {
        let function = ring.either("hash_function");
        if !matches!(function.text(), "XX_HASH" | "MURMUR_HASH_2") {
            violations.refuse_as(code::UNSUPPORTED_VALUE, &function, "must have a valid hash function");
        }
    } else if least.either("choice_count").number() == 1 {
        violations.refuse_as(
            code::NOT_IN_RANGE,
            &least.either("choice_count"),
            "value must be greater than or equal to 2",
        );
    }
}
