//! What connection managers and routes change in requests and responses.

use super::{Manager, path};
use crate::tree::{Node, Text};
use crate::{
    list::CollectVec as _,
    trace::{HttpRequest, Step, StepKind, at::At, regex::Regex},
};

/// A header, and what a response gets in it; nothing where it is taken out.
pub(super) type HeaderChange = (Text, Option<Text>);

const FORWARDED_CERTIFICATE: &str = "x-forwarded-client-cert";

/// What a connection manager does to a request before it looks for a route.
pub(super) fn incoming(config: &At<'_>, request: &mut HttpRequest) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(flag) = config.get("normalizePath").filter(|flag| flag.node.as_bool() == Some(true))
        && let Some(plain) = path::normalized(request.bare_path())
        && plain != request.bare_path()
    {
        steps.push(flag.step(StepKind::Change, format!("path {} is {plain}", request.bare_path())));
        request.path = format!("{plain}{}", request.query()).into();
    }
    let forwards = matches!(
        config.text("forwardClientCertDetails"),
        "FORWARD_ONLY" | "ALWAYS_FORWARD_ONLY" | "APPEND_FORWARD"
    );
    if !forwards && remove(request, FORWARDED_CERTIFICATE) {
        steps.push(config.step(StepKind::Change, format!("takes {FORWARDED_CERTIFICATE} out")));
    }
    steps
}

/// What the route, its virtual host and the route configuration do to the headers of a request, in this order unless they say
/// otherwise; `entry` is the weighted cluster that was chosen.
pub(super) fn request(
    manager: &Manager<'_>,
    route: &At<'_>,
    entry: Option<&At<'_>>,
    request: &mut HttpRequest,
) -> Vec<Step> {
    let mut steps = Vec::new();
    for level in levels(manager, route, entry) {
        for name in names(&level, "requestHeadersToRemove") {
            if remove(request, &name.1) {
                steps.push(name.0.step(StepKind::Change, format!("takes {} out", name.1)));
            }
        }
        for option in level.items("requestHeadersToAdd") {
            let Some((name, value)) = header_of(&option) else { continue };
            let added = add(request, &option, &name, value.clone());
            steps.extend(added.then(|| option.step(StepKind::Change, format!("sets {name}: {value}"))));
        }
    }
    steps
}

/// What they do to the headers of a response.
pub(super) fn response(manager: &Manager<'_>, route: &At<'_>, entry: Option<&At<'_>>) -> Vec<HeaderChange> {
    let mut changes = Vec::new();
    for level in levels(manager, route, entry) {
        changes.extend(names(&level, "responseHeadersToRemove").into_iter().map(|(_, name)| (name, None)));
        let added = level.items("responseHeadersToAdd");
        changes.extend(added.iter().filter_map(header_of).map(|(name, value)| (name, Some(value))));
    }
    changes
}

/// What a route does to the path and the host.
pub(super) fn path_and_host(action: &At<'_>, route: &At<'_>, request: &mut HttpRequest) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(new) = new_host(action, request) {
        let at = action.get("hostRewriteLiteral").unwrap_or_else(|| action.clone());
        steps.push(at.step(StepKind::Change, format!("host {} becomes {new}", request.authority)));
        request.authority = new;
    }
    if let Some(new) = path::rewritten(action, route, request) {
        let rewrites = ["regexRewrite", "prefixRewrite"].iter().find_map(|key| action.get(key));
        let at = rewrites.unwrap_or_else(|| action.clone());
        steps.push(at.step(StepKind::Change, format!("path {} becomes {new}", request.bare_path())));
        request.path = format!("{new}{}", request.query()).into();
    }
    steps
}

fn new_host(action: &At<'_>, request: &HttpRequest) -> Option<Text> {
    let literal = action.text("hostRewriteLiteral");
    if !literal.is_empty() {
        return Some(literal.into());
    }
    if action.has("hostRewriteHeader") {
        return request.header(&action.text("hostRewriteHeader").to_ascii_lowercase());
    }
    let rewrite = action.get("hostRewritePathRegex")?;
    let pattern = rewrite.get("pattern").map(|pattern| pattern.text("regex")).unwrap_or_default();
    Some(Regex::new(pattern)?.replace_all(request.bare_path(), rewrite.text("substitution")).into())
}

/// The places that change headers, in the order in which Envoy asks them.
fn levels<'a>(manager: &Manager<'a>, route: &At<'a>, entry: Option<&At<'a>>) -> Vec<At<'a>> {
    let mut levels: Vec<At<'a>> =
        entry.into_iter().chain([route]).chain(&manager.host).chain([&manager.routes]).cloned().collect_vec();
    if manager.routes.is("mostSpecificHeaderMutationsWins") {
        levels.reverse();
    }
    levels
}

fn names<'a>(level: &At<'a>, key: &str) -> Vec<(At<'a>, Text)> {
    let named = level.items(key).into_iter().filter_map(|at| {
        let name = at.node.as_str()?.to_ascii_lowercase();
        Some((at, name.into()))
    });
    named.collect_vec()
}

fn header_of(option: &At<'_>) -> Option<(Text, Text)> {
    let header = option.get("header")?;
    Some((header.text("key").to_ascii_lowercase().into(), header.text("value").into()))
}

/// Sets a header as the option says; whether there is a change.
fn add(request: &mut HttpRequest, option: &At<'_>, name: &str, value: Text) -> bool {
    let is_there = request.headers.iter().any(|(own, _)| own == name);
    let appends = option.node.get("append").and_then(Node::as_bool);
    match (option.text("appendAction"), appends) {
        ("ADD_IF_ABSENT", _) if is_there => return false,
        ("OVERWRITE_IF_EXISTS", _) if !is_there => return false,
        ("OVERWRITE_IF_EXISTS_OR_ADD" | "OVERWRITE_IF_EXISTS", _) | ("", Some(false)) => {
            remove(request, name);
        }
        _ => {}
    }
    if name == ":authority" || name == "host" {
        request.authority = value;
    } else {
        request.headers.push((name.into(), value));
    }
    true
}

fn remove(request: &mut HttpRequest, name: &str) -> bool {
    let before = request.headers.len();
    request.headers.retain(|(own, _)| own != name);
    request.headers.len() < before
}
