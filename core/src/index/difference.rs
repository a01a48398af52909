//! What is different between two versions of a mesh, as far as proxies see it through its services.

use super::{Mesh, ServiceResource};
use crate::{
    resource::Kri,
    sorted::{SortedMap, SortedSet},
    tree::Text,
};

impl Mesh<'_> {
    /// The services whose endpoints, protocol or readiness for TLS differ, by `kuma.io/service`; a port of a service resource stands
    /// under its legacy name.
    pub fn services_that_differ(&self, other: &Self) -> SortedSet<Text> {
        let mut found = keys_that_differ(&self.endpoints, &other.endpoints);
        found.extend(keys_that_differ(&self.external_endpoints, &other.external_endpoints));
        found.extend(keys_that_differ(&self.information, &other.information));
        found.extend(self.tls_ready.difference(&other.tls_ready).cloned());
        found.extend(other.tls_ready.difference(&self.tls_ready).cloned());
        found
    }

    /// Whether services are reached by the same clients, at the same addresses and by the same names, and zone egresses are the same.
    pub fn is_reached_as(&self, other: &Self) -> bool {
        self.vip_outbounds == other.vip_outbounds
            && self.domains == other.domains
            && self.egresses == other.egresses
            && self.permissions == other.permissions
    }

    /// The service resources that stand for these, ports and members included.
    pub fn resources_of(&self, services: &SortedSet<Text>, resources: &SortedSet<Kri>) -> SortedSet<Kri> {
        let stands_for = |service: &&ServiceResource<'_>| {
            let mut ports = service.ports.iter().map(|port| port.service.clone());
            resources.contains(&service.kri)
                || ports.any(|port| services.contains(&port))
                || self.members_of(service).iter().any(|member| resources.contains(&member.kri))
        };
        self.services.iter().filter(stands_for).map(|service| service.kri.clone()).collect()
    }
}

fn keys_that_differ<V: PartialEq>(left: &SortedMap<Text, V>, right: &SortedMap<Text, V>) -> SortedSet<Text> {
    let own = left.iter().filter(|(key, value)| right.get(*key) != Some(*value));
    let others = right.keys().filter(|key| !left.contains_key(*key));
    own.map(|(key, _)| key).chain(others).cloned().collect()
}
