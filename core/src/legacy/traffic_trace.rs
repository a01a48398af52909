//! TrafficTrace: traces of requests, to a backend of `Mesh.tracing`.

use kumascope_derive::Schema;

use crate::{
    index::Endpoint,
    list::CollectVec as _,
    model::{ClusterPlace, FilterChain, HttpConnectionManager, Inbound, Listener, Naming, Proxy},
    origin::{Origin, Traced},
    plan::collector::{self, Url},
    policy::{Context, access_log::own_name, connection, typed},
    report::Report,
    resource::{Spec, mesh::TracingBackend},
    tree::{Message, Node, Text},
};

/// Settings of a backend of type `zipkin`.
#[derive(Clone, Debug, Schema)]
struct Zipkin {
    /// Where spans go.
    url: Traced<Text>,
    /// Whether IDs of traces have 128 bits.
    #[schema(name = "traceId128bit")]
    trace_id: Traced<bool>,
    /// `httpJson` or `httpProto`.
    api_version: Traced<Text>,
    /// Whether client and server share a span.
    shared_span_context: Option<Traced<bool>>,
}

/// Settings of a backend of type `datadog`.
#[derive(Clone, Debug, Schema)]
struct Datadog {
    /// The address of the agent.
    address: Traced<Text>,
    /// The port of the agent.
    port: Traced<u32>,
    /// Whether a service is split by direction and by what it calls.
    split_service: Traced<bool>,
}

/// A backend, read.
pub(super) struct Backend<'a> {
    backend: &'a TracingBackend,
    settings: Settings,
}

enum Settings {
    Zipkin(Zipkin, Url),
    Datadog(Datadog),
}

/// The backend that the proxy's TrafficTrace names, or the default one; nothing where the Mesh has no such backend, or where
/// it cannot be read.
pub(super) fn backend<'a>(context: &Context<'a>) -> Option<Backend<'a>> {
    let policy = connection::for_proxy("TrafficTrace", context, |policy| match &policy.spec {
        Spec::TrafficTrace(spec) => Some(&spec.selectors),
        _ => None,
    })?;
    let Spec::TrafficTrace(spec) = &policy.spec else { return None };
    let tracing = context.mesh.spec.tracing.as_ref()?;
    let named = spec.conf.as_ref().and_then(|conf| conf.backend.as_ref());
    let name = named.or(tracing.default_backend.as_ref())?;
    let backend = tracing.backends.iter().rev().find(|backend| backend.name == *name)?;
    let conf = backend.conf.as_ref()?;
    let settings = match backend.backend_type.as_str() {
        "zipkin" => {
            let zipkin: Zipkin = typed(conf)?;
            let url = Url::parse(&zipkin.url)?;
            Settings::Zipkin(zipkin, url)
        }
        "datadog" => Settings::Datadog(typed(conf)?),
        _ => return None,
    };
    Some(Backend { backend, settings })
}

/// Adds the cluster of the backend.
pub(super) fn add_cluster(context: &Context<'_>, proxy: &mut Proxy, report: &mut Report) {
    let Some(backend) = backend(context) else { return };
    let place = ClusterPlace::Policy("tracing");
    let (name, endpoint, origin) = (backend.cluster_name(), backend.endpoint(), backend.backend.name.origin);
    let cluster = collector::cluster(context, place, name, endpoint, origin, report);
    cluster.into_iter().for_each(|cluster| proxy.add_cluster(cluster));
}

impl Backend<'_> {
    /// Traces what comes in.
    pub(super) fn inbound(&self, context: &Context<'_>, inbound: &Inbound, listener: &mut Listener) {
        let service = match context.proxy.naming {
            Naming::Legacy => Text::from(inbound.tags.service()),
            Naming::Unified => listener.name.clone(),
        };
        let name = self.service_name(&service, "INBOUND", None);
        for http in listener.filter_chains.iter_mut().filter_map(FilterChain::http_mut) {
            self.set(http, name.clone());
        }
    }

    /// Traces what goes out to a service.
    pub(super) fn outbound(&self, context: &Context<'_>, destination: &str, chain: &mut FilterChain) {
        if let Some(http) = chain.http_mut() {
            self.set(http, self.service_name(&own_name(context), "OUTBOUND", Some(destination)));
        }
    }

    /// What Datadog calls the service.
    fn service_name(&self, service: &str, direction: &str, destination: Option<&str>) -> Text {
        match &self.settings {
            Settings::Datadog(datadog) if datadog.split_service.value => {
                let parts: Vec<&str> = [service, direction].into_iter().chain(destination).collect_vec();
                parts.join("_").into()
            }
            _ => service.into(),
        }
    }

    fn set(&self, http: &mut HttpConnectionManager, service: Text) {
        let origin = self.backend.name.origin;
        let sampling =
            self.backend.sampling.map(|percent| Message::new(percent.origin).number("value", percent));
        let tracing = Message::new(origin)
            .constant("spawnUpstreamSpan", false)
            .optional("overallSampling", sampling)
            .with("provider", self.provider(service, origin));
        http.tracing = Some(tracing.into());
    }

    fn provider(&self, service: Text, origin: Origin) -> Message {
        let (name, config) = match &self.settings {
            Settings::Zipkin(zipkin, url) => ("envoy.tracers.zipkin", self.zipkin(zipkin, url, origin)),
            Settings::Datadog(_) => {
                let config = Message::typed("envoy.config.trace.v3.DatadogConfig", origin)
                    .constant("collectorCluster", self.cluster_name())
                    .text("serviceName", service);
                ("envoy.tracers.datadog", config)
            }
        };
        Message::new(origin).constant("name", name).with("typedConfig", config)
    }

    fn zipkin(&self, zipkin: &Zipkin, url: &Url, origin: Origin) -> Message {
        let version = if zipkin.api_version.value == "httpProto" { "HTTP_PROTO" } else { "HTTP_JSON" };
        let url_origin = zipkin.url.origin;
        let path = Some(Traced::new(url.path.clone(), url_origin)).filter(|path| !path.is_empty());
        Message::typed("envoy.config.trace.v3.ZipkinConfig", origin)
            .constant("collectorCluster", self.cluster_name())
            .optional("collectorEndpoint", path)
            .optional("traceId128bit", Some(&zipkin.trace_id).filter(|wide| wide.value))
            .optional("sharedSpanContext", zipkin.shared_span_context.as_ref())
            .with("collectorEndpointVersion", Node::string(version, zipkin.api_version.origin))
            .with("collectorHostname", Traced::new(url.authority.clone(), url_origin))
    }

    fn cluster_name(&self) -> Text {
        format!("tracing:{}", self.backend.name.value).into()
    }

    fn endpoint(&self) -> Endpoint<'static> {
        match &self.settings {
            Settings::Zipkin(zipkin, url) => url.zipkin_endpoint(zipkin.url.origin),
            Settings::Datadog(datadog) => collector::plain_endpoint(datadog.address.clone(), datadog.port),
        }
    }
}
