//! The order of filters: what Envoy refuses although the control plane does not.

use crate::{
    message::{Configuration, ResourceType},
    tree::Node,
};

/// Types of filters that end their list.
const TERMINAL: [&str; 5] = [
    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
    "envoy.extensions.filters.network.echo.v3.Echo",
    "envoy.extensions.filters.network.direct_response.v3.Config",
    "envoy.extensions.filters.http.router.v3.Router",
];

/// The first listener that Envoy will refuse because of the order of its filters, and why.
pub(super) fn refused(configuration: &Configuration) -> Option<String> {
    configuration.of_type(ResourceType::Listener).find_map(|listener| {
        let reason = items(&listener.message, "filterChains").iter().find_map(of_chain)?;
        Some(format!("Envoy refuses the listener `{}`: {reason}", listener.name))
    })
}

fn of_chain(chain: &Node) -> Option<String> {
    let filters = items(chain, "filters");
    let managers = filters.iter().filter_map(|filter| filter.get("typedConfig")?.get("httpFilters"));
    misplaced(filters)
        .or_else(|| managers.filter_map(Node::as_list).find_map(misplaced))
        .or_else(|| filters.iter().find_map(without_router))
}

/// Whether a filter stands after one that ends the list.
fn misplaced(filters: &[Node]) -> Option<String> {
    filters.iter().zip(filters.iter().skip(1)).find_map(|(filter, next)| {
        is_terminal(filter).then(|| {
            format!("the filter `{}` stands after `{}`, which must be the last", name(next), name(filter))
        })
    })
}

fn without_router(manager: &Node) -> Option<String> {
    let config = manager.get("typedConfig")?;
    let is_manager = config.get("@type")?.as_str()?.ends_with(".HttpConnectionManager");
    // Without any filter Envoy takes the listener, and answers every request with an error.
    let is_open = items(config, "httpFilters").last().is_some_and(|last| !is_terminal(last));
    (is_manager && is_open).then(|| "its HTTP filters do not end with a router".into())
}

fn is_terminal(filter: &Node) -> bool {
    let url = filter.get("typedConfig").and_then(|config| config.get("@type")?.as_str());
    url.and_then(|url| url.rsplit('/').next()).is_some_and(|name| TERMINAL.contains(&name))
}

fn name(filter: &Node) -> &str {
    filter.get("name").and_then(Node::as_str).unwrap_or_default()
}

fn items<'a>(message: &'a Node, field: &str) -> &'a [Node] {
    message.get(field).and_then(Node::as_list).unwrap_or_default()
}
