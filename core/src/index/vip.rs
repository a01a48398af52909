//! Where workloads with a transparent proxy reach services: the addresses that the control plane gave them.

use super::ServiceResource;
use crate::{
    list::CollectVec as _,
    model::{Destination, Outbound},
    origin::Traced,
    tree::Text,
};

/// A name that resolves to the address of an outbound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// The name.
    pub name: Traced<Text>,
    /// The address.
    pub address: Traced<Text>,
}

/// The outbounds of a service resource: every port at every address.
pub(super) fn outbounds(service: &ServiceResource<'_>) -> Vec<Outbound> {
    let at = |address: &Traced<Text>| {
        let address = address.clone();
        service.ports.iter().map(move |port| Outbound {
            address: address.clone(),
            port: port.port,
            destination: Destination::Resource(service.port_kri(port)),
        })
    };
    service.vips.iter().flat_map(at).collect_vec()
}

/// The names of a service resource, which resolve to its first address.
pub(super) fn domains(service: &ServiceResource<'_>) -> Vec<Domain> {
    let Some(address) = service.vips.first() else { return Vec::new() };
    let domain = |name: &Traced<Text>| Domain { name: name.clone(), address: address.clone() };
    service.hostnames.iter().map(domain).collect_vec()
}
