//! The outbounds that speak HTTP: a listener for each, with the routes that MeshHTTPRoutes make and one for the rest.

use super::{
    action, matches,
    schema::{Conf, FilterType, Match, PathMatch, PathMatchType, RequestMirror, Rule},
};
use crate::{
    index::{OutboundService, Protocol},
    list::CollectVec as _,
    model::{
        Destination, FilterChain, Forward, HttpFilter, Naming, NetworkFilter, Proxy, Route, RouteAction,
        RouteConfiguration, VirtualHost, WeightedClusters, grpc_stats, route_name,
    },
    origin::{Origin, Traced},
    plan::{
        outbound,
        services::{Backend, RouteKind, Services, Split, SplitPlace},
    },
    policy::{self, Confs, Context, Effects},
    report::{Diagnostic, Report},
    resource::{Kri, schema::Schema},
    sorted::sort_by,
    tree::{Duration, Node, Text},
};

const RULE: &str = "MeshHTTPRoute route for everything";
const INSTEAD: Origin = Origin::Rule(&"MeshHTTPRoute for some service, in place of TrafficRoutes for all");

/// Adds listeners, clusters and endpoints of all outbounds that speak HTTP or that some MeshHTTPRoute concerns.
/// In a mesh with TrafficRoutes they do that, unless there are MeshHTTPRoutes for services by tags.
pub(super) fn routes(proxy: &mut Proxy, confs: &Confs<'_>, context: &Context<'_>, effects: &mut Effects) {
    if !context.mesh.of_kind("TrafficRoute").is_empty() && confs.to_tags.is_empty() {
        return;
    }
    let instead = (!context.mesh.of_kind("TrafficRoute").is_empty()).then_some(INSTEAD);
    let mut services = Services::default();
    let called = context.proxy.services(context.mesh);
    let mut listeners = Vec::with_capacity(called.len());
    let everything = everything();
    for service in called {
        let rule = rule_for(confs, &service);
        if rule.is_some() {
            proxy.http_routed.push(service.outbound.destination.clone());
        }
        let report = &mut effects.report;
        let mut outbound =
            Outbound { context, service: &service, services: &mut services, everything: &everything, report };
        let routes = outbound.routes(rule);
        if !routes.is_empty() {
            let origin = rule.and_then(|rule| rule.confs.first()).map(|conf| conf.origin).or(instead);
            let chain = FilterChain { origin, ..chain(context, &service, routes) };
            listeners.push(outbound::listener(context, &service, chain));
        }
    }
    let (clusters, endpoints) = services.build(context.mesh, context.proxy, &mut effects.report);
    proxy.add_listeners(listeners);
    proxy.add_clusters(clusters);
    proxy.add_all_endpoints(endpoints);
}

/// What policies say about the outbound: about its resource, else about its service by tags.
fn rule_for<'c>(confs: &'c Confs<'c>, service: &OutboundService<'_>) -> Option<&'c policy::Rule<'c>> {
    let of_resource = service.outbound.destination.kri().and_then(|kri| confs.for_resource(kri));
    of_resource.or_else(|| confs.for_service(&service.service, None))
}

struct Outbound<'o, 'a> {
    context: &'o Context<'a>,
    service: &'o OutboundService<'o>,
    services: &'o mut Services<'a>,
    everything: &'o Candidate<'o>,
    report: &'o mut Report,
}

/// A condition, and the rule that it comes from; nothing for the route for everything else.
#[derive(Clone)]
struct Candidate<'r> {
    matches: Match,
    rule: Option<&'r Rule>,
    name: Text,
    kri: Option<Kri>,
    backends: Vec<Backend>,
    origin: Origin,
}

impl Outbound<'_, '_> {
    fn routes(&mut self, rule: Option<&policy::Rule<'_>>) -> Vec<Route> {
        let conf: Option<&Conf> = rule.and_then(policy::Rule::conf);
        let rules = conf.map(|conf| conf.rules.as_slice()).unwrap_or_default();
        if rules.is_empty() && !self.service.protocol.is_http() {
            return Vec::new();
        }
        let mut candidates: Vec<Candidate<'_>> = Vec::with_capacity(rules.len() + 1);
        candidates.extend(rules.iter().flat_map(|found| self.candidates(found, rule)));
        sort_by(&mut candidates, |left, right| matches::compare(&left.matches, &right.matches));
        if !candidates.iter().any(|candidate| matches::is_catch_all(&candidate.matches)) {
            candidates.push(self.everything.clone());
        }
        let mut routes = Vec::with_capacity(candidates.len());
        candidates.into_iter().for_each(|candidate| self.add_envoy_routes(candidate, &mut routes));
        routes
    }

    fn candidates<'r>(&self, rule: &'r Rule, from: Option<&policy::Rule<'_>>) -> Vec<Candidate<'r>> {
        let matches = matches_node(rule);
        let source = from.and_then(|from| source_of(from, &matches));
        let (kri, index) = source.unwrap_or_else(|| (self.context.proxy.meta.kri(), 0));
        let kri = match self.context.proxy.naming {
            Naming::Unified => kri.with_section(format!("rule_{index}")),
            Naming::Legacy => kri,
        };
        let is_resource = matches!(self.service.outbound.destination, Destination::Resource(_));
        let name = if is_resource { Text::from(&kri) } else { route_name(Some(&matches)) };
        let references = rule.default.backend_refs.as_deref().unwrap_or_default();
        let backends: Vec<Backend> =
            references.iter().filter_map(|found| outbound::backend(self.context, found, &kri)).collect_vec();
        rule.matches
            .iter()
            .map(|found| Candidate {
                matches: found.clone(),
                rule: Some(rule),
                name: name.clone(),
                kri: is_resource.then(|| kri.clone()),
                backends: backends.clone(),
                origin: matches.origin,
            })
            .collect_vec()
    }

