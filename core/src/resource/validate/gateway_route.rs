//! MeshGatewayRoute: rules that match something and lead somewhere.

use super::{Place, Violations, code, gateway::SELECTED, legacy::check_percentage, tags::Selectors};

const EMPTY: &str = "cannot be empty";

/// Checks the fields of a MeshGatewayRoute.
pub(super) fn check(fields: &Place<'_>, violations: &mut Violations) {
    let count = Selectors { at_least_one: true, at_most_one: false };
    violations.check_selectors(&fields.field("selectors"), count, SELECTED);
    let conf = fields.field("conf");
    let (tcp, http) = (conf.field("tcp"), conf.field("http"));
    if !tcp.is_defined() && !http.is_defined() {
        violations.refuse_as(code::REQUIRED, &conf, EMPTY);
    }
    if http.is_defined() {
        let rules = http.field("rules");
        demand(&rules, violations);
        rules.items().for_each(|rule| check_rule(&rule, violations));
    }
}

fn demand(place: &Place<'_>, violations: &mut Violations) {
    if place.is_empty() {
        violations.refuse_as(code::REQUIRED, place, EMPTY);
    }
}

/// What a rule says as a whole, which its filters must fit.
struct Rule {
    matches_prefix: bool,
    rewrites_host: bool,
}

fn check_rule(place: &Place<'_>, violations: &mut Violations) {
    let (matches, filters, backends) =
        (place.field("matches"), place.field("filters"), place.field("backends"));
    if matches.is_empty() {
        return violations.refuse_as(code::REQUIRED, &matches, EMPTY);
    }
    matches.items().for_each(|found| check_match(&found, violations));
    let is_prefix = |found: Place<'_>| found.field("path").field("match").text() == "PREFIX";
    let rewrites = |filter: &Place<'_>| filter.field("rewrite").either("host_to_backend_hostname").is_true();
    let rule = Rule {
        matches_prefix: matches.items().any(is_prefix),
        rewrites_host: filters.items().any(|filter| rewrites(&filter)),
    };
    // Filters that rewrite the host are not counted.
    for (index, filter) in filters.items().filter(|filter| !rewrites(filter)).enumerate() {
        let filter = filter.called(format!("{}[{index}]", filters.path()));
        check_filter(&filter, &rule, violations);
    }
    let redirects = filters.items().any(|filter| filter.field("redirect").is_defined() && !rewrites(&filter));
    if redirects && filters.len() != 1 {
        return violations.refuse_as(code::CONFLICT, &filters, "redirects cannot be used with other filters");
    }
    match (backends.is_empty(), redirects) {
        (true, false) => violations.refuse_as(code::REQUIRED, &backends, EMPTY),
        (false, true) => violations.refuse_as(
            code::NOT_ALLOWED_HERE,
            &backends,
            "must be empty when using redirect filters",
        ),
        _ => {}
    }
    backends.items().for_each(|backend| check_backend(&backend, violations));
}

fn check_match(place: &Place<'_>, violations: &mut Violations) {
    let (path, method) = (place.field("path"), place.field("method"));
    let (headers, parameters) = (place.field("headers"), place.either("query_parameters"));
    let has_method = !matches!(method.text(), "" | "NONE") || method.number() != 0;
    if !path.is_defined() && !has_method && headers.is_empty() && parameters.is_empty() {
        violations.refuse_as(code::REQUIRED, place, EMPTY);
    }
    if path.is_defined() {
        // The control plane leaves `path` out.
        let value = place.field("value");
        match (path.field("match").text(), path.field("value").text()) {
            ("REGEX", "") => violations.refuse_as(code::REQUIRED, &value, EMPTY),
            ("REGEX", _) => {}
            (_, text) if !text.starts_with('/') => {
                violations.refuse_as(code::INVALID_PATH, &value, "must be an absolute path")
            }
            _ => {}
        }
    }
    for header in headers.items() {
        demand(&header.field("name"), violations);
        let value = header.field("value");
        let has_no_value = matches!(header.field("match").text(), "ABSENT" | "PRESENT");
        match (has_no_value, value.is_empty()) {
            (true, false) => violations.refuse_as(code::NOT_ALLOWED_HERE, &value, "cannot be set"),
            (false, true) => violations.refuse_as(code::REQUIRED, &value, EMPTY),
            _ => {}
        }
    }
    for (index, parameter) in parameters.items().enumerate() {
        let parameter = parameter.called(format!("{}.query_parameters[{index}]", place.path()));
        demand(&parameter.field("name"), violations);
        demand(&parameter.field("value"), violations);
    }
}

fn check_filter(filter: &Place<'_>, rule: &Rule, violations: &mut Violations) {
    let part = |name: &str| filter.either(name).called(format!("{}.{name}", filter.path()));
    // Of several ways the last one counts.
    let ways = ["response_header", "rewrite", "redirect", "mirror", "request_header"];
    let way = ways.into_iter().find(|way| filter.either(way).is_defined());
    match way {
        Some("request_header") => check_headers(&part("request_header"), rule, violations),
        Some("redirect") => check_redirect(&part("redirect"), violations),
        Some("mirror") => {
            let mirror = part("mirror");
            check_percentage(&mirror.field("percentage"), violations);
            let backend = mirror.field("backend");
            if backend.is_defined() {
                check_backend(&backend, violations);
            } else {
                violations.refuse_as(code::REQUIRED, &backend, EMPTY);
            }
        }
        Some("rewrite") if !rule.matches_prefix => {
            let prefix = part("rewrite").either("replace_prefix_match");
            violations.check_absent(&prefix, "cannot be used without a match on path prefix");
        }
        _ => {}
    }
}

fn check_headers(headers: &Place<'_>, rule: &Rule, violations: &mut Violations) {
    let lists = ["set", "add", "remove"].map(|name| headers.field(name));
    if lists.iter().all(Place::is_empty) {
        violations.refuse_as(code::REQUIRED, headers, EMPTY);
    }
    let [set, add, remove] = &lists;
    for header in set.items().chain(add.items()) {
        let name = header.field("name");
        match name.text() {
            ":authority" | "Host" | "host" if rule.rewrites_host => {
                let option = "when route has set 'rewrite.host_to_backend_hostname' option";
                violations.refuse_as(
                    code::NOT_ALLOWED_HERE,
                    &header,
                    format!("cannot modify '{}' header, {option}", name.text()),
                );
            }
            _ => demand(&name, violations),
        }
        demand(&header.field("value"), violations);
    }
    remove.items().for_each(|name| demand(&name, violations));
}

fn check_redirect(redirect: &Place<'_>, violations: &mut Violations) {
    let port = redirect.field("port");
    if port.number() > 0 {
        violations.check_port(&port);
    }
    let status = redirect.either("status_code");
    if !(300..=308).contains(&status.number()) {
        let status = status.called(format!("{}.status_code", redirect.path()));
        violations.refuse_as(code::NOT_IN_RANGE, &status, "must be in the range [300, 308]");
    }
}

fn check_backend(backend: &Place<'_>, violations: &mut Violations) {
    let destination = backend.field("destination").called(backend.path());
    violations.check_selected(&destination, SELECTED);
}
