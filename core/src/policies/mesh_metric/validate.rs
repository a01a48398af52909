//! What the control plane refuses about a MeshMetric.

use crate::resource::{
    Meta,
    validate::{CollectorPort, Place, Violations, code, regex},
};

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let kinds = ["Mesh", "MeshSubset", "MeshService", "MeshServiceSubset", "MeshGateway", "Dataplane"];
    violations.check_top_target(spec, meta, &kinds, &["MeshGateway"]);
    let conf = spec.field("default");
    let profiles = conf.field("sidecar").field("profiles");
    for selector in [profiles.field("exclude"), profiles.field("include")].iter().flat_map(Place::items) {
        if selector.field("type").text() == "Regex" && regex::fault(selector.field("match").text()).is_some()
        {
            violations.refuse_as(code::INVALID_REGEX, &selector.field("match"), "invalid regex");
        }
    }
    for (index, application) in conf.field("applications").items().enumerate() {
        // The control plane names the application, not its port, and calls it by another word.
        let path = format!("{}.applications.application[{index}]", conf.path());
        violations.check_spec_port(&application.field("port").called(path));
    }
    for (index, backend) in conf.field("backends").items().enumerate() {
        let path = format!("{}.backends.backend[{index}]", conf.path());
        check_backend(&backend.called(path), violations);
    }
    violations.deprecate_collector_addresses(conf.field("backends").items());
    violations.deprecate_top_target(spec);
}

fn check_backend(backend: &Place<'_>, violations: &mut Violations) {
    let (prometheus, telemetry) = (backend.field("prometheus"), backend.field("openTelemetry"));
    match backend.field("type").text() {
        "Prometheus" if prometheus.is_defined() => {
            let port = prometheus.field("port");
            if port.is_defined() {
                violations.check_spec_port(&port.called(format!("{}.port", backend.path())));
            }
        }
        "Prometheus" => violations.check_defined(&prometheus),
        "OpenTelemetry" if telemetry.is_defined() => {
            violations.check_collector(&telemetry, CollectorPort::Required);
        }
        "OpenTelemetry" => violations.check_defined(&telemetry),
        _ => {}
    }
}
