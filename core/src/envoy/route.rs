//! `envoy.config.route.v3`: route configurations, virtual hosts, routes.

use super::{endpoint, filter};
use crate::{
    model::{
        DirectResponse, FilterStateMatch, Forward, HeaderCondition, HeaderMatch, HeaderOption, Overwrite,
        PathMatch, Redirect, RequestMirror, Route, RouteAction, RouteConfiguration, RouteMatch, StringMatch,
        VirtualHost,
    },
    origin::{Origin, Traced},
    tree::{Message, Node, Text},
};

pub(super) fn lower(configuration: RouteConfiguration, origin: Origin) -> Node {
    Message::new(origin)
        .text("name", configuration.name)
        .list("virtualHosts", configuration.virtual_hosts.into_iter().map(virtual_host))
        .list("requestHeadersToAdd", configuration.request_headers_to_add.into_iter().map(header_option))
        .list("requestHeadersToRemove", configuration.request_headers_to_remove)
        .optional("validateClusters", configuration.validate_clusters)
        .optional("maxDirectResponseBodySizeBytes", configuration.max_direct_response_body_size)
        .into()
}

fn virtual_host(host: VirtualHost) -> Node {
    Message::new(host.origin)
        .constant("name", host.name)
        .list("domains", host.domains)
        .list("routes", host.routes.into_iter().map(route))
        .optional("retryPolicy", host.retry_policy)
        .into()
}

fn route(route: Route) -> Node {
    let origin = route.origin;
    let message = Message::new(origin).text("name", route.name).with("match", matches(route.matches, origin));
    let message = match route.action {
        RouteAction::Forward(forward) => message.with("route", forwarding(*forward, origin)),
        RouteAction::Redirect(redirect) => message.with("redirect", redirection(*redirect, origin)),
        RouteAction::Direct(direct) => message.with("directResponse", direct_response(direct)),
    };
    message
        .optional("metadata", endpoint::metadata(route.metadata, origin))
        .map("typedPerFilterConfig", route.per_filter_config)
        .list("requestHeadersToAdd", route.request_headers_to_add.into_iter().map(header_option))
        .list("requestHeadersToRemove", route.request_headers_to_remove)
        .list("responseHeadersToAdd", route.response_headers_to_add.into_iter().map(header_option))
        .list("responseHeadersToRemove", route.response_headers_to_remove)
        .into()
}

fn matches(matches: RouteMatch, origin: Origin) -> Message {
    let message = Message::new(origin).room_for(1);
    let message = match matches.path {
        PathMatch::Exact(path) => message.with("path", path),
        PathMatch::Prefix(prefix) => message.with("prefix", prefix),
        PathMatch::Regex(pattern) => message.with("safeRegex", regex(pattern)),
    };
    message
        .list("headers", matches.headers.into_iter().map(header_match))
        .list(
            "queryParameters",
            matches.query_parameters.into_iter().map(|query| {
                Message::new(query.name.origin)
                    .with("name", query.name)
                    .with("stringMatch", string_match(query.value))
            }),
        )
        .list("filterState", matches.filter_state.into_iter().map(|state| filter_state(state, origin)))
}

fn filter_state(state: FilterStateMatch, origin: Origin) -> Message {
    Message::new(origin).constant("key", state.key).with("stringMatch", string_match(state.value))
}

fn header_match(header: HeaderMatch) -> Message {
    let message = Message::new(header.name.origin).with("name", header.name);
    let message = match header.condition {
        HeaderCondition::Value(value) => message.with("stringMatch", string_match(value)),
        HeaderCondition::Present(present) => message.with("presentMatch", present),
        HeaderCondition::Prefix(prefix) => message.with("prefixMatch", prefix),
        HeaderCondition::Regex(pattern) => message.with("safeRegexMatch", regex(pattern)),
    };
    message.optional("invertMatch", header.invert)
}

/// `envoy.type.matcher.v3.StringMatcher`.
pub(super) fn string_match(found: StringMatch) -> Message {
    let message = |origin| Message::new(origin).room_for(1);
    match found {
        StringMatch::Exact(text) => message(text.origin).with("exact", text),
        StringMatch::Prefix(text) => message(text.origin).with("prefix", text),
        StringMatch::Regex(text) => message(text.origin).with("safeRegex", regex(text)),
    }
}

fn regex(pattern: Traced<Text>) -> Message {
    Message::new(pattern.origin).with("regex", pattern)
}

fn forwarding(forward: Forward, origin: Origin) -> Message {
    filter::clusters(Message::new(origin).room_for(4), forward.clusters, origin)
        .optional("prefixRewrite", forward.prefix_rewrite)
        .optional("regexRewrite", forward.regex_rewrite.map(regex_rewrite))
        .optional("hostRewriteLiteral", forward.host_rewrite)
        .optional("hostRewritePathRegex", forward.host_rewrite_from_path.map(regex_rewrite))
        .optional("autoHostRewrite", forward.auto_host_rewrite)
        .optional("timeout", forward.timeout)
        .optional("idleTimeout", forward.idle_timeout)
        .optional("retryPolicy", forward.retry_policy)
        .list("requestMirrorPolicies", forward.mirrors.into_iter().map(mirror))
        .list("hashPolicy", forward.hash_policies)
}

fn mirror(mirror: RequestMirror) -> Message {
    let fraction =
        mirror.fraction.map(|fraction| Message::new(fraction.origin).with("defaultValue", fraction));
    Message::new(mirror.cluster.origin).with("cluster", mirror.cluster).optional("runtimeFraction", fraction)
}

fn redirection(redirect: Redirect, origin: Origin) -> Message {
    Message::new(origin)
        .optional("schemeRedirect", redirect.scheme)
        .optional("hostRedirect", redirect.host)
        .optional("portRedirect", redirect.port)
        .optional("pathRedirect", redirect.path)
        .optional("prefixRewrite", redirect.prefix_rewrite)
        .optional("regexRewrite", redirect.regex_rewrite.map(regex_rewrite))
        .optional("responseCode", redirect.response_code)
}

fn regex_rewrite((pattern, substitution): (Traced<Text>, Traced<Text>)) -> Message {
    Message::new(pattern.origin).with("pattern", regex(pattern)).with("substitution", substitution)
}

fn direct_response(direct: DirectResponse) -> Message {
    let body = direct.body.map(|body| Message::new(body.origin).with("inlineString", body));
    Message::new(direct.status.origin).with("status", direct.status).optional("body", body)
}

fn header_option(header: HeaderOption) -> Node {
    let origin = header.name.origin;
    let value = Message::new(origin).with("key", header.name).with("value", header.value);
    let replace = (header.overwrite == Overwrite::Replace)
        .then(|| Node::string(Text::new_static("OVERWRITE_IF_EXISTS_OR_ADD"), origin));
    Message::new(origin).with("header", value).optional("appendAction", replace).into()
}
