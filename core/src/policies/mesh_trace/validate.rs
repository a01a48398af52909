//! What the control plane refuses about a MeshTrace.

use crate::resource::{
    Meta,
    validate::{CollectorPort, Place, Violations, syntax},
};

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let kinds = ["Mesh", "MeshSubset", "MeshGateway", "MeshService", "MeshServiceSubset", "Dataplane"];
    violations.check_top_target(spec, meta, &kinds, &["MeshGateway"]);
    let conf = spec.field("default");
    let backends = conf.field("backends");
    violations.check_defined(&backends);
    if backends.len() > 1 {
        violations.refuse(&backends, "must have zero or one backend defined");
    } else {
        backends.items().for_each(|backend| check_backend(&backend, violations));
    }
    for tag in conf.field("tags").items() {
        if tag.field("name").is_empty() {
            violations.refuse(&tag.field("name"), "must not be empty");
        }
        if tag.field("header").is_defined() == tag.field("literal").is_defined() {
            violations.refuse(&tag, "tag must have only one type defined: header, literal");
        }
    }
    for name in ["client", "random", "overall"] {
        check_sampling(&conf.field("sampling").field(name), violations);
    }
    violations.deprecate_collector_addresses(backends.items());
    violations.deprecate_top_target(spec);
}

fn check_backend(backend: &Place<'_>, violations: &mut Violations) {
    let place = match backend.field("type").text() {
        "Datadog" => backend.field("datadog"),
        "Zipkin" => backend.field("zipkin"),
        "OpenTelemetry" => backend.field("openTelemetry"),
        _ => return,
    };
    if !place.is_defined() {
        return violations.check_defined(&place);
    }
    let url = place.field("url");
    match backend.field("type").text() {
        "Datadog" => check_datadog(&url, violations),
        "Zipkin" if url.is_empty() => violations.refuse(&url, "must not be empty"),
        "Zipkin" if !syntax::is_url(url.text()) => violations.refuse(&url, "must be a valid url"),
        "OpenTelemetry" => violations.check_collector(&place, CollectorPort::Optional),
        _ => {}
    }
}

/// The agent of Datadog: `http://host:port` and nothing else.
fn check_datadog(url: &Place<'_>, violations: &mut Violations) {
    let Some((scheme, rest)) = url.text().split_once("://").filter(|(scheme, _)| !scheme.is_empty()) else {
        return violations.refuse(url, "must be a valid url");
    };
    if scheme != "http" {
        violations.refuse(url, "scheme must be http");
    }
    let (authority, after) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (user, host) =
        authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    match syntax::split_host_port(host) {
        None | Some((_, "")) => violations.refuse(url, "port must be defined"),
        Some((_, port)) if !port.parse().is_ok_and(syntax::is_port) => {
            violations.refuse(url, "port must be a valid (1-65535)");
        }
        Some(_) => {}
    }
    let (path, query) = after.split_at(after.find('?').unwrap_or(after.len()));
    for (name, is_there) in [("user", user.is_some()), ("path", !path.is_empty()), ("query", query.len() > 1)]
    {
        if is_there {
            violations.refuse(url, format!("{name} must not be defined"));
        }
    }
}

fn check_sampling(sampling: &Place<'_>, violations: &mut Violations) {
    match sampling.decimal() {
        Some(None) => violations.refuse(sampling, "string is not a number"),
        Some(Some(percent)) if !(0.0..=100.0).contains(&percent) => {
            violations.refuse(sampling, "must be between 0 and 100");
        }
        _ => {}
    }
}
