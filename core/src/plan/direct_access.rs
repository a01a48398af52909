//! Endpoints that a workload calls by their own addresses, without a service in between.

use super::{listener, prometheus, services};
use crate::{
    index::DataplaneView,
    list::CollectVec as _,
    model::{
        Cluster, ClusterPlace, FilterChain, Listener, ListenerPlace, Proxy, TransportSocket, UpstreamTls,
    },
    origin::Traced,
    policy::Context,
    sorted::SortedSet,
    tree::Text,
};

const RULE: &str = "direct access to endpoints (networking.transparentProxying.directAccessServices)";
const CLUSTER: &str = "direct_access";

/// Adds a listener for every endpoint of the services that the Dataplane lists in `directAccessServices`, and one cluster.
pub(super) fn add(context: &Context<'_>, proxy: &mut Proxy) {
    let target = context.proxy;
    let Some(transparent) = &target.dataplane.networking.transparent_proxying else { return };
    if !target.transparent_proxy.is_enabled() || transparent.direct_access_services.is_empty() {
        return;
    }
    for (address, port) in endpoints(context) {
        let name: Text = format!("{CLUSTER}_{}:{}", address.value, port.value).into();
        let cluster = Traced::rule(Text::new_static(CLUSTER), &RULE);
        proxy.add_listener(Listener {
            bind_to_port: Some(Traced::rule(false, &"transparent proxy")),
            filter_chains: vec![FilterChain {
                filters: vec![listener::tcp_proxy(name.clone(), cluster)],
                ..FilterChain::default()
            }],
            ..listener::outbound(ListenerPlace::DirectAccess, name, address, port)
        });
    }
    let cluster = listener::original_destination(ClusterPlace::DirectAccess, CLUSTER.into(), &RULE);
    proxy.add_cluster(Cluster { tls: tls(context), ..cluster });
}

/// The inbounds of other Dataplanes that provide a listed service, and where Prometheus finds them, by address and port, without those
/// that are outbounds.
fn endpoints(context: &Context<'_>) -> SortedSet<(Traced<Text>, Traced<u32>)> {
    let target = context.proxy;
    let wanted = |service: &str| {
        let transparent = target.dataplane.networking.transparent_proxying.as_ref();
        let services =
            transparent.map(|transparent| transparent.direct_access_services.as_slice()).unwrap_or_default();
        services.iter().any(|listed| listed.value == "*" || listed.value == service)
    };
    let taken = |address: &Text, port: u32| {
        target
            .explicit_outbounds()
            .any(|outbound| outbound.address.value == *address && outbound.port.value == port)
    };
    context
        .mesh
        .dataplanes()
        .filter(|other| other.meta.name != target.meta.name)
        .flat_map(|other| places(context, other))
        .filter(|place| wanted(&place.service) && !taken(&place.address, place.port.value))
        .map(|place| (place.address, place.port))
        .collect()
}

/// Where a Dataplane listens for whom.
struct Place {
    address: Traced<Text>,
    port: Traced<u32>,
    service: Text,
}

fn places(context: &Context<'_>, other: &DataplaneView<'_>) -> Vec<Place> {
    let inbounds = context.mesh.inbounds_of(other).into_iter().map(|inbound| Place {
        service: inbound.tags.service().into(),
        address: inbound.address,
        port: inbound.port,
    });
    let metrics = prometheus::endpoint(context.mesh, other.spec);
    let metrics = metrics.map(|(port, service)| {
        let address = other.spec.networking.address.clone();
        Place { address, port, service }
    });
    inbounds.chain(metrics).collect_vec()
}

/// Any service of the mesh may answer.
fn tls(context: &Context<'_>) -> UpstreamTls {
    match services::any_service_tls(context) {
        Some(tls) => UpstreamTls::Socket(TransportSocket::Upstream(Box::new(tls))),
        None => UpstreamTls::Plain,
    }
}
