//! ZoneIngress and ZoneEgress.

use std::net::IpAddr;

use super::{Place, Violations, code, syntax, tags::ServiceTag};

/// Checks the fields of a ZoneIngress.
pub(super) fn check_ingress(fields: &Place<'_>, violations: &mut Violations) {
    let networking = fields.field("networking");
    let field = |name| networking.field(name);
    let (address, port) = (field("advertisedAddress"), field("advertisedPort"));
    let sockets = [(field("address"), field("port")), (address.clone(), port.clone())];
    admin_port(&networking, &sockets, violations);
    if address.is_empty() && port.number() != 0 {
        violations.refuse_as(code::REQUIRED, &address, "has to be defined with advertisedPort");
    }
    if port.number() == 0 && !address.is_empty() {
        violations.refuse_as(code::REQUIRED, &port, "has to be defined with advertisedAddress");
    }
    optional_address(&field("address"), violations);
    optional_address(&address, violations);
    violations.check_port(&field("port"));
    if port.number() != 0 {
        violations.check_port(&port);
    }
    for (index, service) in fields.field("availableServices").items().enumerate() {
        let tags = service.called(format!("availableService[{index}]")).field("tags");
        violations.check_tags(&tags, ServiceTag::Required);
    }
}

/// Checks the fields of a ZoneEgress.
pub(super) fn check_egress(fields: &Place<'_>, violations: &mut Violations) {
    let networking = fields.field("networking");
    let socket = (networking.field("address"), networking.field("port"));
    admin_port(&networking, &[socket], violations);
    optional_address(&networking.field("address"), violations);
    violations.check_port(&networking.field("port"));
}

/// Checks the `spec` of a MeshZoneAddress.
pub(super) fn check_address(spec: &Place<'_>, violations: &mut Violations) {
    let (address, port) = (spec.field("address"), spec.field("port"));
    if address.is_empty() {
        violations.refuse_as(code::REQUIRED, &address, "in body should be at least 1 chars long");
    }
    if port.number() < 1 {
        violations.refuse_as(code::INVALID_PORT, &port, "in body should be greater than or equal to 1");
    } else if !syntax::is_port(port.number()) {
        violations.refuse_as(code::INVALID_PORT, &port, "in body should be less than or equal to 65535");
    }
}

/// The admin interface listens on 127.0.0.1.
fn admin_port(networking: &Place<'_>, sockets: &[(Place<'_>, Place<'_>)], violations: &mut Violations) {
    let port = networking.field("admin").field("port");
    let takes = |(address, taken): &(Place<'_>, Place<'_>)| {
        let address = address.text().parse::<IpAddr>();
        taken.number() == port.number()
            && address
                .is_ok_and(|address| address.is_unspecified() || address == IpAddr::from([127, 0, 0, 1]))
    };
    if networking.field("admin").is_defined() && sockets.iter().any(takes) {
        violations.refuse_as(code::CONFLICT, &port, "must differ from port");
    }
}

/// The control plane names the address twice.
fn optional_address(address: &Place<'_>, violations: &mut Violations) {
    if !address.is_empty() {
        violations.check_address(&address.called(format!("{}.address", address.path())));
    }
}
