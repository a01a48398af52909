//! The names that a workload can call, for kuma-dp's DNS or for Envoy's own.

use crate::{
    index::to_v6,
    list::CollectVec as _,
    model::{ConfigRoute, Listener, ListenerPlace, Proxy, SocketAddress, SocketProtocol},
    origin::{Origin, Traced},
    policy::Context,
    sorted::SortedMap,
    tree::{Message, Node, Text},
    world::Feature,
};

use super::listener;

const RULE: &str = "names of the mesh that the proxy answers";

/// Adds the names of the proxy's outbounds, where its transparent proxy redirects DNS.
pub(super) fn add(context: &Context<'_>, proxy: &mut Proxy) {
    let target = context.proxy;
    let transparent = &target.transparent_proxy;
    let Some(port) = transparent.dns.clone().filter(|_| transparent.is_enabled()) else { return };
    if target.metadata.has(Feature::BindOutbounds) {
        return;
    }
    if target.metadata.has(Feature::EmbeddedDns) {
        let document = document(context);
        proxy.dynamic_config.push(ConfigRoute { path: "/dns", name: "dns", document });
    } else {
        proxy.add_listener(filter_listener(context, port));
    }
}

/// Every name with its addresses. Of several services with the same name, the last one has it.
fn records(context: &Context<'_>) -> SortedMap<Traced<Text>, Vec<Traced<Text>>> {
    let v6 = context.proxy.transparent_proxy.is_enabled_for_v6();
    let records = context
        .proxy
        .domains
        .iter()
        .map(|domain| {
            let mapped = v6.then(|| domain.address.derive(|address| to_v6(address)));
            (domain.name.clone(), [domain.address.clone()].into_iter().chain(mapped).collect_vec())
        })
        .collect_vec();
    SortedMap::of_many(records)
}

fn document(context: &Context<'_>) -> Node {
    let records = records(context)
        .into_iter()
        .map(|(name, addresses)| Message::new(name.origin).with("name", &name).list("ips", addresses));
    let records = Node::list(records.map(Node::from).collect_vec(), Origin::Rule(&RULE));
    Message::rule(&RULE)
        .with("records", records)
        .constant("ttl", 30_u32)
        .with("extraLabels", extra_labels(context))
        .into()
}

/// What kuma-dp adds to its metrics of DNS.
fn extra_labels(context: &Context<'_>) -> Node {
    let labels = &context.proxy.meta.labels.0;
    let label = |key: &str| labels.get(key).filter(|value| !value.value.is_empty()).cloned();
    Message::rule(&RULE)
        .optional("k8s_kuma_io_namespace", label("k8s.kuma.io/namespace"))
        .optional("kuma_io_zone", label("kuma.io/zone"))
        .optional("kuma_workload", label("kuma.io/workload"))
        .constant("mesh", &context.mesh.meta.name)
        .into()
}

fn filter_listener(context: &Context<'_>, port: Traced<u32>) -> Listener {
    let address = Traced::rule(Text::new_static("127.0.0.1"), &RULE);
    let name = context.proxy.naming.choose(|| "kuma:dns", || "system_dns").into();
    let found = listener::inbound(context, ListenerPlace::Dns, name, address.clone(), port.clone());
    Listener {
        address: SocketAddress::Socket { address, port, protocol: SocketProtocol::Udp },
        reuse_port: Some(Traced::rule(true, &RULE)),
        listener_filters: vec![filter(context)],
        ..found
    }
}

fn filter(context: &Context<'_>) -> Node {
    let domains = records(context).into_iter().map(|(name, addresses)| {
        let list = Message::new(name.origin).list("address", addresses);
        Message::new(name.origin)
            .with("name", &name)
            .with("endpoint", Message::new(name.origin).with("addressList", list))
            .constant("answerTtl", "30s")
    });
    let table = Message::rule(&RULE).list("virtualDomains", domains);
    let server = Message::rule(&RULE).with("inlineDnsTable", table);
    let config =
        Message::typed("envoy.extensions.filters.udp.dns_filter.v3.DnsFilterConfig", Origin::Rule(&RULE))
            .constant("statPrefix", "kuma_dns")
            .with("serverConfig", server);
    Message::rule(&RULE).constant("name", "envoy.filters.udp.dns_filter").with("typedConfig", config).into()
}
