//! ExternalService and MeshExternalService: services outside the mesh.

use super::{Place, Violations, code, syntax, tags::ServiceTag};

/// Checks the fields of an ExternalService.
pub(super) fn check_external_service(fields: &Place<'_>, violations: &mut Violations) {
    let networking = fields.field("networking");
    if networking.is_defined() {
        host_and_port(&networking.field("address"), violations);
    } else {
        violations.refuse_as(code::REQUIRED, &networking, "should have networking");
    }
    let tls = networking.field("tls");
    let server_name = tls.field("serverName");
    if server_name.is_defined() && server_name.is_empty() {
        violations.refuse_as(code::REQUIRED, &server_name, "cannot be empty");
    }
    for name in ["caCert", "clientCert", "clientKey"] {
        let source = tls.field(name);
        let is_given = |part: &&str| !source.field(part).is_empty();
        if source.is_defined() && !["inline", "inlineString", "secret", "file"].iter().any(is_given) {
            violations.refuse_as(code::REQUIRED, &source, "data source cannot be empty");
        }
    }
    let tags = fields.field("tags");
    violations.check_protocol_tag(&tags);
    violations.check_tags(&tags, ServiceTag::Required);
    let service = tags.key("kuma.io/service");
    let host = syntax::split_host_port(networking.field("address").text()).map(|(host, _)| host);
    if !service.is_empty() && host == Some(service.text()) {
        violations.refuse_as(code::CONFLICT, &service, "cannot be the same as networking.address");
    }
}

fn host_and_port(address: &Place<'_>, violations: &mut Violations) {
    if address.is_empty() {
        return violations.refuse_as(code::REQUIRED, address, "address can't be empty");
    }
    let parts = syntax::split_host_port(address.text());
    if parts.is_none() {
        violations.refuse_as(code::INVALID_ADDRESS, address, "unable to parse address");
    }
    let (host, port) = parts.unwrap_or_default();
    if !syntax::is_ip(host) && !syntax::is_dns_name(host) {
        violations.refuse_as(
            code::INVALID_ADDRESS,
            address,
            "address has to be a valid IP address or a domain name",
        );
    }
    // Rust reads a sign, too.
    let digits = if port.starts_with('+') { "" } else { port };
    let number = digits.parse::<u32>();
    if number.is_err() {
        violations.refuse_as(code::INVALID_PORT, address, "unable to parse port in address");
    }
    if !syntax::is_port(number.unwrap_or_default().into()) {
        violations.refuse_as(code::INVALID_PORT, address, "port must be in the range [1, 65535]");
    }
}

/// Checks the `spec` of a MeshExternalService.
pub(super) fn check_mesh_external_service(spec: &Place<'_>, violations: &mut Violations) {
    violations.check_spec_port(&spec.field("match").field("port"));
    let extension = spec.field("extension");
    if extension.is_defined() {
        // Endpoints and TLS are the extension's business then.
        if extension.field("type").is_empty() {
            violations.refuse_as(code::REQUIRED, &extension.field("type"), "must not be empty");
        }
        return;
    }
    for endpoint in spec.field("endpoints").items() {
        check_endpoint(&endpoint, violations);
    }
    tls(&spec.field("tls"), violations);
}

fn check_endpoint(endpoint: &Place<'_>, violations: &mut Violations) {
    let address = endpoint.field("address");
    if syntax::is_ip(address.text()) || syntax::is_dns_name(address.text()) {
        violations.check_spec_port(&endpoint.field("port"));
    } else {
        violations.refuse_as(code::INVALID_ADDRESS, &address, "address has to be a valid IP or hostname");
    }
}

fn tls(tls: &Place<'_>, violations: &mut Violations) {
    version(&tls.field("version"), violations);
    let verification = tls.field("verification");
    let server_name = verification.field("serverName");
    if server_name.is_defined() && !syntax::is_dns_name(server_name.text()) {
        violations.refuse_as(code::INVALID_ADDRESS, &server_name, "must be a valid DNS name");
    }
    let (certificate, key) = (verification.field("clientCert"), verification.field("clientKey"));
    if certificate.is_defined() && !key.is_defined() {
        violations.refuse_as(code::REQUIRED, &key, "must be defined when clientCert is defined");
    }
    if !certificate.is_defined() && key.is_defined() {
        violations.refuse_as(code::REQUIRED, &certificate, "must be defined when clientKey is defined");
    }
}

/// A range of versions of TLS.
pub fn version(version: &Place<'_>, violations: &mut Violations) {
    let order = |name: &str| ["TLS10", "TLS11", "TLS12", "TLS13"].iter().position(|known| *known == name);
    let (lowest, highest) = (order(version.field("min").text()), order(version.field("max").text()));
    if lowest.zip(highest).is_some_and(|(lowest, highest)| lowest > highest) {
        violations.refuse_as(code::NOT_IN_RANGE, &version.field("min"), "min version must be lower than max");
    }
}
