//! The backends of a Mesh to which logs, traces and metrics go.

use super::{
    Place, Violations, code,
    mesh::{known_backend, unique_name},
    regex, syntax,
    url::Url,
};
use crate::{
    sorted::SortedSet,
    tree::{Node, Number, Value, decimal},
};

/// Checks `logging`.
pub(super) fn logging(logging: &Place<'_>, violations: &mut Violations) {
    let mut names = SortedSet::new();
    for backend in logging.field("backends").items() {
        not_empty(&backend.field("name"), violations);
        let kind = backend.field("type").text();
        let is_unread = matches!(kind, "file" | "tcp") && is_unread(&called_config(&backend), violations);
        let conf = conf(&backend);
        match kind {
            _ if is_unread => {}
            "file" => not_empty(&conf("path"), violations),
            "tcp" => log_address(&conf("address"), violations),
            _ => violations.refuse_as(
                code::UNSUPPORTED_VALUE,
                &backend.field("type"),
                "unknown backend type. Available backends: \"tcp\", \"file\"",
            ),
        }
        unique_name(&backend.field("name"), &mut names, violations);
    }
    known_backend(&logging.field("defaultBackend"), &names, "logging backend in mesh", violations);
}

/// Checks `tracing`.
pub(super) fn tracing(tracing: &Place<'_>, violations: &mut Violations) {
    let mut names = SortedSet::new();
    for backend in tracing.field("backends").items() {
        not_empty(&backend.field("name"), violations);
        let sampling = backend.field("sampling");
        if number(&sampling).is_some_and(|percent| !(0.0..=100.0).contains(&percent)) {
            violations.refuse_as(code::NOT_IN_RANGE, &sampling, "has to be in [0.0 - 100.0] range");
        }
        let kind = backend.field("type").text();
        let is_unread =
            matches!(kind, "zipkin" | "datadog") && is_unread(&called_config(&backend), violations);
        match kind {
            _ if is_unread => {}
            "zipkin" => zipkin(&backend, violations),
            "datadog" => {
                let conf = conf(&backend);
                not_empty(&conf("address"), violations);
                violations.check_port(&conf("port"));
            }
            _ => violations.refuse_as(
                code::UNSUPPORTED_VALUE,
                &backend.field("type"),
                "unknown backend type. Available backends: \"zipkin\", \"datadog\"",
            ),
        }
        unique_name(&backend.field("name"), &mut names, violations);
    }
    known_backend(&tracing.field("defaultBackend"), &names, "tracing backend in mesh", violations);
}

/// Checks `metrics` of a Mesh.
pub(super) fn metrics(metrics: &Place<'_>, violations: &mut Violations) {
    let mut names = SortedSet::new();
    for backend in metrics.field("backends").items() {
        unique_name(&backend.field("name"), &mut names, violations);
        metrics_backend(&backend, violations);
    }
    known_backend(&metrics.field("enabledBackend"), &names, "backends in the mesh", violations);
}

/// Checks `metrics` of a Dataplane.
pub(super) fn metrics_of_dataplane(metrics: &Place<'_>, violations: &mut Violations) {
    if metrics.is_defined() {
        metrics_backend(metrics, violations);
    }
}

fn metrics_backend(backend: &Place<'_>, violations: &mut Violations) {
    if backend.field("type").text() != "prometheus" {
        let reason = "unknown backend type. Available backends: \"prometheus\"";
        return violations.refuse_as(code::UNSUPPORTED_VALUE, &backend.field("type"), reason);
    }
    let conf = backend.field("conf");
    if is_unread(&conf, violations) {
        return;
    }
    let (skip, tls) = (conf.field("skipMTLS"), conf.field("tls"));
    let expected = if skip.is_true() { "disabled" } else { "activeMTLSBackend" };
    let mode = match tls.field("mode").text() {
        "" => "activeMTLSBackend",
        mode => mode,
    };
    if skip.is_defined() && tls.is_defined() && mode != expected {
        return violations.refuse_as(
            code::CONFLICT,
            &conf,
            "skipMTLS and tls configuration cannot be defined together",
        );
    }
    let filter = conf.field("envoy").field("filterRegex");
    if let Some(fault) = regex::fault(filter.text()) {
        return violations.refuse_as(
            code::INVALID_REGEX,
            &filter,
            format!("provided regexp isn't correct: {fault}"),
        );
    }
    let mut names = SortedSet::new();
    for aggregate in conf.field("aggregate").items() {
        let name = aggregate.field("name");
        if !names.insert(name.text()) {
            violations.refuse_as(
                code::DUPLICATE,
                &name,
                format!("duplicate entry: {}, values have to be unique", name.text()),
            );
        }
    }
}

fn zipkin(backend: &Place<'_>, violations: &mut Violations) {
    let conf = conf(backend);
    let version = conf("apiVersion");
    if !matches!(version.text(), "" | "httpJsonV1" | "httpJson" | "httpProto") {
        let reason = "has invalid value. Allowed values: httpJsonV1, httpJson, httpProto";
        violations.refuse_as(code::UNSUPPORTED_VALUE, &version, reason);
    }
    let url = conf("url");
    if url.is_empty() {
        return violations.refuse_as(code::REQUIRED, &url, "cannot be empty");
    }
    match Url::parse(url.text()) {
        None => violations.refuse_as(code::INVALID_URL, &url, "invalid URL"),
        Some(found) if found.port().is_empty() => {
            violations.refuse_as(code::REQUIRED, &url, "port has to be explicitly specified");
        }
        Some(_) => {}
    }
}

fn log_address(address: &Place<'_>, violations: &mut Violations) {
    if address.is_empty() {
        return violations.refuse_as(code::REQUIRED, address, "cannot be empty");
    }
    let parts = syntax::split_host_port(address.text());
    if parts.is_none_or(|(host, port)| host.is_empty() || port.is_empty()) {
        violations.refuse_as(code::INVALID_ADDRESS, address, "has to be in format of HOST:PORT");
    }
}

/// `conf`, which messages call `config`.
fn called_config<'a>(backend: &Place<'a>) -> Place<'a> {
    backend.field("conf").called(format!("{}.config", backend.path()))
}

/// Fields of `conf`.
fn conf<'a>(backend: &Place<'a>) -> impl Fn(&str) -> Place<'a> {
    let conf = called_config(backend);
    move |name| conf.field(name)
}

/// Whether a `conf` could not be read. What was wrong with it then stands in its place.
fn is_unread(conf: &Place<'_>, violations: &mut Violations) -> bool {
    if let Some(fault) = conf.node().and_then(Node::as_str) {
        violations.refuse_as(code::INVALID_CONFIG, conf, format!("could not parse config: {fault}"));
    }
    conf.node().is_some_and(|node| node.as_str().is_some())
}

fn not_empty(place: &Place<'_>, violations: &mut Violations) {
    if place.is_empty() {
        violations.refuse_as(code::REQUIRED, place, "cannot be empty");
    }
}

fn number(place: &Place<'_>) -> Option<f64> {
    match place.node().map(|node: &Node| &node.value) {
        Some(Value::Number(number)) => Some(Number::as_f64(*number)),
        Some(Value::String(text)) => decimal::parse(text),
        _ => None,
    }
}
