//! The beginnings of listeners and clusters that all plans share.

use crate::{
    model::{
        Address, Cluster, ClusterPlace, Discovery, EndpointGroup, Listener, ListenerPlace, NetworkFilter,
        SocketAddress, SocketProtocol, TcpProxy, TrafficDirection, WeightedClusters,
    },
    origin::{Name, Origin, Traced},
    policy::Context,
    tree::{Duration, Map, Text},
    world::{Feature, Metadata},
};

/// A listener for what comes in: it says whether its port may be shared, which only UDP always may.
pub(crate) fn inbound(
    context: &Context<'_>,
    place: ListenerPlace,
    name: Text,
    address: Traced<Text>,
    port: Traced<u32>,
) -> Listener {
    inbound_of(context.proxy.metadata, place, name, address, port)
}

/// A listener for what comes in, of any kind of proxy.
pub(crate) fn inbound_of(
    metadata: &Metadata,
    place: ListenerPlace,
    name: Text,
    address: Traced<Text>,
    port: Traced<u32>,
) -> Listener {
    let reuse = metadata.has(Feature::ReusePort);
    Listener {
        reuse_port: Some(Traced::rule(
            reuse,
            &"port that connections share, where kuma-dp can (feature-reuse-port)",
        )),
        direction: Some(TrafficDirection::Inbound),
        ..plain(place, name, address, port)
    }
}

/// A listener for what goes out.
pub(crate) fn outbound(
    place: ListenerPlace,
    name: Text,
    address: Traced<Text>,
    port: Traced<u32>,
) -> Listener {
    Listener { direction: Some(TrafficDirection::Outbound), ..plain(place, name, address, port) }
}

fn plain(place: ListenerPlace, name: Text, address: Traced<Text>, port: Traced<u32>) -> Listener {
    Listener {
        place,
        name,
        address: SocketAddress::Socket { address, port, protocol: SocketProtocol::Tcp },
        direction: None,
        reuse_port: None,
        bind_to_port: None,
        use_original_destination: None,
        stat_prefix: None,
        metadata: Vec::new(),
        listener_filters: Vec::new(),
        filter_chains: Vec::new(),
        origin: None,
    }
}

/// A TCP proxy to one cluster, that nothing else is said of.
pub(crate) fn tcp_proxy(stat_prefix: Text, cluster: Traced<Text>) -> NetworkFilter {
    let origin = cluster.origin;
    NetworkFilter::Tcp(TcpProxy {
        stat_prefix,
        clusters: WeightedClusters::Single(cluster),
        metadata_match: Map::default(),
        idle_timeout: None,
        max_connect_attempts: None,
        access_logs: crate::model::AccessLogs::default(),
        origin,
    })
}

/// A cluster of one address.
pub(crate) fn single_endpoint(place: ClusterPlace, name: Text, address: Address, rule: Name) -> Cluster {
    let origin = Origin::Rule(rule);
    let group = EndpointGroup::single(name.clone(), address, origin);
    default_connect_timeout(Cluster::new(place, name, Discovery::Static(group), origin))
}

/// A cluster that goes on to the address that was called.
pub(crate) fn original_destination(place: ClusterPlace, name: Text, rule: Name) -> Cluster {
    default_connect_timeout(Cluster::new(place, name, Discovery::OriginalDestination, Origin::Rule(rule)))
}

/// Five seconds for a connection, where nobody says otherwise.
pub(crate) fn default_connect_timeout(cluster: Cluster) -> Cluster {
    let timeout = Traced::default_of(
        Duration::seconds(5),
        &"connection timeout of a cluster that no MeshTimeout reaches",
    );
    Cluster { connect_timeout: Some(timeout), ..cluster }
}
