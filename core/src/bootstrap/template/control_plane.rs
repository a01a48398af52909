//! How the proxy reaches the control plane: ADS, and HDS where health discovery is on.

use super::{Parameters, REQUEST, RULE, Role};
use crate::{
    origin::{Origin, Traced},
    tree::{Message, Node, Text},
    world::Feature,
};

const FILE_CREDENTIALS: &str = "envoy.grpc_credentials.file_based_metadata";

/// `envoy.config.bootstrap.v3.Bootstrap.DynamicResources`
pub(super) fn dynamic_resources(parameters: &Parameters<'_>) -> Message {
    let api = if parameters.request.has(Feature::DeltaGrpc) { "DELTA_GRPC" } else { "GRPC" };
    Message::rule(&RULE)
        .with("adsConfig", api_source(parameters, api))
        .with("cdsConfig", over_ads())
        .with("ldsConfig", over_ads())
}

/// `hdsConfig`: how the health of the workload is asked for; nothing where it is not.
pub(super) fn health_discovery(parameters: &Parameters<'_>) -> Option<Message> {
    let wanted = parameters.control_plane.health_discovery && parameters.role != Role::ZoneProxy;
    wanted.then(|| api_source(parameters, "GRPC"))
}

fn over_ads() -> Message {
    Message::rule(&RULE)
        .with("ads", Message::rule(&RULE))
        .constant("initialFetchTimeout", "0s")
        .constant("resourceApiVersion", "V3")
}

/// `envoy.config.core.v3.ApiConfigSource`
fn api_source(parameters: &Parameters<'_>, api: &'static str) -> Message {
    Message::rule(&RULE)
        .constant("apiType", api)
        .constant("transportApiVersion", "V3")
        .constant("setNodeOnFirstMessageOnly", true)
        .list("grpcServices", [grpc_service(parameters)])
}

/// `envoy.config.core.v3.GrpcService`
fn grpc_service(parameters: &Parameters<'_>) -> Message {
    if parameters.reads_token_file() {
        return Message::rule(&RULE).with("googleGrpc", google_grpc(parameters));
    }
    let envoy = Message::rule(&RULE).constant("clusterName", super::cluster::ads_name(parameters));
    let service = Message::rule(&RULE).with("envoyGrpc", envoy);
    let token = &parameters.request.token;
    if token.is_empty() {
        return service;
    }
    let value = Node::string(token.clone(), REQUEST);
    service
        .list("initialMetadata", [Message::rule(&RULE).constant("key", "authorization").with("value", value)])
}

/// `envoy.config.core.v3.GrpcService.GoogleGrpc`, which reads the token from its file for every call.
fn google_grpc(parameters: &Parameters<'_>) -> Message {
    let roots = Message::rule(&RULE).with("rootCerts", parameters.certificate_source());
    let channel_credentials = Message::rule(&RULE).with("sslCredentials", roots);
    Message::rule(&RULE)
        .with("targetUri", target(parameters))
        .constant("statPrefix", "ads")
        .constant("credentialsFactoryName", FILE_CREDENTIALS)
        .with("channelCredentials", channel_credentials)
        .list("callCredentials", [call_credentials(parameters)])
        .with("channelArgs", channel_arguments(parameters))
}

fn target(parameters: &Parameters<'_>) -> Traced<Text> {
    let port = parameters.xds_port().value;
    parameters.xds_host().map(|host| {
        if host.contains(':') { format!("[{host}]:{port}").into() } else { format!("{host}:{port}").into() }
    })
}

fn call_credentials(parameters: &Parameters<'_>) -> Message {
    let path = Node::string(parameters.request.token_path.clone(), REQUEST);
    let config =
        Message::typed("envoy.config.grpc_credential.v3.FileBasedMetadataConfig", Origin::Rule(&RULE))
            .with("secretData", Message::rule(&RULE).with("filename", path));
    let plugin = Message::rule(&RULE).constant("name", FILE_CREDENTIALS).with("typedConfig", config);
    Message::rule(&RULE).with("fromPlugin", plugin)
}

/// Numbers of 64 bits are texts in protobuf's JSON.
fn channel_arguments(parameters: &Parameters<'_>) -> Message {
    let argument = |value: Text, origin| Message::new(origin).constant("intValue", value);
    let constant = |value: &'static str| argument(Text::new_static(value), Origin::Rule(&RULE));
    let bytes = parameters.control_plane.bootstrap.xds_message_bytes.to_string().into();
    let limit = Origin::Default(&"KUMA_BOOTSTRAP_SERVER_PARAMS_XDS_GRPC_MAX_RECEIVE_MESSAGE_BYTES");
    let arguments = Message::rule(&RULE)
        .with("grpc.keepalive_time_ms", constant("10000"))
        .with("grpc.keepalive_timeout_ms", constant("30000"))
        .with("grpc.http2.max_pings_without_data", constant("0"))
        .with("grpc.max_receive_message_length", argument(bytes, limit));
    Message::rule(&RULE).with("args", arguments)
}
