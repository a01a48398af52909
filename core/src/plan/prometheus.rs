//! Metrics for Prometheus, as `Mesh.metrics` and `Dataplane.metrics` ask for them.

use kumascope_derive::Schema;

use super::{admin, inbound_tls, listener};
use crate::{
    index::{Mesh, SERVICE_TAG, Tags},
    model::{
        Address, ClusterPlace, FilterChain, FilterChainMatch, Listener, ListenerPlace, NetworkFilter, Proxy,
        TlsContext, TransportSocket, metrics_socket,
    },
    origin::{Origin, Traced},
    policy::{Context, typed},
    resource::{Dataplane, mesh::MetricsBackend},
    tree::{Message, Node, Text, merge_patch},
};

const RULE: &str = "metrics of the Mesh";
const CLUSTER: &str = "kuma:metrics:hijacker";
const LISTENER: &str = "kuma:metrics:prometheus";

/// Settings of a backend of type `prometheus`, as far as proxies depend on them.
#[derive(Clone, Debug, Schema)]
struct Conf {
    /// The port to listen on.
    port: Traced<u32>,
    /// The path to answer.
    path: Traced<Text>,
    /// Whether metrics are shown without mTLS.
    #[schema(name = "skipMTLS")]
    skip_mtls: Option<Traced<bool>>,
    /// Which metrics of Envoy are shown.
    envoy: Option<Filter>,
    /// How metrics are secured.
    tls: Option<Tls>,
    /// The tags by which Prometheus knows the proxy.
    tags: Tags,
}

/// Which metrics of Envoy are shown.
#[derive(Clone, Debug, Schema)]
struct Filter {
    /// Those that match.
    filter_regex: Option<Traced<Text>>,
    /// Those that were used.
    used_only: Option<Traced<bool>>,
}

/// How metrics are secured.
#[derive(Clone, Debug, Schema)]
struct Tls {
    /// By what.
    mode: Traced<TlsMode>,
}

/// By what metrics are secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
enum TlsMode {
    /// The mTLS of the mesh.
    #[schema(name = "activeMTLSBackend", zero)]
    Mesh,
    /// Nothing.
    #[schema(name = "disabled")]
    Disabled,
    /// A certificate that kuma-dp was given.
    #[schema(name = "providedTLS")]
    Provided,
}

/// Adds the listener and cluster, unless another part of the proxy uses the port.
pub(super) fn add(context: &Context<'_>, proxy: &mut Proxy) {
    let target = context.proxy;
    let conf = conf(context.mesh, target.dataplane).filter(|_| target.metadata.admin_port != 0);
    let Some(conf) = conf else { return };
    if uses_port(context, conf.port.value) {
        return;
    }
    let path = metrics_socket(&target.metadata.work_dir, &target.meta.name, &target.meta.mesh);
    let socket = Address::Pipe(Traced::rule(path, &RULE));
    proxy.add_cluster(listener::single_endpoint(ClusterPlace::Prometheus, CLUSTER.into(), socket, &RULE));
    let place = ListenerPlace::Prometheus;
    proxy.add_listener(Listener {
        filter_chains: chains(context, &conf),
        ..listener::inbound(context, place, LISTENER.into(), target.address.clone(), conf.port.clone())
    });
}

/// The port at which Prometheus finds a Dataplane, and its service there. Whether something else uses the port does not count.
pub(super) fn endpoint(mesh: &Mesh<'_>, dataplane: &Dataplane) -> Option<(Traced<u32>, Text)> {
    let conf = conf(mesh, dataplane)?;
    let service = conf.tags.get(SERVICE_TAG).map(|service| service.value.clone());
    Some((conf.port, service.unwrap_or_default()))
}

/// The settings of the mesh's enabled backend, overridden by those of the Dataplane.
fn conf(mesh: &Mesh<'_>, dataplane: &Dataplane) -> Option<Conf> {
    let metrics = mesh.spec.metrics.as_ref()?;
    let enabled = metrics.enabled_backend.as_ref()?;
    let is_prometheus = |backend: &&MetricsBackend| backend.backend_type.value == "prometheus";
    let backend = metrics.backends.iter().find(|backend| backend.name == *enabled).filter(is_prometheus)?;
    let mut conf = backend.conf.clone()?;
    if let Some(own) = dataplane.metrics.as_ref().filter(is_prometheus) {
        own.conf.iter().for_each(|own| merge_patch(&mut conf, own));
    }
    typed(&conf)
}

