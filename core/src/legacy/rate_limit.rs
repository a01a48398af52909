//! RateLimit: `envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit`, by routes.

use super::client_tags;
use crate::{
    list::CollectVec as _,
    model::{FilterChain, HttpConnectionManager, HttpFilter, Route, http_status},
    origin::{Origin, Traced},
    resource::{
        Resource, Spec,
        legacy::{HttpRateLimit, RateLimit, RateLimitHeader},
    },
    tree::{Duration, Message, Node, Text},
};

const FILTER: &str = "envoy.filters.http.local_ratelimit";
const TYPE: &str = "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit";

/// Adds the filter, and in front of every route one for the clients of each policy, where the chain speaks HTTP.
pub(super) fn add(chain: &mut FilterChain, policies: &[&Resource]) {
    let Some(http) = chain.http_mut() else { return };
    add_filter(http, policies.first().copied());
    for host in &mut http.route_configuration.virtual_hosts {
        let mut routes: Vec<Route> = host
            .routes
            .iter()
            .flat_map(|route| policies.iter().filter_map(|policy| limited(route, policy)))
            .collect_vec();
        routes.append(&mut host.routes);
        host.routes = routes;
    }
}

/// Adds the filter, which limits nothing by itself, where there is any policy.
pub(super) fn add_filter(http: &mut HttpConnectionManager, policy: Option<&Resource>) {
    if let Some(policy) = policy {
        let config = Message::typed(TYPE, policy.meta.origin).constant("statPrefix", "rate_limit");
        http.http_filters.push(HttpFilter { name: FILTER.into(), config: config.into() });
    }
}

/// What a route says about its limit.
pub(super) fn of_route(policy: &Resource) -> Option<(Text, Node)> {
    let Spec::RateLimit(spec) = &policy.spec else { return None };
    Some((FILTER.into(), config(http_of(spec), policy.meta.origin)))
}

fn http_of(spec: &RateLimit) -> Option<&HttpRateLimit> {
    spec.conf.as_ref()?.http.as_ref()
}

fn limited(route: &Route, policy: &Resource) -> Option<Route> {
    let Spec::RateLimit(spec) = &policy.spec else { return None };
    http_of(spec)?;
    let mut route = Route { per_filter_config: vec![of_route(policy)?], ..route.clone() };
    route.matches.headers.push(client_tags::of_sources(policy));
    Some(route)
}

fn config(conf: Option<&HttpRateLimit>, origin: Origin) -> Node {
    let answer = conf.and_then(|conf| conf.on_rate_limit.as_ref());
    let status = answer.and_then(|answer| answer.status.as_ref()).filter(|status| status.value != 0);
    let status = status.map(|status| Message::new(status.origin).with("code", http_status(*status)));
    let headers = answer.map(|answer| answer.headers.as_slice()).unwrap_or_default();
    Message::typed(TYPE, origin)
        .constant("statPrefix", "rate_limit")
        .optional("status", status)
        .with("tokenBucket", bucket(conf, origin))
        .with("filterEnabled", always("local_rate_limit_enabled", origin))
        .with("filterEnforced", always("local_rate_limit_enforced", origin))
        .list("responseHeadersToAdd", headers.iter().map(header))
        .into()
}

fn bucket(conf: Option<&HttpRateLimit>, origin: Origin) -> Message {
    let requests = conf.map_or(Traced::new(0, origin), |conf| conf.requests);
    let interval = conf.and_then(|conf| conf.interval.as_ref()).map(|found| found.derive(|found| found.0));
    Message::new(origin)
        .optional("maxTokens", Some(requests).filter(|requests| requests.value > 0))
        .with("tokensPerFill", requests)
        .with("fillInterval", interval.unwrap_or(Traced::new(Duration::ZERO, origin)))
}

fn always(key: &'static str, origin: Origin) -> Message {
    let percent = Message::new(origin).constant("numerator", 100u32);
    Message::new(origin).with("defaultValue", percent).constant("runtimeKey", key)
}

fn header(header: &RateLimitHeader) -> Message {
    let origin = header.key.origin;
    let append = header.append.as_ref().is_some_and(|append| append.value);
    let action = (!append).then(|| Node::string("OVERWRITE_IF_EXISTS_OR_ADD", origin));
    let value = Message::new(origin).with("key", &header.key).with("value", &header.value);
    Message::new(origin).with("header", value).optional("appendAction", action)
}
