//! Inbounds: who may call, which faults and limits there are for whom, and where traces go.

use super::{fault_injection, rate_limit, traffic_permission, traffic_trace};
use crate::{
    model::{Inbound, Listener, Proxy, TransportSocket},
    policy::{Context, connection},
};

pub(super) fn apply(context: &Context<'_>, proxy: &mut Proxy) {
    let tracing = traffic_trace::backend(context);
    for inbound in &context.proxy.inbounds {
        if let Some(listener) = proxy.listeners.iter_mut().find(|listener| listener.serves(inbound)) {
            apply_one(context, inbound, listener);
            if let Some(tracing) = &tracing {
                tracing.inbound(context, inbound, listener);
            }
        }
    }
}

fn apply_one(context: &Context<'_>, inbound: &Inbound, listener: &mut Listener) {
    let faults = connection::all_to_tags("FaultInjection", context.mesh, &inbound.tags);
    let limits = connection::all_to_tags("RateLimit", context.mesh, &inbound.tags);
    let permission = connection::to_tags("TrafficPermission", context.mesh, &inbound.tags);
    let name = listener.name.clone();
    for chain in &mut listener.filter_chains {
        fault_injection::add(chain, &faults);
        rate_limit::add(chain, &limits);
        let secured = matches!(chain.transport_socket, Some(TransportSocket::Downstream(_)));
        if secured && context.mesh.mutual_tls().is_some() {
            traffic_permission::prepend(chain, &name, permission);
        }
    }
}
