//! What a MeshTrafficPermission does to inbounds that speak the TLS of the mesh.

use super::{
    envoy::{self, Rbac},
    schema::Conf,
};
use crate::{
    model::{
        FilterChain, HttpFilter, Inbound, Listener, NetworkFilter, ServiceTags, TransportSocket,
        sanitize_stat, tls_inspector,
    },
    origin::Origin,
    policy::{
        Context, Effects, EgressPlace, InboundConfs, InboundPlace, OutboundConfs, ZoneListenerPlace,
        connection, typed,
    },
    tree::Text,
};

const NETWORK_FILTER: &str = "envoy.filters.network.rbac";
const PERMISSION: &str = "TrafficPermission";
const TLS_INSPECTOR: &str = "envoy.filters.listener.tls_inspector";

/// `rules` decide where there are any, and wherever the proxy has an identity; otherwise `from` decides,
/// and nobody is let in where no policy selects the inbound, unless a TrafficPermission does.
pub(super) fn inbound(
    place: InboundPlace<'_>,
    confs: &InboundConfs<'_>,
    context: &Context<'_>,
    _: &mut Effects,
) {
    let has_identity = context.proxy.identity.is_some();
    if context.mesh.mutual_tls().is_none() && !has_identity {
        return;
    }
    if !confs.rules.is_empty() || has_identity {
        configure(place.listener, &envoy::of_rules(&confs.rules));
        if confs.rules.iter().filter_map(|rule| typed(&rule.conf)).any(|conf: Conf| matches_sni(&conf)) {
            ensure_tls_inspector(place.listener);
        }
    } else if confs.policies.is_empty() {
        let permitted =
            |inbound: &Inbound| connection::to_tags(PERMISSION, context.mesh, &inbound.tags).is_some();
        if !context.proxy.inbounds.iter().any(permitted) {
            configure(place.listener, &envoy::deny_all());
        }
    } else {
        configure(place.listener, &envoy::of_tags(&confs.from_tags, &context.mesh.meta.name));
    }
}

/// The egress listener of a Dataplane lets in whom `rules` name, and nobody else.
pub(super) fn zone_listener(
    place: ZoneListenerPlace<'_>,
    confs: &InboundConfs<'_>,
    context: &Context<'_>,
    _: &mut Effects,
) {
    let speaks_tls = context.mesh.mutual_tls().is_some() || context.proxy.identity.is_some();
    if speaks_tls && place.is_egress() {
        configure(place.listener, &envoy::of_rules(&confs.rules));
    }
}

/// Behind a ZoneEgress MeshExternalServices let everybody in unless the mesh forbids it. ExternalServices let in whom policies name;
/// in a mesh without policies TrafficPermissions decide. Policies that name other services keep these out, too.
pub(super) fn zone_egress(place: EgressPlace<'_>, confs: &InboundConfs<'_>, _: &OutboundConfs<'_>) {
    let Some(rbac) = egress_rbac(&place, confs) else { return };
    let stat_prefix = Text::from(format!("{}.", sanitize_stat(place.listener_name)));
    let runs = if place.destination.kri().is_some() { 1 } else { place.runs() };
    (0..runs).for_each(|_| configure_chain(place.chain, &rbac, &stat_prefix));
}

fn egress_rbac(place: &EgressPlace<'_>, confs: &InboundConfs<'_>) -> Option<Rbac> {
    if place.destination.kri().is_some() {
        let routing = place.mesh.spec.routing.as_ref();
        let forbidden = routing.and_then(|routing| routing.default_forbid_mesh_external_service_access);
        let closed = forbidden.is_some_and(|forbidden| forbidden.value);
        return Some(if closed { envoy::deny_all() } else { envoy::allow_all() });
    }
    let service = place.destination.tags().map_or("", ServiceTags::service);
    // The reference looks for the filter chain by its legacy name alone.
    let legacy_name = Text::from(format!("{service}_{}", place.mesh.meta.name));
    if place.chain.name.as_ref() != Some(&legacy_name) {
        return None;
    }
    if place.has_policies {
        return Some(envoy::of_tags(&confs.from_tags, &place.mesh.meta.name));
    }
    connection::to_external(PERMISSION, place.mesh, service).is_none().then(envoy::deny_all)
}

fn matches_sni(conf: &Conf) -> bool {
    [&conf.deny, &conf.allow, &conf.allow_with_shadow_deny]
        .into_iter()
        .flatten()
        .flatten()
        .any(|found| found.sni.is_some())
}

fn configure(listener: &mut Listener, rbac: &Rbac) {
    let stat_prefix = Text::from(format!("{}.", sanitize_stat(&listener.name)));
    for chain in &mut listener.filter_chains {
        if matches!(chain.transport_socket, Some(TransportSocket::Downstream(_))) {
            configure_chain(chain, rbac, &stat_prefix);
        }
    }
}

/// HTTP has a filter of its own, with better statistics. The filter of TrafficPermissions gives way.
fn configure_chain(chain: &mut FilterChain, rbac: &Rbac, stat_prefix: &Text) {
    let is_rbac = |filter: &NetworkFilter| matches!(filter, NetworkFilter::Extension { name, .. } if name == NETWORK_FILTER);
    if let Some(position) = chain.filters.iter().position(is_rbac) {
        chain.filters.remove(position);
    }
    if let Some(http) = chain.http_mut() {
        let filter = HttpFilter { name: "envoy.filters.http.rbac".into(), config: rbac.http() };
        http.http_filters.insert(0, filter);
    } else {
        let filter =
            NetworkFilter::Extension { name: NETWORK_FILTER.into(), config: rbac.network(stat_prefix) };
        chain.filters.insert(0, filter);
    }
}

fn ensure_tls_inspector(listener: &mut Listener) {
    let is_there = listener
        .listener_filters
        .iter()
        .any(|filter| filter.get("name").and_then(|name| name.as_str()) == Some(TLS_INSPECTOR));
    if !is_there {
        let origin = Origin::Rule(&"MeshTrafficPermission rules that match server names");
        listener.listener_filters.push(tls_inspector().with_origin(origin));
    }
}
