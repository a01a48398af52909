//! Outbounds, as a TrafficRoute makes them: a listener for each service by tags, with the routes of the TrafficRoute that says
//! most about it, and the clusters that these lead to.

use super::{
    circuit_breaker, health_check, load_balancer, rate_limit, retry, route, shares, timeout, traffic_log,
    traffic_trace,
};
use crate::{
    index::{EndpointMap, OutboundService, Protocol},
    list::CollectVec as _,
    model::{
        AccessLogs, Cluster, ClusterPlace, Destination, FilterChain, Forward, HeaderOption,
        HttpConnectionManager, Listener, NetworkFilter, Overwrite, Proxy, Route, RouteConfiguration,
        ServiceTags, TcpProxy, VirtualHost, WeightedClusters, grpc_stats, kafka_broker,
    },
    origin::{Origin, Traced},
    plan::{
        outbound,
        services::{RouteKind, Services, Split, SplitPlace},
    },
    policy::{Context, connection},
    report::{Diagnostic, Report},
    resource::{
        Resource, Spec,
        legacy::{HttpMatch, HttpModify, LoadBalancer, TimeoutConf, TrafficRouteConf},
    },
    sorted::{SortedMap, SortedSet},
    tree::{Map, Text},
};

const RULE: &str = "form in which Envoy gets a TrafficRoute";

/// Adds listeners, clusters and endpoints, where the mesh has a TrafficRoute at all.
pub(super) fn add(context: &Context<'_>, proxy: &mut Proxy, report: &mut Report) {
    if context.mesh.of_kind("TrafficRoute").is_empty() {
        return;
    }
    let mut outbounds = Outbounds::of(context, report);
    let services = context.proxy.services(context.mesh);
    let listeners: Vec<Listener> =
        services.iter().filter_map(|service| outbounds.listener(service, report)).collect_vec();
    let (mut clusters, endpoints) = outbounds.services.build(context.mesh, context.proxy, report);
    clusters.iter_mut().for_each(|cluster| outbounds.set_cluster(cluster));
    proxy.add_listeners(listeners);
    proxy.add_clusters(clusters);
    proxy.add_all_endpoints(endpoints);
}

/// All outbounds of a proxy under construction.
struct Outbounds<'c, 'a> {
    context: &'c Context<'a>,
    services: Services<'a>,
    /// The services that TrafficRoutes split outbounds to; other policies are selected for these alone.
    destinations: SortedSet<Text>,
    /// What the outbound that leads to a cluster says about it; the last one, where there are several.
    said: SortedMap<Text, Said<'a>>,
    tracing: Option<traffic_trace::Backend<'a>>,
}

/// What an outbound says about the clusters it leads to.
#[derive(Clone, Copy)]
struct Said<'a> {
    timeout: Option<&'a TimeoutConf>,
    load_balancer: Option<&'a LoadBalancer>,
    origin: Origin,
}

/// The TrafficRoute of an outbound.
struct Chosen<'a> {
    policy: &'a Resource,
    conf: &'a TrafficRouteConf,
}

impl<'c, 'a> Outbounds<'c, 'a> {
    fn of(context: &'c Context<'a>, report: &mut Report) -> Self {
        let services = context.proxy.services(context.mesh);
        let tags = services.iter().filter_map(|service| service.outbound.destination.tags());
        Self {
            context,
            services: Services::permitted(permitted(context, report)),
            destinations: tags.flat_map(|tags| destinations(context, tags)).collect(),
            said: SortedMap::new(),
            tracing: traffic_trace::backend(context),
        }
    }

    /// The listener of an outbound to a service by tags. Without any route it leads nowhere.
    fn listener(&mut self, service: &OutboundService<'_>, report: &mut Report) -> Option<Listener> {
        let tags = service.outbound.destination.tags()?;
        let timeout = timeout::conf(self.context, &service.service);
        let (routes, protocol) = self.routes(tags, timeout);
        if matches!(protocol, Protocol::Tls | Protocol::Mysql) {
            report.push(refused(service, protocol));
            return None;
        }
        let mut chain = match protocol {
            Protocol::Http | Protocol::Http2 | Protocol::Grpc => self.http(service, routes, protocol),
            _ => self.tcp(service, &routes, protocol),
        };
        traffic_log::set_chain(self.context, &service.service, protocol, &mut chain);
        if let Some(tracing) = &self.tracing {
            tracing.outbound(self.context, &service.service, &mut chain);
        }
        timeout::set_chain(timeout, protocol, &mut chain);
        // Here proxies that bind their outbounds do not bind those of a transparent proxy.
        let redirected = self.context.proxy.transparent_proxy.is_enabled();
        let bind_to_port = redirected.then(|| Traced::rule(false, &"transparent proxy"));
        Some(Listener { bind_to_port, ..outbound::listener(self.context, service, chain) })
    }

