//! The proxies of ZoneIngress and ZoneEgress resources, which belong to no mesh and serve all of them.

mod destinations;
mod egress;
mod egress_tls;
mod ingress;
mod services;

use std::net::IpAddr;

use super::{
    admin::{self, MetricsAccess, Own},
    listener,
};
use crate::{
    index::Mesh,
    model::{DnsFamily, FilterChain, Listener, ListenerPlace, Naming, Proxy, tls_inspector},
    origin::Traced,
    policy::Policy,
    report::Report,
    resource::{Meta, Resource, Spec, ZoneIngress},
    tree::Text,
    world::{Feature, Metadata, ProxyKey, ProxyType, Shadow, World},
};

/// What changes the ways out of meshes.
pub struct EgressHooks<'p> {
    /// What comes first: a mesh, the name of the destination in statistics, and its filter chain.
    pub first: fn(&Mesh<'_>, &str, &mut FilterChain),
    /// The policies with hooks.
    pub policies: &'p [Policy],
}

/// A zone proxy, and all that it can see.
pub struct ZoneProxy<'a> {
    /// The names and labels of its resource.
    pub meta: &'a Meta,
    purpose: Purpose<'a>,
    /// Where it listens.
    pub address: Traced<Text>,
    /// The port where it listens.
    pub port: Traced<u32>,
    /// What the proxy says about itself.
    pub metadata: &'a Metadata,
    /// All meshes, by name.
    pub meshes: &'a [Mesh<'a>],
    /// The zone and the settings of the control plane.
    pub world: &'a World,
}

/// What a zone proxy runs for.
#[derive(Clone, Copy)]
enum Purpose<'a> {
    Ingress(&'a ZoneIngress),
    Egress,
}

impl<'a> ZoneProxy<'a> {
    /// The proxy of a ZoneIngress or ZoneEgress of the store; nothing where there is none.
    pub fn of(
        resources: &'a [Resource],
        key: &ProxyKey,
        metadata: &'a Metadata,
        meshes: &'a [Mesh<'a>],
        world: &'a World,
    ) -> Option<Self> {
        let mut named = resources.iter().filter(|found| found.meta.name == key.name);
        named.find_map(|found| {
            let (purpose, address, port) = match (&found.spec, key.proxy_type) {
                (Spec::ZoneIngress(spec), ProxyType::Ingress) => {
                    let networking = spec.networking.as_ref()?;
                    (Purpose::Ingress(spec), &networking.address, networking.port)
                }
                (Spec::ZoneEgress(spec), ProxyType::Egress) => {
                    let networking = spec.networking.as_ref()?;
                    (Purpose::Egress, &networking.address, networking.port)
                }
                _ => return None,
            };
            Some(Self { meta: &found.meta, purpose, address: address.clone(), port, metadata, meshes, world })
        })
    }

    /// All its places.
    pub fn plan(&self, policies: &EgressHooks<'_>, shadow: Shadow, report: &mut Report) -> Proxy {
        match self.purpose {
            Purpose::Ingress(spec) => ingress::plan(self, &spec.available_services, report),
            Purpose::Egress => egress::plan(self, policies, shadow, report),
        }
    }

    /// Unified names need only the feature here, not the mode of a mesh.
    pub fn naming(&self) -> Naming {
        if self.metadata.has(Feature::UnifiedResourceNaming) { Naming::Unified } else { Naming::Legacy }
    }

    /// Which addresses DNS is asked for on behalf of this proxy.
    fn dns_family(&self) -> DnsFamily {
        let v6 = self.address.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6());
        if v6 { DnsFamily::Auto } else { DnsFamily::V4Only }
    }

    /// What every proxy has of its own.
    fn begin(&self, report: &mut Report) -> Proxy {
        let mut proxy = Proxy::default();
        let open = self.world.control_plane.zone_proxy_metrics;
        let metrics = if open { MetricsAccess::Open } else { MetricsAccess::Closed };
        let own = Own { metadata: self.metadata, address: &self.address, origin: self.meta.origin, metrics };
        admin::add_own(&own, &mut proxy, report);
        proxy
    }

    /// The one listener for everything that comes in.
    fn listener(&self, place: ListenerPlace, filter_chains: Vec<FilterChain>) -> Listener {
        let short = self.meta.kind.0.short_name;
        let (address, port) = (&self.address.value, self.port.value);
        let unified: Text = format!("self_inbound_{short}_{port}").into();
        let legacy = || match address.parse::<IpAddr>() {
            Ok(IpAddr::V6(_)) => format!("inbound:[{address}]:{port}").into(),
            _ => format!("inbound:{address}:{port}").into(),
        };
        let naming = self.naming();
        let name = naming.choose(legacy, || unified.clone());
        Listener {
            stat_prefix: (naming == Naming::Unified).then(|| Traced::rule(unified, &"zone proxy")),
            listener_filters: vec![tls_inspector()],
            filter_chains,
            ..listener::inbound_of(self.metadata, place, name, self.address.clone(), self.port)
        }
    }
}
