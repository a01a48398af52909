//! What a MeshTrace does to listeners of HTTP.

use super::{
    backend::{self, Resolved},
    envoy::{self, Span},
    schema::Conf,
};
use crate::{
    model::{Destination, FilterChain, Listener, ListenerPlace, Proxy},
    policy::{
        Confs, Context, Effects,
        access_log::{UNKNOWN, own_name},
        typed,
    },
    resource::meta::label,
    tree::Text,
};

/// Traces what comes in and goes out. Policies about one section of the Dataplane trace its listener and all that goes out.
pub(super) fn proxy(proxy: &mut Proxy, confs: &Confs<'_>, context: &Context<'_>, effects: &mut Effects) {
    let Some(conf) = confs.proxy.first().and_then(typed::<Conf>) else { return };
    let service = service(context);
    for listener in &mut proxy.listeners {
        trace(listener, confs, &conf, &service, context);
    }
    backend::add(&backend::resolve(&conf, context), context, effects);
}

fn trace(listener: &mut Listener, confs: &Confs<'_>, conf: &Conf, service: &Text, context: &Context<'_>) {
    let span = |direction, destination| Span { service, direction, destination };
    match listener.place.clone() {
        ListenerPlace::Inbound(section) => {
            scoped(listener, confs, &section, &span(Some("INBOUND"), None), context);
        }
        ListenerPlace::ZoneIngress(section) | ListenerPlace::ZoneEgress(section) => {
            scoped(listener, confs, &section, &span(None, None), context);
        }
        ListenerPlace::Outbound(destination) => {
            if let Some(name) = destination_name(&destination, context) {
                configure(listener, conf, &span(Some("OUTBOUND"), Some(name)), context);
            }
        }
        _ => {}
    }
}

fn scoped(listener: &mut Listener, confs: &Confs<'_>, section: &str, span: &Span<'_>, context: &Context<'_>) {
    let conf = confs.for_section(section);
    if let Some(conf) = conf.as_ref().and_then(typed::<Conf>) {
        configure(listener, &conf, span, context);
    }
}

fn configure(listener: &mut Listener, conf: &Conf, span: &Span<'_>, context: &Context<'_>) {
    let backends = backend::resolve(conf, context);
    if backends.is_empty() {
        return;
    }
    let tracer = backends.iter().rfind(|backend| !matches!(backend, Resolved::Missing));
    let provider = tracer.map(|tracer| envoy::provider(tracer, span, context));
    let tracing = envoy::tracing(conf, provider, context);
    for http in listener.filter_chains.iter_mut().filter_map(FilterChain::http_mut) {
        http.tracing = Some(tracing.clone());
    }
}

/// What an outbound is called; nothing for MeshExternalServices, whose outbounds are not traced.
fn destination_name(destination: &Destination, context: &Context<'_>) -> Option<Text> {
    match destination {
        Destination::Tags(tags) => Some(tags.service().into()),
        Destination::Resource(kri) => {
            let service = context.mesh.service(kri).filter(|service| !service.is_external())?;
            Some(service.find_port(&kri.section)?.service.clone())
        }
    }
}

/// What the workload is called. A Dataplane that is a zone proxy alone has its workload's name, or its own.
fn service(context: &Context<'_>) -> Text {
    let service = own_name(context);
    let networking = &context.proxy.dataplane.networking;
    let is_zone_proxy = networking.inbound.is_empty()
        && networking.gateway.is_none()
        && !context.proxy.zone_listeners.is_empty();
    if service != UNKNOWN || !is_zone_proxy {
        return service;
    }
    let meta = context.proxy.meta;
    let workload = meta.labels.get(label::WORKLOAD).filter(|name| !name.is_empty());
    workload.map_or_else(|| meta.name.clone(), Text::from)
}
