//! The row of a policy in the table, and the hooks by which it takes part.

use super::{Confs, Context, Effects, InboundConfs, OutboundConfs, merge::Merge};
use crate::{
    index::{Mesh, MutualTls, SERVICE_TAG},
    message::Configuration,
    model::{
        Cluster, Destination, EndpointGroup, FilterChain, Inbound, Listener, ListenerPlace, Proxy, TlsContext,
    },
    origin::{Origin, Traced},
    resource::kind::PolicyKind,
    tree::Text,
};

/// A policy: what there is to know about its kind, and its hooks.
#[derive(Clone, Copy)]
pub struct Policy {
    /// Its names, its order among policies, how its confs are read and merged.
    pub kind: &'static PolicyKind,
    /// How its confs become one.
    pub merge: Merge,
    /// What it does to a proxy.
    pub hooks: Hooks,
}

/// The places where a policy takes part. Each hook defaults to nothing.
///
/// For every policy in turn (by [`PolicyKind::order`]) the engine walks the proxy: `routes`, then every inbound, every outbound
/// listener, every cluster and endpoint group of a service, then `proxy`. Two hooks stand apart: `shape` runs before
/// inbounds are built, `patch` after messages are.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// Decides how inbounds will be built.
    pub shape: Option<fn(&mut InboundShape, &Inbound, &Confs<'_>, &Context<'_>)>,
    /// Adds the places of outbounds: listeners, routes, clusters, endpoints.
    pub routes: Option<fn(&mut Proxy, &Confs<'_>, &Context<'_>, &mut Effects)>,
    /// Changes one inbound.
    pub inbound: Option<fn(InboundPlace<'_>, &InboundConfs<'_>, &Context<'_>, &mut Effects)>,
    /// Changes one listener of an outbound.
    pub outbound: Option<fn(&mut Listener, &OutboundConfs<'_>, &Context<'_>, &mut Effects)>,
    /// Changes one cluster of an outbound.
    pub cluster: Option<fn(&mut Cluster, &OutboundConfs<'_>, &Context<'_>)>,
    /// Changes the endpoints of one cluster of an outbound.
    pub endpoints: Option<fn(&mut EndpointGroup, &OutboundConfs<'_>, &Context<'_>)>,
    /// Changes one listener of a Dataplane's own zone proxy.
    pub zone_listener: Option<fn(ZoneListenerPlace<'_>, &InboundConfs<'_>, &Context<'_>, &mut Effects)>,
    /// Changes one destination outside a mesh, behind the proxy of a ZoneEgress.
    pub zone_egress: Option<ZoneEgressHook>,
    /// Changes the endpoints of one service by tags, behind the proxy of a ZoneEgress.
    pub zone_egress_endpoints: Option<fn(&mut EndpointGroup, &Mesh<'_>, &InboundConfs<'_>)>,
    /// Changes what belongs to the proxy as a whole.
    pub proxy: Option<fn(&mut Proxy, &Confs<'_>, &Context<'_>, &mut Effects)>,
    /// Edits the finished messages.
    pub patch: Option<fn(&mut Configuration, &Confs<'_>, &Context<'_>, &mut Effects)>,
}

/// What changes one destination outside a mesh, behind the proxy of a ZoneEgress, given what policies say about its clients and
/// about itself.
pub type ZoneEgressHook = fn(EgressPlace<'_>, &InboundConfs<'_>, &OutboundConfs<'_>);

/// One inbound: its listener and the cluster of its workload.
pub struct InboundPlace<'a> {
    /// What the Dataplane says about it.
    pub inbound: &'a Inbound,
    /// The listener.
    pub listener: &'a mut Listener,
    /// The cluster of the workload.
    pub cluster: &'a mut Cluster,
}

/// One listener of a Dataplane's own zone proxy, and the clusters that it may lead to.
pub struct ZoneListenerPlace<'a> {
    /// The listener.
    pub listener: &'a mut Listener,
    /// All clusters of the proxy.
    pub clusters: &'a mut [Cluster],
}

/// One destination outside a mesh, behind the proxy of a ZoneEgress: the filter chain of its server name, and its cluster.
pub struct EgressPlace<'a> {
    /// The mesh whose clients come.
    pub mesh: &'a Mesh<'a>,
    /// The destination.
    pub destination: &'a Destination,
    /// All destinations of the mesh.
    pub destinations: &'a [Destination],
    /// Whether the mesh has policies of the kind, whomever they are about.
    pub has_policies: bool,
    /// The name of the listener.
    pub listener_name: &'a Text,
    /// The filter chain.
    pub chain: &'a mut FilterChain,
    /// The cluster.
    pub cluster: &'a mut Cluster,
}

impl EgressPlace<'_> {
    /// How often the reference runs a policy over the destination: as often as ExternalServices have its name, for a
    /// MeshExternalService as often as there are any in the mesh. What a policy appends is there as often.
    pub fn runs(&self) -> usize {
        match self.destination {
            Destination::Resource(_) => self.external_resources().count(),
            Destination::Tags(tags) => {
                let services =
                    self.mesh.external_services.iter().filter_map(|(_, spec)| spec.tags.get(SERVICE_TAG));
                services.filter(|service| service.value.as_str() == tags.service()).count()
            }
        }
    }

    /// The MeshExternalServices of the mesh.
    pub fn external_resources(&self) -> impl Iterator<Item = &Destination> {
        self.destinations.iter().filter(|destination| destination.kri().is_some())
    }
}

impl ZoneListenerPlace<'_> {
    /// Whether traffic leaves the zone through it.
    pub fn is_egress(&self) -> bool {
        matches!(self.listener.place, ListenerPlace::ZoneEgress(_))
    }
}

impl Hooks {
    /// Hooks that do nothing: what a row begins with.
    pub const NONE: Self = Self {
        shape: None,
        routes: None,
        inbound: None,
        outbound: None,
        cluster: None,
        endpoints: None,
        zone_listener: None,
        zone_egress: None,
        zone_egress_endpoints: None,
        proxy: None,
        patch: None,
    };
}

/// How an inbound will be built.
#[derive(Clone, Debug)]
pub struct InboundShape {
    /// Whether TLS is demanded or welcome, where the inbound speaks it at all.
    pub mode: MutualTls,
    /// The TLS of the mesh; nothing where there is none.
    pub tls: Option<TlsContext>,
    /// What happens to redirected connections to ports that no inbound has; nothing to leave it as the mesh has it.
    pub other_ports: Option<Traced<OtherPorts>>,
    /// Who decided on the mode, where that is a policy.
    pub origin: Option<Origin>,
}

/// What happens to redirected connections to ports that no inbound has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherPorts {
    /// They go through to the workload.
    Through,
    /// Only the ports of inbounds go through.
    Refused,
}
