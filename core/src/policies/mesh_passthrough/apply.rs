//! What a MeshPassthrough does to a proxy with redirected traffic.

use super::{
    chain,
    matcher::{self, Chain, Place},
    schema::{Conf, PassthroughMode, Protocol},
};
use crate::{
    list::CollectVec as _,
    model::{Cluster, ClusterPlace, IpFamily, Listener, ListenerPlace, Proxy, tls_inspector},
    origin::{Origin, Traced},
    plan::transparent_proxy,
    policy::{Confs, Context, Effects, typed},
    report::Diagnostic,
    tree::{Message, Node},
    world::Feature,
};

const RULE: &str = "form in which Envoy gets a MeshPassthrough";

/// Where nothing is redirected, or the Dataplane is a built-in gateway, nothing passes.
pub(super) fn proxy(proxy: &mut Proxy, confs: &Confs<'_>, context: &Context<'_>, effects: &mut Effects) {
    let target = context.proxy;
    if !target.transparent_proxy.is_enabled() || target.metadata.has(Feature::BindOutbounds) {
        return;
    }
    if target.is_builtin_gateway() {
        return;
    }
    let Some(conf) = confs.proxy.first().and_then(typed::<Conf>) else { return };
    let default = Traced::default_of(PassthroughMode::Matched, &"MeshPassthrough passthroughMode");
    let Traced { value: mode, origin } = conf.passthrough_mode.unwrap_or(default);
    mark(proxy, origin);
    match (mode, context.mesh.outbound_passthrough().value) {
        (PassthroughMode::All, false) => add_clusters(context, origin, proxy),
        (PassthroughMode::All, true) | (PassthroughMode::None, false) => {}
        (PassthroughMode::None, true) => remove_clusters(proxy),
        (PassthroughMode::Matched, _) => {
            remove_clusters(proxy);
            match_only(&conf, context, proxy, effects);
        }
    }
}

/// Whether redirected traffic may leave, and how, is for the policy to say from now on.
fn mark(proxy: &mut Proxy, origin: Origin) {
    let is_passthrough =
        |listener: &&mut Listener| matches!(listener.place, ListenerPlace::PassthroughOutbound(_));
    for chain in proxy.listeners.iter_mut().filter(is_passthrough).flat_map(|found| &mut found.filter_chains)
    {
        chain.origin = Some(origin);
    }
    for cluster in &mut proxy.clusters {
        if matches!(cluster.place, ClusterPlace::PassthroughOutbound(_)) {
            cluster.origin = origin;
        }
    }
}

fn remove_clusters(proxy: &mut Proxy) {
    proxy.clusters.retain(|cluster| !matches!(cluster.place, ClusterPlace::PassthroughOutbound(_)));
}

/// Both families get their cluster, whatever the transparent proxy redirects.
fn add_clusters(context: &Context<'_>, origin: Origin, proxy: &mut Proxy) {
    for family in [IpFamily::V4, IpFamily::V6] {
        proxy.add_cluster(Cluster { origin, ..transparent_proxy::outbound_cluster(context, family) });
    }
}

fn match_only(conf: &Conf, context: &Context<'_>, proxy: &mut Proxy, effects: &mut Effects) {
    let Some(first) = conf.append_match.as_ref().and_then(|matches| matches.first()) else { return };
    for port in matcher::ambiguous_ports(conf) {
        let port = if port == 0 { "all ports".to_owned() } else { format!("port {port}") };
        let message = format!(
            "MeshPassthrough: http, http2 and grpc cannot be told apart on {port}, so the control plane makes no configuration"
        );
        let found = Diagnostic::error("passthrough-ambiguous", message, first.value.origin);
        effects.report.push(found.help("give them different ports, or one of the protocols").withholding());
    }
    let chains = matcher::chains(conf);
    for family in [IpFamily::V4, IpFamily::V6] {
        let reaches = |place: Place| if family == IpFamily::V4 { place.is_v4() } else { place.is_v6() };
        if chains.iter().any(|chain| reaches(chain.matcher.place)) {
            rebuild(&chains, family, context, proxy);
        }
    }
}

fn rebuild(chains: &[Chain], family: IpFamily, context: &Context<'_>, proxy: &mut Proxy) {
    let place = ListenerPlace::PassthroughOutbound(family);
    let Some(listener) = proxy.listeners.iter_mut().find(|listener| listener.place == place) else { return };
    let mut clusters = Vec::new();
    listener.filter_chains.clear();
    for (built, own) in chains.iter().filter_map(|chain| chain::build(chain, family, context)) {
        listener.filter_chains.push(built);
        clusters.extend(own);
    }
    inspect(listener, chains);
    proxy.add_clusters(clusters);
}

/// The listener looks at TLS and HTTP, but not where the server speaks first.
fn inspect(listener: &mut Listener, chains: &[Chain]) {
    let silent = chains.iter().filter(|chain| chain.matcher.protocol == Protocol::Mysql);
    let silent: Vec<u32> = silent.map(|chain| chain.matcher.port).collect_vec();
    let http = inspector(
        "envoy.filters.listener.http_inspector",
        "envoy.extensions.filters.listener.http_inspector.v3.HttpInspector",
    );
    let original = inspector(
        "envoy.filters.listener.original_dst",
        "envoy.extensions.filters.listener.original_dst.v3.OriginalDst",
    );
    let filters = [original, disabled_on(tls_inspector(), &silent), disabled_on(http, &silent)];
    listener.listener_filters.extend(filters);
}

fn inspector(name: &'static str, type_name: &'static str) -> Node {
    Message::rule(&RULE)
        .constant("name", name)
        .with("typedConfig", Message::typed(type_name, Origin::Rule(&RULE)))
        .into()
}

fn disabled_on(mut filter: Node, ports: &[u32]) -> Node {
    let rules: Vec<Message> = ports.iter().map(|port| port_range(*port)).collect_vec();
    let predicate = match rules.len() {
        0 => return filter,
        1 => rules.into_iter().next().unwrap_or_else(|| Message::rule(&RULE)),
        _ => Message::rule(&RULE).with("orMatch", Message::rule(&RULE).list("rules", rules)),
    };
    if let Some(members) = filter.as_map_mut() {
        members.set("filterDisabled", predicate.into());
    }
    filter
}

fn port_range(port: u32) -> Message {
    let range = Message::rule(&RULE)
        .with("start", Traced::rule(port, &RULE))
        .with("end", Traced::rule(port.saturating_add(1), &RULE));
    Message::rule(&RULE).with("destinationPortRange", range)
}
