//! A whole proxy.

use std::mem;

use super::{Cluster, ConfigRoute, Destination, EndpointGroup, Listener, TcpProxy};
use crate::{
    list::CollectVec as _,
    origin::{Origin, Traced},
    resource::Kri,
    sorted::{SortedMap, SortedSet},
    tree::{Map, Node, Text},
};

/// Everything that one Envoy gets.
#[derive(Clone, Debug, Default)]
pub struct Proxy {
    /// Its listeners; names are unique.
    pub listeners: Vec<Listener>,
    /// Its clusters; names are unique.
    pub clusters: Vec<Cluster>,
    /// Endpoints of its EDS clusters; names are unique.
    pub endpoints: Vec<EndpointGroup>,
    /// Its secrets; names are unique.
    pub secrets: Vec<Secret>,
    /// The names of secrets that were asked for before policies took away what asked.
    pub requested_secrets: SortedSet<Text>,
    /// Settings that Envoy asks for at run time; names are unique.
    pub runtime_layers: Vec<RuntimeLayer>,
    /// What outbounds lead to for which some policy has routes of HTTP: routes of TCP leave them alone.
    pub http_routed: Vec<Destination>,
    /// What `kuma-dp` fetches from the dynamic configuration listener.
    pub dynamic_config: Vec<ConfigRoute>,
}

/// An inbound of a Dataplane: what the world calls (`address`, `port`) and what the workload listens on.
#[derive(Clone, Debug)]
pub struct Inbound {
    /// The name of the inbound, or its port: the section by which policies refer to it.
    pub section: Text,
    /// The address that other proxies call.
    pub address: Traced<Text>,
    /// The port that other proxies call.
    pub port: Traced<u32>,
    /// The address of the workload.
    pub workload_address: Traced<Text>,
    /// The port of the workload.
    pub workload_port: Traced<u32>,
    /// The protocol, lower case: `http`, `http2`, `grpc`, `tcp`, `kafka`, `tls`.
    pub protocol: Traced<Text>,
    /// The tags of the inbound.
    pub tags: super::ServiceTags,
    /// The identity of the inbound: the Dataplane's with this section.
    pub kri: Kri,
}

/// An outbound of a Dataplane: where the workload calls, and what it reaches there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbound {
    /// The address that the workload calls.
    pub address: Traced<Text>,
    /// The port that the workload calls.
    pub port: Traced<u32>,
    /// What it reaches.
    pub destination: Destination,
}

/// A family of IP addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IpFamily {
    /// 127.0.0.1 and the like.
    V4,
    /// ::1 and the like.
    V6,
}

/// A secret that a proxy fetches by name.
#[derive(Clone, Debug)]
pub struct Secret {
    /// Its name.
    pub name: Text,
    /// What it holds.
    pub kind: SecretKind,
}

/// Settings that Envoy asks for at run time.
#[derive(Clone, Debug)]
pub struct RuntimeLayer {
    /// Its name.
    pub name: Text,
    /// The settings.
    pub values: Map,
    /// Which rule made it.
    pub origin: Origin,
}

/// What a secret holds.
#[derive(Clone, Debug)]
pub enum SecretKind {
    /// A certificate chain and its private key (PEM).
    Certificate {
        /// The chain.
        chain: Traced<Text>,
        /// The key.
        key: Traced<Text>,
    },
    /// Certificates to trust (PEM).
    TrustedAuthority(Traced<Text>),
    /// A validation context of another form, lowered by who made it.
    ValidationContext(Node),
}

impl Proxy {
    /// Adds a listener, or replaces the one of the same name in its place.
    pub fn add_listener(&mut self, listener: Listener) {
        match self.listeners.iter_mut().find(|present| present.name == listener.name) {
            Some(present) => *present = listener,
            None => self.listeners.push(listener),
        }
    }

    /// Adds many listeners at once; those of the same name are replaced in their places.
    pub fn add_listeners(&mut self, listeners: Vec<Listener>) {
        add_all(&mut self.listeners, listeners, |listener| &listener.name);
    }

    /// Adds many clusters at once; those of the same name are replaced in their places.
    pub fn add_clusters(&mut self, clusters: Vec<Cluster>) {
        add_all(&mut self.clusters, clusters, |cluster| &cluster.name);
    }

    /// Adds many groups of endpoints at once; those of the same name are replaced in their places.
    pub fn add_all_endpoints(&mut self, groups: Vec<EndpointGroup>) {
        add_all(&mut self.endpoints, groups, |group| &group.cluster_name);
    }

    /// Adds a cluster, or replaces the one of the same name in its place.
    pub fn add_cluster(&mut self, cluster: Cluster) {
        match self.clusters.iter_mut().find(|present| present.name == cluster.name) {
            Some(present) => *present = cluster,
            None => self.clusters.push(cluster),
        }
    }

    /// Adds endpoints, or replaces those of the same name in their place.
    pub fn add_endpoints(&mut self, group: EndpointGroup) {
        match self.endpoints.iter_mut().find(|present| present.cluster_name == group.cluster_name) {
            Some(present) => *present = group,
            None => self.endpoints.push(group),
        }
    }

    /// Adds a secret, or replaces the one of the same name in its place.
    pub fn add_secret(&mut self, secret: Secret) {
        match self.secrets.iter_mut().find(|present| present.name == secret.name) {
            Some(present) => *present = secret,
            None => self.secrets.push(secret),
        }
    }
}

impl TcpProxy {
    /// Whether the filter leads to that cluster.
    pub fn leads_to(&self, cluster: &str) -> bool {
        self.clusters.names().any(|name| name == cluster)
    }
}

/// Adds items to those that are there. Names are sorted once, so that thousands of items take no time to speak of.
fn add_all<T>(present: &mut Vec<T>, items: Vec<T>, name: fn(&T) -> &Text) {
    if items.is_empty() {
        return;
    }
    present.extend(items);
    let named = present.iter().enumerate().map(|(place, item)| (name(item), place));
    let first = SortedMap::of_many(named.rev().collect_vec());
    if first.len() == present.len() {
        return;
    }
    let places: Vec<Option<usize>> = present.iter().map(|item| first.get(name(item)).copied()).collect_vec();
    let mut kept: Vec<Option<T>> = present.iter().map(|_| None).collect_vec();
    for (item, place) in mem::take(present).into_iter().zip(places) {
        if let Some(kept) = place.and_then(|place| kept.get_mut(place)) {
            *kept = Some(item);
        }
    }
    present.extend(kept.into_iter().flatten());
}

#[cfg(test)]
mod tests {
    use super::{Text, add_all};

    #[test]
    fn items_of_one_name_are_replaced_in_their_places() {
        let item = |name: &str, value: u32| (Text::from(name), value);
        let mut items = vec![item("c", 1), item("a", 2)];
        add_all(&mut items, vec![item("b", 3), item("c", 4), item("b", 5)], |(name, _)| name);
        assert_eq!(items, [item("c", 4), item("a", 2), item("b", 5)]);
    }
}
