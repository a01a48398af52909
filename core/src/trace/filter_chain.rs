//! Which filter chain of a listener takes a connection.
//!
//! Envoy decides criterion by criterion: of the chains that are left, those stay whose value fits best, and it never goes back
//! to one that it has left behind.

use std::net::IpAddr;

use super::{
    access,
    at::At,
    connection::{Connection, Payload},
};
use crate::{
    list::CollectVec as _,
    tree::{Node, Text},
};

/// How well a chain fits one criterion: not at all, or the better the greater. Zero is a chain that does not ask.
type Rank = Option<usize>;

/// What a listener found out about a connection before it chooses.
#[derive(Clone, Debug, Default)]
pub(super) struct Detected {
    /// `tls` or `raw_buffer`.
    pub(super) transport: &'static str,
    /// The server name of TLS.
    pub(super) server_name: Text,
    /// The protocols that TLS offers, or what the bytes look like.
    pub(super) protocols: Vec<Text>,
}

/// What the listener filters find out. A listener some of whose chains ask for TLS looks for it even where nobody told it to.
pub(super) fn detect(listener: &At<'_>, connection: &Connection) -> Detected {
    let has = |name: &str| {
        let filters = listener.items("listenerFilters");
        filters
            .iter()
            .any(|filter| filter.get("typedConfig").is_some_and(|config| config.type_name().ends_with(name)))
    };
    let looks_for_tls = has(".TlsInspector") || listener.items("filterChains").iter().any(asks_for_tls);
    if let Some(tls) = connection.outermost().filter(|_| looks_for_tls) {
        return Detected {
            transport: "tls",
            server_name: tls.server_name.to_ascii_lowercase().into(),
            protocols: tls.protocols.clone(),
        };
    }
    let is_http = connection.layers.is_empty() && matches!(connection.payload, Payload::Http(_));
    let protocols =
        if is_http && has(".HttpInspector") { vec![Text::new_static("http/1.1")] } else { Vec::new() };
    Detected { transport: "raw_buffer", server_name: Text::default(), protocols }
}

fn asks_for_tls(chain: &At<'_>) -> bool {
    let Some(asked) = chain.get("filterChainMatch") else { return false };
    let transport = asked.text("transportProtocol");
    let names = asked.has("serverNames") || asked.has("applicationProtocols");
    transport == "tls" || (transport.is_empty() && names)
}

/// The chain that takes the connection; the default one where no other does, nothing where there is none.
pub(super) fn choose<'a>(listener: &At<'a>, connection: &Connection, detected: &Detected) -> Option<At<'a>> {
    let criteria: [&dyn Fn(&Node) -> Rank; 7] = [
        &|asked| destination_port(asked, connection),
        &|asked| prefix(asked, "prefixRanges", Some(&connection.address)),
        &|asked| server_name(asked, &detected.server_name),
        &|asked| equal(asked, "transportProtocol", detected.transport),
        &|asked| protocols(asked, &detected.protocols),
        &|asked| prefix(asked, "directSourcePrefixRanges", connection.source.as_deref()),
        &|asked| prefix(asked, "sourcePrefixRanges", connection.source.as_deref()),
    ];
    let mut left = listener.items("filterChains");
    for rank in criteria {
        let ranked = left.into_iter().filter_map(|chain| {
            let rank = chain.node.get("filterChainMatch").map_or(Some(0), rank)?;
            Some((rank, chain))
        });
        let ranked: Vec<(usize, At<'a>)> = ranked.collect_vec();
        let best = ranked.iter().map(|(rank, _)| *rank).max();
        left =
            ranked.into_iter().filter(|(rank, _)| Some(*rank) == best).map(|(_, chain)| chain).collect_vec();
    }
    left.into_iter().next().or_else(|| listener.get("defaultFilterChain"))
}

fn destination_port(asked: &Node, connection: &Connection) -> Rank {
    match asked.get("destinationPort").and_then(Node::as_u64) {
        None | Some(0) => Some(0),
        Some(port) => (port == u64::from(connection.port)).then_some(1),
    }
}

/// The longest range that has the address.
fn prefix(asked: &Node, key: &str, address: Option<&str>) -> Rank {
    let Some(ranges) = asked.get(key).and_then(Node::as_list).filter(|ranges| !ranges.is_empty()) else {
        return Some(0);
    };
    let address: IpAddr = address?.parse().ok()?;
    let ranges = ranges.iter().filter_map(access::cidr).filter(|range| range.contains(address));
    ranges.map(|range| usize::from(range.length) + 1).max()
}

/// The exact name, else the longest end of it after `*`.
fn server_name(asked: &Node, name: &str) -> Rank {
    let Some(names) = asked.get("serverNames").and_then(Node::as_list).filter(|names| !names.is_empty())
    else {
        return Some(0);
    };
    let rank = |wanted: &str| match wanted.strip_prefix('*') {
        Some(end) => (name.len() > end.len() && name.ends_with(end)).then_some(end.len()),
        None => (wanted == name).then_some(usize::MAX),
    };
    names.iter().filter_map(Node::as_str).filter_map(rank).max()
}

fn equal(asked: &Node, key: &str, value: &str) -> Rank {
    match asked.get(key).and_then(Node::as_str).unwrap_or_default() {
        "" => Some(0),
        wanted => (wanted == value).then_some(1),
    }
}

/// The protocol that the client prefers.
fn protocols(asked: &Node, offered: &[Text]) -> Rank {
    let wanted = asked.get("applicationProtocols").and_then(Node::as_list).unwrap_or_default();
    if wanted.is_empty() {
        return Some(0);
    }
    let fits = |offer: &Text| wanted.iter().any(|wanted| wanted.as_str() == Some(offer.as_str()));
    offered.iter().position(fits).map(|index| offered.len() - index)
}
