//! What source/destination policies do to a proxy.
//!
//! They are what Kuma had before `targetRef`. A mesh with a TrafficRoute has its outbounds made by it; the others change
//! inbounds, and the outbounds that TrafficRoutes make. All of them act before the policies with a `targetRef`, which may
//! override what they did.

mod circuit_breaker;
mod client_tags;
mod fault_injection;
mod health_check;
mod inbound;
mod load_balancer;
mod outbound;
mod rate_limit;
mod retry;
mod route;
mod shares;
mod timeout;
mod traffic_log;
mod traffic_permission;
mod traffic_trace;

use crate::{
    index::Mesh,
    model::{FilterChain, Proxy},
    policy::{Context, connection},
    report::Report,
};

/// Adds and changes the places of a Dataplane's proxy.
pub fn apply(context: &Context<'_>, proxy: &mut Proxy, report: &mut Report) {
    outbound::add(context, proxy, report);
    inbound::apply(context, proxy);
    traffic_log::passing(context, proxy);
    traffic_trace::add_cluster(context, proxy, report);
}

/// Changes the way out to a service outside the mesh, at the proxy of a ZoneEgress. `service` is its name in statistics; policies
/// are about ExternalServices whose `kuma.io/service` is that name, and about no MeshExternalService.
pub fn zone_egress(mesh: &Mesh<'_>, service: &str, chain: &mut FilterChain) {
    traffic_permission::prepend(chain, service, connection::to_external("TrafficPermission", mesh, service));
    fault_injection::add(chain, &connection::all_to_external("FaultInjection", mesh, service));
    rate_limit::add(chain, &connection::all_to_external("RateLimit", mesh, service));
}
