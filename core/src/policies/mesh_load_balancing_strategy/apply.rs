//! What a MeshLoadBalancingStrategy does to a proxy. It has an effect without any policy, too: endpoints of service resources in
//! other zones come second.

use std::borrow::Cow;

use super::{
    envoy,
    locality::{self, BehindEgress, Client},
    schema::Conf,
};
use crate::{
    index::Mesh,
    list::CollectVec as _,
    model::{
        Cluster, Destination, Discovery, EndpointGroup, FilterChain, HttpConnectionManager, Listener, Route,
    },
    policy::{Context, Effects, EgressPlace, InboundConfs, OutboundConfs, typed},
    tree::{Node, Text},
};

/// What is hashed stands at routes. Policies may target one MeshHTTPRoute of a service resource.
pub(super) fn outbound(listener: &mut Listener, confs: &OutboundConfs<'_>, _: &Context<'_>, _: &mut Effects) {
    for route in listener.filter_chains.iter_mut().filter_map(FilterChain::http_mut).flat_map(routes) {
        let conf: Option<&Conf> = match confs.destination {
            Destination::Tags(_) => confs.conf(),
            Destination::Resource(_) => confs.route(route),
        };
        hash(conf, route);
    }
}

/// A service by tags that has no outbound of its own, and is reached only by routes of others, is left alone.
pub(super) fn cluster(cluster: &mut Cluster, confs: &OutboundConfs<'_>, context: &Context<'_>) {
    let Some(conf) = conf(confs, context) else { return };
    balance(&conf, cluster);
    if let Discovery::Static(group) | Discovery::StrictDns(group, _) = &mut cluster.discovery {
        locality::place(&conf, &client(&conf, confs, context), group);
    }
}

/// Endpoints that Envoy discovers.
pub(super) fn endpoints(group: &mut EndpointGroup, confs: &OutboundConfs<'_>, context: &Context<'_>) {
    if let Some(conf) = conf(confs, context) {
        locality::place(&conf, &client(&conf, confs, context), group);
    }
}

/// Behind a ZoneEgress: of MeshExternalServices how endpoints are chosen and what is hashed, of ExternalServices which are near.
/// The reference looks for the filter chain by its legacy name alone, and adds what any MeshExternalService of the mesh hashes to
/// all of them.
pub(super) fn zone_egress(place: EgressPlace<'_>, clients: &InboundConfs<'_>, confs: &OutboundConfs<'_>) {
    if confs.destination.kri().is_none() {
        if let Discovery::Static(group) | Discovery::StrictDns(group, _) = &mut place.cluster.discovery {
            zone_egress_endpoints(group, place.mesh, clients);
        }
        return;
    }
    if let Some(conf) = confs.conf() {
        balance(conf, place.cluster);
    }
    let service = place.destination.kri().and_then(|kri| {
        let service = place.mesh.service(kri)?;
        Some(service.find_port(&kri.section)?.service.clone())
    });
    if service.is_none() || place.chain.name != service {
        return;
    }
    let all: Vec<Conf> = place
        .external_resources()
        .filter_map(|other| confs.confs.outbound(other).conf().cloned())
        .collect_vec();
    for route in place.chain.http_mut().into_iter().flat_map(routes) {
        all.iter().for_each(|conf| hash(Some(conf), route));
    }
}

/// Nobody asks which of the clients of a ZoneEgress it is: what holds for all of them counts.
pub(super) fn zone_egress_endpoints(group: &mut EndpointGroup, mesh: &Mesh<'_>, clients: &InboundConfs<'_>) {
    let rule = clients.from_tags.iter().find(|rule| rule.holds_for(&[]));
    if let Some(conf) = rule.and_then(|rule| typed::<Conf>(rule.rule.confs.first()?)) {
        let client = Client { zone: &mesh.zone, tags: Vec::new(), labels: None, egress: BehindEgress::No };
        locality::place(&conf, &client, group);
    }
}

fn conf<'c>(confs: &OutboundConfs<'c>, context: &Context<'_>) -> Option<Cow<'c, Conf>> {
    let said = confs.conf().map(Cow::Borrowed);
    match confs.destination {
        Destination::Tags(_) => said.filter(|_| context.proxy.has_outbound_to(confs.destination)),
        Destination::Resource(_) => Some(said.unwrap_or_default()),
    }
}

fn client<'c>(conf: &Conf, confs: &OutboundConfs<'_>, context: &'c Context<'_>) -> Client<'c> {
    let behind = matches!(confs.destination, Destination::Tags(_)) && context.mesh.has_zone_egress();
    Client {
        zone: &context.mesh.zone,
        tags: if conf.affinity_tags().is_empty() { Vec::new() } else { context.proxy.first_tags() },
        labels: Some(&context.proxy.meta.labels),
        egress: if behind { BehindEgress::Yes } else { BehindEgress::No },
    }
}

fn balance(conf: &Conf, cluster: &mut Cluster) {
    if let Some(first) = conf.affinity_tags().first() {
        let common = &mut cluster.load_balancing.common;
        common.remove("zoneAwareLbConfig");
        common.set(Text::new_static("localityWeightedLbConfig"), Node::empty(first.key.origin));
    }
    if let Some(balancer) = &conf.load_balancer {
        envoy::set_load_balancer(balancer, cluster);
    }
}

fn hash(conf: Option<&Conf>, route: &mut Route) {
    let policies = conf.map(Conf::hashed).unwrap_or_default().iter().map(envoy::hash_policy);
    if let Some(forward) = route.forward_mut() {
        forward.hash_policies.extend(policies);
    }
}

fn routes(http: &mut HttpConnectionManager) -> impl Iterator<Item = &mut Route> {
    http.route_configuration.virtual_hosts.iter_mut().flat_map(|host| &mut host.routes)
}