    /// The routes of an outbound in order, each with its clusters, and what all of these speak.
    fn routes(
        &mut self,
        tags: &ServiceTags,
        timeout: Option<&'a TimeoutConf>,
    ) -> (Vec<(Vec<Split>, Route)>, Protocol) {
        let Some(Chosen { policy, conf }) = chosen(self.context, tags) else {
            return (Vec::new(), Protocol::Unknown);
        };
        let said = Said { timeout, load_balancer: conf.load_balancer.as_ref(), origin: policy.meta.origin };
        let http =
            conf.http.iter().map(|found| (found.shares(), found.matches.as_ref(), found.modify.as_ref()));
        let mut routes = Vec::new();
        let mut protocol = None;
        for (shares, matches, modify) in http.chain([(conf.shares(), None, None)]) {
            let backends = shares::backends(&shares, tags);
            let mesh = self.context.mesh;
            let splits = self.services.split(&backends, RouteKind::Any, mesh, self.context.proxy.naming);
            if splits.is_empty() {
                continue;
            }
            let spoken = shares::common_protocol(backends.iter(), mesh).unwrap_or_default();
            protocol = Some(protocol.map_or(spoken, |others: Protocol| others.common(spoken)));
            self.said.extend(splits.iter().map(|split| (split.cluster.value.clone(), said)));
            let route = self.route(tags, &splits, matches, modify, said);
            routes.push((splits, route));
        }
        (routes, protocol.unwrap_or_default())
    }

    fn route(
        &self,
        tags: &ServiceTags,
        splits: &[Split],
        matches: Option<&HttpMatch>,
        modify: Option<&HttpModify>,
        said: Said<'_>,
    ) -> Route {
        let external = splits.iter().any(|split| split.place == SplitPlace::External);
        let forward = Forward {
            timeout: Some(timeout::request(said.timeout)),
            auto_host_rewrite: external.then(|| Traced::rule(true, &"service outside the mesh")),
            ..Forward::to(weighted(splits))
        };
        let mut route = route::route(matches, modify, forward, said.origin);
        if external && !self.context.mesh.has_zone_egress() {
            route.per_filter_config.extend(self.rate_limit(tags).and_then(rate_limit::of_route));
        }
        route
    }

