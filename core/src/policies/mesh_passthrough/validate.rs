//! What the control plane refuses about a MeshPassthrough.

use crate::{
    resource::{
        Meta,
        validate::{Place, Violations, code, syntax},
    },
    sorted::{SortedMap, SortedSet},
};

const HTTP: [&str; 3] = ["grpc", "http", "http2"];

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    violations.check_top_target(spec, meta, &["Mesh", "MeshSubset", "Dataplane"], &[]);
    let mut protocols = SortedMap::new();
    let mut values = SortedSet::new();
    for matched in spec.field("default").field("appendMatch").items() {
        let port = matched.field("port");
        let protocol = match matched.field("protocol").text() {
            "" => "tcp",
            protocol => protocol,
        };
        if protocol == "mysql" && !port.is_defined() {
            violations.refuse_as(code::REQUIRED, &port, "port must be defined for Mysql protocol");
        }
        if port.is_defined() {
            if !syntax::is_port(port.number()) {
                violations.refuse_as(code::INVALID_PORT, &port, "port must be a valid (1-65535)");
            }
            let other = protocols.get(&port.number()).copied();
            if other.is_some_and(|other| other != protocol) && HTTP.contains(&protocol) {
                let reason = format!(
                    "using the same port in multiple matches requires the same protocol for the following protocols: [{}]",
                    HTTP.join(" ")
                );
                violations.refuse(&port, reason);
            } else {
                protocols.insert(port.number(), protocol);
            }
            let value = matched.field("value");
            if !values.insert((port.number(), protocol, value.text())) {
                let reason = format!("value {} is already defiend for this port and protocol", value.text());
                violations.refuse(&value, reason);
            }
        }
        check_value(&matched, protocol, violations);
    }
}

fn check_value(matched: &Place<'_>, protocol: &str, violations: &mut Violations) {
    let value = matched.field("value");
    match matched.field("type").text() {
        "CIDR" if !is_cidr(value.text()) => {
            violations.refuse_as(code::INVALID_ADDRESS, &value, "provided CIDR has incorrect value")
        }
        "IP" if !syntax::is_ip(value.text()) => {
            violations.refuse_as(code::INVALID_ADDRESS, &value, "provided IP has incorrect value")
        }
        "Domain" => check_domain(matched, protocol, violations),
        _ => {}
    }
}

fn check_domain(matched: &Place<'_>, protocol: &str, violations: &mut Violations) {
    let (value, port) = (matched.field("value"), matched.field("port"));
    let text = value.text();
    if matches!(protocol, "tcp" | "mysql") {
        let reason = format!("protocol {protocol} is not supported for a domain");
        violations.refuse_as(code::UNSUPPORTED_VALUE, &matched.field("protocol"), reason);
    }
    if text.strip_prefix('*').is_some_and(|rest| !rest.is_empty() && !rest.starts_with('.')) {
        let reason = "provided DNS has incorrect value, partial wildcard is currently not supported";
        violations.refuse_as(code::INVALID_ADDRESS, &value, reason);
    }
    if !port.is_defined() && text.starts_with('*') && HTTP.contains(&protocol) {
        violations.refuse_as(
            code::NOT_ALLOWED_HERE,
            &port,
            "wildcard domains doesn't work for all ports and layer 7 protocol",
        );
    }
    let name = text.strip_prefix("*.").unwrap_or(text);
    if !name.starts_with('*') && !syntax::is_dns_name(name) {
        violations.refuse_as(code::INVALID_ADDRESS, &value, "provided DNS has incorrect value");
    }
}

fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return false };
    let Ok(address) = address.parse::<std::net::IpAddr>() else { return false };
    let limit = if address.is_ipv4() { 32 } else { 128 };
    length.chars().all(|digit| digit.is_ascii_digit())
        && length.parse::<u32>().is_ok_and(|bits| bits <= limit)
}
