//! What a MeshMetric does to a proxy.

use super::{
    document::{self, Sent},
    listener,
    schema::{BackendType, Conf, OpenTelemetry, Prometheus},
};
use crate::{
    list::CollectVec as _,
    model::{ClusterPlace, ListenerPlace, Proxy},
    plan::collector::Collector,
    policy::{
        Confs, Context, Effects,
        telemetry::{self, Forwarded, Signal},
        typed,
    },
    tree::Text,
    world::Feature,
};

/// Metrics of the Mesh give way. Prometheus gets a listener for each backend; collectors that kuma-dp cannot reach by itself get a
/// listener on a socket, through which it sends.
pub(super) fn proxy(proxy: &mut Proxy, confs: &Confs<'_>, context: &Context<'_>, effects: &mut Effects) {
    let Some(mut conf) = confs.proxy.first().and_then(typed::<Conf>) else { return };
    let backends = conf.backends.take().unwrap_or_default();
    if backends.is_empty() {
        return;
    }
    remove_metrics_of_mesh(proxy);
    let of_kind = |kind| backends.iter().filter(move |backend| backend.kind.value == kind);
    let prometheus: Vec<&Prometheus> =
        of_kind(BackendType::Prometheus).filter_map(|backend| backend.prometheus.as_ref()).collect_vec();
    let telemetry: Vec<&OpenTelemetry> = of_kind(BackendType::OpenTelemetry)
        .filter_map(|backend| backend.open_telemetry.as_ref())
        .collect_vec();
    for backend in &prometheus {
        let (cluster, listener) = listener::prometheus(backend, context);
        proxy.add_cluster(cluster);
        proxy.add_listener(listener);
    }
    let (forwarded, sent) = divide(&telemetry, context);
    for backend in &sent {
        if let Some((cluster, listener)) = listener::telemetry(backend, context, &mut effects.report) {
            proxy.add_cluster(cluster);
            proxy.add_listener(listener);
        }
    }
    let sent = Sent { prometheus: !prometheus.is_empty(), telemetry: &sent };
    effects.dynamic_config.push(document::document(&conf, &sent, context));
    if !forwarded.is_empty() {
        let document = telemetry::document(Signal::Metrics, &forwarded, context.proxy.metadata);
        effects.dynamic_config.push(document);
    }
}

fn remove_metrics_of_mesh(proxy: &mut Proxy) {
    proxy.clusters.retain(|cluster| cluster.place != ClusterPlace::Prometheus);
    proxy.listeners.retain(|listener| listener.place != ListenerPlace::Prometheus);
}

/// The collectors to which kuma-dp sends by itself, and those to which it sends through Envoy.
fn divide<'b, 'a>(
    backends: &[&'b OpenTelemetry],
    context: &Context<'a>,
) -> (Vec<Forwarded<'a>>, Vec<&'b OpenTelemetry>) {
    let passes_on = context.proxy.metadata.has(Feature::OtelViaKumaDp);
    let (referred, sent): (Vec<_>, Vec<_>) =
        backends.iter().copied().partition(|backend| passes_on && backend.backend_ref.is_some());
    let forwarded = referred.into_iter().filter_map(|backend| {
        let collector = Collector::resolve(context, &backend.endpoint, backend.backend_ref.as_ref())?;
        let interval = backend.refresh_interval.as_ref();
        Some(Forwarded {
            name: collector.name,
            origin: collector.origin,
            backend: collector.backend?,
            refresh_interval: interval
                .map(|interval| interval.derive(|interval| Text::from(interval.to_go()))),
        })
    });
    (forwarded.collect_vec(), sent)
}
