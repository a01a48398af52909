//! The clusters that a proxy has before the control plane gives it any.

use std::net::IpAddr;

use super::{Parameters, RULE};
use crate::{
    origin::{Origin, Traced},
    tree::{Message, Text},
};

/// Longer paths do not fit the address of a Unix socket on every system.
const SOCKET_PATH_LENGTH: usize = 98;
const HTTP_OPTIONS: &str = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

/// The cluster of the access log streamer and, unless Envoy talks to the control plane by Google's gRPC, that of ADS.
pub(super) fn clusters(parameters: &Parameters<'_>) -> Vec<Message> {
    let mut clusters = vec![access_log_sink(parameters)];
    if !parameters.reads_token_file() {
        clusters.push(ads(parameters));
    }
    clusters
}

/// The name of the cluster of the control plane.
pub(super) fn ads_name(parameters: &Parameters<'_>) -> &'static str {
    parameters.naming.choose(|| "ads_cluster", || "system_ads")
}

/// The path of a Unix socket in a folder, cut where it would be too long.
pub(super) fn socket_name(folder: &str, name: &str) -> Text {
    let folder = folder.trim_end_matches('/');
    let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let end = (0..=SOCKET_PATH_LENGTH.min(path.len())).rev().find(|end| path.is_char_boundary(*end));
    Text::from_iter([path.get(..end.unwrap_or(0)).unwrap_or_default(), ".sock"])
}

fn access_log_sink(parameters: &Parameters<'_>) -> Message {
    let name = parameters.naming.choose(|| "access_log_sink", || "system_access_log_sink");
    let proxy = &parameters.proxy;
    let socket = format!("kuma-al-{}-{}", proxy.name, proxy.mesh);
    let pipe = Message::rule(&RULE).constant("path", socket_name(&parameters.request.work_dir, &socket));
    cluster(parameters, name, "STATIC", Message::rule(&RULE).with("pipe", pipe))
}

fn ads(parameters: &Parameters<'_>) -> Message {
    let host = parameters.xds_host();
    let discovery = if host.value.parse::<IpAddr>().is_ok() { "STATIC" } else { "STRICT_DNS" };
    let socket = Message::rule(&RULE).with("address", &host).with("portValue", parameters.xds_port());
    let address = Message::rule(&RULE).with("socketAddress", socket);
    cluster(parameters, ads_name(parameters), discovery, address)
        .with("transportSocket", transport_socket(host))
}

fn cluster(
    parameters: &Parameters<'_>,
    name: &'static str,
    discovery: &'static str,
    address: Message,
) -> Message {
    let timeout = parameters.control_plane.bootstrap.xds_connect_timeout;
    let timeout = Traced::default_of(timeout, &"KUMA_BOOTSTRAP_SERVER_PARAMS_XDS_CONNECT_TIMEOUT");
    let keepalive = Message::rule(&RULE)
        .constant("keepaliveProbes", 3_u32)
        .constant("keepaliveTime", 10_u32)
        .constant("keepaliveInterval", 10_u32);
    Message::rule(&RULE)
        .constant("name", name)
        .constant("type", discovery)
        .with("connectTimeout", timeout)
        .with("loadAssignment", load_assignment(name, address))
        .with("typedExtensionProtocolOptions", Message::rule(&RULE).with(HTTP_OPTIONS, http2()))
        .with("upstreamConnectionOptions", Message::rule(&RULE).with("tcpKeepalive", keepalive))
}

fn load_assignment(name: &'static str, address: Message) -> Message {
    let endpoint = Message::rule(&RULE).with("address", address);
    let endpoint = Message::rule(&RULE).with("endpoint", endpoint);
    let locality = Message::rule(&RULE).list("lbEndpoints", [endpoint]);
    Message::rule(&RULE).constant("clusterName", name).list("endpoints", [locality])
}

fn http2() -> Message {
    let explicit = Message::rule(&RULE).with("http2ProtocolOptions", Message::rule(&RULE));
    Message::typed(HTTP_OPTIONS, Origin::Rule(&RULE)).with("explicitHttpConfig", explicit)
}

fn transport_socket(host: Traced<Text>) -> Message {
    let parameters = Message::rule(&RULE).constant("tlsMinimumProtocolVersion", "TLSv1_2");
    let secret = Message::rule(&RULE).constant("name", "cp_validation_ctx");
    let common =
        Message::rule(&RULE).with("tlsParams", parameters).with("validationContextSdsSecretConfig", secret);
    let context =
        Message::typed("envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", Origin::Rule(&RULE))
            .with("commonTlsContext", common)
            .with("sni", host);
    Message::rule(&RULE).constant("name", "envoy.transport_sockets.tls").with("typedConfig", context)
}

#[cfg(test)]
mod tests {
    use super::socket_name;

    #[test]
    fn paths_of_sockets_are_cut() {
        assert_eq!(socket_name("/tmp/", "a"), "/tmp/a.sock");
        assert_eq!(socket_name("", "a"), "a.sock");
        assert_eq!(socket_name("/tmp", &"a".repeat(200)).len(), 103);
    }
}
