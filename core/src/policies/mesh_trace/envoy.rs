//! `envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing`, and the tracers in it.

use super::{
    backend::Resolved,
    schema::{Conf, HeaderTag, Sampling, Tag, Zipkin},
};
use crate::{
    list::CollectVec as _,
    origin::{Origin, Traced},
    plan::collector::Url,
    policy::Context,
    resource::schema::Decimal,
    tree::{Duration, Message, Node, Text},
};

const ORIGIN: Origin = Origin::Rule(&"form in which Envoy gets a MeshTrace");

/// What the spans of a listener are about.
pub(super) struct Span<'s> {
    /// The workload.
    pub(super) service: &'s Text,
    /// Which way requests go; nothing through zone proxies.
    pub(super) direction: Option<&'static str>,
    /// What an outbound leads to.
    pub(super) destination: Option<Text>,
}

/// Everything about tracing; `provider` is the tracer, where there is one.
pub(super) fn tracing(conf: &Conf, provider: Option<Message>, context: &Context<'_>) -> Node {
    let sampling = conf.sampling.as_ref();
    let percent = |field: fn(&Sampling) -> Option<&Traced<Decimal>>| sampling.and_then(field).map(percent);
    Message::new(ORIGIN)
        .optional("clientSampling", percent(|sampling| sampling.client.as_ref()))
        .optional("randomSampling", percent(|sampling| sampling.random.as_ref()))
        .optional("overallSampling", percent(|sampling| sampling.overall.as_ref()))
        .list("customTags", tags(conf, context))
        .optional("provider", provider)
        .constant("spawnUpstreamSpan", context.proxy.is_builtin_gateway())
        .into()
}

fn percent(percent: &Traced<Decimal>) -> Message {
    Message::new(percent.origin)
        .number("value", percent.derive(|percent| percent.number().unwrap_or_default()))
}

/// The tags of the policy, then mesh, zone and workload, unless the policy has tags of these names.
fn tags(conf: &Conf, context: &Context<'_>) -> Vec<Message> {
    let written: Vec<&Tag> = conf.tags.iter().flatten().collect_vec();
    let own = [
        ("kuma.mesh", context.proxy.meta.mesh.clone()),
        ("kuma.zone", context.world.zone.clone()),
        ("kuma.workload", context.proxy.workload(&context.world.zone)),
    ];
    let is_new = |name: &str| written.iter().all(|tag| tag.name.value != name);
    let own = own.into_iter().filter(|(name, value)| !value.is_empty() && is_new(name));
    let own: Vec<Message> = own
        .map(|(name, value)| literal(&Traced::new(name.into(), ORIGIN), &Traced::new(value, ORIGIN)))
        .collect_vec();
    written.into_iter().map(tag).chain(own).collect_vec()
}

fn tag(tag: &Tag) -> Message {
    match &tag.header {
        Some(header) => {
            Message::new(tag.name.origin).with("tag", &tag.name).with("requestHeader", request_header(header))
        }
        None => {
            let empty = || Traced::new(Text::default(), tag.name.origin);
            literal(&tag.name, &tag.literal.clone().unwrap_or_else(empty))
        }
    }
}

fn request_header(header: &HeaderTag) -> Message {
    Message::new(header.name.origin)
        .with("name", &header.name)
        .optional("defaultValue", header.default.as_ref().filter(|default| !default.is_empty()))
}

fn literal(name: &Traced<Text>, value: &Traced<Text>) -> Message {
    let literal = Message::new(value.origin).optional("value", Some(value).filter(|value| !value.is_empty()));
    Message::new(name.origin).with("tag", name).with("literal", literal)
}

/// The tracer of a backend.
pub(super) fn provider(backend: &Resolved<'_, '_>, span: &Span<'_>, context: &Context<'_>) -> Message {
    let cluster = backend.cluster_name(context);
    let (name, config) = match backend {
        Resolved::Zipkin(zipkin, url) => {
            ("envoy.tracers.zipkin", self::zipkin(zipkin, url, cluster, context))
        }
        Resolved::Datadog(datadog, _) => {
            let service =
                if datadog.split_service.value { span.split_service() } else { span.service.clone() };
            let config = Message::typed("envoy.config.trace.v3.DatadogConfig", datadog.url.origin)
                .constant("collectorCluster", cluster)
                .text("serviceName", service);
            ("envoy.tracers.datadog", config)
        }
        Resolved::OpenTelemetry(_) | Resolved::Missing => {
            let target = match backend.http_url(context) {
                Some(url) => ("httpService", http_service(&url, cluster)),
                None => ("grpcService", grpc_service(cluster)),
            };
            let config = Message::typed("envoy.config.trace.v3.OpenTelemetryConfig", ORIGIN)
                .with(target.0, target.1)
                .text("serviceName", span.service.clone());
            ("envoy.tracers.opentelemetry", config)
        }
    };
    Message::new(ORIGIN).constant("name", name).with("typedConfig", config)
}

impl Span<'_> {
    fn split_service(&self) -> Text {
        let Some(direction) = self.direction else { return self.service.clone() };
        let parts = [self.service.as_str(), direction].into_iter().chain(self.destination.as_deref());
        parts.collect_vec().join("_").into()
    }
}

fn zipkin(zipkin: &Zipkin, url: &Url, cluster: Text, context: &Context<'_>) -> Message {
    let version = if zipkin.api_version.value == "httpProto" { "HTTP_PROTO" } else { "HTTP_JSON" };
    let splits = context.proxy.is_builtin_gateway();
    let of_url =
        |part: &Text| Some(Traced::new(part.clone(), zipkin.url.origin)).filter(|part| !part.is_empty());
    Message::typed("envoy.config.trace.v3.ZipkinConfig", zipkin.url.origin)
        .constant("collectorCluster", cluster)
        .optional("collectorEndpoint", of_url(&url.path))
        .optional("traceId128bit", Some(&zipkin.trace_id).filter(|wide| wide.value))
        .with("sharedSpanContext", zipkin.shared_span_context)
        .with("collectorEndpointVersion", Node::string(version, zipkin.api_version.origin))
        .optional("collectorHostname", of_url(&url.authority))
        .optional("splitSpansForRequest", splits.then(|| Node::boolean(true, ORIGIN)))
}

fn grpc_service(cluster: Text) -> Message {
    Message::new(ORIGIN).with("envoyGrpc", Message::new(ORIGIN).constant("clusterName", cluster))
}

fn http_service(url: &Traced<Text>, cluster: Text) -> Message {
    let uri = Message::new(url.origin)
        .with("uri", url)
        .constant("cluster", cluster)
        .with("timeout", Traced::new(Duration::seconds(10), ORIGIN));
    Message::new(ORIGIN).with("httpUri", uri)
}
