//! `node`: who the proxy is, and what it tells the control plane about itself.

use super::{Parameters, REQUEST, RULE};
use crate::{
    bootstrap::request::BootstrapRequest,
    list::CollectVec as _,
    origin::{Origin, Traced},
    tree::{Message, Node, Text, Value},
};

/// `envoy.config.core.v3.Node`
pub(super) fn node(parameters: &Parameters<'_>) -> Message {
    Message::rule(&RULE)
        .constant("id", parameters.proxy.node_id())
        .with("cluster", &parameters.service)
        .with("metadata", metadata(parameters))
}

/// `node.metadata`
pub(in crate::bootstrap) fn metadata(parameters: &Parameters<'_>) -> Node {
    let request = parameters.request;
    let admin = admin_members(parameters);
    let features =
        request.features.iter().map(|feature| Node::string(feature.clone(), REQUEST)).collect_vec();
    let mut message = Message::new(REQUEST)
        .with("version", version(&request.version))
        .with("features", Node::list(features, REQUEST))
        .constant("workdir", &request.work_dir)
        .constant("metricsCertPath", &request.metrics_certificate_path)
        .constant("metricsKeyPath", &request.metrics_key_path)
        .constant("systemCaPath", &request.system_ca_path)
        .constant("ipv6Enabled", request.ipv6_enabled)
        .constant("spireAgent.socketPath", &request.spire_socket_path)
        .text("dataplane.resource", request.resource.clone())
        .text("dataplane.dns.port", number_text(request.dns_port))
        .text("dataplane.readinessReporter.port", number_text(request.readiness_port))
        .constant("dataplane.proxyType", parameters.proxy.proxy_type.name())
        .map("dynamicMetadata", dynamic_metadata(request))
        .optional("transparentProxy", request.transparent_proxy.as_ref().map(transparent_proxy))
        .optional("otelEnvInventory", request.otel_environment.as_ref().map(otel_environment));
    if request.app_probe_proxy {
        message = message.constant("dataplane.appProbeProxy.enabled", "true");
    }
    for (field, value) in admin {
        message.set(field, value);
    }
    message.into()
}

/// Where the admin interface is to listen.
fn admin_members(parameters: &Parameters<'_>) -> Vec<(&'static str, Node)> {
    if parameters.admin_port.value == 0 {
        return Vec::new();
    }
    let address = parameters.control_plane.bootstrap.admin_address.clone();
    let port = parameters.admin_port.derive(|port| Text::from(port.to_string()));
    let mut members = vec![
        ("dataplane.admin.port", Node::from(port)),
        (
            "dataplane.admin.address",
            Traced::default_of(address, &"KUMA_BOOTSTRAP_SERVER_PARAMS_ADMIN_ADDRESS").into(),
        ),
    ];
    if let Some(path) = super::admin::socket_path(parameters) {
        members.push(("dataplane.admin.socketPath", Traced::rule(path, &RULE).into()));
    }
    members
}

fn number_text(number: u32) -> Text {
    if number == 0 { Text::default() } else { number.to_string().into() }
}

fn dynamic_metadata(request: &BootstrapRequest) -> impl Iterator<Item = (Text, Node)> + '_ {
    request.dynamic_metadata.iter().map(|(key, value)| (key.clone(), Node::string(value.clone(), REQUEST)))
}

/// The versions, as protobuf's JSON prints them: empty texts and `false` are left out.
fn version(sent: &Node) -> Message {
    let of = |part: &str, fields: [&'static str; 4]| {
        fields.into_iter().fold(Message::new(sent.origin), |message, field| {
            let value = sent.get(part).and_then(|part| part.get(field));
            let filled = value.filter(|value| value.as_str() != Some("") && value.as_bool() != Some(false));
            message.optional(field, filled.cloned())
        })
    };
    Message::new(sent.origin)
        .with("kumaDp", of("kumaDp", ["version", "gitTag", "gitCommit", "buildDate"]))
        .with("envoy", of("envoy", ["version", "build", "kumaDpCompatible", ""]))
}

/// The configuration of the transparent proxy, every field of it.
fn transparent_proxy(sent: &Node) -> Message {
    let origin = sent.origin;
    let redirect = sent.get("redirect");
    let flow = |name: &str| {
        let flow = redirect.and_then(|redirect| redirect.get(name));
        Message::new(origin)
            .with("enabled", member_or(flow, "enabled", Node::boolean(false, origin)))
            .with("port", member_or(flow, "port", Node::number(0_u32, origin)))
    };
    let networks = redirect.and_then(|redirect| redirect.get("vnet")).and_then(|vnet| vnet.get("networks"));
    let virtual_networks = Message::new(origin).with("networks", items_of(networks, origin));
    let redirect = Message::new(origin)
        .with("inbound", flow("inbound"))
        .with("outbound", flow("outbound"))
        .with("dns", flow("dns"))
        .with("vnet", virtual_networks);
    Message::new(origin)
        .with("ipFamilyMode", member_or(Some(sent), "ipFamilyMode", Node::string("", origin)))
        .with("redirect", redirect)
}

/// What kuma-dp found in its environment, every field of it.
fn otel_environment(sent: &Node) -> Message {
    let origin = sent.origin;
    let signals = ["shared", "traces", "logs", "metrics"];
    signals
        .into_iter()
        .fold(Message::new(origin), |message, signal| {
            let value = sent.get(signal).filter(|value| !value.is_null());
            let null = Node::new(Value::Null, origin);
            message.with(signal, value.map_or(null, |value| otel_signal(value).into()))
        })
        .with("pipeEnabled", member_or(Some(sent), "pipeEnabled", Node::boolean(false, origin)))
        .with("validationErrors", items_of(sent.get("validationErrors"), origin))
}

fn otel_signal(sent: &Node) -> Message {
    const FLAGS: [&str; 11] = [
        "endpointPresent",
        "endpointParsedAsURL",
        "endpointHasPath",
        "protocolPresent",
        "headersPresent",
        "timeoutPresent",
        "compressionPresent",
        "insecurePresent",
        "certificatePresent",
        "clientCertificatePresent",
        "clientKeyPresent",
    ];
    let origin = sent.origin;
    let mut message = Message::new(origin);
    for field in ["signal", "effectiveProtocol", "effectiveAuthMode"] {
        message.set(field, member_or(Some(sent), field, Node::string("", origin)));
    }
    for field in FLAGS {
        message.set(field, member_or(Some(sent), field, Node::boolean(false, origin)));
    }
    for field in ["overrideKinds", "validationErrors"] {
        message.set(field, items_of(sent.get(field), origin));
    }
    message
}

fn member_or(node: Option<&Node>, field: &str, absent: Node) -> Node {
    node.and_then(|node| node.get(field)).filter(|value| !value.is_null()).cloned().unwrap_or(absent)
}

fn items_of(node: Option<&Node>, origin: Origin) -> Node {
    node.filter(|node| node.as_list().is_some()).cloned().unwrap_or_else(|| Node::list(Vec::new(), origin))
}
