//! Envoy's admin interface and kuma-dp's readiness, as other machines may reach them.

use crate::{
    model::{
        Address, ClusterPlace, FilterChain, FilterChainMatch, Forward, HttpConnectionManager, ListenerPlace,
        Naming, NetworkFilter, Proxy, Route, RouteAction, RouteConfiguration, RouteMatch, TlsContext,
        TransportSocket, Validation, VirtualHost, WeightedClusters, readiness_socket, tls_inspector,
    },
    origin::{Name, Origin, Traced},
    policy::Context,
    report::{Diagnostic, Report},
    tree::{Message, Node, Text},
    world::{Feature, Metadata},
};

use super::{internal, listener};

const RULE: &str = "Envoy admin interface";

/// What the admin interface of any kind of proxy depends on.
pub(super) struct Own<'a> {
    /// What the proxy says about itself.
    pub(super) metadata: &'a Metadata,
    /// The address at which other machines reach the proxy.
    pub(super) address: &'a Traced<Text>,
    /// The resource that the proxy runs for.
    pub(super) origin: Origin,
    /// Whether metrics are served without mTLS.
    pub(super) metrics: MetricsAccess,
}

/// Whether the admin listener serves metrics without mTLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MetricsAccess {
    /// It does not.
    Closed,
    /// It does: a zone proxy of a control plane that asks for it.
    Open,
}

/// Adds the admin listener and the clusters behind it. A proxy without an admin port gets nothing.
pub(super) fn add(context: &Context<'_>, proxy: &mut Proxy, report: &mut Report) {
    let view = context.proxy;
    let (address, origin) = (&view.address, view.meta.origin);
    let own = Own { metadata: view.metadata, address, origin, metrics: MetricsAccess::Closed };
    add_own(&own, proxy, report);
}

/// Adds the admin listener of any kind of proxy.
pub(super) fn add_own(own: &Own<'_>, proxy: &mut Proxy, report: &mut Report) {
    let metadata = own.metadata;
    if metadata.admin_port == 0 {
        return;
    }
    let Some(address) = admin_address(&metadata.admin_address) else {
        report.push(address_not_allowed(own));
        return;
    };
    if metadata.readiness_port == 0 {
        report.push(readiness_port_missing(own));
        return;
    }
    let names = Names::of(metadata);
    let admin = if metadata.admin_socket_path.is_empty() {
        socket(address, metadata.admin_port)
    } else {
        Address::Pipe(Traced::rule(metadata.admin_socket_path.clone(), &RULE))
    };
    proxy.add_cluster(listener::single_endpoint(ClusterPlace::Admin, names.admin.clone(), admin, &RULE));
    let readiness = if metadata.has(Feature::ReadinessUnixSocket) {
        Address::Pipe(Traced::rule(readiness_socket(&metadata.work_dir), &RULE))
    } else {
        socket(address, metadata.readiness_port)
    };
    proxy.add_cluster(listener::single_endpoint(
        ClusterPlace::Readiness,
        names.readiness.clone(),
        readiness,
        &RULE,
    ));
    if own.address.value != address {
        add_listener(own, &names, proxy);
    }
}

struct Names {
    admin: Text,
    readiness: Text,
}

impl Names {
    /// Unified names need only the feature here, not the mode of the mesh.
    fn of(metadata: &Metadata) -> Self {
        let unified = metadata.has(Feature::UnifiedResourceNaming);
        let naming = if unified { Naming::Unified } else { Naming::Legacy };
        Self {
            admin: naming.choose(|| "kuma:envoy:admin", || "system_envoy_admin").into(),
            readiness: naming.choose(|| "kuma:readiness", || "system_probe_readiness").into(),
        }
    }
}

fn admin_address(address: &str) -> Option<&'static str> {
    match address {
        "" | "127.0.0.1" | "0.0.0.0" => Some("127.0.0.1"),
        "::1" | "::" => Some("::1"),
        _ => None,
    }
}

fn address_not_allowed(own: &Own<'_>) -> Diagnostic {
    let message = format!(
        "Envoy's admin interface of this proxy listens at `{}`, which is neither loopback nor a wildcard: the control plane makes no configuration",
        own.metadata.admin_address
    );
    Diagnostic::error("admin-address-not-allowed", message, own.origin)
        .help("set `KUMA_BOOTSTRAP_SERVER_PARAMS_ADMIN_ADDRESS` to 127.0.0.1, 0.0.0.0, ::1 or ::")
        .withholding()
}

