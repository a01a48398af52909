//! FaultInjection: `envoy.extensions.filters.http.fault.v3.HTTPFault`, one filter for each policy.

use super::client_tags;
use crate::{
    model::{FilterChain, HttpFilter, fractional_percent, kilobits},
    origin::{Origin, Traced},
    policy::client_tags::HEADER,
    resource::{
        Resource, Spec,
        legacy::{Abort, Delay, FaultInjectionConf, ResponseBandwidth},
    },
    tree::{Message, Node},
};

/// Adds the filters of these policies where the chain speaks HTTP.
pub(super) fn add(chain: &mut FilterChain, policies: &[&Resource]) {
    let Some(http) = chain.http_mut() else { return };
    http.http_filters.extend(policies.iter().filter_map(|policy| match &policy.spec {
        Spec::FaultInjection(spec) => Some(filter(policy, spec.conf.as_ref())),
        _ => None,
    }));
}

fn filter(policy: &Resource, conf: Option<&FaultInjectionConf>) -> HttpFilter {
    let origin = policy.meta.origin;
    let config = Message::typed("envoy.extensions.filters.http.fault.v3.HTTPFault", origin)
        .optional("delay", conf.and_then(|conf| conf.delay.as_ref()).map(|found| delay(found, origin)))
        .optional("abort", conf.and_then(|conf| conf.abort.as_ref()).map(|found| abort(found, origin)))
        .list("headers", [clients(policy)])
        .optional(
            "responseRateLimit",
            conf.and_then(|conf| conf.response_bandwidth.as_ref()).map(|found| bandwidth(found, origin)),
        );
    HttpFilter { name: "envoy.filters.http.fault".into(), config: config.into() }
}

fn clients(policy: &Resource) -> Message {
    let pattern = client_tags::pattern_of_sources(policy);
    let regex = Message::new(pattern.origin).with("regex", &pattern);
    Message::new(pattern.origin).constant("name", HEADER).with("safeRegexMatch", regex)
}

fn delay(delay: &Delay, origin: Origin) -> Message {
    let value = delay.value.as_ref().map(|value| value.derive(|value| value.0));
    Message::new(origin)
        .optional("fixedDelay", value)
        .with("percentage", percentage(delay.percentage.as_ref(), origin))
}

fn abort(abort: &Abort, origin: Origin) -> Message {
    let status = abort.http_status.unwrap_or(Traced::new(0, origin));
    Message::new(origin)
        .with("httpStatus", status)
        .with("percentage", percentage(abort.percentage.as_ref(), origin))
}

fn bandwidth(bandwidth: &ResponseBandwidth, origin: Origin) -> Message {
    let limit = bandwidth.limit.as_ref().map(|limit| limit.derive(|limit| kilobits(limit)));
    let fixed = Message::new(origin).optional("limitKbps", limit);
    Message::new(origin)
        .with("fixedLimit", fixed)
        .with("percentage", percentage(bandwidth.percentage.as_ref(), origin))
}

fn percentage(percentage: Option<&Traced<f64>>, origin: Origin) -> Node {
    let origin = percentage.map_or(origin, |found| found.origin);
    fractional_percent(percentage.map_or(0.0, |found| found.value), origin)
}
