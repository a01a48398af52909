#![doc = include_str!("envoy_unknown_extension.md")]

use crate::{
    check::{
        Find, Rule,
        messages::{Trail, text, type_name, walk},
    },
    message::Configuration,
    report::{Diagnostic, Severity},
    tree::Node,
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "envoy-unknown-extension", severity: Severity::Mistake, find: Find::Configuration(find) };

/// Lists of filters, and where the types of such filters stand.
const FILTERS: [(&str, &[&str]); 3] = [
    ("httpFilters", &["envoy.extensions.filters.http."]),
    ("filters", &["envoy.extensions.filters.network."]),
    ("listenerFilters", &["envoy.extensions.filters.listener.", "envoy.extensions.filters.udp."]),
];

/// What can stand for a filter of any list.
const ANYWHERE: [&str; 2] = [".TypedStruct", ".ExtensionWithMatcher"];

/// The keys of `typedExtensionProtocolOptions` that Envoy knows, besides the names of filters.
const PROTOCOL_OPTIONS: [&str; 2] = [
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
    "envoy.extensions.upstreams.tcp.v3.TcpProtocolOptions",
];

fn find(configuration: &Configuration) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    walk(configuration, &mut |trail| {
        let reason = of_filter(trail).or_else(|| of_options(trail));
        found.extend(reason.map(|reason| {
            let message = format!("Envoy refuses `{}`: {reason}", trail.resource.name);
            RULE.broken(message, trail.origin())
        }));
    });
    found
}

/// A filter whose message is none, or one of something else.
fn of_filter(trail: &Trail<'_>) -> Option<String> {
    let (_, packages) = FILTERS.iter().find(|(field, _)| *field == trail.field())?;
    let filter = trail.node().as_map().map(|_| trail.node())?;
    let is_other_list = trail.field() == "filters" && trail.outer_field() != "filterChains";
    if is_other_list || filter.get("configDiscovery").is_some() {
        return None;
    }
    let name = text(filter, "name");
    let Some(config) = filter.get("typedConfig") else {
        return Some(format!("the filter `{name}` has no `typedConfig`, which says what it is"));
    };
    let config_type = type_name(config);
    let is_anywhere = ANYWHERE.iter().any(|known| config_type.ends_with(known));
    (!is_anywhere && !packages.iter().any(|package| config_type.starts_with(package)))
        .then(|| format!("`{config_type}` is no filter for `{}`", trail.field()))
}

/// Options of a protocol that no extension has.
fn of_options(trail: &Trail<'_>) -> Option<String> {
    if trail.field() != "typedExtensionProtocolOptions" {
        return None;
    }
    let members = trail.node().as_map()?;
    let is_known = |key: &str| PROTOCOL_OPTIONS.contains(&key) || key.starts_with("envoy.filters.");
    let unknown = members.iter().find(|entry| !is_known(&entry.key) && is_message(&entry.value))?;
    Some(format!("it has no extension `{}`", unknown.key))
}

fn is_message(node: &Node) -> bool {
    node.get("@type").is_some()
}
