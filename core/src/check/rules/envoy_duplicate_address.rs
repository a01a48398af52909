#![doc = include_str!("envoy_duplicate_address.md")]

use crate::{
    check::{
        Find, Rule,
        messages::{nearest, text},
    },
    list::CollectVec as _,
    message::{Configuration, Resource, ResourceType},
    report::{Diagnostic, Severity},
    sorted::SortedMap,
    tree::Node,
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "envoy-duplicate-address", severity: Severity::Mistake, find: Find::Configuration(find) };

fn find(configuration: &Configuration) -> Vec<Diagnostic> {
    let mut taken: SortedMap<(String, u64, String), &Resource> = SortedMap::new();
    let mut found = Vec::new();
    for listener in configuration.of_type(ResourceType::Listener) {
        let Some(socket) = listener.message.get("address").and_then(|address| address.get("socketAddress"))
        else {
            continue;
        };
        let port = socket.get("portValue").and_then(Node::as_u64).unwrap_or_default();
        let (address, protocol) = (text(socket, "address").to_owned(), text(socket, "protocol").to_owned());
        if let Some(other) = taken.insert((address.clone(), port, protocol), listener) {
            found.push(both(other, listener, &format!("{address}:{port}")));
        }
    }
    found
}

fn both(first: &Resource, second: &Resource, address: &str) -> Diagnostic {
    let message = format!("the listeners `{}` and `{}` both have {address}", first.name, second.name);
    let place = |listener: &Resource| nearest(port_and_address(&listener.message).into_iter());
    RULE.broken(message, place(second)).related("the other one is owed to this", place(first))
}

/// The port first: it is more often written than the address.
fn port_and_address(listener: &Node) -> Vec<&Node> {
    let socket = listener.get("address").and_then(|address| address.get("socketAddress"));
    let of = |field| socket.and_then(|socket| socket.get(field));
    [of("portValue"), of("address"), Some(listener)].into_iter().flatten().collect_vec()
}
