//! What a MeshHealthCheck does to clusters.

use super::{
    envoy::{self, Way},
    schema::Conf,
};
use crate::{
    index::Protocol,
    model::Cluster,
    origin::Traced,
    policy::{Context, EgressPlace, InboundConfs, OutboundConfs},
    tree::{Message, Text},
};

/// The endpoints of every cluster of a service are asked. A service by tags that has no outbound of its own, and is reached only
/// by routes of others, is not.
pub(super) fn cluster(cluster: &mut Cluster, confs: &OutboundConfs<'_>, context: &Context<'_>) {
    if !context.proxy.has_outbound_to(confs.destination) {
        return;
    }
    if let Some(conf) = confs.conf() {
        let tags = context.proxy.tags_header();
        let protocol = context.mesh.protocol_of_cluster(&cluster.place, confs.destination);
        configure(conf, protocol, Some(&tags), cluster);
    }
}

/// A ZoneEgress asks the endpoints of MeshExternalServices; it has no tags to say. It asks as often as there are any in the mesh.
pub(super) fn zone_egress(place: EgressPlace<'_>, _: &InboundConfs<'_>, confs: &OutboundConfs<'_>) {
    if let Some(conf) = confs.conf().filter(|_| confs.destination.kri().is_some()) {
        let protocol = place.mesh.outbound_protocol(confs.destination);
        (0..place.runs()).for_each(|_| configure(conf, protocol, None, place.cluster));
    }
}

fn configure(conf: &Conf, protocol: Protocol, tags: Option<&Traced<Text>>, cluster: &mut Cluster) {
    set_panic(conf, cluster);
    if let Some(way) = way(conf, protocol) {
        cluster.health_checks.push(envoy::health_check(conf, &way, protocol, tags));
    }
}

fn set_panic(conf: &Conf, cluster: &mut Cluster) {
    let common = &mut cluster.load_balancing.common;
    if let Some(threshold) = &conf.healthy_panic_threshold {
        let percent = Message::new(threshold.origin)
            .number("value", threshold.derive(|percent| percent.number().unwrap_or_default()));
        common.set(Text::new_static("healthyPanicThreshold"), percent.into());
    }
    // Localities with weights leave no room for it.
    if let Some(fail) =
        conf.fail_traffic_on_panic.as_ref().filter(|_| common.get("localityWeightedLbConfig").is_none())
    {
        let fails =
            Message::new(fail.origin).optional("failTrafficOnPanic", Some(fail).filter(|fail| fail.value));
        common.set(Text::new_static("zoneAwareLbConfig"), fails.into());
    }
}

/// Services are asked in their own protocol. Where that is switched off, TCP will do; where nothing is said about it, nobody asks.
fn way(conf: &Conf, protocol: Protocol) -> Option<Way<'_>> {
    let is_off = |disabled: &Option<Traced<bool>>| disabled.as_ref().is_some_and(|disabled| disabled.value);
    let tcp = conf.tcp.as_ref().filter(|tcp| !is_off(&tcp.disabled)).map(Way::Tcp);
    match protocol {
        Protocol::Http | Protocol::Http2 => {
            let http = conf.http.as_ref()?;
            if is_off(&http.disabled) { tcp } else { Some(Way::Http(http)) }
        }
        Protocol::Grpc => {
            let grpc = conf.grpc.as_ref()?;
            if is_off(&grpc.disabled) { tcp } else { Some(Way::Grpc(grpc)) }
        }
        Protocol::Tcp => tcp,
        _ => None,
    }
}
