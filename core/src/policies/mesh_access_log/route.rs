//! Logs of single MeshHTTPRoutes. A route says its name in its metadata, a Lua filter carries that to where logs can see it,
//! and filters of logs compare it.

use crate::{
    model::{HttpFilter, Route},
    origin::Origin,
    resource::Kri,
    tree::{Map, Message, Node, Text},
};

const RULE: &str = "MeshAccessLog for one MeshHTTPRoute";
const ORIGIN: Origin = Origin::Rule(&RULE);
const KEY: &str = "route_kri";
const NAMESPACE: &str = "kuma.routes";
const LUA: &str = "envoy.filters.http.lua";

/// The KRI of a route as it is told to logs: of the rule, as in `rule_0`, without the underscore.
pub(super) fn as_told(route: &Kri) -> Kri {
    route.with_section(route.section.replace('_', ""))
}

/// Lets a route say its name.
pub(super) fn mark(route: &mut Route, name: &Text) {
    let member = (Text::new_static(KEY), Node::string(name.clone(), ORIGIN));
    match route.metadata.iter_mut().find(|(namespace, _)| namespace == LUA) {
        Some((_, members)) => members.set(member.0, member.1),
        None => route.metadata.push((Text::new_static(LUA), Map::from_iter([member]))),
    }
}

/// The filter that carries the name of the route to where logs can see it.
pub(super) fn lua_filter() -> HttpFilter {
    let code = [
        "function envoy_on_request(handle)".to_owned(),
        format!("  local meta = handle:metadata():get(\"{KEY}\")"),
        "  if meta ~= nil then".to_owned(),
        format!("    handle:streamInfo():dynamicMetadata():set(\"{NAMESPACE}\", \"{KEY}\", meta)"),
        "  end".to_owned(),
        "end\n".to_owned(),
    ];
    let code = Message::new(ORIGIN).constant("inlineString", code.join("\n"));
    let config =
        Message::typed("envoy.extensions.filters.http.lua.v3.Lua", ORIGIN).with("defaultSourceCode", code);
    HttpFilter { name: LUA.into(), config: config.into() }
}

/// Only requests of that route.
pub(super) fn only(route: &Text) -> Node {
    let exact = Message::new(ORIGIN).constant("exact", route);
    filter(false, Message::new(ORIGIN).with("stringMatch", exact))
}

/// Only requests of routes without logs of their own.
pub(super) fn others() -> Node {
    filter(true, Message::new(ORIGIN).with("nullMatch", Node::empty(ORIGIN)))
}

fn filter(match_if_not_found: bool, value: Message) -> Node {
    let matcher = Message::new(ORIGIN)
        .constant("filter", NAMESPACE)
        .list("path", [Message::new(ORIGIN).constant("key", KEY)])
        .with("value", value);
    let metadata =
        Message::new(ORIGIN).constant("matchIfKeyNotFound", match_if_not_found).with("matcher", matcher);
    Message::new(ORIGIN).with("metadataFilter", metadata).into()
}
