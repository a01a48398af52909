//! What a MeshAccessLog does to a proxy. The whole proxy is walked at once: collectors are numbered in the order of their use.

use super::{collector::Collectors, format, log::Common, route, schema::Conf};
use crate::{
    index::Protocol,
    list::CollectVec as _,
    model::{Destination, Inbound, Listener, ListenerPlace, Proxy, tls_inspector},
    origin::Origin,
    policy::{
        Confs, Context, Effects, InboundConfs,
        access_log::{Direction, UNKNOWN, Values, default_of, own_name},
        connection::PASS_THROUGH,
        typed,
    },
    resource::Kri,
    sorted::{SortedMap, sort_by},
    tree::{Message, Node, Text},
};

/// Adds logs to inbounds, listeners of zone proxies, outbounds and passing traffic.
pub(super) fn proxy(proxy: &mut Proxy, confs: &Confs<'_>, context: &Context<'_>, effects: &mut Effects) {
    let mut collectors = Collectors::new(context);
    inbounds(proxy, confs, &mut collectors);
    zone_listeners(proxy, confs, &mut collectors);
    outbounds(proxy, confs, &mut collectors);
    passing(proxy, confs, &mut collectors);
    resources(proxy, confs, &mut collectors);
    collectors.finish(effects);
}

fn inbounds(proxy: &mut Proxy, confs: &Confs<'_>, collectors: &mut Collectors<'_>) {
    let context = collectors.context;
    for inbound in &context.proxy.inbounds {
        let Some(confs) = confs.inbound(&inbound.address, inbound.port.value) else { continue };
        let Some(listener) = proxy.listeners.iter_mut().find(|listener| listener.serves(inbound)) else {
            continue;
        };
        let destination = inbound_name(context, inbound);
        let values = Values::new(context, UNKNOWN, &destination, Direction::Inbound);
        let common = Common { values: &values, default_format: default_of(inbound.protocol()) };
        add(listener, &common.of_rules(confs, collectors));
        inspect_tls(listener, confs);
    }
}

fn zone_listeners(proxy: &mut Proxy, confs: &Confs<'_>, collectors: &mut Collectors<'_>) {
    let context = collectors.context;
    let values = Values::new(context, UNKNOWN, UNKNOWN, Direction::Through);
    let common = Common { values: &values, default_format: default_of(Protocol::Tcp) };
    for found in &context.proxy.zone_listeners {
        let is_it = |listener: &&mut Listener| matches!(&listener.place, ListenerPlace::ZoneIngress(own) | ListenerPlace::ZoneEgress(own) if *own == found.section);
        let Some(confs) = confs.inbound(&found.address, found.port.value) else { continue };
        let Some(listener) = proxy.listeners.iter_mut().find(is_it).filter(|_| !confs.rules.is_empty())
        else {
            continue;
        };
        add(listener, &common.of_rules(confs, collectors));
        inspect_tls(listener, confs);
        listener.filter_chains.iter_mut().filter_map(|chain| chain.tcp_mut()).for_each(|tcp| {
            let options =
                Message::rule(&"MeshAccessLog of a zone proxy").constant("flushAccessLogOnConnected", true);
            tcp.access_logs.options = Some(options.into());
        });
    }
}

/// Server names are only known to listeners that look for them.
fn inspect_tls(listener: &mut Listener, confs: &InboundConfs<'_>) {
    let needed =
        confs.rules.iter().any(|rule| rule.matches.as_ref().is_some_and(|found| found.sni.is_some()));
    let inspector = tls_inspector().with_origin(Origin::Rule(&"MeshAccessLog rules that match server names"));
    let name = inspector.get("name").cloned();
    if needed && !listener.listener_filters.iter().any(|filter| filter.get("name") == name.as_ref()) {
        listener.listener_filters.push(inspector);
    }
}

fn outbounds(proxy: &mut Proxy, confs: &Confs<'_>, collectors: &mut Collectors<'_>) {
    let context = collectors.context;
    for listener in &mut proxy.listeners {
        let ListenerPlace::Outbound(destination @ Destination::Tags(tags)) = &listener.place else {
            continue;
        };
        let Some(conf) = confs.outbound(destination).conf::<Conf>() else { continue };
        let values = Values::new(context, &own_name(context), tags.service(), Direction::Outbound);
        let protocol = context.mesh.protocol_of(destination);
        let common = Common { values: &values, default_format: default_of(protocol) };
        add(listener, &common.logs(conf, None, collectors));
    }
}

