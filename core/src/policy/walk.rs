//! The walk: every policy in turn, every place of the proxy in turn.

use super::{Confs, Context, Effects, InboundConfs, InboundPlace, Policy, ZoneListenerPlace, telemetry};
use crate::{
    list::CollectVec as _,
    message::Configuration,
    model::{Cluster, ClusterPlace, Destination, Inbound, Listener, ListenerPlace, Proxy},
    resource::Kind,
    sorted::{SortedMap, sort_by_key},
};

/// Lets every policy change the proxy, in the order of their kinds. Returns what there is to say.
pub fn apply(
    policies: &[Policy],
    confs: &SortedMap<Kind, Confs<'_>>,
    context: &Context<'_>,
    proxy: &mut Proxy,
) -> crate::report::Report {
    let mut report = crate::report::Report::default();
    for policy in in_order(policies) {
        let Some(confs) = confs.get(&Kind(&policy.kind.info)) else { continue };
        let mut effects = Effects::default();
        apply_one(policy, confs, context, proxy, &mut effects);
        effects.clusters.into_iter().for_each(|cluster| proxy.add_cluster(cluster));
        for document in effects.dynamic_config {
            telemetry::add(&mut proxy.dynamic_config, document);
        }
        report.extend(effects.report);
    }
    report
}

/// Whether a policy that selects the proxy edits finished messages.
pub fn patches(policies: &[Policy], confs: &SortedMap<Kind, Confs<'_>>) -> bool {
    let edits = |policy: &Policy| {
        let confs = policy.hooks.patch.and_then(|_| confs.get(&Kind(&policy.kind.info)));
        confs.is_some_and(|confs| !confs.selected.is_empty())
    };
    policies.iter().any(edits)
}

/// Lets policies edit the finished messages, in the order of their kinds. Returns what there is to say.
pub fn patch(
    policies: &[Policy],
    confs: &SortedMap<Kind, Confs<'_>>,
    context: &Context<'_>,
    configuration: &mut Configuration,
) -> crate::report::Report {
    let mut effects = Effects::default();
    for policy in in_order(policies) {
        if let (Some(hook), Some(confs)) = (policy.hooks.patch, confs.get(&Kind(&policy.kind.info))) {
            hook(configuration, confs, context, &mut effects);
        }
    }
    effects.report
}

fn in_order(policies: &[Policy]) -> Vec<&Policy> {
    let mut in_order: Vec<&Policy> = policies.iter().collect_vec();
    sort_by_key(&mut in_order, |policy| policy.kind.order);
    in_order
}

fn apply_one(
    policy: &Policy,
    confs: &Confs<'_>,
    context: &Context<'_>,
    proxy: &mut Proxy,
    effects: &mut Effects,
) {
    let hooks = &policy.hooks;
    if let Some(hook) = hooks.routes {
        hook(proxy, confs, context, effects);
    }
    if let Some(hook) = hooks.inbound {
        for inbound in &context.proxy.inbounds {
            let nothing = InboundConfs::default();
            let conf = confs.inbound(&inbound.address, inbound.port.value).unwrap_or(&nothing);
            if let Some(place) = inbound_place(inbound, &mut proxy.listeners, &mut proxy.clusters) {
                hook(place, conf, context, effects);
            }
        }
    }
    if let Some(hook) = hooks.zone_listener {
        for found in &context.proxy.zone_listeners {
            let nothing = InboundConfs::default();
            let conf = confs.inbound(&found.address, found.port.value).unwrap_or(&nothing);
            let section = &found.section;
            let is_it = |listener: &&mut Listener| matches!(&listener.place, ListenerPlace::ZoneIngress(own) | ListenerPlace::ZoneEgress(own) if own == section);
            if let Some(listener) = proxy.listeners.iter_mut().find(is_it) {
                hook(ZoneListenerPlace { listener, clusters: &mut proxy.clusters }, conf, context, effects);
            }
        }
    }
    if let Some(hook) = hooks.outbound {
        for listener in &mut proxy.listeners {
            if let ListenerPlace::Outbound(destination) = listener.place.clone() {
                hook(listener, &confs.outbound(&destination), context, effects);
            }
        }
    }
    if let Some(hook) = hooks.cluster {
        for cluster in &mut proxy.clusters {
            if let Some(destination) = service_of(&cluster.place) {
                hook(cluster, &confs.outbound(&destination), context);
            }
        }
    }
    if let Some(hook) = hooks.endpoints {
        for group in &mut proxy.endpoints {
            if let Some(destination) = group.destination.clone() {
                hook(group, &confs.outbound(&destination), context);
            }
        }
    }
    if let Some(hook) = hooks.proxy {
        hook(proxy, confs, context, effects);
    }
}

/// The service that a cluster belongs to: of an outbound, or a MeshExternalService behind a Dataplane's own zone egress.
fn service_of(place: &ClusterPlace) -> Option<Destination> {
    match place {
        ClusterPlace::Outbound(destination) => Some(destination.clone()),
        ClusterPlace::ZoneEgress(Destination::Resource(kri)) => {
            Some(Destination::Resource(kri.without_section()))
        }
        _ => None,
    }
}

fn inbound_place<'a>(
    inbound: &'a Inbound,
    listeners: &'a mut [Listener],
    clusters: &'a mut [Cluster],
) -> Option<InboundPlace<'a>> {
    let place = ClusterPlace::Inbound(inbound.section.clone());
    let listener = listeners.iter_mut().find(|listener| listener.serves(inbound))?;
    let leads_to =
        |cluster: &Cluster| listener.filter_chains.iter().any(|chain| chain.leads_to(&cluster.name));
    let cluster = clusters.iter_mut().find(|cluster| cluster.place == place && leads_to(cluster))?;
    Some(InboundPlace { inbound, listener, cluster })
}
