//! Where spans go: the backend of a conf, its cluster, and what kuma-dp must know to pass spans on.

use super::schema::{Backend, Conf, Datadog, OpenTelemetry, Zipkin};
use crate::{
    list::CollectVec as _,
    model::{Cluster, ClusterPlace, ConfigRoute},
    origin::Traced,
    plan::collector::{self, Collector, Url},
    policy::{
        Context, Effects,
        telemetry::{self, Forwarded, Signal},
    },
    resource::mesh_open_telemetry_backend::TelemetryProtocol,
    tree::Text,
};

const PLACE: ClusterPlace = ClusterPlace::Policy("mesh-trace");

/// A backend, resolved.
pub(super) enum Resolved<'c, 'a> {
    Zipkin(&'c Zipkin, Url),
    Datadog(&'c Datadog, Url),
    OpenTelemetry(Collector<'a>),
    /// A MeshOpenTelemetryBackend that does not exist: spans go nowhere.
    Missing,
}

/// The backends of a conf: one, or more where one backend says several things whatever its type is. The first of them gets
/// a cluster, the last that exists is the tracer.
pub(super) fn resolve<'c, 'a>(conf: &'c Conf, context: &Context<'a>) -> Vec<Resolved<'c, 'a>> {
    let Some(backend): Option<&Backend> = conf.backends.as_ref().and_then(|backends| backends.first()) else {
        return Vec::new();
    };
    let zipkin =
        backend.zipkin.as_ref().and_then(|zipkin| Some(Resolved::Zipkin(zipkin, Url::parse(&zipkin.url)?)));
    let datadog = backend
        .datadog
        .as_ref()
        .and_then(|datadog| Some(Resolved::Datadog(datadog, Url::parse(&datadog.url)?)));
    let telemetry = backend.open_telemetry.as_ref().map(|found| open_telemetry(found, context));
    [zipkin, datadog, telemetry].into_iter().flatten().collect_vec()
}

/// Adds the cluster, and what kuma-dp must know.
pub(super) fn add(backends: &[Resolved<'_, '_>], context: &Context<'_>, effects: &mut Effects) {
    let cluster = backends.first().and_then(|first| first.cluster(context, &mut effects.report));
    effects.clusters.extend(cluster);
    effects.dynamic_config.extend(backends.iter().filter_map(|backend| backend.document(context)));
}

fn open_telemetry<'c, 'a>(found: &OpenTelemetry, context: &Context<'a>) -> Resolved<'c, 'a> {
    let resolved = Collector::resolve(context, &found.endpoint, found.backend_ref.as_ref());
    resolved.map_or(Resolved::Missing, Resolved::OpenTelemetry)
}

impl Resolved<'_, '_> {
    /// The name of the cluster.
    pub(super) fn cluster_name(&self, context: &Context<'_>) -> Text {
        let (provider, section, own) = match self {
            Self::Zipkin(zipkin, _) => ("zipkin", "zipkin", &zipkin.url.value),
            Self::Datadog(datadog, _) => ("datadog", "datadog", &datadog.url.value),
            Self::OpenTelemetry(collector) => ("opentelemetry", "otel", &collector.name),
            Self::Missing => return Text::default(),
        };
        context.proxy.naming.choose(
            || format!("meshtrace:{provider}").into(),
            || format!("system_meshtrace_{section}_{}", collector::clean(own)).into(),
        )
    }

    /// Where spans go by HTTP; nothing where they go by gRPC.
    pub(super) fn http_url(&self, context: &Context<'_>) -> Option<Traced<Text>> {
        let Self::OpenTelemetry(collector) = self else { return None };
        let direct = !collector.is_forwarded(context) && collector.protocol == TelemetryProtocol::Http;
        direct.then(|| Traced::new(collector.url("v1/traces"), collector.port.origin))
    }

    fn document(&self, context: &Context<'_>) -> Option<ConfigRoute> {
        let Self::OpenTelemetry(collector) = self else { return None };
        let backend = collector.backend.filter(|_| collector.is_forwarded(context))?;
        let (name, origin) = (collector.name.clone(), collector.origin);
        let found = Forwarded { name, backend, refresh_interval: None, origin };
        Some(telemetry::document(Signal::Traces, &[found], context.proxy.metadata))
    }

    fn cluster(&self, context: &Context<'_>, report: &mut crate::report::Report) -> Option<Cluster> {
        let name = self.cluster_name(context);
        match self {
            Self::Zipkin(zipkin, url) => {
                let origin = zipkin.url.origin;
                collector::cluster(context, PLACE, name, url.zipkin_endpoint(origin), origin, report)
            }
            Self::Datadog(datadog, url) => {
                let origin = datadog.url.origin;
                collector::cluster(context, PLACE, name, url.plain_endpoint(origin), origin, report)
            }
            Self::OpenTelemetry(found) if found.is_forwarded(context) => {
                Some(collector::forwarding_cluster(context, PLACE, name, found))
            }
            Self::OpenTelemetry(found) => {
                let endpoint = found.endpoint(context);
                let cluster = collector::cluster(context, PLACE, name, endpoint, found.origin, report)?;
                let is_grpc = found.protocol == TelemetryProtocol::Grpc;
                Some(if is_grpc { collector::with_http2(cluster) } else { cluster })
            }
            Self::Missing => None,
        }
    }
}