    /// Adds one route for each of Envoy's conditions; none where no backend is left.
    fn add_envoy_routes(&mut self, candidate: Candidate<'_>, routes: &mut Vec<Route>) {
        let own = [outbound::own_backend(self.service)];
        let backends = if candidate.backends.is_empty() { &own[..] } else { &candidate.backends };
        let splits = self.split(backends);
        if splits.is_empty() {
            return;
        }
        let filters = candidate.rule.and_then(|rule| rule.default.filters.as_deref()).unwrap_or_default();
        for filter in filters.iter().filter(|filter| filter.filter_type.value == FilterType::RequestMirror) {
            let Some(mirror) = &filter.request_mirror else { continue };
            if self.mirror_cluster(mirror).is_none() {
                self.report.push(mirror_not_found(mirror));
            }
        }
        for found in matches::lower(&candidate.matches) {
            let action = RouteAction::Forward(Box::new(forward(&splits)));
            let mut route = Route {
                name: candidate.name.clone(),
                kri: candidate.kri.clone(),
                ..Route::new(found.matches, action, candidate.origin)
            };
            for filter in filters {
                action::apply(filter, &mut route, found.from_prefix, |mirror| self.mirror_cluster(mirror));
            }
            routes.push(route);
        }
    }

    fn split(&mut self, backends: &[Backend]) -> Vec<Split> {
        self.services.split(backends, RouteKind::Http, self.context.mesh, self.context.proxy.naming)
    }

    /// Mirrors always mean a service by tags, and ignore ports.
    fn mirror_cluster(&mut self, mirror: &RequestMirror) -> Option<Text> {
        let destination = Destination::Tags(outbound::service_tags(&mirror.backend_ref));
        let origin = mirror.backend_ref.origin;
        let weight = Traced::new(1, origin);
        self.split(&[Backend { destination, weight, origin }])
            .into_iter()
            .next()
            .map(|split| split.cluster.value)
    }
}

/// Copies of requests go to services by tags that speak HTTP. For any other the control plane makes no configuration.
fn mirror_not_found(mirror: &RequestMirror) -> Diagnostic {
    let name = mirror.backend_ref.name.as_ref().map_or("", |name| name.value.as_str());
    let message = format!(
        "requests cannot be copied to `{name}`: no service by tags has this name and speaks HTTP, so the control plane makes no configuration"
    );
    Diagnostic::error("mirror-not-found", message, mirror.backend_ref.origin)
        .help("name the service by its tag `kuma.io/service`; ports and service resources mean nothing here")
        .withholding()
}

/// The policy behind a rule, and the position of its item: the last item that has a rule with the same matches.
fn source_of(from: &policy::Rule<'_>, matches: &Node) -> Option<(Kri, usize)> {
    let has_matches = |conf: &Node| {
        let rules = conf.get("rules").and_then(Node::as_list).unwrap_or_default();
        rules.iter().any(|rule| rule.get("matches") == Some(matches))
    };
    let item = from.items.iter().rev().find(|item| has_matches(item.conf))?;
    Some((item.policy.kri(), item.index))
}

fn matches_node(rule: &Rule) -> Node {
    let origin = rule.matches.first().and_then(|first| first.path.as_ref()).map_or(
        rule.matches
            .first()
            .and_then(|first| first.method.as_ref())
            .map_or(Origin::Rule(&"MeshHTTPRoute rule"), |method| method.origin),
        |path| path.value.origin,
    );
    rule.matches.encode(origin)
}

/// The route for everything else.
fn everything<'r>() -> Candidate<'r> {
    let path = PathMatch {
        value: Traced::rule("/".into(), &RULE),
        match_type: Traced::rule(PathMatchType::PathPrefix, &RULE),
    };
    let matches = Match { path: Some(path), method: None, query_params: None, headers: None };
    let name = route_name(Some(&vec![matches.clone()].encode(Origin::Rule(&RULE))));
    Candidate { matches, rule: None, name, kri: None, backends: Vec::new(), origin: Origin::Rule(&RULE) }
}

/// The time for a response is for MeshTimeout to say.
fn forward(splits: &[Split]) -> Forward {
    let clusters = match splits {
        [only] => WeightedClusters::Single(only.cluster.clone()),
        several => WeightedClusters::Weighted(
            several.iter().map(|split| (split.cluster.clone(), split.weight.clone())).collect_vec(),
        ),
    };
    let external = splits.iter().any(|split| split.place == SplitPlace::External);
    Forward {
        timeout: Some(Traced::rule(Duration::ZERO, &"MeshHTTPRoute route without a MeshTimeout")),
        auto_host_rewrite: external.then(|| Traced::rule(true, &"service outside the mesh")),
        ..Forward::to(clusters)
    }
}

fn chain(context: &Context<'_>, service: &OutboundService<'_>, routes: Vec<Route>) -> FilterChain {
    let host = VirtualHost {
        name: outbound::service_name(context, service),
        domains: vec![Traced::rule("*".into(), &RULE)],
        retry_policy: None,
        routes,
        origin: Origin::Rule(&RULE),
    };
    let configuration = RouteConfiguration {
        validate_clusters: Some(Traced::rule(false, &RULE)),
        virtual_hosts: vec![host],
        ..RouteConfiguration::default()
    };
    let mut http = outbound::connection_manager(context, service, configuration);
    http.http_filters = http_filters(service.protocol);
    FilterChain { filters: vec![NetworkFilter::Http(Box::new(http))], ..FilterChain::default() }
}

fn http_filters(protocol: Protocol) -> Vec<HttpFilter> {
    if protocol == Protocol::Grpc { vec![grpc_stats()] } else { Vec::new() }
}