fn readiness_port_missing(own: &Own<'_>) -> Diagnostic {
    let message = "this proxy has an admin port and says no port of its readiness: the control plane makes no configuration";
    Diagnostic::error("readiness-port-missing", message, own.origin)
        .help("start kuma-dp with a `--readiness-port` (`KUMA_READINESS_PORT`) other than 0; 9902 is the default")
        .withholding()
}

fn socket(address: &'static str, port: u32) -> Address {
    Address::Socket { address: Traced::rule(address.into(), &RULE), port: Traced::rule(port, &RULE) }
}

fn add_listener(own: &Own<'_>, names: &Names, proxy: &mut Proxy) {
    let port = Traced::rule(own.metadata.admin_port, &RULE);
    let name = names.admin.clone();
    let mut found = listener::inbound_of(own.metadata, ListenerPlace::Admin, name, own.address.clone(), port);
    found.listener_filters.push(tls_inspector());
    let same = |path: &'static str, cluster| {
        static_route(Traced::rule(path.into(), &RULE), Some(Traced::rule(path.into(), &RULE)), cluster, &RULE)
    };
    let ready = || same("/ready", &names.readiness);
    let mut plain = vec![ready()];
    if own.metrics == MetricsAccess::Open {
        plain.push(same("/stats/prometheus", &names.admin));
    }
    found.filter_chains = vec![
        chain(own, names, plain),
        FilterChain {
            matches: Some(FilterChainMatch {
                transport_protocol: Some(Traced::rule("tls".into(), &RULE)),
                ..FilterChainMatch::default()
            }),
            transport_socket: Some(TransportSocket::Downstream(Box::new(tls()))),
            ..chain(own, names, vec![ready(), same("/", &names.admin)])
        },
    ];
    proxy.add_listener(found);
}

fn chain(own: &Own<'_>, names: &Names, routes: Vec<Route>) -> FilterChain {
    let http = static_endpoints(own.metadata, names.admin.clone(), names.admin.clone(), routes, &RULE);
    FilterChain { filters: vec![NetworkFilter::Http(Box::new(http))], ..FilterChain::default() }
}

/// A connection manager for a few fixed paths.
pub(crate) fn static_endpoints(
    metadata: &Metadata,
    stat_prefix: Text,
    virtual_host: Text,
    routes: Vec<Route>,
    rule: Name,
) -> HttpConnectionManager {
    let host = VirtualHost {
        name: virtual_host,
        domains: vec![Traced::rule("*".into(), rule)],
        retry_policy: None,
        routes,
        origin: Origin::Rule(rule),
    };
    HttpConnectionManager {
        internal_addresses: internal::loopback(metadata),
        route_configuration: RouteConfiguration {
            validate_clusters: Some(Traced::rule(false, rule)),
            virtual_hosts: vec![host],
            ..RouteConfiguration::default()
        },
        ..HttpConnectionManager::local(stat_prefix, rule)
    }
}

/// A route for a prefix, which may become another one, to a cluster.
pub(crate) fn static_route(
    prefix: Traced<Text>,
    rewrite: Option<Traced<Text>>,
    cluster: &Text,
    rule: Name,
) -> Route {
    let clusters = WeightedClusters::Single(Traced::rule(cluster.clone(), rule));
    let forward = Forward { prefix_rewrite: rewrite, ..Forward::to(clusters) };
    Route::new(RouteMatch::prefix(prefix), RouteAction::Forward(Box::new(forward)), Origin::Rule(rule))
}

/// TLS that only the control plane can speak. Its certificates are made anew for every proxy, so they are left empty here.
fn tls() -> TlsContext {
    let empty = || Message::rule(&RULE).with("inlineBytes", Node::string("", Origin::Rule(&RULE)));
    let certificate = Message::rule(&RULE).with("certificateChain", empty()).with("privateKey", empty());
    let name = Message::rule(&RULE)
        .constant("sanType", "DNS")
        .with("matcher", Message::rule(&RULE).constant("exact", "kuma-cp"));
    let validation =
        Message::rule(&RULE).with("trustedCa", empty()).list("matchTypedSubjectAltNames", [name]);
    TlsContext {
        inline_certificates: vec![certificate.into()],
        validation: Some(Validation::Inline(validation.into())),
        require_client_certificate: Some(Traced::rule(true, &RULE)),
        ..TlsContext::new(Origin::Rule(&RULE))
    }
}
