//! What kuma-dp must know to gather metrics: the document `/meshmetric`.

use super::schema::{Application, Conf, OpenTelemetry, Sidecar};
use crate::{
    index::ZoneListenerKind,
    list::CollectVec as _,
    model::{ConfigRoute, Naming, telemetry_socket},
    origin::{Origin, Traced},
    policy::{
        Context,
        access_log::{UNKNOWN, own_name},
    },
    resource::{Spec, meta::label, schema::Schema as _},
    sorted::{SortedMap, SortedSet},
    tree::{Duration, Entry, Message, Node, Text, Value},
};

const ORIGIN: Origin = Origin::Rule(&"form in which Envoy gets a MeshMetric");

/// Who gets metrics with the help of Envoy.
pub(super) struct Sent<'b> {
    /// Whether any Prometheus asks for them.
    pub(super) prometheus: bool,
    /// The collectors to which kuma-dp sends through Envoy.
    pub(super) telemetry: &'b [&'b OpenTelemetry],
}

/// A Dataplane that is a zone proxy alone has no workload with metrics of its own.
pub(super) fn document(conf: &Conf, sent: &Sent<'_>, context: &Context<'_>) -> ConfigRoute {
    let no_applications = is_zone_proxy(context);
    let applications = conf.applications.iter().flatten().filter(|_| !no_applications).map(application);
    let metrics = Message::new(ORIGIN)
        .with("applications", list_or_null(applications.collect_vec()))
        .with("backends", list_or_null(backends(sent, context)))
        .optional("sidecar", conf.sidecar.as_ref().map(sidecar))
        .map("extraLabels", labels(context));
    let observability = Message::new(ORIGIN).with("metrics", metrics);
    let document = Message::new(ORIGIN).with("observability", observability);
    ConfigRoute { path: "/meshmetric", name: "meshmetric", document: document.into() }
}

/// What is written as the endpoint of a collector, as the name of a file.
pub(super) fn backend_name(endpoint: &str) -> Text {
    endpoint.replace('/', "").replace(':', "-").into()
}

/// What is written, but `null` for profiles that nobody appended any to: where confs are merged, such lists begin as nothing.
fn sidecar(sidecar: &Sidecar) -> Node {
    let mut encoded = sidecar.encode(ORIGIN);
    let profiles = encoded.as_map_mut().and_then(|members| members.get_mut("profiles")?.as_map_mut());
    if let Some(appended) = profiles.and_then(|profiles| profiles.get_mut("appendProfiles"))
        && appended.as_list().is_some_and(<[Node]>::is_empty)
    {
        appended.value = Value::Null;
    }
    encoded
}

fn list_or_null(items: Vec<Message>) -> Node {
    if items.is_empty() {
        return Node::new(Value::Null, ORIGIN);
    }
    Node::list(items.into_iter().map(Node::from).collect_vec(), ORIGIN)
}

fn application(application: &Application) -> Message {
    let empty = || Traced::new(Text::default(), application.port.origin);
    Message::new(application.port.origin)
        .optional("name", application.name.as_ref())
        .with("path", &application.path)
        .with("port", application.port)
        .with("address", application.address.clone().unwrap_or_else(empty))
}

/// All Prometheuses are one.
fn backends(sent: &Sent<'_>, context: &Context<'_>) -> Vec<Message> {
    let prometheus = sent.prometheus.then(|| {
        Message::new(ORIGIN).constant("type", "Prometheus").with("name", Node::new(Value::Null, ORIGIN))
    });
    let telemetry = sent.telemetry.iter().map(|backend| {
        let name = backend_name(&backend.endpoint);
        let default = || Traced::default_of(Duration::seconds(60), &"MeshMetric refreshInterval");
        let interval = backend.refresh_interval.clone().unwrap_or_else(default);
        let socket = telemetry_socket(&context.proxy.metadata.work_dir, &name);
        let collector = Message::new(ORIGIN)
            .constant("endpoint", socket)
            .with("refreshInterval", interval.derive(|interval| Text::from(interval.to_go())));
        Message::new(ORIGIN)
            .constant("type", "OpenTelemetry")
            .constant("name", name)
            .with("openTelemetry", collector)
    });
    prometheus.into_iter().chain(telemetry).collect_vec()
}