fn uses_port(context: &Context<'_>, port: u32) -> bool {
    let target = context.proxy;
    let own = |address: &Text| *address == target.address.value || address == "0.0.0.0" || address == "::";
    let inbound = target.inbounds.iter().any(|inbound| {
        (inbound.port.value == port && own(&inbound.address))
            || (inbound.workload_port.value == port && own(&inbound.workload_address))
    });
    inbound
        || target.explicit_outbounds().any(|outbound| outbound.port.value == port && own(&outbound.address))
}

fn chains(context: &Context<'_>, conf: &Conf) -> Vec<FilterChain> {
    let plain = chain(context, conf);
    let mesh_tls = inbound_tls::of_mesh(context);
    let mode = conf.tls.as_ref().map(|tls| tls.mode.value);
    let skips = conf.skip_mtls.as_ref().is_some_and(|skip| skip.value);
    let with_mesh = mode == Some(TlsMode::Mesh) || (mode.is_none() && !skips);
    match (mode, mesh_tls) {
        (Some(TlsMode::Provided), _) => match provided(context) {
            Some(tls) => vec![
                FilterChain { matches: Some(transport("tls")), ..plain.clone() },
                FilterChain { transport_socket: Some(socket(tls)), ..plain },
            ],
            None => vec![plain],
        },
        // A proxy that scrapes itself needs no certificate.
        (_, Some(tls)) if with_mesh => vec![
            FilterChain { matches: Some(from_itself(context)), ..plain.clone() },
            FilterChain { transport_socket: Some(socket(tls)), ..plain },
        ],
        _ => vec![plain],
    }
}

fn chain(context: &Context<'_>, conf: &Conf) -> FilterChain {
    let rewrite = conf.envoy.as_ref().map_or(Traced::rule(Text::new_static("/"), &RULE), query);
    let route = admin::static_route(conf.path.clone(), Some(rewrite), &Text::new_static(CLUSTER), &RULE);
    let http =
        admin::static_endpoints(context.proxy.metadata, LISTENER.into(), LISTENER.into(), vec![route], &RULE);
    FilterChain { filters: vec![NetworkFilter::Http(Box::new(http))], ..FilterChain::default() }
}

/// `/?filter=<regex>&usedonly`, the parts that are set; the `&` stands even where nothing follows it.
fn query(filter: &Filter) -> Traced<Text> {
    let pattern = filter.filter_regex.as_ref().filter(|pattern| !pattern.is_empty());
    let used = filter.used_only.as_ref().filter(|used| used.value);
    let mut query = pattern.map(|pattern| format!("filter={}&", pattern.value)).unwrap_or_default();
    if used.is_some() {
        query.push_str("usedonly");
    }
    let origin = pattern.map(|pattern| pattern.origin).or(used.map(|used| used.origin));
    let text = if query.is_empty() { "/".to_owned() } else { format!("/?{query}") };
    Traced::new(text.into(), origin.unwrap_or(Origin::Rule(&RULE)))
}

/// The reference takes every address for one of IPv4, which is a range of many addresses of IPv6.
fn from_itself(context: &Context<'_>) -> FilterChainMatch {
    FilterChainMatch {
        source_prefix_ranges: vec![(context.proxy.address.clone(), Traced::rule(32, &RULE))],
        ..FilterChainMatch::default()
    }
}

fn transport(name: &'static str) -> FilterChainMatch {
    FilterChainMatch {
        transport_protocol: Some(Traced::rule(name.into(), &RULE)),
        ..FilterChainMatch::default()
    }
}

fn socket(tls: TlsContext) -> TransportSocket {
    TransportSocket::Downstream(Box::new(tls))
}

/// TLS by the files that kuma-dp was given; nothing where it was given none.
pub(crate) fn provided(context: &Context<'_>) -> Option<TlsContext> {
    let metadata = context.proxy.metadata;
    let (chain, key) = (&metadata.metrics_certificate_path, &metadata.metrics_key_path);
    if chain.is_empty() || key.is_empty() {
        return None;
    }
    let file = |path: &Text| Message::rule(&RULE).constant("filename", path);
    let certificate: Node =
        Message::rule(&RULE).with("certificateChain", file(chain)).with("privateKey", file(key)).into();
    Some(TlsContext { inline_certificates: vec![certificate], ..TlsContext::new(Origin::Rule(&RULE)) })
}
