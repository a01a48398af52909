//! Routes of HTTP, as TrafficRoutes say them.

use crate::{
    list::CollectVec as _,
    model::{
        Forward, HeaderCondition, HeaderMatch, HeaderOption, Overwrite, PathMatch, Route, RouteAction,
        RouteMatch, StringMatch,
    },
    origin::{Origin, Traced},
    resource::legacy::{
        Headers, HostRewrite, HttpMatch, HttpModify, PathRewrite, RegexReplace, StringMatcher,
    },
    tree::Text,
};

/// A route for requests that match, or for all of them.
pub(super) fn route(
    matches: Option<&HttpMatch>,
    modify: Option<&HttpModify>,
    forward: Forward,
    origin: Origin,
) -> Route {
    let mut forward = forward;
    if let Some(modify) = modify {
        rewrite(modify, &mut forward);
    }
    let action = RouteAction::Forward(Box::new(forward));
    let mut route = Route::new(
        matches.map_or_else(|| everything(origin), |found| route_match(found, origin)),
        action,
        origin,
    );
    if let Some(modify) = modify {
        let headers = |headers: &Option<Headers>| headers.as_ref().map(changes).unwrap_or_default();
        (route.request_headers_to_add, route.request_headers_to_remove) = headers(&modify.request_headers);
        (route.response_headers_to_add, route.response_headers_to_remove) = headers(&modify.response_headers);
    }
    route
}

fn everything(origin: Origin) -> RouteMatch {
    RouteMatch::prefix(Traced::new("/".into(), origin))
}

/// Headers by name, then the method.
fn route_match(found: &HttpMatch, origin: Origin) -> RouteMatch {
    let headers = found.headers.iter().map(|(name, matcher)| header(name.clone(), matcher, origin));
    let method = found.method.iter().map(|matcher| header(":method".into(), matcher, origin));
    let mut matches = everything(origin);
    matches.headers = headers.chain(method).flatten().collect_vec();
    if let Some(path) = found.path.as_ref().and_then(string_match) {
        matches.path = match path {
            StringMatch::Exact(path) => PathMatch::Exact(path),
            StringMatch::Prefix(path) => PathMatch::Prefix(path),
            StringMatch::Regex(path) => PathMatch::Regex(path),
        };
    }
    matches
}

fn header(name: Text, matcher: &StringMatcher, origin: Origin) -> Option<HeaderMatch> {
    let condition = match string_match(matcher)? {
        StringMatch::Prefix(prefix) => HeaderCondition::Prefix(prefix),
        StringMatch::Regex(pattern) => HeaderCondition::Regex(pattern),
        exact @ StringMatch::Exact(_) => HeaderCondition::Value(exact),
    };
    Some(HeaderMatch { name: Traced::new(name, origin), condition, invert: None })
}

fn string_match(matcher: &StringMatcher) -> Option<StringMatch> {
    let prefix = matcher.prefix.clone().map(StringMatch::Prefix);
    let exact = matcher.exact.clone().map(StringMatch::Exact);
    prefix.or(exact).or(matcher.regex.clone().map(StringMatch::Regex))
}

fn rewrite(modify: &HttpModify, forward: &mut Forward) {
    match &modify.path {
        Some(PathRewrite { rewrite_prefix: Some(prefix), .. }) => {
            forward.prefix_rewrite = Some(prefix.clone()).filter(|prefix| !prefix.is_empty());
        }
        Some(PathRewrite { regex: Some(regex), .. }) => forward.regex_rewrite = Some(replacement(regex)),
        _ => {}
    }
    match &modify.host {
        Some(HostRewrite { value: Some(value), .. }) => {
            forward.auto_host_rewrite = None;
            forward.host_rewrite = Some(value.clone());
        }
        Some(HostRewrite { from_path: Some(regex), .. }) => {
            forward.auto_host_rewrite = None;
            forward.host_rewrite_from_path = Some(replacement(regex));
        }
        _ => {}
    }
}

fn replacement(regex: &RegexReplace) -> (Traced<Text>, Traced<Text>) {
    (regex.pattern.clone(), regex.substitution.clone())
}

/// Headers to set, and headers to take away.
fn changes(headers: &Headers) -> (Vec<HeaderOption>, Vec<Traced<Text>>) {
    let add = headers.add.iter().map(|found| HeaderOption {
        name: found.name.clone(),
        value: found.value.clone(),
        overwrite: if found.append.value { Overwrite::Append } else { Overwrite::Replace },
    });
    (add.collect_vec(), headers.remove.iter().map(|found| found.name.clone()).collect_vec())
}