/// Traffic that goes out without a service.
fn passing(proxy: &mut Proxy, confs: &Confs<'_>, collectors: &mut Collectors<'_>) {
    let rule = confs.for_service(PASS_THROUGH, None);
    let Some(conf) = rule.and_then(|rule| typed::<Conf>(rule.confs.first()?)) else { return };
    let context = collectors.context;
    for listener in &mut proxy.listeners {
        let destination = match listener.place {
            ListenerPlace::PassthroughOutbound(_) => Text::new_static("external"),
            ListenerPlace::DirectAccess => listener.name.clone(),
            _ => continue,
        };
        let values = Values::new(context, &own_name(context), &destination, Direction::Outbound);
        let common = Common { values: &values, default_format: format::PASSTHROUGH };
        add(listener, &common.logs(&conf, None, collectors));
    }
}

/// Outbounds to service resources, by the names of their listeners.
fn resources(proxy: &mut Proxy, confs: &Confs<'_>, collectors: &mut Collectors<'_>) {
    if confs.to_resources.is_empty() {
        return;
    }
    let of_resource = |listener: &&mut Listener| {
        matches!(listener.place, ListenerPlace::Outbound(Destination::Resource(_)))
    };
    let mut listeners: Vec<&mut Listener> = proxy.listeners.iter_mut().filter(of_resource).collect_vec();
    sort_by(&mut listeners, |left, right| left.name.cmp(&right.name));
    let context = collectors.context;
    let services = context.proxy.services(context.mesh);
    let protocols: SortedMap<&Destination, Protocol> =
        services.iter().map(|service| (&service.outbound.destination, service.protocol)).collect();
    for listener in listeners {
        resource(listener, confs, &protocols, collectors);
    }
}

fn resource(
    listener: &mut Listener,
    confs: &Confs<'_>,
    protocols: &SortedMap<&Destination, Protocol>,
    collectors: &mut Collectors<'_>,
) {
    let ListenerPlace::Outbound(Destination::Resource(kri)) = listener.place.clone() else { return };
    let destination = Destination::Resource(kri.clone());
    let context = collectors.context;
    let protocol = protocols.get(&destination).copied().unwrap_or(Protocol::Unknown);
    let values = Values::new(context, &own_name(context), &kri.name, Direction::Outbound);
    let common = Common { values: &values, default_format: default_of(protocol) };
    let conf = confs.outbound(&destination).conf::<Conf>();
    let others = protocol.is_http().then(route::others);
    let logs = conf.map(|conf| common.logs(conf, others.as_ref(), collectors)).unwrap_or_default();
    add(listener, &logs);
    let routes = mark_routes(listener, confs);
    let logs: Vec<Node> = routes
        .iter()
        .flat_map(|(kri, conf)| common.logs(conf, Some(&route::only(&Text::from(kri))), collectors))
        .collect_vec();
    add(listener, &logs);
    if !logs.is_empty() {
        let managers = listener.filter_chains.iter_mut().filter_map(|chain| chain.http_mut());
        managers.for_each(|http| http.http_filters.insert(0, route::lua_filter()));
    }
}

/// Lets the routes with logs of their own say their names. Returns these logs.
fn mark_routes(listener: &mut Listener, confs: &Confs<'_>) -> SortedMap<Kri, Conf> {
    let mut found = SortedMap::new();
    let managers = listener.filter_chains.iter_mut().filter_map(|chain| chain.http_mut());
    let hosts = managers.flat_map(|http| &mut http.route_configuration.virtual_hosts);
    for route in hosts.flat_map(|host| &mut host.routes) {
        let Some(kri) = &route.kri else { continue };
        let rule = confs.to_resources.get(&kri.without_section());
        let Some(conf) = rule.and_then(|rule| typed::<Conf>(rule.confs.first()?)) else { continue };
        let told = route::as_told(kri);
        route::mark(route, &Text::from(&told));
        found.insert(told, conf);
    }
    found
}

/// Every filter chain gets the logs.
fn add(listener: &mut Listener, logs: &[Node]) {
    for chain in &mut listener.filter_chains {
        if let Some(http) = chain.http_mut() {
            http.access_logs.logs.extend_from_slice(logs);
        }
        if let Some(tcp) = chain.tcp_mut() {
            tcp.access_logs.logs.extend_from_slice(logs);
        }
    }
}

fn inbound_name(context: &Context<'_>, inbound: &Inbound) -> Text {
    let named =
        context.proxy.dataplane.networking.inbound.iter().any(|own| {
            own.name.as_ref().is_some_and(|name| name.value == inbound.section && !name.is_empty())
        });
    if context.world.control_plane.inbound_tags_disabled && named {
        return context.proxy.meta.kri().with_section(inbound.section.clone()).to_string().into();
    }
    own_name(context)
}
