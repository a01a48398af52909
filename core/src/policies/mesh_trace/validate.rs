//! What the control plane refuses about a MeshTrace.

use crate::resource::{
    Meta,
    validate::{CollectorPort, GatewayTags, Place, Violations, code, is_url, syntax, url::Url},
};

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let kinds = ["Mesh", "MeshSubset", "MeshGateway", "MeshService", "MeshServiceSubset", "Dataplane"];
    violations.check_top_target_with(spec, meta, &kinds, &["MeshGateway"], GatewayTags::Refused);
    let conf = spec.field("default");
    let backends = conf.field("backends");
    violations.check_defined(&backends);
    if backends.len() > 1 {
        violations.refuse_as(code::CHOOSE_ONE, &backends, "must have zero or one backend defined");
    } else {
        backends.items().for_each(|backend| check_backend(&backend, violations));
    }
    for tag in conf.field("tags").items() {
        if tag.field("name").is_empty() {
            violations.refuse_as(code::REQUIRED, &tag.field("name"), "must not be empty");
        }
        if tag.field("header").is_defined() == tag.field("literal").is_defined() {
            violations.refuse_as(
                code::CHOOSE_ONE,
                &tag,
                "tag must have only one type defined: header, literal",
            );
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
        "Zipkin" if url.is_empty() => violations.refuse_as(code::REQUIRED, &url, "must not be empty"),
        "Zipkin" if !is_url(url.text()) => {
            violations.refuse_as(code::INVALID_URL, &url, "must be a valid url")
        }
        "OpenTelemetry" => violations.check_collector(&place, CollectorPort::Optional),
        _ => {}
    }
}

/// The agent of Datadog: `http://host:port` and nothing else.
fn check_datadog(place: &Place<'_>, violations: &mut Violations) {
    let Some(url) = Url::parse(place.text()) else {
        return violations.refuse_as(code::INVALID_URL, place, "must be a valid url");
    };
    if url.scheme != "http" {
        violations.refuse_as(code::UNSUPPORTED_VALUE, place, "scheme must be http");
    }
    match url.port() {
        "" => violations.refuse_as(code::REQUIRED, place, "port must be defined"),
        port if !port.parse().is_ok_and(syntax::is_port) => {
            violations.refuse_as(code::INVALID_PORT, place, "port must be a valid (1-65535)");
        }
        _ => {}
    }
    let parts = [
        ("opaque", !url.opaque.is_empty()),
        ("user", url.has_user),
        ("path", !url.path.is_empty()),
        ("query", !url.query.is_empty()),
    ];
    for (name, _) in parts.into_iter().filter(|(_, is_there)| *is_there) {
        violations.refuse_as(code::NOT_ALLOWED_HERE, place, format!("{name} must not be defined"));
    }
}

fn check_sampling(sampling: &Place<'_>, violations: &mut Violations) {
    match sampling.decimal() {
        Some(None) => violations.refuse_as(code::INVALID_NUMBER, sampling, "string is not a number"),
        Some(Some(percent)) if !(0.0..=100.0).contains(&percent) => {
            violations.refuse_as(code::NOT_IN_RANGE, sampling, "must be between 0 and 100");
        }
        _ => {}
    }
}
