//! MeshService, MeshMultiZoneService, Workload and MeshOpenTelemetryBackend.

use super::{Place, Violations, code, syntax};

/// The longest name of a service, in bytes.
pub(super) const MAX_NAME: usize = 63;

/// Checks the `spec` of a MeshService.
pub(super) fn check_mesh_service(spec: &Place<'_>, violations: &mut Violations) {
    let selector = spec.field("selector");
    let ways = ["dataplaneTags", "dataplaneRef", "dataplaneLabels"];
    if ways.iter().filter(|way| selector.field(way).is_defined()).count() > 1 {
        let reason = "must specify only one of: dataplaneTags, dataplaneRef, or dataplaneLabels";
        violations.refuse(&selector, reason);
    }
}

/// Checks the `spec` of a MeshMultiZoneService.
pub(super) fn check_multi_zone_service(spec: &Place<'_>, violations: &mut Violations) {
    for place in [spec.field("selector").field("meshService").field("matchLabels"), spec.field("ports")] {
        if place.is_empty() {
            violations.refuse_as(code::REQUIRED, &place, "cannot be empty");
        }
    }
    for port in spec.field("ports").items() {
        let (name, protocol) = (port.field("name"), port.field("appProtocol"));
        if name.is_defined() && name.is_empty() {
            violations.refuse_as(code::REQUIRED, &name, "must not be empty");
        }
        let known = syntax::PROTOCOLS.split(", ").any(|known| known == protocol.text());
        if protocol.is_defined() && !known {
            violations.refuse_as(
                code::UNSUPPORTED_VALUE,
                &protocol,
                format!("appProtocol must be one of: {}", syntax::PROTOCOLS),
            );
        }
    }
}

/// Checks the `spec` of a MeshOpenTelemetryBackend.
pub(super) fn check_telemetry_backend(spec: &Place<'_>, violations: &mut Violations) {
    let endpoint = spec.field("endpoint");
    let (address, port, path) = (endpoint.field("address"), endpoint.field("port"), endpoint.field("path"));
    if address.is_defined() {
        if address.is_empty() {
            violations.refuse_as(code::REQUIRED, &address, "must not be empty");
        } else if !syntax::is_ip(address.text()) && !syntax::is_dns_name(address.text()) {
            violations.refuse_as(code::INVALID_ADDRESS, &address, "address has to be a valid IP or hostname");
        }
    }
    if port.is_defined() {
        violations.check_spec_port(&port);
    }
    if path.is_empty() {
        return;
    }
    if spec.field("protocol").text() != "http" {
        return violations.refuse_as(code::NOT_ALLOWED_HERE, &path, "must not be set when protocol is grpc");
    }
    if !path.text().starts_with('/') {
        violations.refuse_as(code::INVALID_PATH, &path, "must start with /");
    }
    if path.text().contains(['?', '#']) {
        violations.refuse_as(code::INVALID_PATH, &path, "must not contain query or fragment");
    }
}
