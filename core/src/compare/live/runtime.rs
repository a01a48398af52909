//! What a running proxy says otherwise than the control plane said it to it.

use crate::{
    list::CollectVec as _,
    message::ResourceType,
    sorted::SortedSet,
    tree::{Map, Node, Number, Text, Value},
};

/// Members that Envoy does not show.
const REDACTED: [&str; 3] = ["password", "pkcs12", "privateKey"];

/// Members of secrets whose contents only the control plane and the proxy know.
const CONTENTS: [&str; 3] = ["certificateChain", "inlineBytes", "trustedCa"];

/// A configuration without what cannot be compared with a recorded one: types that the recording does not hold, the contents of
/// secrets, the health of endpoints, values that Envoy shows whether or not they were set. To be done to both sides.
pub fn at_runtime(mut configuration: Node, types: &SortedSet<ResourceType>) -> Node {
    let discovered = discovered(&configuration);
    let Some(all) = configuration.as_map_mut().and_then(|members| members.get_mut("xds")?.as_map_mut())
    else {
        return configuration;
    };
    for resource_type in ResourceType::ALL {
        let url = resource_type.url();
        if !types.contains(&resource_type) {
            all.remove(&url);
        } else if let Some(messages) = all.get_mut(&url).and_then(Node::as_map_mut) {
            each(messages, |message| without(message, &REDACTED));
            match resource_type {
                ResourceType::Endpoint => {
                    keep(messages, |name| discovered.contains(name));
                    each(messages, assignment);
                }
                ResourceType::Secret => each(messages, |message| without(message, &CONTENTS)),
                _ => {}
            }
        }
    }
    configuration
}

/// The clusters whose endpoints Envoy discovers: those of others stand in the cluster.
fn discovered(configuration: &Node) -> SortedSet<Text> {
    let clusters = configuration.get("xds").and_then(|xds| xds.get(&ResourceType::Cluster.url()));
    let members = clusters.and_then(Node::as_map).into_iter().flatten();
    let is_discovered = |cluster: &Node| cluster.get("type").and_then(Node::as_str) == Some("EDS");
    members.filter(|entry| is_discovered(&entry.value)).map(|entry| entry.key.clone()).collect()
}

fn each(messages: &mut Map, change: impl Fn(&mut Node)) {
    messages.iter_mut().for_each(|entry| change(&mut entry.value));
}

fn keep(messages: &mut Map, wanted: impl Fn(&Text) -> bool) {
    let names: Vec<Text> = messages.iter().map(|entry| entry.key.clone()).collect_vec();
    for name in names.iter().filter(|name| !wanted(name)) {
        messages.remove(name);
    }
}

/// Takes out members of these names, wherever they stand.
fn without(node: &mut Node, names: &[&str]) {
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| without(item, names)),
        Value::Map(members) => {
            names.iter().for_each(|name| drop(members.remove(name)));
            each(members, |member| without(member, names));
        }
        _ => {}
    }
}

fn assignment(message: &mut Node) {
    let Some(members) = message.as_map_mut() else { return };
    remove_if(members, "policy", |policy| {
        let Some(policy) = policy.as_map_mut() else { return false };
        remove_if(policy, "overprovisioningFactor", |factor| is_number(factor, 140));
        policy.is_empty()
    });
    for locality in items(members, "endpoints").filter_map(Node::as_map_mut) {
        remove_if(locality, "locality", |place| place.as_map().is_some_and(Map::is_empty));
        items(locality, "lbEndpoints").filter_map(Node::as_map_mut).for_each(endpoint);
    }
}

fn endpoint(members: &mut Map) {
    members.remove("healthStatus");
    remove_if(members, "loadBalancingWeight", |weight| is_number(weight, 1));
    remove_if(members, "metadata", |metadata| metadata.as_map().is_some_and(Map::is_empty));
    if let Some(endpoint) = members.get_mut("endpoint").and_then(Node::as_map_mut) {
        remove_if(endpoint, "healthCheckConfig", |config| config.as_map().is_some_and(Map::is_empty));
    }
}

fn remove_if(members: &mut Map, name: &str, wanted: impl FnOnce(&mut Node) -> bool) {
    if members.get_mut(name).is_some_and(wanted) {
        members.remove(name);
    }
}

fn items<'n>(members: &'n mut Map, list: &str) -> impl Iterator<Item = &'n mut Node> {
    let found = members.get_mut(list).and_then(|node| match &mut node.value {
        Value::List(items) => Some(items),
        _ => None,
    });
    found.into_iter().flatten()
}

fn is_number(node: &Node, number: u64) -> bool {
    matches!(node.value, Value::Number(found) if found == Number::Positive(number))
}
