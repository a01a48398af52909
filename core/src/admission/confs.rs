//! The settings of backends of a Mesh: loose maps, which are read into messages only when they are validated.

use super::{Admission, message, shape::Shapes, shapes};
use crate::tree::{Node, Value};

impl Admission<'_> {
    /// The document with every `conf` of a backend read. Where one cannot be read, what is wrong with it stands in its place,
    /// which no sound document has there.
    pub(super) fn with_confs_read(&self, root: &Node) -> Node {
        let mut read = root.clone();
        let shapes = shapes::messages();
        match self.kind.0.name {
            "Mesh" => {
                for part in ["mtls", "logging", "tracing", "metrics"] {
                    let backends = member(&mut read, part).and_then(|part| member(part, "backends"));
                    if let Some(Value::List(backends)) = backends.map(|backends| &mut backends.value) {
                        backends.iter_mut().for_each(|backend| read_conf(backend, &shapes));
                    }
                }
            }
            "Dataplane" => {
                member(&mut read, "metrics").into_iter().for_each(|backend| read_conf(backend, &shapes));
            }
            _ => {}
        }
        read
    }
}

impl Admission<'_> {
    /// The document as it is stored: of all settings those of metrics are stored as they were read.
    pub(super) fn with_metrics_read(&self, mut root: Node, read: &Node) -> Node {
        if let (Some(metrics), Some(read)) = (member(&mut root, "metrics"), read.get("metrics"))
            && self.kind.0.name == "Mesh"
        {
            *metrics = read.clone();
        }
        root
    }
}

fn member<'a>(node: &'a mut Node, name: &str) -> Option<&'a mut Node> {
    node.as_map_mut()?.get_mut(name)
}

fn read_conf(backend: &mut Node, shapes: &Shapes<'_>) {
    let name = match backend.get("type").and_then(Node::as_str) {
        Some("file") => "FileLoggingBackendConfig",
        Some("tcp") => "TcpLoggingBackendConfig",
        Some("zipkin") => "ZipkinTracingBackendConfig",
        Some("datadog") => "DatadogTracingBackendConfig",
        Some("prometheus") => "PrometheusMetricsBackendConfig",
        Some("builtin") => "ca.BuiltinCertificateAuthorityConfig",
        Some("provided") => "ca.ProvidedCertificateAuthorityConfig",
        _ => return,
    };
    if let Some(conf) = member(backend, "conf") {
        *conf = match message::decode(conf, name, shapes) {
            Ok(read) => read,
            Err(fault) => Node::string(fault, conf.origin),
        };
    }
}
