//! Dataplane: addresses that exist, ports that do not collide, gateways without inbounds.

use std::net::IpAddr;

use super::{Place, Violations, code, listeners, mesh_backends, names, syntax, tags::ServiceTag, url::Url};

const BACKEND_KINDS: [&str; 3] = ["MeshExternalService", "MeshMultiZoneService", "MeshService"];
const SAME_AS_INBOUND: &str = "serviceAddress and servicePort has to differ from address and port";

/// Checks the fields of a Dataplane.
pub(super) fn check(fields: &Place<'_>, violations: &mut Violations) {
    let networking = fields.field("networking");
    if !networking.is_defined() {
        return violations.refuse_as(code::REQUIRED, &networking, "must be defined");
    }
    admin_port(&networking, violations);
    let gateway = networking.field("gateway");
    let kind = gateway.field("type");
    // Choices have numbers, too; one without a name is neither.
    match (gateway.is_defined(), kind.text(), kind.number()) {
        (true, "BUILTIN", _) | (true, _, 1) => builtin_gateway(fields, &networking, violations),
        (true, _, 0) => delegated_gateway(fields, &networking, violations),
        _ => {
            addresses(&networking, violations);
            probes(&fields.field("probes"), violations);
            mesh_backends::metrics_of_dataplane(&fields.field("metrics"), violations);
            listeners::check(&networking, violations);
        }
    }
}

/// The admin interface listens on 127.0.0.1.
fn admin_port(networking: &Place<'_>, violations: &mut Violations) {
    let port = networking.field("admin").field("port");
    if !networking.field("admin").is_defined() {
        return;
    }
    let own = networking.field("address").text();
    let takes = |address: &str, taken: i64| taken == port.number() && is_loopback_or_all(address);
    let inbound = networking.field("inbound").items().any(|inbound| {
        let address = or(inbound.field("address").text(), own);
        let workload_port = inbound.field("servicePort").number();
        let workload_port = if workload_port == 0 { inbound.field("port").number() } else { workload_port };
        takes(address, inbound.field("port").number())
            || takes(or(inbound.field("serviceAddress").text(), address), workload_port)
    });
    if inbound {
        violations.refuse_as(code::CONFLICT, &port, "must differ from inbound");
    }
    let outbound = networking.field("outbound").items().any(|outbound| {
        takes(or(outbound.field("address").text(), "127.0.0.1"), outbound.field("port").number())
    });
    if outbound {
        violations.refuse_as(code::CONFLICT, &port, "must differ from outbound");
    }
}

