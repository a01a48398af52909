//! How the traffic of a workload is redirected to its proxy.

use kumascope_derive::Schema;

use crate::{
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::Text,
};

/// How the traffic of a workload is redirected to its proxy.
#[derive(Clone, Debug, Schema)]
pub struct TransparentProxying {
    /// The port to which incoming traffic is redirected; it is not where there is none.
    #[schema(implicit, alias = "redirect_port_inbound")]
    pub redirect_port_inbound: Option<Traced<u32>>,
    /// The port to which outgoing traffic is redirected; it is not where there is none.
    #[schema(implicit, alias = "redirect_port_outbound")]
    pub redirect_port_outbound: Option<Traced<u32>>,
    /// Services whose endpoints the workload calls by their own addresses; `*` for all.
    #[schema(alias = "direct_access_services")]
    pub direct_access_services: Vec<Traced<Text>>,
    /// The services by tags that the workload calls; all of them where none is listed.
    #[schema(alias = "reachable_services")]
    pub reachable_services: Vec<Traced<Text>>,
    /// Which families of addresses are redirected.
    #[schema(alias = "ip_family_mode")]
    pub ip_family_mode: Traced<IpFamilyMode>,
    /// The service resources that the workload calls; all of them where this is missing, none where it is empty.
    #[schema(alias = "reachable_backends")]
    pub reachable_backends: Option<ReachableBackends>,
}

/// Which families of addresses are redirected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum IpFamilyMode {
    /// Nothing is said: both.
    #[default]
    #[schema(zero)]
    UnSpecified,
    /// Both.
    DualStack,
    /// IPv4 only.
    #[schema(name = "IPv4")]
    V4,
    /// IPv6 only.
    #[schema(name = "IPv6")]
    V6,
}

/// The service resources that a workload calls.
#[derive(Clone, Debug, Schema)]
pub struct ReachableBackends {
    /// The resources.
    pub refs: Vec<ReachableBackendRef>,
}

/// Service resources, by name or by labels.
#[derive(Clone, Debug, Schema)]
pub struct ReachableBackendRef {
    /// `MeshService`, `MeshExternalService` or `MeshMultiZoneService`.
    pub kind: Traced<Text>,
    /// The name.
    #[schema(implicit)]
    pub name: Option<Traced<Text>>,
    /// The namespace.
    #[schema(implicit)]
    pub namespace: Option<Traced<Text>>,
    /// One port; all of them where there is none.
    pub port: Option<Traced<u32>>,
    /// The labels that they must have, where they are selected by labels.
    pub labels: SortedMap<Text, Traced<Text>>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}
