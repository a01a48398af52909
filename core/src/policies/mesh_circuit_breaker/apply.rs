//! What a MeshCircuitBreaker does to clusters.

use super::{
    envoy,
    schema::{Conf, ConnectionLimits},
};
use crate::{
    model::{Cluster, Proxy, Thresholds},
    origin::{Origin, Traced},
    policy::{Confs, Context, Effects, EgressPlace, InboundConfs, InboundPlace, OutboundConfs, typed},
    tree::{Message, Text},
};

/// The conf for all traffic limits the workload.
pub(super) fn inbound(place: InboundPlace<'_>, confs: &InboundConfs<'_>, _: &Context<'_>, _: &mut Effects) {
    if let Some(conf) = confs.everything.as_ref().and_then(typed) {
        configure(&conf, place.cluster);
    }
}

/// The conf of a service limits every cluster of it. A service by tags that has no outbound of its own, and is reached only by
/// routes of others, is not limited.
pub(super) fn cluster(cluster: &mut Cluster, confs: &OutboundConfs<'_>, context: &Context<'_>) {
    if !context.proxy.has_outbound_to(confs.destination) {
        return;
    }
    if let Some(conf) = confs.conf() {
        configure(conf, cluster);
    }
}

/// The conf of a MeshExternalService limits its cluster at a ZoneEgress, too.
pub(super) fn zone_egress(place: EgressPlace<'_>, _: &InboundConfs<'_>, confs: &OutboundConfs<'_>) {
    if let Some(conf) = confs.conf().filter(|_| confs.destination.kri().is_some()) {
        configure(conf, place.cluster);
    }
}

/// Every cluster that there is by now tells in its statistics how much of its limits is left, with or without a policy.
pub(super) fn proxy(proxy: &mut Proxy, _: &Confs<'_>, _: &Context<'_>, _: &mut Effects) {
    for cluster in &mut proxy.clusters {
        thresholds(cluster).track_remaining = Some(Traced::rule(true, &"MeshCircuitBreaker trackRemaining"));
    }
}

fn thresholds(cluster: &mut Cluster) -> &mut Thresholds {
    cluster.circuit_breakers.get_or_insert_default()
}

fn configure(conf: &Conf, cluster: &mut Cluster) {
    if let Some(limits) = &conf.connection_limits {
        limit(limits, thresholds(cluster));
    }
    let Some(detection) = &conf.outlier_detection else { return };
    if detection.disabled.as_ref().is_some_and(|disabled| disabled.value) {
        return;
    }
    if let Some(threshold) = &detection.healthy_panic_threshold {
        let percent = Message::new(threshold.origin)
            .number("value", threshold.derive(|percent| percent.number().unwrap_or_default()));
        cluster.load_balancing.common.set(Text::new_static("healthyPanicThreshold"), percent.into());
    }
    cluster.outlier_detection =
        Some(envoy::outlier_detection(detection, Origin::Rule(&"MeshCircuitBreaker outlierDetection")));
}

fn limit(limits: &ConnectionLimits, thresholds: &mut Thresholds) {
    let set = |field: &mut Option<Traced<u32>>, limit: Option<Traced<u32>>| *field = limit.or(field.take());
    set(&mut thresholds.max_connections, limits.max_connections);
    set(&mut thresholds.max_connection_pools, limits.max_connection_pools);
    set(&mut thresholds.max_pending_requests, limits.max_pending_requests);
    set(&mut thresholds.max_retries, limits.max_retries);
    set(&mut thresholds.max_requests, limits.max_requests);
}