fn is_loopback_or_all(address: &str) -> bool {
    match address.parse::<IpAddr>() {
        Ok(address) => {
            let address = address.to_canonical();
            address.is_unspecified() || address == IpAddr::from([127, 0, 0, 1])
        }
        Err(_) => false,
    }
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

fn delegated_gateway(fields: &Place<'_>, networking: &Place<'_>, violations: &mut Violations) {
    for name in ["inbound", "listeners"] {
        if !networking.field(name).is_empty() {
            let reason = format!("{name} cannot be defined for delegated gateways");
            violations.refuse_as(code::NOT_ALLOWED_HERE, &networking.field(name), reason);
        }
    }
    gateway(&networking.field("gateway"), violations);
    addresses(networking, violations);
    probes(&fields.field("probes"), violations);
}

fn builtin_gateway(fields: &Place<'_>, networking: &Place<'_>, violations: &mut Violations) {
    for name in ["inbound", "outbound", "listeners"] {
        if !networking.field(name).is_empty() {
            violations.refuse_as(
                code::NOT_ALLOWED_HERE,
                &networking.field(name),
                format!("{name} cannot be defined for builtin gateways"),
            );
        }
    }
    let probes = fields.field("probes");
    if probes.is_defined() {
        let reason = "probes cannot be defined for builtin gateways";
        violations.refuse_as(code::NOT_ALLOWED_HERE, &probes.called("networking.probes"), reason);
    }
    gateway(&networking.field("gateway"), violations);
    addresses(networking, violations);
}

fn gateway(gateway: &Place<'_>, violations: &mut Violations) {
    let tags = gateway.field("tags");
    let protocol = tags.key("kuma.io/protocol");
    if protocol.is_defined() && !protocol.text().eq_ignore_ascii_case("tcp") {
        let reason = format!("other values than tcp are not allowed, provided value \"{}\"", protocol.text());
        violations.refuse(&protocol, reason);
    }
    violations.check_tags(&tags, if tags.is_empty() { ServiceTag::Optional } else { ServiceTag::Required });
}

fn addresses(networking: &Place<'_>, violations: &mut Violations) {
    violations.check_address(&networking.field("address"));
    for inbound in networking.field("inbound").items() {
        check_inbound(&inbound, networking.field("address").text(), violations);
    }
    for outbound in networking.field("outbound").items() {
        check_outbound(&outbound, violations);
    }
    let backends = networking.field("transparentProxying").field("reachableBackends");
    let backends = if backends.is_defined() {
        backends
    } else {
        networking.field("transparent_proxying").field("reachable_backends")
    };
    for (index, reference) in backends.field("refs").items().enumerate() {
        let path = format!("networking.transparentProxing.reachableBackends.refs[{index}]");
        reachable_backend(&reference.called(path), violations);
    }
}

fn check_inbound(inbound: &Place<'_>, dataplane_address: &str, violations: &mut Violations) {
    violations.check_port(&inbound.field("port"));
    let service_port = inbound.field("servicePort");
    if service_port.number() != 0 {
        violations.check_port(&service_port);
    }
    inbound_addresses(inbound, dataplane_address, violations);
    let tags = inbound.field("tags");
    violations.check_protocol_tag(&tags);
    violations.check_tags(&tags, ServiceTag::Optional);
    let protocol = inbound.field("protocol");
    if !protocol.is_empty() && !syntax::is_protocol(protocol.text()) {
        let (value, allowed) = (protocol.text(), syntax::PROTOCOLS);
        violations.refuse_as(
            code::UNSUPPORTED_VALUE,
            &protocol,
            format!("has an invalid value \"{value}\". Allowed values: {allowed}"),
        );
    }
    service_probe(&inbound.field("serviceProbe"), violations);
    let service = tags.key("kuma.io/service");
    if !tags.is_empty() && !service.is_defined() {
        violations.refuse_as(code::INVALID_TAGS, &service, "tag has to exist");
    }
}

fn inbound_addresses(inbound: &Place<'_>, dataplane_address: &str, violations: &mut Violations) {
    let (address, service_address) = (inbound.field("address"), inbound.field("serviceAddress"));
    let service_port = inbound.field("servicePort").number();
    let same_port = service_port == 0 || service_port == inbound.field("port").number();
    if !service_address.is_empty() {
        if !syntax::is_ip(service_address.text()) {
            violations.refuse_as(
                code::INVALID_ADDRESS,
                &service_address,
                "serviceAddress has to be valid IP address",
            );
        }
        if service_address.text() == dataplane_address && same_port {
            violations.refuse(&service_address, SAME_AS_INBOUND);
        }
    }
    if !address.is_empty() {
        if !syntax::is_ip(address.text()) {
            violations.refuse_as(code::INVALID_ADDRESS, &address, "address has to be valid IP address");
        }
        if address.text() == service_address.text() && same_port {
            violations.refuse(&service_address, SAME_AS_INBOUND);
        }
    }
}

fn service_probe(probe: &Place<'_>, violations: &mut Violations) {
    for name in ["interval", "timeout"] {
        let duration = probe.field(name);
        if duration.duration().is_some_and(|duration| duration.nanoseconds == 0) {
            violations.refuse_as(code::NOT_IN_RANGE, &duration, "must have a positive value");
        }
    }
    for name in ["unhealthyThreshold", "healthyThreshold"] {
        let threshold = probe.field(name);
        if threshold.is_defined() && threshold.number() == 0 {
            violations.refuse_as(code::NOT_IN_RANGE, &threshold, "must have a positive value");
        }
    }
}

fn check_outbound(outbound: &Place<'_>, violations: &mut Violations) {
    violations.check_port(&outbound.field("port"));
    let address = outbound.field("address");
    if !address.is_empty() && !syntax::is_ip(address.text()) {
        violations.refuse_as(code::INVALID_ADDRESS, &address, "address has to be valid IP address");
    }
    let (backend, tags) = (outbound.field("backendRef"), outbound.field("tags"));
    if backend.is_defined() {
        backend_ref(&backend, violations);
        if !tags.is_empty() {
            violations.refuse_as(
                code::CHOOSE_ONE,
                &backend,
                "both backendRef and tags/service cannot be defined",
            );
        }
    } else {
        violations.check_tags(&tags, ServiceTag::Required);
    }
}

fn backend_ref(backend: &Place<'_>, violations: &mut Violations) {
    kind(&backend.field("kind"), violations);
    if backend.field("name").is_empty() && backend.field("labels").is_empty() {
        violations.refuse_as(
            code::NOTHING_CONFIGURED,
            backend,
            "either 'name' or 'labels' should be specified",
        );
    }
    // A MeshExternalService has one port only.
    if backend.field("kind").text() != "MeshExternalService" {
        violations.check_port(&backend.field("port"));
    }
}

fn kind(kind: &Place<'_>, violations: &mut Violations) {
    if !BACKEND_KINDS.contains(&kind.text()) {
        violations.refuse_as(
            code::UNSUPPORTED_VALUE,
            kind,
            format!("invalid value. Available values are: {}", BACKEND_KINDS.join(",")),
        );
    }
}

fn reachable_backend(reference: &Place<'_>, violations: &mut Violations) {
    let field = |name| reference.field(name);
    kind(&field("kind"), violations);
    let (name, namespace, labels) = (field("name"), field("namespace"), field("labels"));
    if !name.is_empty() {
        names::check(&name, name.text(), violations);
    }
    if name.is_empty() && namespace.is_empty() && labels.is_empty() {
        violations.refuse_as(code::REQUIRED, &name, "name or labels are required");
    }
    if name.is_empty() && !namespace.is_empty() {
        violations.refuse_as(code::REQUIRED, &name, "name is required, when namespace is defined");
    }
    if !(name.is_empty() && namespace.is_empty() || labels.is_empty()) {
        violations.refuse_as(code::CHOOSE_ONE, &labels, "labels cannot be defined when name is specified");
    }
}

fn probes(probes: &Place<'_>, violations: &mut Violations) {
    if !probes.is_defined() {
        return;
    }
    violations.check_port(&probes.field("port"));
    for endpoint in probes.field("endpoints").items() {
        violations.check_port(&endpoint.field("inboundPort"));
        for name in ["inboundPath", "path"] {
            if Url::parse(endpoint.field(name).text()).is_none() {
                violations.refuse_as(code::INVALID_PATH, &endpoint.field(name), "should be a valid URL Path");
            }
        }
    }
}
