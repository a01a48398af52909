//! What the control plane refuses about a MeshHTTPRoute.

use crate::{
    resource::{
        Meta,
        validate::{Place, Violations, code, subdomain_faults, syntax, top_kind},
    },
    sorted::SortedSet,
};

/// The name by which the Gateway API marks a backend that it could not find.
const UNRESOLVED: &str = "kuma.io/unresolved-backend";

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    check_form(spec, violations);
    // What the schema refuses is not looked at further.
    if !violations.refused.is_empty() {
        return;
    }
    let kinds = ["Mesh", "MeshGateway", "MeshSubset", "MeshService", "MeshServiceSubset", "Dataplane"];
    violations.check_top_target(spec, meta, &kinds, &["MeshGateway"]);
    let top = top_kind(spec);
    let kinds: &[&str] = match top {
        "MeshGateway" => &["Mesh"],
        _ => &["MeshService", "MeshExternalService", "MeshMultiZoneService"],
    };
    for item in spec.field("to").items() {
        violations.check_target(&item.field("targetRef"), kinds);
        item.field("rules").items().for_each(|rule| check_rule(&rule, top, violations));
        let hostnames = item.field("hostnames");
        if top != "MeshGateway" && !hostnames.is_empty() {
            violations.refuse_as(code::NOT_ALLOWED_HERE, &hostnames, "must not be defined");
        }
    }
    violations.deprecate_top_target(spec);
}

/// What the schema refuses: rules without matches, and names of headers.
fn check_form(spec: &Place<'_>, violations: &mut Violations) {
    for rule in spec.field("to").items().flat_map(|item| item.field("rules").items()) {
        let matches = rule.field("matches");
        if matches.is_defined() && matches.is_empty() {
            violations.refuse_as(code::REQUIRED, &matches, "in body should have at least 1 items");
        }
        for header in matches.items().flat_map(|place| place.field("headers").items()) {
            violations.check_header_name(&header.field("name"));
        }
        for filter in rule.field("default").field("filters").items() {
            violations.check_header_lists(&filter.field("requestHeaderModifier"));
            violations.check_header_lists(&filter.field("responseHeaderModifier"));
        }
    }
}

fn check_rule(rule: &Place<'_>, top: &str, violations: &mut Violations) {
    let matches = rule.field("matches");
    for place in matches.items() {
        check_path(&place.field("path"), violations);
        check_query(&place.field("queryParams"), violations);
        for header in place.field("headers").items() {
            let value = header.field("value");
            if matches!(header.field("type").text(), "Present" | "Absent") && !value.is_empty() {
                violations.refuse_as(code::NOT_ALLOWED_HERE, &value, "must not be defined");
            }
        }
    }
    let conf = rule.field("default");
    for filter in conf.field("filters").items() {
        check_filter(&filter, top, &matches, violations);
    }
    let backends = conf.field("backendRefs");
    let redirects =
        || conf.field("filters").items().any(|filter| filter.field("type").text() == "RequestRedirect");
    if backends.is_empty() && top == "MeshGateway" && !redirects() {
        violations.refuse_as(code::REQUIRED, &backends, "must not be empty");
    }
    backends.items().for_each(|backend| violations.check_backend_ref(&backend, &[UNRESOLVED]));
}

fn check_path(path: &Place<'_>, violations: &mut Violations) {
    let value = path.field("value");
    let kind = path.field("type").text();
    if kind == "PathPrefix" && value.text() != "/" && value.text().ends_with('/') {
        let reason =
            "does not need a trailing slash because only a `/`-separated prefix or an entire path is matched";
        violations.refuse(&value, reason);
    }
    if matches!(kind, "PathPrefix" | "Exact") && !value.text().starts_with('/') {
        violations.refuse_as(code::INVALID_PATH, &value, "must be an absolute path");
    }
}

fn check_query(parameters: &Place<'_>, violations: &mut Violations) {
    let mut names = SortedSet::new();
    for name in parameters.items().map(|parameter| parameter.field("name")) {
        if !names.insert(name.text()) {
            violations.refuse_as(
                code::DUPLICATE,
                &name,
                format!("multiple entries for name {}", name.text()),
            );
        }
    }
}

fn check_filter(filter: &Place<'_>, top: &str, matches: &Place<'_>, violations: &mut Violations) {
    let name = match filter.field("type").text() {
        "RequestHeaderModifier" => "requestHeaderModifier",
        "ResponseHeaderModifier" => "responseHeaderModifier",
        "RequestRedirect" => "requestRedirect",
        "URLRewrite" => "urlRewrite",
        "RequestMirror" => "requestMirror",
        _ => return,
    };
    let place = filter.field(name);
    if !place.is_defined() {
        return violations.check_defined(&place);
    }
    match name {
        "requestMirror" => {
            violations.check_target(&place.field("backendRef"), &["MeshService", "MeshServiceSubset"]);
        }
        "requestRedirect" | "urlRewrite" => check_rewrite(&place, top, matches, violations),
        _ => check_header_modifier(&place, violations),
    }
}

fn check_rewrite(place: &Place<'_>, top: &str, matches: &Place<'_>, violations: &mut Violations) {
    let prefix = place.field("path").field("replacePrefixMatch");
    let is_prefix = |place: Place<'_>| place.field("path").field("type").text() == "PathPrefix";
    if prefix.is_defined() && !matches.items().all(is_prefix) {
        violations.refuse(&prefix, "can only appear if all matches match a path prefix");
    }
    let hostname = place.field("hostname");
    if hostname.is_defined() {
        if syntax::is_ip_with_zeros(hostname.text()) {
            violations.refuse_as(code::NOT_ALLOWED_HERE, &hostname, "cannot be an IP address");
        } else {
            subdomain_faults(hostname.text()).for_each(|fault| violations.refuse(&hostname, fault));
        }
    }
    let backend = place.field("hostToBackendHostname");
    if backend.is_true() {
        if top != "MeshGateway" {
            violations.refuse_as(code::NOT_ALLOWED_HERE, &backend, "can only be set with MeshGateway");
        }
        if hostname.is_defined() {
            violations.refuse_as(code::CONFLICT, &backend, "cannot be set together with hostname");
        }
    }
}

fn check_header_modifier(modifier: &Place<'_>, violations: &mut Violations) {
    let lists = ["set", "add", "remove"];
    if lists.iter().all(|name| !modifier.field(name).is_defined()) {
        let reason = format!("must have at least one defined: {}", lists.join(", "));
        return violations.refuse_as(code::NOTHING_CONFIGURED, modifier, reason);
    }
    let mut names = SortedSet::new();
    for item in lists.iter().flat_map(|name| modifier.field(name).items()) {
        let name = item.field("name");
        let text = if name.is_defined() { name.text() } else { item.text() };
        if !names.insert(text) {
            violations.refuse_as(code::DUPLICATE, &name, "duplicate header name");
        }
    }
}
