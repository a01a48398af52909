//! What a MeshFaultInjection does to inbounds that speak HTTP.

use super::{envoy, schema::Conf};
use crate::{
    list::CollectVec as _,
    model::{FilterChain, HttpFilter},
    policy::{
        Context, Effects, EgressPlace, InboundConfs, InboundPlace, OutboundConfs, TagRule, ZoneListenerPlace,
        connection, typed,
    },
};

/// `rules` decide where there are any, else `from`. An inbound that a FaultInjection selects is left to it.
pub(super) fn inbound(
    place: InboundPlace<'_>,
    confs: &InboundConfs<'_>,
    context: &Context<'_>,
    _: &mut Effects,
) {
    let is_taken = !connection::all_to_tags("FaultInjection", context.mesh, &place.inbound.tags).is_empty();
    if is_taken || !place.inbound.protocol().is_http() {
        return;
    }
    let filters = if confs.rules.is_empty() { by_tags(&confs.from_tags) } else { by_rules(confs) };
    place.listener.filter_chains.iter_mut().for_each(|chain| add(chain, &filters));
}

/// Zone proxies know no tags of clients.
pub(super) fn zone_listener(
    place: ZoneListenerPlace<'_>,
    confs: &InboundConfs<'_>,
    _: &Context<'_>,
    _: &mut Effects,
) {
    let filters = by_rules(confs);
    place.listener.filter_chains.iter_mut().for_each(|chain| add(chain, &filters));
}

/// Faults of ExternalServices happen at the ZoneEgress. The reference looks for the filter chain by its legacy name alone.
pub(super) fn zone_egress(place: EgressPlace<'_>, confs: &InboundConfs<'_>, _: &OutboundConfs<'_>) {
    let Some(tags) = place.destination.tags() else { return };
    let name = format!("{}_{}", tags.service(), place.mesh.meta.name);
    if place.chain.name.as_ref().is_some_and(|own| *own == name) {
        let filters = by_tags(&confs.from_tags);
        (0..place.runs()).for_each(|_| add(place.chain, &filters));
    }
}

fn by_tags(rules: &[TagRule<'_>]) -> Vec<HttpFilter> {
    let confs = rules.iter().filter_map(|rule| Some((rule, typed::<Conf>(rule.rule.confs.first()?)?)));
    confs
        .flat_map(|(rule, conf)| {
            let faults = conf.http.unwrap_or_default();
            faults.into_iter().map(|fault| envoy::for_tags(&fault, &rule.tags)).collect_vec()
        })
        .collect_vec()
}

fn by_rules(confs: &InboundConfs<'_>) -> Vec<HttpFilter> {
    let rules = confs.rules.iter().filter_map(|rule| Some((rule, typed::<Conf>(&rule.conf)?)));
    rules
        .flat_map(|(rule, conf)| {
            let faults = conf.http.unwrap_or_default();
            faults.into_iter().map(|fault| envoy::for_rule(&fault, rule)).collect_vec()
        })
        .collect_vec()
}

fn add(chain: &mut FilterChain, filters: &[HttpFilter]) {
    if let Some(http) = chain.http_mut() {
        http.http_filters.extend_from_slice(filters);
    }
}
