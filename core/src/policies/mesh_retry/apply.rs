//! What a MeshRetry does to outbound listeners. Only the first filter chain is looked at, as in the reference.

use super::{envoy, schema::Conf};
use crate::{
    index::Protocol,
    model::{Destination, Listener},
    policy::{Context, Effects, OutboundConfs},
};

/// Sets how often connections are tried, and the retry policy of every route that forwards.
pub(super) fn outbound(
    listener: &mut Listener,
    confs: &OutboundConfs<'_>,
    context: &Context<'_>,
    _: &mut Effects,
) {
    let protocol = context.mesh.outbound_protocol(confs.destination);
    let conf: Option<&Conf> = confs.conf();
    let Some(chain) = listener.filter_chains.first_mut() else { return };
    let attempts = conf.and_then(|conf| conf.tcp.as_ref()?.max_connect_attempt.clone());
    if protocol == Protocol::Tcp && attempts.is_some() {
        if let Some(tcp) = chain.tcp_mut() {
            tcp.max_connect_attempts = attempts;
        }
        return;
    }
    let of_service = conf.and_then(|conf| envoy::retry_policy(conf, protocol));
    let Some(http) = chain.http_mut() else { return };
    for route in http.route_configuration.virtual_hosts.iter_mut().flat_map(|host| &mut host.routes) {
        let speaks_of_route = matches!(confs.destination, Destination::Tags(_)) || route.kri.is_some();
        let of_route = speaks_of_route.then(|| confs.route::<Conf>(route)).flatten();
        let of_route = of_route.and_then(|conf| envoy::retry_policy(conf, protocol));
        let policy = of_route.or_else(|| of_service.clone());
        if let (Some(forward), Some(policy)) = (route.forward_mut(), policy) {
            forward.retry_policy = Some(policy);
        }
    }
}
