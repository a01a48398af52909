//! `envoy.config.core.v3.HealthCheck`.

use std::fmt::Write as _;

use super::schema::{Conf, Grpc, Header, Http, Tcp};
use crate::{
    index::Protocol,
    list::CollectVec as _,
    origin::{Origin, Traced},
    tree::{Duration, Message, Node, Text},
};

const ORIGIN: Origin = Origin::Rule(&"form in which Envoy gets a MeshHealthCheck");

/// How endpoints are asked.
pub(super) enum Way<'c> {
    Tcp(&'c Tcp),
    Http(&'c Http),
    Grpc(&'c Grpc),
}

/// `tags` are those of the client, which it says with every question of HTTP.
pub(super) fn health_check(
    conf: &Conf,
    way: &Way<'_>,
    protocol: Protocol,
    tags: Option<&Traced<Text>>,
) -> Node {
    let message = common(conf);
    match way {
        Way::Tcp(found) => message.with("tcpHealthCheck", tcp(found)),
        Way::Http(found) => message.with("httpHealthCheck", http(found, protocol, tags)),
        Way::Grpc(found) => message.with("grpcHealthCheck", grpc(found)),
    }
    .into()
}

fn common(conf: &Conf) -> Message {
    let length = |said: &Option<Traced<Duration>>, default| {
        said.clone()
            .unwrap_or(Traced::default_of(Duration::seconds(default), &"MeshHealthCheck interval, timeout"))
    };
    let count = |said: &Option<Traced<i32>>, default| {
        let default = Traced::default_of(default, &"MeshHealthCheck unhealthyThreshold, healthyThreshold");
        said.as_ref().map_or(default, natural)
    };
    let percent = conf.interval_jitter_percent.as_ref().map(natural).filter(|percent| percent.value > 0);
    let always = conf.always_log_health_check_failures.as_ref().filter(|always| always.value);
    Message::new(ORIGIN)
        .with("timeout", length(&conf.timeout, 15))
        .with("interval", length(&conf.interval, 60))
        .optional("initialJitter", conf.initial_jitter.as_ref())
        .optional("intervalJitter", conf.interval_jitter.as_ref())
        .optional("intervalJitterPercent", percent)
        .with("unhealthyThreshold", count(&conf.unhealthy_threshold, 5))
        .with("healthyThreshold", count(&conf.healthy_threshold, 1))
        .optional("reuseConnection", conf.reuse_connection.as_ref())
        .optional("noTrafficInterval", conf.no_traffic_interval.as_ref())
        .list("eventLogger", conf.event_log_path.as_ref().map(event_logger))
        .optional("alwaysLogHealthCheckFailures", always)
}

/// Kuma reads these numbers with a sign, which Envoy has no use for.
fn natural(number: &Traced<i32>) -> Traced<u32> {
    number.derive(|number| u32::try_from(*number).unwrap_or_default())
}

fn event_logger(path: &Traced<Text>) -> Message {
    let type_name = "envoy.extensions.health_check.event_sinks.file.v3.HealthCheckEventFileSink";
    let config = Message::typed(type_name, path.origin)
        .optional("eventLogPath", Some(path).filter(|path| !path.is_empty()));
    Message::new(path.origin)
        .constant("name", "envoy.health_check.event_sinks.file")
        .with("typedConfig", config)
}

fn tcp(conf: &Tcp) -> Message {
    Message::new(ORIGIN)
        .optional("send", conf.send.as_ref().map(payload))
        .list("receive", conf.receive.iter().flatten().map(payload))
}

/// The bytes of the text, as it was written, in hexadecimal digits.
fn payload(text: &Traced<Text>) -> Message {
    let digits = text.derive(|text| {
        let mut digits = String::new();
        for byte in text.as_str().bytes() {
            let _ = write!(digits, "{byte:02x}");
        }
        Text::from(digits)
    });
    Message::new(text.origin).with("text", digits)
}

fn http(conf: &Http, protocol: Protocol, tags: Option<&Traced<Text>>) -> Message {
    let root = || Traced::default_of(Text::new_static("/"), &"MeshHealthCheck http.path");
    let path = conf.path.clone().unwrap_or_else(root);
    let codec = (protocol == Protocol::Http2).then(|| Node::string("HTTP2", ORIGIN));
    let own = tags.filter(|tags| !tags.is_empty()).map(client_tags);
    let modifier = conf.request_headers_to_add.as_ref();
    let add = modifier.and_then(|modifier| modifier.add.as_ref()).into_iter().flatten();
    let set = modifier.and_then(|modifier| modifier.set.as_ref()).into_iter().flatten();
    let added = add.flat_map(|found| values(found, None));
    let replaced = set.flat_map(|found| values(found, Some("OVERWRITE_IF_EXISTS_OR_ADD")));
    Message::new(ORIGIN)
        .optional("path", Some(path).filter(|path| !path.is_empty()))
        .list("requestHeadersToAdd", own.into_iter().chain(added).chain(replaced))
        .list("expectedStatuses", conf.expected_statuses.iter().flatten().map(status))
        .optional("codecClientType", codec)
}

fn client_tags(tags: &Traced<Text>) -> Message {
    let value = Message::new(tags.origin).constant("key", "x-kuma-tags").with("value", tags);
    Message::new(tags.origin).with("header", value)
}

/// One header for each of the values.
fn values(header: &Header, action: Option<&'static str>) -> Vec<Message> {
    let origin = header.value.origin;
    let one = |value: &str| {
        let value = Traced::new(Text::from(value), origin);
        let header = Message::new(header.name.origin).with("key", &header.name);
        let header = header.optional("value", Some(value).filter(|value| !value.is_empty()));
        Message::new(origin)
            .with("header", header)
            .optional("appendAction", action.map(|action| Node::string(action, origin)))
    };
    header.value.split(',').map(one).collect_vec()
}

/// A range of one status; protobuf writes long numbers as text.
fn status(status: &Traced<i32>) -> Message {
    let text = |number: u64| status.derive(|_| Text::from(number.to_string()));
    let start = u64::from(natural(status).value);
    Message::new(status.origin).with("start", text(start)).with("end", text(start + 1))
}

fn grpc(conf: &Grpc) -> Message {
    let given = |text: &Option<Traced<Text>>| text.clone().filter(|text| !text.is_empty());
    Message::new(ORIGIN)
        .optional("serviceName", given(&conf.service_name))
        .optional("authority", given(&conf.authority))
}
