//! What an Envoy message is about, in a few words for a table.

use kumascope_core::tree::{Node, Value};

/// The address of a listener, the type of a cluster, the number of endpoints; empty for other messages.
pub(crate) fn of(message: &Node) -> String {
    if let Some(address) = message.get("address").and_then(address) {
        return address;
    }
    if let Some(endpoints) = message.get("endpoints").and_then(Node::as_list) {
        let count: usize = endpoints
            .iter()
            .filter_map(|locality| locality.get("lbEndpoints")?.as_list())
            .map(<[_]>::len)
            .sum();
        return format!("{count} endpoint{}", if count == 1 { "" } else { "s" });
    }
    let text = |key| message.get(key).and_then(Node::as_str);
    let parts = [text("type"), text("lbPolicy"), text("connectTimeout")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn address(address: &Node) -> Option<String> {
    if let Some(path) = address.get("pipe").and_then(|pipe| pipe.get("path")) {
        return path.as_str().map(str::to_owned);
    }
    let socket = address.get("socketAddress")?;
    let host = socket.get("address").and_then(Node::as_str).unwrap_or_default();
    match socket.get("portValue").map(|port| &port.value) {
        Some(Value::Number(port)) => Some(format!("{host}:{}", port.as_f64())),
        _ => Some(host.to_owned()),
    }
}
