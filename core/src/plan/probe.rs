//! Virtual probes: health checks of the workload on a port of the proxy's own.

use super::{admin, inbound, listener};
use crate::{
    list::CollectVec as _,
    model::{
        FilterChain, Forward, HeaderCondition, HeaderMatch, Listener, ListenerPlace, NetworkFilter,
        PathMatch, Proxy, Redirect, Route, RouteAction, RouteMatch, StringMatch, WeightedClusters,
    },
    origin::{Origin, Traced},
    policy::Context,
    resource::dataplane::{ProbeEndpoint, Probes},
    tree::Text,
};

const RULE: &str = "virtual probes";

/// Adds the listener of `probes`, unless kuma-dp answers probes by itself.
pub(super) fn add(context: &Context<'_>, proxy: &mut Proxy) {
    let target = context.proxy;
    let Some(probes) = target.dataplane.probes.as_ref().filter(|_| !target.metadata.app_probe_proxy) else {
        return;
    };
    let redirected = target.transparent_proxy.is_enabled();
    let address = target.address.clone();
    proxy.add_listener(Listener {
        bind_to_port: redirected.then(|| Traced::rule(false, &"transparent proxy")),
        filter_chains: vec![chain(context, probes)],
        ..listener::inbound(
            context,
            ListenerPlace::Probe,
            "probe:listener".into(),
            address,
            probes.port.clone(),
        )
    });
}

fn chain(context: &Context<'_>, probes: &Probes) -> FilterChain {
    let routes = probes.endpoints.iter().map(|endpoint| route(context, endpoint)).collect_vec();
    let mut http = admin::static_endpoints(
        context.proxy.metadata,
        "probe:listener".into(),
        "probe".into(),
        routes,
        &RULE,
    );
    http.route_configuration.name = "probe:route_configuration".into();
    http.route_configuration.validate_clusters = None;
    FilterChain { filters: vec![NetworkFilter::Http(Box::new(http))], ..FilterChain::default() }
}

/// A probe of an inbound goes to its workload; one of any other port is sent there by a redirect.
fn route(context: &Context<'_>, endpoint: &ProbeEndpoint) -> Route {
    let inbound = context
        .proxy
        .inbounds
        .iter()
        .rfind(|inbound| inbound.workload_port.value == endpoint.inbound_port.value);
    let action = match inbound {
        Some(found) => {
            RouteAction::Forward(Box::new(forward(inbound::cluster_name(context, found), endpoint)))
        }
        None => RouteAction::Redirect(Box::new(Redirect {
            port: Some(endpoint.inbound_port.clone()),
            path: Some(endpoint.inbound_path.clone()),
            ..Redirect::default()
        })),
    };
    let get = HeaderMatch {
        name: Traced::rule(":method".into(), &RULE),
        condition: HeaderCondition::Value(StringMatch::Exact(Traced::rule("GET".into(), &RULE))),
        invert: None,
    };
    let matches = RouteMatch {
        path: PathMatch::Exact(endpoint.path.clone()),
        headers: vec![get],
        query_parameters: Vec::new(),
        filter_state: Vec::new(),
    };
    Route::new(matches, action, Origin::Rule(&RULE))
}

fn forward(cluster: Text, endpoint: &ProbeEndpoint) -> Forward {
    let clusters = WeightedClusters::Single(Traced::new(cluster, endpoint.inbound_port.origin));
    Forward {
        regex_rewrite: Some((Traced::rule(".*".into(), &RULE), endpoint.inbound_path.clone())),
        ..Forward::to(clusters)
    }
}
