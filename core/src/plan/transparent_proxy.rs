//! Redirected traffic that no inbound or outbound listener takes: the passthrough listeners and clusters.

use super::listener;
use crate::{
    index::{MutualTls, SERVICE_LESS_PORT},
    list::CollectVec as _,
    model::{
        Cluster, ClusterPlace, Discovery, FilterChain, FilterChainMatch, IpFamily, Listener, ListenerPlace,
        Naming, Proxy,
    },
    origin::{Origin, Traced},
    policy::{Context, OtherPorts},
    sorted::SortedSet,
    tree::Text,
    world::Feature,
};

const RULE: &str = "transparent proxy";
/// The cluster without endpoints to which connections to no service are sent.
const NO_DESTINATION: &str = "self_transparentproxy_no_destination_inbound";

/// Adds passthrough listeners and clusters where outgoing traffic is redirected.
pub(super) fn add(context: &Context<'_>, proxy: &mut Proxy) {
    let target = context.proxy;
    if target.transparent_proxy.outbound.is_none() || target.metadata.has(Feature::BindOutbounds) {
        return;
    }
    let no_destination =
        Cluster::new(ClusterPlace::NoDestination, NO_DESTINATION, Discovery::Empty, Origin::Rule(&RULE));
    proxy.add_cluster(listener::default_connect_timeout(Cluster {
        alt_stat_name: Some(NO_DESTINATION.into()),
        ..no_destination
    }));
    for family in families(context) {
        add_outbound(context, family, proxy);
        add_inbound_cluster(context, family, proxy);
        let other_ports = Traced::rule(default_other_ports(context), &RULE);
        proxy.add_listener(inbound_listener(context, family, other_ports));
    }
}

/// Ports without an inbound are refused where the mesh demands mTLS and kuma-dp asks for it.
fn default_other_ports(context: &Context<'_>) -> OtherPorts {
    let strict = context.mesh.mutual_tls().is_some_and(|tls| tls.mode == MutualTls::Strict);
    if strict && context.proxy.metadata.has(Feature::StrictInboundPorts) {
        OtherPorts::Refused
    } else {
        OtherPorts::Through
    }
}

fn families(context: &Context<'_>) -> Vec<IpFamily> {
    if context.proxy.transparent_proxy.is_enabled_for_v6() {
        vec![IpFamily::V4, IpFamily::V6]
    } else {
        vec![IpFamily::V4]
    }
}

fn add_outbound(context: &Context<'_>, family: IpFamily, proxy: &mut Proxy) {
    let Some(port) = context.proxy.transparent_proxy.outbound.clone() else { return };
    let name = name(context, Direction::Outbound, family);
    let passthrough = context.mesh.outbound_passthrough();
    if passthrough.value {
        proxy.add_cluster(outbound_cluster(context, family));
    }
    let address = Traced::rule(any_address(family), &RULE);
    let place = ListenerPlace::PassthroughOutbound(family);
    let cluster = Traced::new(name.clone(), passthrough.origin);
    proxy.add_listener(Listener {
        use_original_destination: Some(Traced::rule(true, &RULE)),
        stat_prefix: stat_prefix(context, &name),
        filter_chains: vec![FilterChain {
            filters: vec![listener::tcp_proxy(name.clone(), cluster)],
            ..FilterChain::default()
        }],
        ..listener::outbound(place, name, address, port)
    });
}

/// The cluster of redirected traffic that leaves to no service.
pub(crate) fn outbound_cluster(context: &Context<'_>, family: IpFamily) -> Cluster {
    let place = ClusterPlace::PassthroughOutbound(family);
    listener::original_destination(place, name(context, Direction::Outbound, family), &RULE)
}

fn add_inbound_cluster(context: &Context<'_>, family: IpFamily, proxy: &mut Proxy) {
    let name = name(context, Direction::Inbound, family);
    let place = ClusterPlace::PassthroughInbound(family);
    let source = match family {
        IpFamily::V4 => "127.0.0.6",
        IpFamily::V6 => "::6",
    };
    proxy.add_cluster(Cluster {
        source_address: Some(Traced::rule(source.into(), &RULE)),
        ..listener::original_destination(place, name, &RULE)
    });
}

/// The listener for redirected connections that arrive at a port without an inbound.
pub(crate) fn inbound_listener(
    context: &Context<'_>,
    family: IpFamily,
    other_ports: Traced<OtherPorts>,
) -> Listener {
    let name = name(context, Direction::Inbound, family);
    // Without a transparent proxy a MeshTLS still makes this listener, on port 0.
    let inbound = context.proxy.transparent_proxy.inbound.as_ref();
    let port = inbound.map_or(Traced::rule(0, &RULE), |flow| flow.port);
    let address = Traced::rule(any_address(family), &RULE);
    Listener {
        use_original_destination: Some(Traced::rule(true, &RULE)),
        stat_prefix: stat_prefix(context, &name),
        filter_chains: inbound_chains(context, &name, other_ports),
        ..listener::inbound(context, ListenerPlace::PassthroughInbound(family), name, address, port)
    }
}

fn inbound_chains(context: &Context<'_>, name: &Text, other_ports: Traced<OtherPorts>) -> Vec<FilterChain> {
    let chain = |cluster: &str, port: Option<Traced<u32>>| FilterChain {
        matches: port
            .map(|port| FilterChainMatch { destination_port: Some(port), ..FilterChainMatch::default() }),
        filters: vec![listener::tcp_proxy(name.clone(), Traced::rule(cluster.into(), &RULE))],
        origin: Some(other_ports.origin),
        ..FilterChain::default()
    };
    if other_ports.value == OtherPorts::Through {
        return vec![chain(name, None)];
    }
    let mut seen = SortedSet::new();
    let ports: Vec<Traced<u32>> =
        context.proxy.inbound_ports().filter(|port| seen.insert(port.value)).collect_vec();
    if ports.is_empty() {
        return vec![chain(name, None)];
    }
    ports
        .into_iter()
        .map(|port| {
            let cluster = if port.value == SERVICE_LESS_PORT { NO_DESTINATION } else { name.as_str() };
            chain(cluster, Some(port))
        })
        .collect_vec()
}

#[derive(Clone, Copy)]
enum Direction {
    Inbound,
    Outbound,
}

fn name(context: &Context<'_>, direction: Direction, family: IpFamily) -> Text {
    let direction = match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    };
    let family = match family {
        IpFamily::V4 => "ipv4",
        IpFamily::V6 => "ipv6",
    };
    context.proxy.naming.choose(
        || format!("{direction}:passthrough:{family}").into(),
        || format!("self_transparentproxy_passthrough_{direction}_{family}").into(),
    )
}

fn stat_prefix(context: &Context<'_>, name: &Text) -> Option<Traced<Text>> {
    (context.proxy.naming == Naming::Unified).then(|| Traced::rule(name.clone(), &RULE))
}

fn any_address(family: IpFamily) -> Text {
    match family {
        IpFamily::V4 => Text::new_static("0.0.0.0"),
        IpFamily::V6 => Text::new_static("::"),
    }
}
