//! What Envoy answers at `/config_dump`: a list of dumps, one for each kind of resource.

use super::{Live, LiveName, configuration, read as read_message};
use crate::{
    list::CollectVec as _,
    message::{Fault, ResourceType},
    sorted::SortedSet,
    tree::{Node, Text},
};

/// Where the resources of a type stand in a dump.
struct Dump {
    /// The end of the type of the dump.
    name: &'static str,
    resource_type: ResourceType,
    /// The lists of what came over a stream, best first, and of what stood in the bootstrap.
    served: &'static str,
    fixed: &'static str,
    /// The member of an item that holds the message.
    message: &'static str,
    /// The member of the message that holds its name.
    key: &'static str,
}

const DUMPS: [Dump; 4] = [
    Dump {
        name: ".ClustersConfigDump",
        resource_type: ResourceType::Cluster,
        served: "dynamic_active_clusters",
        fixed: "static_clusters",
        message: "cluster",
        key: "name",
    },
    Dump {
        name: ".ListenersConfigDump",
        resource_type: ResourceType::Listener,
        served: "dynamic_listeners",
        fixed: "static_listeners",
        message: "listener",
        key: "name",
    },
    Dump {
        name: ".EndpointsConfigDump",
        resource_type: ResourceType::Endpoint,
        served: "dynamic_endpoint_configs",
        fixed: "static_endpoint_configs",
        message: "endpoint_config",
        key: "clusterName",
    },
    Dump {
        name: ".SecretsConfigDump",
        resource_type: ResourceType::Secret,
        served: "dynamic_active_secrets",
        fixed: "static_secrets",
        message: "secret",
        key: "name",
    },
];

/// The configuration in a dump. What stood in the bootstrap counts where nothing was served: a proxy of Kuma brings clusters of its own
/// in its bootstrap, which no control plane serves.
pub(super) fn read(configs: &[Node]) -> Result<Live, Fault> {
    let found: Vec<(&Dump, &Node)> = DUMPS
        .iter()
        .filter_map(|dump| Some((dump, configs.iter().find(|node| is_of(node, dump.name))?)))
        .collect_vec();
    let is_served = found.iter().any(|(dump, node)| {
        let main = matches!(dump.resource_type, ResourceType::Cluster | ResourceType::Listener);
        main && !items(node, dump.served).is_empty()
    });
    let mut types = Vec::new();
    for (dump, node) in &found {
        let list = if is_served { dump.served } else { dump.fixed };
        let named = items(node, list).iter().filter_map(|item| message(item, dump.message)).map(|found| {
            let message = read_message(dump.resource_type, found)?;
            let name = message.get(dump.key).and_then(Node::as_text).cloned().unwrap_or_default();
            Ok((name, message))
        });
        types.push((dump.resource_type, named.collect::<Result<Vec<(Text, Node)>, Fault>>()?));
    }
    let covered: SortedSet<ResourceType> = found.iter().map(|(dump, _)| dump.resource_type).collect();
    let anchor = configs.first().cloned().unwrap_or(Node::empty(crate::origin::Origin::Rule(&"empty dump")));
    Ok(Live { name: name(configs), configuration: configuration(types, &anchor), types: covered })
}

/// The node ID, which stands in the bootstrap.
fn name(configs: &[Node]) -> LiveName {
    let bootstrap = configs.iter().find(|node| is_of(node, ".BootstrapConfigDump"));
    let id = bootstrap.and_then(|dump| dump.get("bootstrap")?.get("node")?.get("id")?.as_text());
    id.map_or(LiveName::Unknown, |id| LiveName::Node(id.clone()))
}

fn is_of(dump: &Node, name: &str) -> bool {
    dump.get("@type").and_then(Node::as_str).is_some_and(|found| found.ends_with(name))
}

fn items<'n>(dump: &'n Node, list: &str) -> &'n [Node] {
    dump.get(list).and_then(Node::as_list).unwrap_or_default()
}

/// The message of an item. A listener that was served stands in one of several states, the one in use first.
fn message<'n>(item: &'n Node, member: &str) -> Option<&'n Node> {
    let states = ["active_state", "warming_state"].into_iter().filter_map(|state| item.get(state));
    std::iter::once(item).chain(states).find_map(|holder| holder.get(member))
}
