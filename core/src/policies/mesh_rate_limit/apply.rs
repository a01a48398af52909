//! What a MeshRateLimit does to inbounds.

use super::{envoy, schema::Conf};
use crate::{
    list::CollectVec as _,
    model::{FilterChain, HttpConnectionManager, HttpFilter, NetworkFilter, Route},
    policy::{
        Context, Effects, EgressPlace, InboundConfs, InboundPlace, OutboundConfs, ZoneListenerPlace,
        connection,
        matched_routes::{self, FilterState, MatchedConf, Present},
        merge, typed,
    },
    tree::{Node, Text},
};

const STATE: FilterState = FilterState {
    spiffe_id: "kuma.mesh_rate_limit.match.spiffe_id",
    sni: "kuma.mesh_rate_limit.match.sni",
    present: Present::Extended,
};

/// An inbound that a RateLimit selects is left to it.
pub(super) fn inbound(
    place: InboundPlace<'_>,
    confs: &InboundConfs<'_>,
    context: &Context<'_>,
    _: &mut Effects,
) {
    if !connection::all_to_tags("RateLimit", context.mesh, &place.inbound.tags).is_empty() {
        return;
    }
    for chain in &mut place.listener.filter_chains {
        limit(chain, confs.everything.as_ref());
        limit_matched(chain, confs, confs.everything.as_ref());
    }
}

/// Zone proxies: rules for all traffic limit everything, rules for one server name the filter chain of that name.
pub(super) fn zone_listener(
    place: ZoneListenerPlace<'_>,
    confs: &InboundConfs<'_>,
    _: &Context<'_>,
    _: &mut Effects,
) {
    for chain in &mut place.listener.filter_chains {
        let of_name = confs.for_server_name(chain);
        let confs_of_chain: Vec<&Node> = [confs.everything.as_ref(), of_name.as_ref()]
            .into_iter()
            .flatten()
            .filter(|conf| has_limit(conf))
            .collect_vec();
        let base = merge::overlay(&confs_of_chain).into_iter().next().filter(|_| !confs_of_chain.is_empty());
        limit(chain, base.as_ref());
        limit_matched(chain, confs, base.as_ref());
    }
}

/// Limits of ExternalServices stand at the ZoneEgress. The reference looks for the filter chain by its legacy name alone.
pub(super) fn zone_egress(place: EgressPlace<'_>, confs: &InboundConfs<'_>, _: &OutboundConfs<'_>) {
    let Some(tags) = place.destination.tags() else { return };
    let name = format!("{}_{}", tags.service(), place.mesh.meta.name);
    if place.chain.name.as_ref().is_none_or(|own| *own != name) {
        return;
    }
    let rule = confs.from_tags.iter().find(|rule| rule.holds_for(&[]));
    limit(place.chain, rule.and_then(|rule| rule.rule.confs.first()));
}

fn has_limit(conf: &Node) -> bool {
    conf.get("local").is_some()
}

/// Routes that say something about their limit already keep it.
fn limit(chain: &mut FilterChain, conf: Option<&Node>) {
    let Some(local) = conf.and_then(typed::<Conf>).and_then(|conf| conf.local) else { return };
    if let (Some(limit), Some(http)) = (local.http.as_ref().and_then(envoy::of_route), chain.http_mut()) {
        for route in routes(http) {
            if route.per_filter_config.iter().all(|(name, _)| name != envoy::HTTP_FILTER) {
                route.per_filter_config.push((envoy::HTTP_FILTER.into(), limit.clone()));
            }
        }
        put_http_filter(http);
    }
    if let Some(config) = local.tcp.as_ref().and_then(envoy::network) {
        put_network_filter(chain, config);
    }
}

/// Limits for some clients, each merged with what holds for all of them.
fn limit_matched(chain: &mut FilterChain, confs: &InboundConfs<'_>, base: Option<&Node>) {
    let base = base.filter(|conf| limits_http(conf));
    let rules = matched_routes::effective(confs, base, limits_http);
    let limits = |conf: &Node| typed::<Conf>(conf)?.local?.http.as_ref().and_then(envoy::of_route);
    let any = rules.iter().any(|(_, conf): &MatchedConf| limits(conf).is_some());
    if !any && base.and_then(limits).is_none() {
        return;
    }
    if let Some(http) = chain.http_mut().filter(|_| any) {
        put_http_filter(http);
    }
    matched_routes::add(chain, &rules, &STATE, |route, conf| {
        route.per_filter_config.retain(|(name, _)| name != envoy::HTTP_FILTER);
        route.per_filter_config.extend(limits(conf).map(|limit| (Text::from(envoy::HTTP_FILTER), limit)));
    });
}

fn limits_http(conf: &Node) -> bool {
    conf.get("local").is_some_and(|local| local.get("http").is_some())
}

fn routes(http: &mut HttpConnectionManager) -> impl Iterator<Item = &mut Route> {
    http.route_configuration.virtual_hosts.iter_mut().flat_map(|host| &mut host.routes)
}

fn put_http_filter(http: &mut HttpConnectionManager) {
    let filter = HttpFilter { name: envoy::HTTP_FILTER.into(), config: envoy::http_filter() };
    match http.http_filters.iter_mut().find(|present| present.name == filter.name) {
        Some(present) => *present = filter,
        None => http.http_filters.push(filter),
    }
}

fn put_network_filter(chain: &mut FilterChain, config: Node) {
    let filter = NetworkFilter::Extension { name: envoy::NETWORK_FILTER.into(), config };
    let is_it = |filter: &&mut NetworkFilter| matches!(filter, NetworkFilter::Extension { name, .. } if name == envoy::NETWORK_FILTER);
    match chain.filters.iter_mut().find(is_it) {
        Some(present) => *present = filter,
        None => chain.filters.insert(0, filter),
    }
}
