//! Which services by tags are ready for mTLS, in a mesh that takes plain traffic as well: all their proxies have a certificate of the mesh.
//!
//! A control plane issues one to a proxy whose configuration asks for it. That of a sidecar does, for its inbounds take TLS; that of a
//! delegated gateway does where something that it calls is ready, which only its plan tells.

use super::{DataplaneView, Mesh, SERVICE_TAG};
use crate::{
    list::CollectVec as _,
    origin::Traced,
    resource::{
        dataplane::{GatewayType, Inbound, InboundState},
        mesh::MeshServicesMode,
    },
    settle,
    sorted::{SortedMap, SortedSet},
    tree::Text,
    world::{ProxyKey, World},
};

impl Mesh<'_> {
    /// Counts who has a certificate; of the delegated gateways those of these names ask for one.
    pub fn count_certificates(&mut self, asking_gateways: &SortedSet<Text>, world: &World) {
        if self.is_permissive() {
            self.tls_ready = self.ready_services(asking_gateways, world);
        }
    }

    /// The delegated gateways that have a certificate once they ask for one.
    pub fn gateways_that_may_ask(&self, world: &World) -> Vec<Text> {
        let may = |found: &&DataplaneView<'_>| is_delegated(found) && self.can_have_certificate(found, world);
        let gateways = self.dataplanes.iter().filter(|_| self.is_permissive()).filter(may);
        gateways.map(|gateway| gateway.meta.name.clone()).collect_vec()
    }

    fn is_permissive(&self) -> bool {
        self.mutual_tls().is_some_and(|tls| tls.is_permissive())
    }

    /// The services whose proxies all have a certificate, and those outside the mesh.
    fn ready_services(&self, asking_gateways: &SortedSet<Text>, world: &World) -> SortedSet<Text> {
        let exclusive = self.services_mode() == MeshServicesMode::Exclusive;
        let (certified, others): (Vec<_>, Vec<_>) = self.dataplanes.iter().partition(|dataplane| {
            let asks = !is_delegated(dataplane) || asking_gateways.contains(&dataplane.meta.name);
            asks && self.can_have_certificate(dataplane, world)
        });
        let services = |dataplanes: &[&DataplaneView<'_>]| -> SortedSet<Text> {
            dataplanes.iter().flat_map(|dataplane| reported_services(dataplane, exclusive)).collect()
        };
        let outside = self.external_services.iter().filter_map(|(_, spec)| spec.tags.get(SERVICE_TAG));
        let mut ready = services(&certified);
        if !exclusive {
            ready.extend(outside.map(|service| service.value.clone()));
        }
        let not_ready = services(&others);
        ready.into_iter().filter(|service| !not_ready.contains(service)).collect()
    }

    /// Whether a proxy is connected, and has its certificate from the mesh and not from a MeshIdentity.
    fn can_have_certificate(&self, dataplane: &DataplaneView<'_>, world: &World) -> bool {
        let key = ProxyKey::dataplane(self.meta.name.clone(), dataplane.meta.name.clone());
        let identity = settle::best(&self.identities, &dataplane.meta.labels);
        !world.disconnected.contains(&key) && !identity.is_some_and(|(_, found)| settle::is_ready(found))
    }
}

fn is_delegated(dataplane: &DataplaneView<'_>) -> bool {
    dataplane.spec.is_gateway(GatewayType::Delegated)
}

/// The services by tags that a Dataplane is part of, as far as the control plane counts who has certificates. A mesh of service
/// resources only (`exclusive`) counts delegated gateways alone.
fn reported_services(dataplane: &DataplaneView<'_>, exclusive: bool) -> Vec<Text> {
    let networking = &dataplane.spec.networking;
    let service =
        |tags: &SortedMap<Text, Traced<Text>>| tags.get(SERVICE_TAG).map(|service| service.value.clone());
    if let Some(gateway) = &networking.gateway {
        let counts = !exclusive || gateway.gateway_type.value == GatewayType::Delegated;
        return service(&gateway.tags).filter(|_| counts).into_iter().collect_vec();
    }
    let inbounds = networking.inbound.iter().filter(|inbound| !exclusive && !is_ignored(inbound));
    inbounds.filter_map(|inbound| service(&inbound.tags)).collect_vec()
}

fn is_ignored(inbound: &Inbound) -> bool {
    inbound.state.value == InboundState::Ignored
}
