//! A listener: an address, and the filter chains for what arrives there.

use super::{Destination, FilterChain, Inbound, IpFamily};
use crate::{
    origin::{Origin, Traced},
    tree::{Map, Message, Node, Text},
};

/// A listener.
#[derive(Clone, Debug)]
pub struct Listener {
    /// What it is in the proxy: policies are handed listeners by place, never by name.
    pub place: ListenerPlace,
    /// Its name; resources are stored by it.
    pub name: Text,
    /// Where it listens.
    pub address: SocketAddress,
    /// Whether it serves what comes in or what goes out, where it is said.
    pub direction: Option<TrafficDirection>,
    /// `enableReusePort`, where it is said at all.
    pub reuse_port: Option<Traced<bool>>,
    /// `bindToPort: false` for listeners that only get redirected connections.
    pub bind_to_port: Option<Traced<bool>>,
    /// `useOriginalDst: true` hands a redirected connection to the listener of its original address.
    pub use_original_destination: Option<Traced<bool>>,
    /// The prefix of its statistics, where it is said.
    pub stat_prefix: Option<Traced<Text>>,
    /// `metadata.filterMetadata`: namespace → members.
    pub metadata: Vec<(Text, Map)>,
    /// Listener filters in order, each a message.
    pub listener_filters: Vec<Node>,
    /// Filter chains in order.
    pub filter_chains: Vec<FilterChain>,
    /// Who made it, where that is not who says its address.
    pub origin: Option<Origin>,
}

/// What a listener is in the proxy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListenerPlace {
    /// Envoy's admin interface.
    Admin,
    /// Metrics of `Mesh.metrics`.
    Prometheus,
    /// Redirected traffic that leaves, of addresses that no outbound has.
    PassthroughOutbound(IpFamily),
    /// Redirected traffic that enters, of ports that no inbound has.
    PassthroughInbound(IpFamily),
    /// The inbound of that section.
    Inbound(Text),
    /// An outbound.
    Outbound(Destination),
    /// An endpoint reached without a service.
    DirectAccess,
    /// Virtual probes.
    Probe,
    /// Envoy's DNS filter.
    Dns,
    /// A Dataplane's listener of type ZoneIngress, by section.
    ZoneIngress(Text),
    /// A Dataplane's listener of type ZoneEgress, by section.
    ZoneEgress(Text),
    /// The listener of a ZoneIngress resource.
    ZoneIngressProxy,
    /// The listener of a ZoneEgress resource.
    ZoneEgressProxy,
    /// Documents for kuma-dp.
    DynamicConfiguration,
    /// What a policy adds for itself, by the word that `match.origin` of a MeshProxyPatch has for it.
    Policy(&'static str),
}

impl Listener {
    /// Whether it is the listener of that inbound. Inbounds of one section can differ in their addresses.
    pub fn serves(&self, inbound: &Inbound) -> bool {
        let is_there = match &self.address {
            SocketAddress::Socket { address, port, .. } => {
                *address == inbound.address && *port == inbound.port
            }
            SocketAddress::Pipe(_) => false,
        };
        is_there && matches!(&self.place, ListenerPlace::Inbound(section) if *section == inbound.section)
    }
}

/// Where a listener listens.
#[derive(Clone, Debug)]
pub enum SocketAddress {
    /// An address and port.
    Socket {
        /// The IP address.
        address: Traced<Text>,
        /// The port.
        port: Traced<u32>,
        /// TCP or UDP.
        protocol: SocketProtocol,
    },
    /// A Unix socket.
    Pipe(Traced<Text>),
}

/// The transport of a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocketProtocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

/// Which way traffic goes through a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrafficDirection {
    /// Into the workload.
    Inbound,
    /// Out of the workload.
    Outbound,
}

/// The listener filter that looks at the first bytes of TLS.
pub fn tls_inspector() -> Node {
    let origin = Origin::Rule(&"TLS inspector");
    let config = Message::typed("envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector", origin);
    Message::new(origin)
        .constant("name", "envoy.filters.listener.tls_inspector")
        .with("typedConfig", config)
        .into()
}
