//! The listeners that Prometheus asks, and those through which kuma-dp sends to collectors.

use super::{
    document::backend_name,
    schema::{OpenTelemetry, Prometheus, TlsMode},
};
use crate::{
    model::{
        Address, Cluster, ClusterPlace, FilterChain, FilterChainMatch, HttpConnectionManager, Listener,
        ListenerPlace, NetworkFilter, Route, SocketAddress, TransportSocket, grpc_stats, metrics_socket,
        telemetry_socket,
    },
    origin::Traced,
    plan::{
        admin,
        collector::{self, Collector},
        listener, prometheus,
    },
    policy::Context,
    report::Report,
    tree::Text,
};

const RULE: &str = "form in which Envoy gets a MeshMetric";
const PROMETHEUS: &str = "prometheus";
const TELEMETRY: &str = "open-telemetry";
const DEFAULT_NAME: &str = "default-backend";
/// Where kuma-dp shows metrics on its socket.
const STATISTICS: &str = "/meshmetric";

/// The cluster and the listener of a Prometheus.
pub(super) fn prometheus(backend: &Prometheus, context: &Context<'_>) -> (Cluster, Listener) {
    let (naming, target) = (context.proxy.naming, context.proxy);
    let client = backend.client_id.as_ref().map_or(DEFAULT_NAME, |client| client.as_str());
    let system = || Text::from(format!("system_meshmetric_prometheus_{}", collector::clean(client)));
    let name = naming.choose(|| format!("_kuma:metrics:prometheus:{client}").into(), system);
    let cluster_name: Text = naming.choose(|| "_kuma:metrics:hijacker".into(), system);
    let path = metrics_socket(&target.metadata.work_dir, &target.meta.name, &target.meta.mesh);
    let socket = Address::Pipe(Traced::rule(path, &RULE));
    let place = ClusterPlace::Policy(PROMETHEUS);
    let cluster = listener::single_endpoint(place, cluster_name.clone(), socket, &RULE);
    let cluster = Cluster { origin: backend.port.origin, ..cluster };
    let rewrite = Traced::rule(Text::new_static(STATISTICS), &RULE);
    let route = admin::static_route(backend.path.clone(), Some(rewrite), &cluster_name, &RULE);
    let place = ListenerPlace::Policy(PROMETHEUS);
    let port = backend.port;
    let listener = Listener {
        stat_prefix: naming.choose(|| None, || Some(Traced::rule(name.clone(), &RULE))),
        filter_chains: prometheus_chains(backend, chain(context, &name, route), context),
        origin: Some(backend.port.origin),
        ..listener::inbound(context, place, name, target.address.clone(), port)
    };
    (cluster, listener)
}

/// A proxy that scrapes itself needs no certificate; without the files there is no TLS at all.
fn prometheus_chains(backend: &Prometheus, plain: FilterChain, context: &Context<'_>) -> Vec<FilterChain> {
    let is_provided = backend.tls.as_ref().is_some_and(|tls| tls.mode.value == TlsMode::Provided);
    let Some(tls) = prometheus::provided(context).filter(|_| is_provided) else { return vec![plain] };
    let matches = FilterChainMatch {
        transport_protocol: Some(Traced::rule("tls".into(), &RULE)),
        ..FilterChainMatch::default()
    };
    vec![
        FilterChain { matches: Some(matches), ..plain.clone() },
        FilterChain { transport_socket: Some(TransportSocket::Downstream(Box::new(tls))), ..plain },
    ]
}

/// The cluster and the listener of a collector; nothing where its MeshOpenTelemetryBackend does not exist.
pub(super) fn telemetry(
    backend: &OpenTelemetry,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<(Cluster, Listener)> {
    let found = Collector::resolve(context, &backend.endpoint, backend.backend_ref.as_ref())?;
    let own = if found.backend.is_some() { found.name.clone() } else { backend_name(&found.name) };
    let naming = context.proxy.naming;
    let name: Text = naming.choose(
        || format!("_kuma:metrics:opentelemetry:{own}").into(),
        || format!("system_meshmetric_otel_{}", collector::clean(&own)).into(),
    );
    let place = ClusterPlace::Policy(TELEMETRY);
    let (origin, endpoint) = (found.origin, found.endpoint(context));
    let cluster = collector::cluster(context, place, name.clone(), endpoint, origin, report)?;
    let everything = Traced::rule(Text::new_static("/"), &RULE);
    let route = admin::static_route(everything, None, &name, &RULE);
    let mut chain = chain(context, &name, route);
    if let Some(http) = chain.http_mut() {
        http.http_filters.push(grpc_stats());
    }
    let path = telemetry_socket(&context.proxy.metadata.work_dir, &own);
    let listener = Listener {
        place: ListenerPlace::Policy(TELEMETRY),
        name: name.clone(),
        address: SocketAddress::Pipe(Traced::rule(path, &RULE)),
        direction: None,
        reuse_port: None,
        bind_to_port: None,
        use_original_destination: None,
        stat_prefix: naming.choose(|| None, || Some(Traced::rule(name, &RULE))),
        metadata: Vec::new(),
        listener_filters: Vec::new(),
        filter_chains: vec![chain],
        origin: Some(origin),
    };
    Some((collector::with_http2(cluster), listener))
}

fn chain(context: &Context<'_>, name: &Text, route: Route) -> FilterChain {
    let http: HttpConnectionManager =
        admin::static_endpoints(context.proxy.metadata, name.clone(), name.clone(), vec![route], &RULE);
    FilterChain { filters: vec![NetworkFilter::Http(Box::new(http))], ..FilterChain::default() }
}
