//! A proxy at a glance: where it listens, what it calls, and which policies hold where.

use kumascope_core::{
    inspect::{AppliedItem, AppliedPlace, Overview, PlaceOfTraffic},
    origin::Origin,
    text::{Source, Sources},
    tree::{Node, Value},
    world::ProxyKey,
};

use crate::{
    colour::Colour,
    table::{Cells, Table},
};

/// The head of the list of all proxies.
pub(crate) const HEAD: [&str; 5] = ["PROXY", "ADDRESS", "INBOUNDS", "OUTBOUNDS", "POLICIES"];

/// How many places are named before they are counted.
const NAMED: usize = 2;

/// A proxy in the list of all proxies.
pub(crate) fn line(proxy: &ProxyKey, overview: &Overview) -> [String; 5] {
    let address = overview.inbounds.first().map(|inbound| inbound.address.to_string()).unwrap_or_default();
    let inbounds = overview.inbounds.iter().map(|inbound| format!("{} {}", inbound.port, inbound.protocol));
    let mut policies: Vec<_> = overview.policies.iter().map(|item| (item.kind.0.name, &item.name)).collect();
    policies.dedup();
    [
        proxy.to_string(),
        address,
        listed(&inbounds.collect::<Vec<_>>(), "inbounds"),
        overview.outbounds.len().to_string(),
        policies.len().to_string(),
    ]
}

/// Everything about one proxy.
pub(crate) fn page(overview: &Overview, configuration: &Node, sources: &Sources, colour: Colour) -> String {
    let mut inbounds = Table::new(["INBOUND", "ADDRESS", "PROTOCOL"]);
    for inbound in &overview.inbounds {
        inbounds.row([inbound.name.to_string(), address(inbound), inbound.protocol.to_string()]);
    }
    let mut outbounds = Table::new(["OUTBOUND", "ADDRESS", "PROTOCOL", "ENDPOINTS"]);
    for outbound in &overview.outbounds {
        let count =
            endpoints(configuration, outbound).map_or_else(|| "-".to_owned(), |count| count.to_string());
        outbounds.row([outbound.name.to_string(), address(outbound), outbound.protocol.to_string(), count]);
    }
    let mut policies = Table::new(["POLICY", "NAME", "WHERE", "WRITTEN AT"]);
    for item in &overview.policies {
        let written = written(item.origin, sources);
        policies.row([item.kind.0.name.to_owned(), item.name.to_string(), places(item, overview), written]);
    }
    let tables: [&dyn Cells; 3] = [&inbounds, &outbounds, &policies];
    let filled = tables.iter().filter(|table| table.count() > 0).map(|table| table.fitted(colour));
    filled.collect::<Vec<_>>().join("\n")
}

fn address(place: &PlaceOfTraffic) -> String {
    if place.address.contains(':') {
        format!("[{}]:{}", place.address, place.port)
    } else {
        format!("{}:{}", place.address, place.port)
    }
}

/// Some names, or how many there are.
fn listed(names: &[String], what: &str) -> String {
    if names.len() <= NAMED { names.join(", ") } else { format!("{} {what}", names.len()) }
}

/// Where an item holds, in a few words: all of several places are named together.
fn places(item: &AppliedItem, overview: &Overview) -> String {
    if item.places.is_empty() {
        return "the whole proxy".to_owned();
    }
    let (mut inbounds, mut outbounds, mut routes) = (Vec::new(), Vec::new(), Vec::new());
    for place in &item.places {
        match place {
            AppliedPlace::Inbound(name) => inbounds.push(name.to_string()),
            AppliedPlace::Outbound(name) => outbounds.push(name.to_string()),
            AppliedPlace::Route(name) => routes.push(name.to_string()),
        }
    }
    let mut all: Vec<_> = overview.outbounds.iter().map(|outbound| &outbound.name).collect();
    all.sort();
    all.dedup();
    let parts = [
        several("inbound", "inbounds", &inbounds, overview.inbounds.len()),
        several("to", "outbounds", &outbounds, all.len()),
        several("route", "routes", &routes, usize::MAX),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn several(one: &str, many: &str, names: &[String], all: usize) -> Option<String> {
    match names.len() {
        0 => None,
        count if count == all && count > 1 => Some(format!("all {many}")),
        count if count <= NAMED => Some(format!("{one} {}", names.join(", "))),
        count => Some(format!("{count} {many}")),
    }
}

/// The file and line of an item. What nobody wrote is an initial policy of the control plane.
fn written(origin: Origin, sources: &Sources) -> String {
    match origin {
        Origin::Field(location) => {
            let path = sources.get(location.source).map_or("<unknown>", Source::path);
            let line = sources.position(location).map_or(0, |position| position.line);
            format!("{path}:{line}")
        }
        Origin::Default(_) | Origin::Rule(_) => "the control plane".to_owned(),
    }
}

/// How many endpoints the listener of an outbound leads to; nothing where it has no listener.
fn endpoints(configuration: &Node, outbound: &PlaceOfTraffic) -> Option<usize> {
    let messages = |name: &str| {
        let types = configuration.get("xds").and_then(Node::as_map);
        let found = types.into_iter().flatten().find(|entry| entry.key.ends_with(name));
        found.and_then(|entry| entry.value.as_map()).into_iter().flatten().map(|entry| &entry.value)
    };
    let listener = messages(".Listener").find(|listener| listens_at(listener, outbound))?;
    let mut clusters = Vec::new();
    named_clusters(listener, &mut clusters);
    clusters.sort_unstable();
    clusters.dedup();
    let is_named = |message: &&Node, field: &str| {
        message.get(field).and_then(Node::as_str).is_some_and(|name| clusters.contains(&name))
    };
    let discovered = messages(".ClusterLoadAssignment").filter(|message| is_named(message, "clusterName"));
    let inline = messages(".Cluster").filter(|message| is_named(message, "name"));
    let assignments = discovered.chain(inline.filter_map(|cluster| cluster.get("loadAssignment")));
    Some(assignments.map(count).sum())
}

fn listens_at(listener: &Node, place: &PlaceOfTraffic) -> bool {
    let addresses = listener.get("additionalAddresses").and_then(Node::as_list).unwrap_or_default();
    let is_it = |holder: &Node| {
        let socket = holder.get("address").and_then(|address| address.get("socketAddress"));
        let text = |field| socket.and_then(|socket| socket.get(field));
        text("address").and_then(Node::as_str) == Some(place.address.as_str())
            && text("portValue").and_then(Node::as_u64) == Some(u64::from(place.port))
    };
    is_it(listener) || addresses.iter().any(is_it)
}

/// The clusters that routes and TCP proxies below a node lead to.
fn named_clusters<'a>(node: &'a Node, clusters: &mut Vec<&'a str>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| named_clusters(item, clusters)),
        Value::Map(members) => {
            for entry in members {
                match (entry.key.as_str(), entry.value.as_str()) {
                    ("cluster", Some(name)) => clusters.push(name),
                    ("weightedClusters", _) => {
                        let weighted =
                            entry.value.get("clusters").and_then(Node::as_list).unwrap_or_default();
                        clusters.extend(weighted.iter().filter_map(|cluster| cluster.get("name")?.as_str()));
                    }
                    _ => named_clusters(&entry.value, clusters),
                }
            }
        }
        _ => {}
    }
}

fn count(assignment: &Node) -> usize {
    let localities = assignment.get("endpoints").and_then(Node::as_list).unwrap_or_default();
    localities.iter().filter_map(|locality| locality.get("lbEndpoints")?.as_list()).map(<[_]>::len).sum()
}
