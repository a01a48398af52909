//! `envoy.extensions.filters.*.local_ratelimit.v3.LocalRateLimit`.

use super::schema::{Http, Rate, Tcp};
use crate::{
    list::CollectVec as _,
    model::http_status,
    origin::{Origin, Traced},
    tree::{Message, Node, Text},
};

pub(super) const HTTP_FILTER: &str = "envoy.filters.http.local_ratelimit";
/// The reference uses the name of the message.
pub(super) const NETWORK_FILTER: &str = "envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit";

const HTTP_TYPE: &str = "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit";
const ORIGIN: Origin = Origin::Rule(&"form in which Envoy gets a MeshRateLimit");

/// The filter, which limits nothing by itself.
pub(super) fn http_filter() -> Node {
    Message::typed(HTTP_TYPE, ORIGIN).constant("statPrefix", "rate_limit").into()
}

/// What a route says about its limit; nothing where there is none.
pub(super) fn of_route(conf: &Http) -> Option<Node> {
    let rate = conf.request_rate.as_ref().filter(|_| !is_off(conf.disabled.as_ref()))?;
    let answer = conf.on_rate_limit.as_ref();
    let status = answer.and_then(|answer| answer.status).filter(|status| status.value != 0);
    let status = status.map(|status| Message::new(status.origin).with("code", http_status(status)));
    Some(
        Message::typed(HTTP_TYPE, rate.num.origin)
            .constant("statPrefix", "rate_limit")
            .optional("status", status)
            .with("tokenBucket", bucket(rate))
            .with("filterEnabled", always("local_rate_limit_enabled"))
            .with("filterEnforced", always("local_rate_limit_enforced"))
            .list("responseHeadersToAdd", headers(conf))
            .into(),
    )
}

/// The filter of connections; nothing where they have no limit.
pub(super) fn network(conf: &Tcp) -> Option<Node> {
    let rate = conf.connection_rate.as_ref().filter(|_| !is_off(conf.disabled.as_ref()))?;
    let config = Message::typed(NETWORK_FILTER, rate.num.origin)
        .constant("statPrefix", "tcp_rate_limit")
        .with("tokenBucket", bucket(rate));
    Some(config.into())
}

fn is_off(disabled: Option<&Traced<bool>>) -> bool {
    disabled.is_some_and(|disabled| disabled.value)
}

fn bucket(rate: &Rate) -> Message {
    Message::new(rate.num.origin)
        .optional("maxTokens", Some(&rate.num).filter(|num| num.value > 0))
        .with("tokensPerFill", rate.num)
        .with("fillInterval", rate.interval)
}

fn always(key: &'static str) -> Message {
    let percent = Message::new(ORIGIN).constant("numerator", 100_u32);
    Message::new(ORIGIN).with("defaultValue", percent).constant("runtimeKey", key)
}

/// First those to add, then those to set, one for each of their values.
fn headers(conf: &Http) -> Vec<Message> {
    let modifier = conf.on_rate_limit.as_ref().and_then(|answer| answer.headers.as_ref());
    let Some(modifier) = modifier else { return Vec::new() };
    let header = |name: &Traced<Text>, value: Traced<Text>, action: Option<&'static str>| {
        let header = Message::new(name.origin).with("key", name);
        let header = header.optional("value", Some(value).filter(|value| !value.is_empty()));
        let action = action.map(|action| Node::string(action, name.origin));
        Message::new(name.origin).with("header", header).optional("appendAction", action)
    };
    let add = modifier.add.iter().flatten().map(|found| header(&found.name, found.value.clone(), None));
    let set = modifier.set.iter().flatten().flat_map(|found| {
        let values = found.value.split(',').map(|value| Traced::new(Text::from(value), found.value.origin));
        values.map(|value| header(&found.name, value, Some("OVERWRITE_IF_EXISTS_OR_ADD"))).collect_vec()
    });
    add.chain(set).collect_vec()
}
