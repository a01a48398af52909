//! HealthCheck: `envoy.config.core.v3.HealthCheck`.

use std::fmt::Write as _;

use crate::{
    index::Protocol,
    list::CollectVec as _,
    model::Cluster,
    origin::{Origin, Traced},
    resource::{
        Resource, Spec,
        legacy::{HealthCheckConf, HealthCheckHeader, HttpHealthCheck, TcpHealthCheck},
        schema::ProtoDuration,
    },
    tree::{Duration, Message, Node, Text, base64},
};

/// Lets the proxy ask the endpoints of the cluster whether they are well.
pub(super) fn set_cluster(policy: &Resource, protocol: Protocol, cluster: &mut Cluster) {
    let Spec::HealthCheck(spec) = &policy.spec else { return };
    let Some(conf) = &spec.conf else { return };
    let origin = policy.meta.origin;
    set_panic(conf, cluster);
    let tcp = conf.tcp.as_ref().map(|found| ("tcpHealthCheck", tcp(found, origin)));
    let http = conf.http.as_ref().map(|found| ("httpHealthCheck", http(found, protocol, origin)));
    let mut checks: Vec<_> = tcp.into_iter().chain(http).collect_vec();
    if checks.is_empty() {
        checks.push(("tcpHealthCheck", Message::new(origin)));
    }
    cluster
        .health_checks
        .extend(checks.into_iter().map(|(kind, check)| common(conf, origin).with(kind, check).into()));
}

fn set_panic(conf: &HealthCheckConf, cluster: &mut Cluster) {
    let common = &mut cluster.load_balancing.common;
    if let Some(threshold) = &conf.healthy_panic_threshold {
        let percent = Message::new(threshold.origin)
            .number("value", threshold.derive(|threshold| single_precision(*threshold)));
        common.set(Text::new_static("healthyPanicThreshold"), percent.into());
    }
    if let Some(fail) = &conf.fail_traffic_on_panic {
        let zone_aware =
            Message::new(fail.origin).optional("failTrafficOnPanic", Some(fail).filter(|fail| fail.value));
        common.set(Text::new_static("zoneAwareLbConfig"), zone_aware.into());
    }
}

/// The number as it is after it was kept with single precision.
#[expect(clippy::cast_possible_truncation, reason = "single precision is the point")]
fn single_precision(number: f64) -> f64 {
    f64::from(number as f32)
}

fn common(conf: &HealthCheckConf, origin: Origin) -> Message {
    let always = conf.always_log_health_check_failures.as_ref().filter(|always| always.value);
    let percent = Some(&conf.interval_jitter_percent).filter(|percent| percent.value > 0);
    Message::new(origin)
        .optional("timeout", length(conf.timeout.as_ref()))
        .optional("interval", length(conf.interval.as_ref()))
        .optional("initialJitter", length(conf.initial_jitter.as_ref()))
        .optional("intervalJitter", length(conf.interval_jitter.as_ref()))
        .optional("intervalJitterPercent", percent)
        .with("unhealthyThreshold", conf.unhealthy_threshold)
        .with("healthyThreshold", conf.healthy_threshold)
        .optional("reuseConnection", conf.reuse_connection.as_ref())
        .optional("noTrafficInterval", length(conf.no_traffic_interval.as_ref()))
        .optional("eventLogPath", conf.event_log_path.as_ref())
        .optional("alwaysLogHealthCheckFailures", always)
}

fn length(said: Option<&Traced<ProtoDuration>>) -> Option<Traced<Duration>> {
    said.map(|said| said.derive(|said| said.0))
}

fn tcp(conf: &TcpHealthCheck, origin: Origin) -> Message {
    Message::new(origin)
        .optional("send", conf.send.as_ref().map(payload))
        .list("receive", conf.receive.iter().map(payload))
}

/// Bytes in hexadecimal digits.
fn payload(base64: &Traced<Text>) -> Message {
    let hexadecimal = base64.derive(|text| {
        let mut digits = String::new();
        for byte in base64::decode(text).unwrap_or_default() {
            let _ = write!(digits, "{byte:02x}");
        }
        Text::from(digits)
    });
    Message::new(base64.origin).with("text", hexadecimal)
}

fn http(conf: &HttpHealthCheck, protocol: Protocol, origin: Origin) -> Message {
    let codec = (protocol == Protocol::Http2).then(|| Node::string("HTTP2", origin));
    Message::new(origin)
        .optional("path", Some(&conf.path).filter(|path| !path.is_empty()))
        .list("requestHeadersToAdd", conf.request_headers_to_add.iter().map(header))
        .list("expectedStatuses", conf.expected_statuses.iter().map(status))
        .optional("codecClientType", codec)
}

fn header(header: &HealthCheckHeader) -> Message {
    let origin =
        header.header.as_ref().map_or(Origin::Rule(&"HealthCheck header"), |header| header.key.origin);
    let append = header.append.as_ref().is_some_and(|append| append.value);
    let action = (!append).then(|| Node::string("OVERWRITE_IF_EXISTS_OR_ADD", origin));
    let value = header
        .header
        .as_ref()
        .map(|value| Message::new(origin).with("key", &value.key).with("value", &value.value));
    Message::new(origin).optional("header", value).optional("appendAction", action)
}

/// A range of one status; protobuf writes long numbers as text.
fn status(status: &Traced<u32>) -> Message {
    let text = |number: u64| status.derive(|_| Text::from(number.to_string()));
    let start = u64::from(status.value);
    Message::new(status.origin).with("start", text(start)).with("end", text(start + 1))
}
