//! Runtime, statistics and limits of the Envoy process.

use super::{Parameters, REQUEST, RULE, Role};
use crate::{
    origin::{Origin, Traced},
    tree::{Message, Node, Text},
};

const STATS_TAGS: [(&str, &str); 6] = [
    ("name", r"^grpc\.((.+)\.)"),
    ("status", r"^grpc.*streams_closed(_([0-9]+))"),
    ("kafka_name", r"^kafka(\.(\S*[0-9]))\."),
    ("kafka_type", r"^kafka\..*\.(.*?(?=_duration|$))"),
    ("worker", r"(worker_([0-9]+)\.)"),
    ("listener", r"((.+?)\.)rbac\."),
];
const HEAP_MONITOR: &str = "envoy.resource_monitors.fixed_heap";

/// `envoy.config.bootstrap.v3.LayeredRuntime`
pub(super) fn layered_runtime(parameters: &Parameters<'_>) -> Message {
    let limits = Message::rule(&RULE)
        .constant("re2.max_program_size.error_level", u32::MAX)
        .constant("re2.max_program_size.warn_level", 1000_u32);
    let mut layers = vec![Message::rule(&RULE).constant("name", "kuma").with("staticLayer", limits)];
    if parameters.role == Role::BuiltInGateway {
        let source =
            Message::rule(&RULE).with("ads", Message::rule(&RULE)).constant("resourceApiVersion", "V3");
        let layer = Message::rule(&RULE).constant("name", "gateway.listeners").with("rtdsConfig", source);
        layers.push(Message::rule(&RULE).constant("name", "gateway.listeners").with("rtdsLayer", layer));
    }
    Message::rule(&RULE).list("layers", layers)
}

/// `envoy.config.overload.v3.OverloadManager`, which built-in gateways have.
pub(super) fn overload_manager(parameters: &Parameters<'_>) -> Option<Message> {
    if parameters.role != Role::BuiltInGateway {
        return None;
    }
    let mut monitors = vec![connection_monitor(parameters)];
    let mut actions = Vec::new();
    let bytes = parameters.request.heap_bytes;
    if bytes > 0 {
        monitors.push(heap_monitor(bytes));
        actions = vec![
            action("envoy.overload_actions.shrink_heap", 0.95),
            action("envoy.overload_actions.stop_accepting_requests", 0.98),
        ];
    }
    let manager = Message::rule(&RULE).constant("refreshInterval", "0.250s");
    Some(manager.list("resourceMonitors", monitors).list("actions", actions))
}

/// `envoy.config.metrics.v3.StatsConfig`
pub(super) fn stats_config() -> Message {
    let tags = STATS_TAGS
        .map(|(name, regex)| Message::rule(&RULE).constant("tagName", name).constant("regex", regex));
    Message::rule(&RULE).list("statsTags", tags)
}

/// `defaultRegexEngine`
pub(super) fn regex_engine() -> Message {
    let engine = Message::typed("envoy.extensions.regex_engines.v3.GoogleRE2", Origin::Rule(&RULE));
    Message::rule(&RULE).constant("name", "envoy.regex_engines.google_re2").with("typedConfig", engine)
}

fn connection_monitor(parameters: &Parameters<'_>) -> Message {
    const TYPE: &str =
        "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig";
    let limit = Text::from(parameters.control_plane.gateway_connections.to_string());
    let limit = Traced::default_of(limit, &"KUMA_PROXY_GATEWAY_GLOBAL_DOWNSTREAM_MAX_CONNECTIONS");
    let config = Message::typed(TYPE, Origin::Rule(&RULE)).with("maxActiveDownstreamConnections", limit);
    Message::rule(&RULE)
        .constant("name", "envoy.resource_monitors.global_downstream_max_connections")
        .with("typedConfig", config)
}

fn heap_monitor(bytes: u64) -> Message {
    const TYPE: &str = "envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig";
    let limit = Node::string(bytes.to_string(), REQUEST);
    let config = Message::typed(TYPE, Origin::Rule(&RULE)).with("maxHeapSizeBytes", limit);
    Message::rule(&RULE).constant("name", HEAP_MONITOR).with("typedConfig", config)
}

fn action(name: &'static str, share: f64) -> Message {
    let threshold = Message::rule(&RULE).constant("value", share);
    let trigger = Message::rule(&RULE).constant("name", HEAP_MONITOR).with("threshold", threshold);
    Message::rule(&RULE).constant("name", name).list("triggers", [trigger])
}
