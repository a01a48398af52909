//! What a MeshRetry does to outbound listeners. Only the first filter chain is looked at, as in the reference.

use super::{envoy::Policies, schema::Conf};
use crate::{
    index::Protocol,
    model::{Destination, Listener},
    origin::Traced,
    policy::{Context, Effects, OutboundConfs, Rule, typed},
    tree::Node,
};

/// What a conf says of an outbound.
struct Retries {
    /// How often connections are tried.
    attempts: Option<Traced<u32>>,
    /// How often requests are.
    policies: Policies,
}

/// Sets how often connections are tried, and the retry policy of every route that forwards.
pub(super) fn outbound(
    listener: &mut Listener,
    confs: &OutboundConfs<'_>,
    context: &Context<'_>,
    _: &mut Effects,
) {
    let protocol = context.mesh.outbound_protocol(confs.destination);
    let retries = confs.rule().and_then(retries_of);
    let Some(chain) = listener.filter_chains.first_mut() else { return };
    let attempts = retries.and_then(|retries| retries.attempts);
    if protocol == Protocol::Tcp && attempts.is_some() {
        if let Some(tcp) = chain.tcp_mut() {
            tcp.max_connect_attempts = attempts;
        }
        return;
    }
    let of_service = retries.and_then(|retries| retries.policies.of_protocol(protocol));
    let Some(http) = chain.http_mut() else { return };
    for route in http.route_configuration.virtual_hosts.iter_mut().flat_map(|host| &mut host.routes) {
        let speaks_of_route = matches!(confs.destination, Destination::Tags(_)) || route.kri.is_some();
        let of_route = speaks_of_route.then(|| confs.rule_of_route(route)).flatten().and_then(retries_of);
        let of_route = of_route.and_then(|retries| retries.policies.of_protocol(protocol));
        if let (Some(forward), Some(policy)) = (route.forward_mut(), of_route.or(of_service)) {
            forward.retry_policy = Some(policy.clone());
        }
    }
}

/// What the conf of a rule says, read once for all outbounds that it is about.
fn retries_of<'r>(rule: &'r Rule<'_>) -> Option<&'r Retries> {
    rule.read(|conf: &Node| {
        let conf: Conf = typed(conf)?;
        let attempts = conf.tcp.as_ref().and_then(|tcp| tcp.max_connect_attempt);
        Some(Retries { attempts, policies: Policies::of(&conf) })
    })
}
