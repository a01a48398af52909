//! `envoy.extensions.filters.http.fault.v3.HTTPFault`, for some clients.

use super::schema::{Abort, Delay, Fault, ResponseBandwidth};
use crate::{
    model::{HttpFilter, fractional_percent, kilobits},
    origin::{Origin, Traced},
    policy::{
        InboundRule, TagCondition,
        client_tags::{self, HEADER},
        predicate,
    },
    resource::schema::Decimal,
    sorted::SortedMap,
    tree::{Message, Node},
};

const FILTER: &str = "envoy.filters.http.fault";
const ORIGIN: Origin = Origin::Rule(&"form in which Envoy gets a MeshFaultInjection");

/// The filter for clients with these tags.
pub(super) fn for_tags(conf: &Fault, tags: &[TagCondition]) -> HttpFilter {
    let required = header(tags, false);
    let forbidden = header(tags, true);
    let config = fault(conf).list("headers", required.into_iter().chain(forbidden));
    HttpFilter { name: FILTER.into(), config: config.into() }
}

/// The filter, which is skipped for traffic that does not match. It has the name of the policy.
pub(super) fn for_rule(conf: &Fault, rule: &InboundRule<'_>) -> HttpFilter {
    let fault = Message::new(ORIGIN).constant("name", FILTER).with("typedConfig", fault(conf));
    let skipped = rule.matches.as_ref().and_then(predicate::of_match).map(skip_unless);
    let matchers = Message::new(ORIGIN).list("matchers", skipped);
    let matcher = if matchers.is_empty() {
        Message::new(ORIGIN)
    } else {
        Message::new(ORIGIN).with("matcherList", matchers)
    };
    let config = Message::typed("envoy.extensions.common.matching.v3.ExtensionWithMatcher", ORIGIN)
        .with("extensionConfig", fault)
        .with("xdsMatcher", matcher);
    HttpFilter { name: rule.policy.kri().to_string().into(), config: config.into() }
}

fn skip_unless(predicate: Node) -> Message {
    let skip = Message::typed("envoy.extensions.filters.common.matcher.action.v3.SkipFilter", ORIGIN);
    let action = Message::new(ORIGIN).constant("name", "skip").with("typedConfig", skip);
    Message::new(predicate.origin)
        .with("predicate", Message::new(predicate.origin).with("notMatcher", predicate))
        .with("onMatch", Message::new(ORIGIN).with("action", action))
}

/// A condition on the tags that the client must have, or must not. Of several values of one tag the last counts.
fn header(tags: &[TagCondition], negated: bool) -> Option<Message> {
    let tags = tags.iter().filter(|tag| tag.negated == negated);
    let tags: SortedMap<&str, &str> = tags.map(|tag| (tag.key.as_str(), tag.value.as_str())).collect();
    if tags.is_empty() {
        return None;
    }
    let pattern = client_tags::pattern(tags.into_iter());
    let regex = Message::new(ORIGIN).constant("regex", pattern);
    let invert = negated.then_some(Node::boolean(true, ORIGIN));
    let message = Message::new(ORIGIN)
        .constant("name", HEADER)
        .with("stringMatch", Message::new(ORIGIN).with("safeRegex", regex));
    Some(message.optional("invertMatch", invert))
}

fn fault(conf: &Fault) -> Message {
    Message::typed("envoy.extensions.filters.http.fault.v3.HTTPFault", ORIGIN)
        .optional("delay", conf.delay.as_ref().map(delay))
        .optional("abort", conf.abort.as_ref().map(abort))
        .optional("responseRateLimit", conf.response_bandwidth.as_ref().map(bandwidth))
}

fn delay(delay: &Delay) -> Message {
    Message::new(delay.value.origin)
        .with("fixedDelay", delay.value)
        .with("percentage", percentage(&delay.percentage))
}

fn abort(abort: &Abort) -> Message {
    Message::new(abort.http_status.origin)
        .with("httpStatus", abort.http_status)
        .with("percentage", percentage(&abort.percentage))
}

fn bandwidth(bandwidth: &ResponseBandwidth) -> Message {
    let kilobits = bandwidth.limit.derive(|limit| kilobits(limit));
    let limit = Message::new(bandwidth.limit.origin)
        .optional("limitKbps", Some(kilobits).filter(|kilobits| kilobits.value != "0"));
    Message::new(bandwidth.limit.origin)
        .with("fixedLimit", limit)
        .with("percentage", percentage(&bandwidth.percentage))
}

fn percentage(percentage: &Traced<Decimal>) -> Node {
    fractional_percent(percentage.number().unwrap_or_default(), percentage.origin)
}
