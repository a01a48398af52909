//! Configurations of running proxies: what Kuma's `_config` endpoint answers, what kumascope printed, and Envoy's `/config_dump`.
//!
//! They are read by Envoy's descriptors, so that spelling, defaults and the order of members make no difference. What only a running
//! proxy knows ([`at_runtime`]) is taken out of both sides before they are compared.

mod config_dump;
mod runtime;

use crate::{
    message::{Fault, MessageType, ResourceType},
    sorted::SortedSet,
    tree::{Map, Node, Text, Value},
    world::ProxyKey,
};

pub use runtime::at_runtime;

/// The configuration of a running proxy.
#[derive(Clone, Debug)]
pub struct Live {
    /// Whose it is.
    pub name: LiveName,
    /// The configuration: `{"xds": {typeURL: {name: message}}}`.
    pub configuration: Node,
    /// The types of messages that a recording of its kind holds; nothing is known of others.
    pub types: SortedSet<ResourceType>,
}

/// What a recording says about whose configuration it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiveName {
    /// Nothing.
    Unknown,
    /// The proxy as [`ProxyKey`] prints it.
    Proxy(Text),
    /// The proxy by its node ID ([`ProxyKey::node_id`]).
    Node(Text),
}

impl LiveName {
    /// Whether it names that proxy; one that says nothing names any.
    pub fn means(&self, proxy: &ProxyKey) -> bool {
        match self {
            Self::Unknown => true,
            Self::Proxy(name) => *name == proxy.to_string(),
            Self::Node(id) => *id == proxy.node_id(),
        }
    }
}

/// The recorded configurations in a document: one, or one for each proxy. Nothing where the document is no recording.
///
/// # Errors
/// Where a message is none of Envoy's.
pub fn read_live(document: &Node) -> Option<Result<Vec<Live>, Fault>> {
    if let Some(configs) = document.get("configs").and_then(Node::as_list) {
        return Some(config_dump::read(configs).map(|live| vec![live]));
    }
    if document.get("xds").and_then(Node::as_map).is_some() {
        let name = document.get("proxy").and_then(Node::as_text);
        return Some(of_xds(document, name).map(|live| vec![live]));
    }
    let members = document.as_map().filter(|members| !members.is_empty())?;
    let is_xds = |node: &Node| node.get("xds").and_then(Node::as_map).is_some();
    members
        .iter()
        .all(|entry| is_xds(&entry.value))
        .then(|| members.iter().map(|entry| of_xds(&entry.value, Some(&entry.key))).collect())
}

/// What Kuma's API answers, and what kumascope prints.
fn of_xds(document: &Node, name: Option<&Text>) -> Result<Live, Fault> {
    let mut types = Vec::new();
    for resource_type in ResourceType::ALL {
        let all = document.get("xds").and_then(|xds| xds.get(&resource_type.url())).and_then(Node::as_map);
        let messages = all
            .into_iter()
            .flatten()
            .map(|entry| Ok((entry.key.clone(), read(resource_type, &entry.value)?)));
        types.push((resource_type, messages.collect::<Result<_, Fault>>()?));
    }
    Ok(Live {
        name: name.map_or(LiveName::Unknown, |name| LiveName::Proxy(name.clone())),
        configuration: configuration(types, document),
        types: ResourceType::ALL.into_iter().collect(),
    })
}

/// `{"xds": …}` of messages by name.
fn configuration(types: Vec<(ResourceType, Vec<(Text, Node)>)>, document: &Node) -> Node {
    let map = |members: Map| Node::new(Value::Map(members), document.origin);
    let types = types.into_iter().map(|(resource_type, messages)| {
        (Text::from(resource_type.url()), map(messages.into_iter().collect()))
    });
    map(Map::from_iter([(Text::new_static("xds"), map(types.collect()))]))
}

/// A message as protobuf prints it. Members that it does not have, such as the name of its type, are left out.
fn read(resource_type: ResourceType, node: &Node) -> Result<Node, Fault> {
    match MessageType::named(resource_type.message_name()) {
        Some(message_type) => Ok(message_type.read(node)?.message),
        None => Ok(node.clone()),
    }
}