/// Labels of every metric, by name.
fn labels(context: &Context<'_>) -> SortedMap<Text, Node> {
    let meta = context.proxy.meta;
    let mut labels: SortedMap<Text, Text> = SortedMap::new();
    let mut set = |name: &str, value: Text| drop(labels.insert(name.into(), value));
    set("mesh", meta.mesh.clone());
    if let Some(zone) = meta.labels.get(label::ZONE).filter(|zone| !zone.is_empty()) {
        set("zone", zone.into());
    }
    set("kuma.proxy_role", role(context).into());
    let workload =
        meta.labels.get(label::WORKLOAD).filter(|name| !name.is_empty() && !is_zone_proxy(context));
    if let Some(workload) = workload {
        set("kuma.workload", workload.into());
    }
    if context.proxy.naming == Naming::Legacy {
        tags(context).into_iter().for_each(|(name, value)| set(&name, value));
        if context.proxy.is_builtin_gateway() {
            set("kuma_io_mesh_gateway", gateway_name(context));
        }
        set("dataplane", meta.name.clone());
        let service = own_name(context);
        if workload.is_none() && service != UNKNOWN {
            set("service", service);
        }
    }
    labels.into_iter().map(|(name, value)| (name, Node::string(value, ORIGIN))).collect()
}

/// The MeshGateway that asks for the most tags of the proxy, of several the oldest; empty where none selects it.
fn gateway_name(context: &Context<'_>) -> Text {
    let own = context.proxy.gateway_tags();
    let tags = |selector: &Node| -> Option<usize> {
        let wanted = selector.get("match")?.as_map()?;
        let has = |entry: &Entry| {
            let wanted = entry.value.as_str();
            own.get(&entry.key).is_some_and(|value| wanted == Some("*") || wanted == Some(value))
        };
        wanted.into_iter().all(has).then_some(wanted.len())
    };
    let mut best: (usize, Text) = (0, Text::default());
    for gateway in context.mesh.of_kind("MeshGateway") {
        let Spec::Other(fields) = &gateway.spec else { continue };
        let selectors = fields.get("selectors").and_then(Node::as_list).unwrap_or_default();
        let count = selectors.iter().filter_map(tags).max().unwrap_or_default();
        if count > best.0 {
            best = (count, gateway.meta.name.clone());
        }
    }
    best.1
}

/// Every tag as its first value, and in the plural as all of them.
fn tags(context: &Context<'_>) -> Vec<(String, Text)> {
    let mut tags: SortedMap<Text, SortedSet<Text>> = SortedMap::new();
    let inbounds = context.proxy.inbounds.iter().map(|inbound| inbound.tags.clone());
    for (key, value) in inbounds.chain([context.proxy.gateway_tags()]).flat_map(|tags| tags.0) {
        tags.entry(key).or_default().insert(value.value);
    }
    let mut labels = Vec::new();
    for (key, values) in tags {
        let name: String = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let all: Vec<&str> = values.iter().map(Text::as_str).collect_vec();
        labels.push((format!("{name}s"), Text::from(format!(",{},", all.join(",")))));
        labels.push((name, values.into_iter().next().unwrap_or_default()));
    }
    labels
}

fn role(context: &Context<'_>) -> &'static str {
    let proxy = context.proxy;
    if proxy.dataplane.networking.gateway.is_some() {
        return "gateway";
    }
    let ingress = proxy.zone_listeners.iter().any(|listener| listener.kind == ZoneListenerKind::Ingress);
    let egress = proxy.zone_listeners.iter().any(|listener| listener.kind == ZoneListenerKind::Egress);
    match (ingress, egress) {
        (true, true) => "zone-proxy",
        (true, false) => "zone-ingress",
        (false, true) => "zone-egress",
        (false, false) => "sidecar",
    }
}

fn is_zone_proxy(context: &Context<'_>) -> bool {
    let networking = &context.proxy.dataplane.networking;
    networking.inbound.is_empty() && networking.gateway.is_none() && !context.proxy.zone_listeners.is_empty()
}
