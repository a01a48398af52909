//! The proxy of a ZoneIngress: the services of its zone, for clients of other zones.

use super::{
    ZoneProxy,
    destinations::Destinations,
    services::{Entrances, offered_in},
};
use crate::{
    index::ServiceResource,
    model::{ClusterPlace, FilterChain, ListenerPlace, NetworkFilter, Proxy},
    origin::Origin,
    report::Report,
    resource::zone::AvailableService,
    tree::{Message, Node, Text, base64},
};

const RULE: &str = "zone ingress";

/// The places of the proxy of a ZoneIngress that offers these services by tags.
pub(super) fn plan(zone_proxy: &ZoneProxy<'_>, offered: &[AvailableService], report: &mut Report) -> Proxy {
    let mut proxy = zone_proxy.begin(report);
    let mut chains = Vec::new();
    for mesh in zone_proxy.meshes {
        let offered = offered_in(offered, mesh);
        let endpoints = mesh.ingress_endpoints(report);
        let destinations = Destinations::of(mesh, &offered);
        let mut entrances = Entrances::default();
        entrances.add_offered(&offered, &destinations, &endpoints);
        let resources = mesh.services().iter().filter(|service| is_offered(service, &mesh.zone));
        resources.for_each(|service| entrances.add_resource(service, zone_proxy.naming()));
        chains.extend(entrances.build(&destinations, &endpoints, ClusterPlace::ZoneIngress, &mut proxy));
    }
    if chains.is_empty() {
        chains.push(nothing(zone_proxy));
    }
    proxy.add_listener(zone_proxy.listener(ListenerPlace::ZoneIngressProxy, chains));
    proxy
}

/// MeshServices of the zone, and all MeshMultiZoneServices.
fn is_offered(service: &ServiceResource<'_>, zone: &str) -> bool {
    let own = service.meta.zone();
    service.is_multi_zone() || service.is_mesh_service() && (own.is_empty() || own == zone)
}

/// A listener needs a filter chain: this one says who it is.
fn nothing(zone_proxy: &ZoneProxy<'_>) -> FilterChain {
    let text = format!(r#"{{"proxy":".{}","zone":"{}"}}"#, zone_proxy.meta.name, zone_proxy.world.zone);
    let response = Message::rule(&RULE).constant("inlineBytes", base64::encode(text.as_bytes()));
    let config =
        Message::typed("envoy.extensions.filters.network.direct_response.v3.Config", Origin::Rule(&RULE))
            .with("response", response);
    let name = Text::new_static("envoy.filters.network.direct_response");
    FilterChain {
        filters: vec![NetworkFilter::Extension { name, config: Node::from(config) }],
        ..FilterChain::default()
    }
}
