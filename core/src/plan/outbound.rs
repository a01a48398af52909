//! What outbounds of all protocols share: their listeners, and the services that backendRefs mean.

use super::{listener, services::Backend};
use crate::{
    index::{MESH_TAG, OutboundService, SERVICE_TAG, ServiceReference},
    list::CollectVec as _,
    model::{
        Destination, FilterChain, HeaderOption, HttpConnectionManager, Listener, ListenerPlace, Naming,
        Overwrite, RouteConfiguration, ServiceTags,
    },
    origin::{Origin, Traced},
    policy::Context,
    resource::{Kri, backend_ref::BackendRef},
    tree::{Map, Node, Text},
    world::Feature,
};

const RULE: &str = "outbound listener";

/// The listener of an outbound, with this filter chain.
pub(crate) fn listener(context: &Context<'_>, service: &OutboundService<'_>, chain: FilterChain) -> Listener {
    let outbound = service.outbound;
    let redirected =
        context.proxy.transparent_proxy.is_enabled() && !context.proxy.metadata.has(Feature::BindOutbounds);
    let address = if outbound.address.is_empty() {
        Traced::default_of(Text::new_static("127.0.0.1"), &"Dataplane networking.outbound.address")
    } else {
        outbound.address.clone()
    };
    let place = ListenerPlace::Outbound(outbound.destination.clone());
    let unified = unified_name(context, service);
    let name = unified.clone().unwrap_or_else(|| legacy_name(&address, outbound.port.value));
    Listener {
        stat_prefix: unified.map(|name| Traced::rule(name, &RULE)),
        bind_to_port: redirected.then(|| Traced::rule(false, &"transparent proxy")),
        metadata: vec![(Text::new_static("io.kuma.tags"), tags(&outbound.destination))],
        filter_chains: vec![chain],
        ..listener::outbound(place, name, address, outbound.port.clone())
    }
}

/// The name in statistics and of the virtual host: the service's, or its KRI with unified names.
pub(crate) fn service_name(context: &Context<'_>, service: &OutboundService<'_>) -> Text {
    unified_name(context, service).unwrap_or_else(|| service.service.clone())
}

/// A connection manager for what goes out.
pub(crate) fn connection_manager(
    context: &Context<'_>,
    service: &OutboundService<'_>,
    routes: RouteConfiguration,
) -> HttpConnectionManager {
    HttpConnectionManager {
        normalize_path: Some(Traced::rule(true, &RULE)),
        route_configuration: RouteConfiguration {
            name: route_configuration_name(service),
            request_headers_to_add: client_tags(context).into_iter().collect_vec(),
            ..routes
        },
        ..HttpConnectionManager::new(
            service_name(context, service),
            context.internal_addresses.clone(),
            &RULE,
        )
    }
}

/// What a backendRef means: a service resource, or a service by tags. Nothing where labels select no service.
/// Names are looked up in the mesh and zone of whoever refers (`from`).
pub(crate) fn backend(context: &Context<'_>, reference: &BackendRef, from: &Kri) -> Option<Backend> {
    let weight = reference.weight.clone();
    let weight = weight.unwrap_or(Traced::default_of(1, &"backendRefs.weight"));
    let origin = reference.origin;
    if !reference.means_resource() {
        return Some(Backend { destination: Destination::Tags(service_tags(reference)), weight, origin });
    }
    let text = |text: &Option<Traced<Text>>| text.as_ref().map(|text| text.value.clone()).unwrap_or_default();
    let (name, namespace, section) =
        (text(&reference.name), text(&reference.namespace), text(&reference.section_name));
    let kind = reference.kind.value.name();
    let labels = &reference.labels;
    let found =
        context.mesh.resolve(ServiceReference { kind, name: &name, namespace: &namespace, labels }, from)?;
    let section = match &reference.port {
        Some(port) if section.is_empty() && port.value > 0 => port.value.to_string().into(),
        _ => section,
    };
    let kri = if section.is_empty() { found } else { found.with_section(section) };
    Some(Backend { destination: Destination::Resource(kri), weight, origin })
}

/// A backendRef as the tag `kuma.io/service` and its own tags, whatever it means otherwise.
pub(crate) fn service_tags(reference: &BackendRef) -> ServiceTags {
    let mut tags = reference.tags.clone();
    let service = reference.name.clone().unwrap_or(Traced::new(Text::default(), reference.origin));
    tags.insert(Text::new_static(SERVICE_TAG), service);
    ServiceTags(tags)
}

/// The service of the outbound itself, which routes without backends lead to.
pub(crate) fn own_backend(service: &OutboundService<'_>) -> Backend {
    let weight = Traced::rule(100, &"route without backends");
    let origin = Origin::Rule(&"cluster of a service");
    Backend { destination: service.outbound.destination.clone(), weight, origin }
}

fn unified_name(context: &Context<'_>, service: &OutboundService<'_>) -> Option<Text> {
    let kri = service.outbound.destination.kri()?;
    (context.proxy.naming == Naming::Unified).then(|| kri.into())
}

fn legacy_name(address: &str, port: u32) -> Text {
    let port = port.to_string();
    if address.contains(':') {
        ["outbound:[", address, "]:", &port].concat().into()
    } else {
        ["outbound:", address, ":", &port].concat().into()
    }
}

fn route_configuration_name(service: &OutboundService<'_>) -> Text {
    match &service.outbound.destination {
        Destination::Resource(kri) => kri.into(),
        Destination::Tags(_) => format!("outbound:{}", service.service).into(),
    }
}

/// The tags by which patches find the listener: those of the outbound, or the name of its resource.
fn tags(destination: &Destination) -> Map {
    match destination {
        Destination::Resource(kri) => {
            let name = Node::string(kri, Origin::Rule(&RULE));
            Map::from_iter([(Text::new_static("kuma.io/unified-name"), name)])
        }
        Destination::Tags(tags) => tags
            .0
            .iter()
            .filter(|(key, _)| *key != MESH_TAG)
            .map(|(key, value)| (key.clone(), Node::from(value)))
            .collect(),
    }
}

/// The tags of the client, where it has some and some policy of the mesh tells clients by them.
fn client_tags(context: &Context<'_>) -> Option<HeaderOption> {
    let origin = context.mesh.needs_client_tags()?;
    let value = context.proxy.tags_header();
    let name = Traced::new(Text::new_static("x-kuma-tags"), origin);
    (!value.is_empty()).then_some(HeaderOption { name, value, overwrite: Overwrite::Append })
}
