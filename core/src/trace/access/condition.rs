//! Principals and permissions: trees of conditions on a connection or a request.

use std::net::IpAddr;

use crate::{
    list::CollectVec as _,
    trace::{
        at::At,
        session::Session,
        text_match,
        truth::{Truth, all, any, not},
    },
    tree::Node,
    world::Cidr,
};

/// Whether a principal or a permission fits.
pub(super) fn holds(node: &At<'_>, session: &Session<'_>) -> Truth {
    let member = node.node.as_map()?.iter().next()?;
    let key = member.key.as_str();
    let at = node.get(key)?;
    let of = |list: &str| at.items(list).into_iter().map(|item| holds(&item, session)).collect_vec();
    match key {
        "any" => Some(true),
        "andIds" => all(of("ids")),
        "orIds" => any(of("ids")),
        "andRules" => all(of("rules")),
        "orRules" => any(of("rules")),
        "notId" | "notRule" => not(holds(&at, session)),
        "authenticated" => authenticated(&at, session),
        "requestedServerName" => text_match::string(&at, &session.server_name),
        "header" => session.request.as_ref().map_or(Some(false), |request| text_match::header(&at, request)),
        "urlPath" => url_path(&at, session),
        "destinationPort" => Some(at.node.as_u64() == Some(session.connection.port.into())),
        "destinationPortRange" => Some(port_range(&at, session.connection.port)),
        "destinationIp" => Some(in_range(&at, &session.connection.address)),
        "sourceIp" | "directRemoteIp" | "remoteIp" => {
            session.connection.source.as_ref().map(|source| in_range(&at, source))
        }
        "filterState" => filter_state(&at, session),
        _ => None,
    }
}

/// The innermost condition of a chain of conditions with one member each: what a person would point at.
pub(super) fn deepest<'a>(node: &At<'a>) -> At<'a> {
    for key in ["authenticated", "principalName", "notId"] {
        if let Some(found) = node.get(key) {
            return deepest(&found);
        }
    }
    node.clone()
}

/// Whether the client's certificate has such a name. Without a name to match, any certificate will do.
fn authenticated(at: &At<'_>, session: &Session<'_>) -> Truth {
    let Some(names) = &session.peer else { return Some(false) };
    let Some(matcher) = at.get("principalName") else { return Some(true) };
    // After the URIs come other names and the subject, which certificates of a mesh leave empty.
    any(names.iter().map(|name| text_match::string(&matcher, name)).chain([text_match::string(&matcher, "")]))
}

fn url_path(at: &At<'_>, session: &Session<'_>) -> Truth {
    let Some(request) = &session.request else { return Some(false) };
    text_match::string(&at.get("path")?, request.bare_path())
}

/// Whether a note of network filters fits.
pub(in crate::trace) fn filter_state(at: &At<'_>, session: &Session<'_>) -> Truth {
    let found = session.filter_state.iter().find(|(key, _)| key == at.text("key"));
    match found {
        Some((_, value)) => text_match::string(&at.get("stringMatch")?, value),
        None => Some(false),
    }
}

fn port_range(at: &At<'_>, port: u32) -> bool {
    let bound = |key| at.count(key).unwrap_or_default();
    port >= bound("start") && port < bound("end")
}

fn in_range(at: &At<'_>, address: &str) -> bool {
    address.parse().is_ok_and(|address| cidr(at.node).is_some_and(|range| range.contains(address)))
}

/// A `CidrRange`.
pub(in crate::trace) fn cidr(range: &Node) -> Option<Cidr> {
    let address = range.get("addressPrefix")?.as_str()?;
    let width = if address.parse::<IpAddr>().ok()?.is_ipv4() { 32 } else { 128 };
    let length = range.get("prefixLen").and_then(Node::as_u64).unwrap_or_default();
    Cidr::parse(&format!("{address}/{}", length.min(width)))
}