    /// Limits of requests to services outside the mesh stand at the client, where no zone egress is on the way.
    fn rate_limit(&self, tags: &ServiceTags) -> Option<&'a Resource> {
        connection::to_service("RateLimit", self.context, tags.service())
    }

    fn http(
        &self,
        service: &OutboundService<'_>,
        routes: Vec<(Vec<Split>, Route)>,
        protocol: Protocol,
    ) -> FilterChain {
        let retry = self.policy("Retry", &service.service);
        let host = VirtualHost {
            name: service.service.clone(),
            domains: vec![Traced::rule("*".into(), &RULE)],
            retry_policy: retry.and_then(|retry| retry::policy(retry, protocol)),
            routes: routes.into_iter().map(|(_, route)| route).collect_vec(),
            origin: Origin::Rule(&RULE),
        };
        let mut http = HttpConnectionManager {
            internal_addresses: self.context.internal_addresses.clone(),
            route_configuration: RouteConfiguration {
                name: format!("outbound:{}", service.service).into(),
                validate_clusters: Some(Traced::rule(false, &RULE)),
                request_headers_to_add: self.client_tags(protocol).into_iter().collect_vec(),
                virtual_hosts: vec![host],
                ..RouteConfiguration::default()
            },
            ..HttpConnectionManager::local(service.service.clone(), &RULE)
        };
        if !self.context.mesh.has_zone_egress() {
            let limit = service.outbound.destination.tags().and_then(|tags| self.rate_limit(tags));
            rate_limit::add_filter(&mut http, limit);
        }
        http.http_filters.extend((protocol == Protocol::Grpc).then(grpc_stats));
        FilterChain { filters: vec![NetworkFilter::Http(Box::new(http))], ..FilterChain::default() }
    }

    /// The tags of the client travel with every request of HTTP, and with calls of gRPC where some policy asks for them.
    fn client_tags(&self, protocol: Protocol) -> Option<HeaderOption> {
        if protocol == Protocol::Grpc && self.context.mesh.needs_client_tags().is_none() {
            return None;
        }
        let value = self.context.proxy.tags_header();
        let name = Traced::rule(Text::new_static("x-kuma-tags"), &"tags of the client");
        (!value.is_empty()).then_some(HeaderOption { name, value, overwrite: Overwrite::Append })
    }

    /// Without any cluster the chain has no proxy.
    fn tcp(
        &self,
        service: &OutboundService<'_>,
        routes: &[(Vec<Split>, Route)],
        protocol: Protocol,
    ) -> FilterChain {
        let name = service.service.clone();
        let splits: Vec<Split> = routes.iter().flat_map(|(splits, _)| splits.clone()).collect_vec();
        let kafka = (protocol == Protocol::Kafka).then(|| kafka_broker(&Traced::rule(name.clone(), &RULE)));
        let attempts = self.policy("Retry", &name).and_then(retry::connect_attempts);
        let tcp = (!splits.is_empty()).then(|| {
            NetworkFilter::Tcp(TcpProxy {
                stat_prefix: name.clone(),
                clusters: weighted(&splits),
                metadata_match: Map::default(),
                idle_timeout: None,
                max_connect_attempts: attempts,
                access_logs: AccessLogs::default(),
                origin: Origin::Rule(&RULE),
            })
        });
        FilterChain { filters: kafka.into_iter().chain(tcp).collect_vec(), ..FilterChain::default() }
    }

    fn set_cluster(&self, cluster: &mut Cluster) {
        let ClusterPlace::Outbound(Destination::Tags(tags)) = cluster.place.clone() else { return };
        let service = tags.service();
        let protocol = self.context.mesh.protocol(service);
        let said = self.said.get(&cluster.name);
        timeout::set_cluster(said.and_then(|said| said.timeout), protocol, cluster);
        if let Some(policy) = self.policy("CircuitBreaker", service) {
            circuit_breaker::set_cluster(policy, cluster);
        }
        if let Some(policy) = self.policy("HealthCheck", service) {
            health_check::set_cluster(policy, protocol, cluster);
        }
        if let Some(said) = said.filter(|_| !self.services.is_external(self.context.mesh, service)) {
            load_balancer::set_cluster(said.load_balancer, said.origin, cluster);
        }
    }

    /// The policy for a service that TrafficRoutes lead to.
    fn policy(&self, kind: &str, service: &str) -> Option<&'a Resource> {
        let is_destination = self.destinations.contains(service);
        is_destination.then(|| connection::to_service(kind, self.context, service))?
    }
}

fn chosen<'a>(context: &Context<'a>, tags: &ServiceTags) -> Option<Chosen<'a>> {
    let policy = connection::to_service("TrafficRoute", context, tags.service())?;
    let Spec::TrafficRoute(spec) = &policy.spec else { return None };
    Some(Chosen { policy, conf: spec.conf.as_ref()? })
}

/// The services to which an outbound is split; its own where it has no TrafficRoute.
fn destinations(context: &Context<'_>, tags: &ServiceTags) -> Vec<Text> {
    let Some(Chosen { conf, .. }) = chosen(context, tags) else { return vec![tags.service().into()] };
    let shares = conf.shares();
    shares.iter().map(|share| shares::resolve(&share.destination, tags).service().into()).collect_vec()
}

/// The endpoints of ExternalServices that TrafficPermissions let the proxy call.
fn permitted<'a>(context: &Context<'a>, report: &mut Report) -> EndpointMap<'a> {
    context.mesh.permitted_endpoints(report, |tags| {
        let permission = connection::to_tags("TrafficPermission", context.mesh, &ServiceTags(tags.clone()));
        permission.is_some_and(|permission| connection::is_source(permission, context))
    })
}

fn weighted(splits: &[Split]) -> WeightedClusters {
    match splits {
        [only] => WeightedClusters::Single(only.cluster.clone()),
        several => WeightedClusters::Weighted(
            several.iter().map(|split| (split.cluster.clone(), split.weight.clone())).collect_vec(),
        ),
    }
}

fn refused(service: &OutboundService<'_>, protocol: Protocol) -> Diagnostic {
    let message = format!(
        "a TrafficRoute cannot carry `{}`: the control plane makes no configuration for a proxy that calls `{}`",
        protocol.name(),
        service.service,
    );
    Diagnostic::error("traffic-route-protocol", message, service.outbound.port.origin)
        .help(
            "give the inbounds of the service the tag `kuma.io/protocol: tcp`, or route it by a MeshTCPRoute",
        )
        .withholding()
}
