//! TrafficLog: access logs of what a proxy calls, to a backend of `Mesh.logging`.

use kumascope_derive::Schema;

use crate::{
    index::Protocol,
    model::{FilterChain, ListenerPlace, Proxy, access_log_socket},
    origin::Traced,
    policy::{
        Context,
        access_log::{Direction, Values, default_of, own_name},
        connection::{self, PASS_THROUGH},
        typed,
    },
    resource::{Spec, mesh::LoggingBackend},
    tree::{Message, Node, Text},
};

/// Settings of a backend of type `file`.
#[derive(Clone, Debug, Schema)]
struct File {
    /// The file.
    path: Traced<Text>,
}

/// Settings of a backend of type `tcp`.
#[derive(Clone, Debug, Schema)]
struct Tcp {
    /// The address that kuma-dp sends lines to.
    address: Traced<Text>,
}

/// Logs traffic that goes out without a service.
pub(super) fn passing(context: &Context<'_>, proxy: &mut Proxy) {
    let Some(backend) = backend(context, PASS_THROUGH) else { return };
    for listener in &mut proxy.listeners {
        let (destination, direction) = match listener.place {
            ListenerPlace::PassthroughOutbound(_) => (Text::new_static("external"), Direction::Through),
            ListenerPlace::DirectAccess => (listener.name.clone(), Direction::Outbound),
            _ => continue,
        };
        let values = Values::new(context, &own_name(context), &destination, direction).of_mesh();
        let log = log(context, backend, &values, Protocol::Tcp);
        listener.filter_chains.iter_mut().for_each(|chain| add(chain, log.as_ref()));
    }
}

/// Logs what goes to a service.
pub(super) fn set_chain(context: &Context<'_>, service: &str, protocol: Protocol, chain: &mut FilterChain) {
    let Some(backend) = backend(context, service) else { return };
    let values = Values::new(context, &own_name(context), service, Direction::Outbound).of_mesh();
    add(chain, log(context, backend, &values, protocol).as_ref());
}

/// The backend that a TrafficLog names, or the default one. There are no logs where the Mesh has no such backend.
fn backend<'a>(context: &Context<'a>, service: &str) -> Option<&'a LoggingBackend> {
    let policy = connection::to_service("TrafficLog", context, service)?;
    let Spec::TrafficLog(spec) = &policy.spec else { return None };
    let logging = context.mesh.spec.logging.as_ref()?;
    let named = spec.conf.as_ref().and_then(|conf| conf.backend.as_ref());
    let name = named.or(logging.default_backend.as_ref())?;
    logging.backends.iter().rev().find(|backend| backend.name == *name)
}

fn log(context: &Context<'_>, backend: &LoggingBackend, values: &Values, protocol: Protocol) -> Option<Node> {
    let conf = backend.conf.as_ref()?;
    let format = backend.format.clone();
    let default =
        || Traced::default_of(Text::new_static(default_of(protocol)), &"Mesh logging.backends.format");
    let line = format.unwrap_or_else(default).derive(|format| values.fill(&format!("{format}\n")));
    match backend.backend_type.as_str() {
        "file" => {
            let file: File = typed(conf)?;
            Some(file_log(line, file.path))
        }
        "tcp" => {
            let tcp: Tcp = typed(conf)?;
            let proxy = context.proxy;
            let path = access_log_socket(&proxy.metadata.work_dir, &proxy.meta.name, &proxy.meta.mesh);
            let line = line.derive(|line| Text::from(format!("{};{line}", tcp.address.value)));
            Some(file_log(line, Traced::rule(path, &"access log socket")))
        }
        _ => None,
    }
}

fn file_log(line: Traced<Text>, path: Traced<Text>) -> Node {
    let origin = line.origin;
    let source = Message::new(origin).with("inlineString", line);
    let format = Message::new(origin).with("textFormatSource", source);
    let config = Message::typed("envoy.extensions.access_loggers.file.v3.FileAccessLog", path.origin)
        .with("path", path)
        .with("logFormat", format);
    Message::new(origin).constant("name", "envoy.access_loggers.file").with("typedConfig", config).into()
}

fn add(chain: &mut FilterChain, log: Option<&Node>) {
    if let Some(http) = chain.http_mut() {
        http.access_logs.logs.extend(log.cloned());
    } else if let Some(tcp) = chain.tcp_mut() {
        tcp.access_logs.logs.extend(log.cloned());
    }
}
