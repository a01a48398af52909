//! Which listener of a proxy takes a connection, and what it does with it.

use std::net::IpAddr;

use super::{
    Answer, Outcome, Step, StepKind,
    at::At,
    connection::Connection,
    filter_chain, network,
    session::Session,
    tls,
    walk::{Hop, Walk, Way},
};
use crate::{
    list::CollectVec as _,
    message::{Configuration, ResourceType},
    sorted::sort_by_key,
    tree::{Map, Node, Text},
    world::ProxyKey,
};

/// How a connection comes to the listeners of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    /// To the socket of a listener.
    Socket,
    /// Redirected on its way out of the workload.
    RedirectedOut,
    /// Redirected on its way into the workload.
    RedirectedIn,
}

/// The listener that takes a connection to an address and port; nothing where none does.
pub(super) fn find<'a>(
    configuration: &'a Configuration,
    proxy: &ProxyKey,
    connection: &Connection,
    arrival: Arrival,
) -> Option<At<'a>> {
    let all = || configuration.of_type(ResourceType::Listener).map(|found| At::message(proxy, found));
    let bound = |listener: &At<'a>| {
        arrival != Arrival::Socket || listener.node.get("bindToPort").and_then(Node::as_bool) != Some(false)
    };
    let port = |listener: &At<'a>| socket_of(listener).is_some_and(|(_, port)| port == connection.port);
    let exact = |listener: &At<'a>| {
        socket_of(listener).is_some_and(|(address, _)| same_address(address, &connection.address))
    };
    let any = |listener: &At<'a>| {
        socket_of(listener).is_some_and(|(address, _)| is_unspecified_like(address, &connection.address))
    };
    let mut here: Vec<At<'a>> = all().filter(|listener| bound(listener) && port(listener)).collect_vec();
    sort_by_key(&mut here, |listener| !exact(listener));
    let found = here.into_iter().find(|listener| exact(listener) || any(listener));
    found.or_else(|| all().find(|listener| takes_redirected(listener, connection, arrival)))
}

/// Whether it is the listener that gets what is redirected and no other listener takes.
fn takes_redirected(listener: &At<'_>, connection: &Connection, arrival: Arrival) -> bool {
    let direction = match arrival {
        Arrival::Socket => return false,
        Arrival::RedirectedOut => "OUTBOUND",
        Arrival::RedirectedIn => "INBOUND",
    };
    let family = |(address, _): (&str, u32)| {
        // What is called by a name that only other resolvers know goes the way of most addresses.
        let is_v6 = connection.address.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6());
        address.parse::<IpAddr>().is_ok_and(|own| own.is_unspecified() && own.is_ipv6() == is_v6)
    };
    listener.is("useOriginalDst")
        && listener.text("trafficDirection") == direction
        && socket_of(listener).is_some_and(family)
}

/// The address and port of a listener on a socket of TCP.
pub(super) fn socket_of<'a>(listener: &At<'a>) -> Option<(&'a str, u32)> {
    let socket = listener.path(&["address", "socketAddress"])?;
    let is_tcp = !matches!(socket.text("protocol"), "UDP");
    is_tcp.then_some((socket.text("address"), socket.count("portValue").unwrap_or_default()))
}

fn same_address(left: &str, right: &str) -> bool {
    match (left.parse::<IpAddr>(), right.parse::<IpAddr>()) {
        (Ok(left), Ok(right)) => left == right,
        _ => left == right,
    }
}

/// Whether a listener on all addresses of a family has this one, too.
fn is_unspecified_like(own: &str, called: &str) -> bool {
    let (Ok(own), Ok(called)) = (own.parse::<IpAddr>(), called.parse::<IpAddr>()) else { return false };
    own.is_unspecified() && (own.is_ipv6() || called.is_ipv4())
}

/// Walks on from a listener that has taken a connection.
pub(super) fn accept(
    walk: &mut Walk<'_>,
    hop: &Hop<'_>,
    listener: &At<'_>,
    mut connection: Connection,
) -> Way {
    let name = listener.place.name.clone();
    let taken = format!("{} takes {}", name, connection.target());
    let mut steps = vec![listener.step(StepKind::Listener, taken)];
    let detected = filter_chain::detect(listener, &connection);
    let Some(chain) = filter_chain::choose(listener, &connection, &detected) else {
        let reason = format!("{name} has no filter chain for it");
        steps.push(described(listener, &connection, &detected));
        return Way::end(steps, Outcome::new(Answer::Closed { reason: reason.into() }));
    };
    steps.push(chain.step(StepKind::FilterChain, chain_text(&chain, &connection, &detected)));
    let peer = match tls::terminate(walk, hop, &chain, &mut connection) {
        tls::End::Plain => None,
        tls::End::Terminated { peer, step } => {
            steps.push(step);
            Some(peer)
        }
        tls::End::Failed { reason, step } => {
            steps.push(step);
            return Way::end(steps, Outcome::new(Answer::Closed { reason }));
        }
    };
    let server_name = detected.server_name.clone();
    let session =
        Session { connection: &connection, peer, server_name, filter_state: Vec::new(), request: None };
    network::filters(walk, hop, &chain, session).after(steps)
}

fn described(listener: &At<'_>, connection: &Connection, detected: &filter_chain::Detected) -> Step {
    listener.step(StepKind::FilterChain, format!("none: {}", seen(connection, detected)))
}

fn chain_text(chain: &At<'_>, connection: &Connection, detected: &filter_chain::Detected) -> String {
    let name = match chain.text("name") {
        "" => "the filter chain",
        name => name,
    };
    match chain.node.get("filterChainMatch").and_then(Node::as_map).map(Map::is_empty) {
        None | Some(true) => format!("{name}, which takes everything"),
        Some(false) => format!("{name} for {}", seen(connection, detected)),
    }
}

/// What the chains were chosen by.
fn seen(connection: &Connection, detected: &filter_chain::Detected) -> String {
    let mut text = format!("{} to {}", detected.transport, connection.target());
    if !detected.server_name.is_empty() {
        text.extend([", server name ", detected.server_name.as_str()]);
    }
    if !detected.protocols.is_empty() {
        let protocols: Vec<&str> = detected.protocols.iter().map(Text::as_str).collect_vec();
        text.extend([", protocols ", &protocols.join(" ")]);
    }
    text
}
