//! The listeners of a zone proxy that belongs to a mesh: names and addresses that are used once.

use super::{Place, Violations, code};
use crate::sorted::{SortedMap, SortedSet};

/// Checks `networking.listeners`.
pub(super) fn check(networking: &Place<'_>, violations: &mut Violations) {
    let mut names: SortedSet<String> =
        networking.field("inbound").items().map(|inbound| section(&inbound)).collect();
    let mut types = SortedMap::new();
    let own = networking.field("address").text();
    let inbounds: SortedSet<String> = networking
        .field("inbound")
        .items()
        .map(|inbound| {
            let address = inbound.field("address").text();
            socket(if address.is_empty() { own } else { address }, inbound.field("port").number())
        })
        .collect();
    for listener in networking.field("listeners").items() {
        own_fields(&listener, violations);
        let name = listener.field("name");
        if !name.is_empty() && !names.insert(name.text().into()) {
            let reason = format!("name \"{}\" must be unique across inbounds and listeners", name.text());
            violations.refuse_as(code::INVALID_NAME, &name, reason);
        }
        let socket = socket(listener.field("address").text(), listener.field("port").number());
        let listener_type = listener.field("type").text();
        match types.get(&socket) {
            Some(other) if *other == listener_type => {
                violations.refuse_as(
                    code::DUPLICATE,
                    &listener,
                    format!("address:port {socket} is already used by another listener"),
                );
            }
            Some(_) => {
                violations.refuse_as(
                    code::CONFLICT,
                    &listener,
                    format!("address:port {socket} is used by listeners of different types"),
                );
            }
            None => {
                types.insert(socket.clone(), listener_type);
            }
        }
        if inbounds.contains(&socket) {
            violations.refuse_as(
                code::CONFLICT,
                &listener,
                format!("address:port {socket} collides with an inbound listener"),
            );
        }
    }
}

fn own_fields(listener: &Place<'_>, violations: &mut Violations) {
    let listener_type = listener.field("type");
    // A number without a name is some type, too.
    if matches!(listener_type.text(), "" | "Unspecified") && listener_type.number() == 0 {
        violations.refuse_as(
            code::UNSUPPORTED_VALUE,
            &listener_type,
            "type must be ZoneIngress or ZoneEgress",
        );
    }
    violations.check_address(&listener.field("address"));
    violations.check_port(&listener.field("port"));
}

fn section(inbound: &Place<'_>) -> String {
    let name = inbound.field("name").text();
    if name.is_empty() { inbound.field("port").number().to_string() } else { name.into() }
}

fn socket(address: &str, port: i64) -> String {
    format!("{address}:{port}")
}
