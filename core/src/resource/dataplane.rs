//! Dataplane: one proxy, what it serves and what it calls.

mod inbound;
mod listener;
mod outbound;
mod probes;
mod transparent_proxying;

use kumascope_derive::Schema;

pub use inbound::{Health, Inbound, InboundState, ServiceProbe, TcpProbe};
pub use listener::{Listener, ListenerState, ListenerType};
pub use outbound::{Outbound, OutboundBackendRef};
pub use probes::{ProbeEndpoint, Probes};
pub use transparent_proxying::{IpFamilyMode, ReachableBackendRef, ReachableBackends, TransparentProxying};

use super::mesh::MetricsBackend;
use crate::{origin::Traced, sorted::SortedMap, tree::Text};

/// A proxy, what it serves and what it calls.
#[derive(Clone, Debug, Schema)]
pub struct Dataplane {
    /// Where it listens.
    pub networking: Networking,
    /// Its own settings of the metrics of the Mesh.
    pub metrics: Option<MetricsBackend>,
    /// Health checks of the workload on a port of the proxy's own.
    pub probes: Option<Probes>,
}

impl Dataplane {
    /// Whether its proxy is a gateway of that type.
    pub fn is_gateway(&self, gateway_type: GatewayType) -> bool {
        self.networking.gateway.as_ref().is_some_and(|gateway| gateway.gateway_type.value == gateway_type)
    }
}

/// Where a proxy listens.
#[derive(Clone, Debug, Schema)]
pub struct Networking {
    /// The address at which other proxies reach it.
    pub address: Traced<Text>,
    /// Another address at which proxies outside its network reach it.
    #[schema(implicit)]
    pub advertised_address: Option<Traced<Text>>,
    /// What makes it a gateway, where it is one.
    pub gateway: Option<Gateway>,
    /// The services of its workload.
    pub inbound: Vec<Inbound>,
    /// The services that its workload calls at addresses of its own.
    pub outbound: Vec<Outbound>,
    /// How the traffic of the workload is redirected to the proxy.
    #[schema(alias = "transparent_proxying")]
    pub transparent_proxying: Option<TransparentProxying>,
    /// The admin interface of Envoy.
    pub admin: Option<EnvoyAdmin>,
    /// The listeners of a zone proxy that belongs to a mesh.
    pub listeners: Vec<Listener>,
}

/// What makes a proxy a gateway.
#[derive(Clone, Debug, Schema)]
pub struct Gateway {
    /// The tags of the gateway.
    pub tags: SortedMap<Text, Traced<Text>>,
    /// Who routes the traffic.
    #[schema(name = "type")]
    pub gateway_type: Traced<GatewayType>,
}

/// Who routes the traffic of a gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum GatewayType {
    /// Another program, which the proxy stands beside.
    #[default]
    #[schema(zero, name = "DELEGATED")]
    Delegated,
    /// The proxy itself.
    #[schema(name = "BUILTIN")]
    Builtin,
}

/// The admin interface of Envoy.
#[derive(Clone, Debug, Schema)]
pub struct EnvoyAdmin {
    /// Its port; the control plane's default where there is none.
    #[schema(implicit)]
    pub port: Option<Traced<u32>>,
}
