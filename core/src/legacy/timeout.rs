//! Timeout: how long connections, requests and idle times of an outbound last. Where nothing is said they last for ever,
//! but for the making of a connection.

use crate::{
    index::Protocol,
    model::{Cluster, FilterChain},
    origin::Traced,
    policy::{Context, connection},
    resource::{Spec, legacy::TimeoutConf, schema::ProtoDuration},
    tree::Duration,
};

const RULE: &str = "timeouts where no Timeout says otherwise";

/// What a Timeout says about connections to a service.
pub(super) fn conf<'a>(context: &Context<'a>, service: &str) -> Option<&'a TimeoutConf> {
    match &connection::to_service("Timeout", context, service)?.spec {
        Spec::Timeout(spec) => spec.conf.as_ref(),
        _ => None,
    }
}

/// The time for the whole response.
pub(super) fn request(conf: Option<&TimeoutConf>) -> Traced<Duration> {
    http(conf, |http| http.request_timeout.as_ref())
}

pub(super) fn set_chain(conf: Option<&TimeoutConf>, protocol: Protocol, chain: &mut FilterChain) {
    if let Some(manager) = chain.http_mut() {
        manager.idle_timeout = Some(http(conf, |http| http.idle_timeout.as_ref()));
        manager.stream_idle_timeout = Some(stream_idle(conf, protocol));
    }
    if let Some(tcp) = chain.tcp_mut() {
        let said = conf.and_then(|conf| conf.tcp.as_ref()?.idle_timeout.as_ref());
        tcp.idle_timeout = Some(or_never(said));
    }
}

pub(super) fn set_cluster(conf: Option<&TimeoutConf>, protocol: Protocol, cluster: &mut Cluster) {
    let said = conf.and_then(|conf| conf.connect_timeout.as_ref()).map(length);
    let default = Traced::default_of(Duration::seconds(5), &"Timeout conf.connectTimeout");
    cluster.connect_timeout = Some(said.unwrap_or(default));
    if protocol.is_http() {
        cluster.common_http.idle_timeout = Some(http(conf, |http| http.idle_timeout.as_ref()));
        cluster.common_http.max_stream_duration = max_stream(conf, protocol);
    }
}

/// What is said for gRPC counts where nothing is said for HTTP.
fn stream_idle(conf: Option<&TimeoutConf>, protocol: Protocol) -> Traced<Duration> {
    let of_http = conf.and_then(|conf| conf.http.as_ref()?.stream_idle_timeout.as_ref());
    let of_grpc = conf.filter(|_| protocol == Protocol::Grpc);
    or_never(of_http.or(of_grpc.and_then(|conf| conf.grpc.as_ref()?.stream_idle_timeout.as_ref())))
}

fn max_stream(conf: Option<&TimeoutConf>, protocol: Protocol) -> Option<Traced<Duration>> {
    let is_limit = |said: &&Traced<ProtoDuration>| said.0 != Duration::ZERO;
    let of_http = conf.and_then(|conf| conf.http.as_ref()?.max_stream_duration.as_ref()).filter(is_limit);
    let of_grpc = conf.filter(|_| protocol == Protocol::Grpc);
    let of_grpc = of_grpc.and_then(|conf| conf.grpc.as_ref()?.max_stream_duration.as_ref()).filter(is_limit);
    of_http.or(of_grpc).map(length)
}

fn http(
    conf: Option<&TimeoutConf>,
    field: fn(&crate::resource::legacy::HttpTimeout) -> Option<&Traced<ProtoDuration>>,
) -> Traced<Duration> {
    or_never(conf.and_then(|conf| field(conf.http.as_ref()?)))
}

fn or_never(said: Option<&Traced<ProtoDuration>>) -> Traced<Duration> {
    said.map_or(Traced::rule(Duration::ZERO, &RULE), length)
}

fn length(said: &Traced<ProtoDuration>) -> Traced<Duration> {
    said.derive(|said| said.0)
}
