//! What a hook may look at, and what it may add besides changing its place.

use std::sync::Arc;

use crate::{
    index::{Mesh, ProxyView},
    model::{Cluster, ConfigRoute, InternalAddress},
    report::Report,
    world::World,
};

/// What a hook may look at.
pub struct Context<'a> {
    /// The mesh as the proxy sees it.
    pub mesh: &'a Mesh<'a>,
    /// The proxy's Dataplane and what it says about itself.
    pub proxy: &'a ProxyView<'a>,
    /// The zone and the settings of the control plane.
    pub world: &'a World,
    /// The addresses that count as internal for every connection manager of HTTP.
    pub internal_addresses: Arc<[InternalAddress]>,
}

/// What a hook adds besides changing its place.
#[derive(Debug, Default)]
pub struct Effects {
    /// Clusters for the policy's own use; one of the same name is replaced.
    pub clusters: Vec<Cluster>,
    /// Documents for kuma-dp.
    pub dynamic_config: Vec<ConfigRoute>,
    /// What there is to say.
    pub report: Report,
}
