//! The outbounds that do not speak HTTP, and those for which only a MeshTCPRoute exists.

use super::schema::Rule;
use crate::{
    index::{OutboundService, Protocol},
    list::CollectVec as _,
    model::{AccessLogs, FilterChain, NetworkFilter, Proxy, TcpProxy, WeightedClusters, kafka_broker},
    origin::{Origin, Traced},
    plan::{
        outbound,
        services::{Backend, RouteKind, Services, Split},
    },
    policy::{self, Confs, Context, Effects},
    tree::Map,
};

const INSTEAD: Origin = Origin::Rule(&"MeshTCPRoute for some service, in place of TrafficRoutes for all");
const RULE: &str = "TCP proxy of an outbound, for its MeshTCPRoute or its service";

/// Adds listeners, clusters and endpoints. In a mesh with TrafficRoutes they do that, unless there are MeshTCPRoutes for
/// services by tags.
pub(super) fn routes(proxy: &mut Proxy, confs: &Confs<'_>, context: &Context<'_>, effects: &mut Effects) {
    if !context.mesh.of_kind("TrafficRoute").is_empty() && confs.to_tags.is_empty() {
        return;
    }
    let instead = (!context.mesh.of_kind("TrafficRoute").is_empty()).then_some(INSTEAD);
    let mut services = Services::default();
    let mut listeners = Vec::new();
    for service in context.proxy.services(context.mesh) {
        let routed = || proxy.http_routed.contains(&service.outbound.destination);
        let rule = rule_for(confs, &service);
        let backends = backends(context, &service, rule, routed);
        if !backends.is_empty() {
            let splits = services.split(&backends, RouteKind::Tcp, context.mesh, context.proxy.naming);
            let origin = rule.and_then(|rule| rule.confs.first()).map(|conf| conf.origin).or(instead);
            let chain = FilterChain { origin, ..chain(context, &service, &splits) };
            listeners.push(outbound::listener(context, &service, chain));
        }
    }
    let (clusters, endpoints) = services.build(context.mesh, context.proxy, &mut effects.report);
    proxy.add_listeners(listeners);
    proxy.add_clusters(clusters);
    proxy.add_all_endpoints(endpoints);
}

/// What policies say about the outbound: about its resource, else about its service by tags.
fn rule_for<'c>(confs: &'c Confs<'c>, service: &OutboundService<'_>) -> Option<&'c policy::Rule<'c>> {
    let of_resource = service.outbound.destination.kri().and_then(|kri| confs.for_resource(kri));
    of_resource.or_else(|| confs.for_service(&service.service, None))
}

/// The backends of an outbound; none where it is left to routes of HTTP (`routed`).
fn backends(
    context: &Context<'_>,
    service: &OutboundService<'_>,
    rule: Option<&policy::Rule<'_>>,
    routed: impl FnOnce() -> bool,
) -> Vec<Backend> {
    if service.protocol.is_http() && (rule.is_none() || routed()) {
        return Vec::new();
    }
    let Some(rule) = rule else { return vec![outbound::own_backend(service)] };
    let (Some(conf), Some(source)) = (rule.conf::<Rule>(), rule.items.last()) else { return Vec::new() };
    let references = conf.default.backend_refs.as_deref().unwrap_or_default();
    references
        .iter()
        .filter_map(|found| outbound::backend(context, found, &source.policy.kri()))
        .collect_vec()
}

/// Without any cluster nothing is passed on; requests of Kafka are counted all the same.
fn chain(context: &Context<'_>, service: &OutboundService<'_>, splits: &[Split]) -> FilterChain {
    let stat_prefix = outbound::service_name(context, service);
    let kafka = (service.protocol == Protocol::Kafka)
        .then(|| kafka_broker(&Traced::rule(stat_prefix.clone(), &RULE)))
        .into_iter();
    let clusters = match splits {
        [] => return FilterChain { filters: kafka.collect_vec(), ..FilterChain::default() },
        [only] => WeightedClusters::Single(only.cluster.clone()),
        several => WeightedClusters::Weighted(
            several.iter().map(|split| (split.cluster.clone(), split.weight.clone())).collect_vec(),
        ),
    };
    let tcp = NetworkFilter::Tcp(TcpProxy {
        stat_prefix,
        clusters,
        metadata_match: Map::default(),
        idle_timeout: None,
        max_connect_attempts: None,
        access_logs: AccessLogs::default(),
        origin: Origin::Rule(&RULE),
    });
    FilterChain { filters: kafka.chain([tcp]).collect_vec(), ..FilterChain::default() }
}
