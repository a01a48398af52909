//! Which route of a virtual host takes a request: the first that matches.

use super::Manager;
use crate::{
    list::CollectVec as _,
    trace::{
        HttpRequest, Step, StepKind, access,
        at::At,
        session::Session,
        text_match,
        truth::{Truth, all},
        weights,
    },
};

/// A route that takes some of the requests, or none that takes the rest.
pub(super) struct Chosen<'a> {
    /// The route.
    pub(super) route: Option<At<'a>>,
    /// What was decided, with the share of requests.
    pub(super) step: Step,
    /// A route before it that cannot be told to match or not.
    pub(super) unclear: Option<Step>,
}

/// The routes that take the request. Several do where a route takes only a part of all requests.
pub(super) fn select<'a>(manager: &Manager<'a>, session: &Session<'_>) -> Vec<Chosen<'a>> {
    let (mut chosen, mut rest, mut unclear) = (Vec::new(), 1.0, None);
    let routes = manager.host.as_ref().map(|host| host.items("routes")).unwrap_or_default();
    for route in routes {
        match matches(&route, session) {
            None if unclear.is_none() => {
                unclear = Some(route.step(StepKind::Filter, "cannot tell whether this route matches"));
            }
            None | Some(false) => {}
            Some(true) => {
                let fraction = route.path(&["match", "runtimeFraction"]);
                let share = weights::of_runtime(fraction.as_ref());
                if share > 0.0 {
                    let step = route.step(StepKind::Route, text(&route)).with_share(rest * share);
                    chosen.push(Chosen { route: Some(route), step, unclear: unclear.clone() });
                    rest *= 1.0 - share;
                }
            }
        }
        if rest <= 0.0 {
            return chosen;
        }
    }
    let at = manager.host.as_ref().unwrap_or(&manager.routes);
    let step = at.step(StepKind::Route, "none takes the request").with_share(rest);
    chosen.push(Chosen { route: None, step, unclear });
    chosen
}

fn matches(route: &At<'_>, session: &Session<'_>) -> Truth {
    let (Some(criteria), Some(request)) = (route.get("match"), &session.request) else { return Some(false) };
    let each = |key, holds: &dyn Fn(&At<'_>) -> Truth| all(criteria.items(key).iter().map(holds));
    all([
        path(&criteria, request),
        each("headers", &|matcher| text_match::header(matcher, request)),
        each("queryParameters", &|matcher| text_match::query_parameter(matcher, request)),
        each("filterState", &|matcher| access::filter_state(matcher, session)),
        each("dynamicMetadata", &|_| None),
        Some(grpc(&criteria, request) && tls(&criteria, session)),
    ])
}

fn path(criteria: &At<'_>, request: &HttpRequest) -> Truth {
    let ignore_case =
        criteria.path(&["caseSensitive"]).is_some_and(|said| said.node.as_bool() == Some(false));
    let folded = |text: &str| if ignore_case { text.to_ascii_lowercase() } else { text.to_owned() };
    let own = folded(request.bare_path());
    let wanted = |key| criteria.has(key).then(|| folded(criteria.text(key)));
    if let Some(prefix) = wanted("prefix") {
        return Some(own.starts_with(&prefix));
    }
    if let Some(whole) = wanted("path") {
        return Some(own == whole);
    }
    if let Some(prefix) = wanted("pathSeparatedPrefix") {
        let rest = own.strip_prefix(&prefix);
        return Some(rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    }
    if let Some(matcher) = criteria.get("safeRegex") {
        return text_match::regex(&matcher, request.bare_path());
    }
    if criteria.has("connectMatcher") {
        return Some(request.method == "CONNECT");
    }
    None
}

fn grpc(criteria: &At<'_>, request: &HttpRequest) -> bool {
    if !criteria.has("grpc") {
        return true;
    }
    let content_type = request.header("content-type").unwrap_or_default();
    let rest = content_type.strip_prefix("application/grpc");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('+'))
}

fn tls(criteria: &At<'_>, session: &Session<'_>) -> bool {
    let Some(wanted) = criteria.path(&["tlsContext", "presented"]) else { return true };
    let presented = session.peer.as_ref().is_some_and(|names| !names.is_empty());
    wanted.node.as_bool() == Some(presented)
}

/// What a route asks for, for people.
fn text(route: &At<'_>) -> String {
    let Some(criteria) = route.get("match") else { return "the route".into() };
    let keys = [("prefix", "prefix"), ("path", "path"), ("pathSeparatedPrefix", "path below")];
    let mut parts: Vec<String> = keys
        .iter()
        .filter(|(key, _)| criteria.has(key))
        .map(|(key, word)| format!("{word} {}", criteria.text(key)))
        .collect_vec();
    parts.extend(criteria.get("safeRegex").map(|regex| format!("path like {}", regex.text("regex"))));
    for (key, word) in [("headers", "header"), ("queryParameters", "parameter"), ("filterState", "client by")]
    {
        let name = |item: &At<'_>| {
            if key == "filterState" { item.text("key").to_owned() } else { item.text("name").to_owned() }
        };
        parts.extend(criteria.items(key).iter().map(|item| format!("{word} {}", name(item))));
    }
    let name = route.text("name");
    if !name.is_empty() {
        parts.push(format!("({name})"));
    }
    parts.join(", ").replace(", (", " (")
}
