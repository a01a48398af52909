//! `envoy.config.accesslog.v3.AccessLog`.

use super::{
    any_value,
    collector::Collectors,
    format,
    schema::{Backend, BackendType, Conf, OpenTelemetry},
};
use crate::{
    list::CollectVec as _,
    model::access_log_socket,
    origin::{Origin, Traced},
    policy::{InboundConfs, access_log::Values},
    resource::policy_spec::{Match, MatchType},
    tree::{Message, Node, Text},
};

/// What the logs of one listener have in common.
pub(super) struct Common<'a> {
    /// What stands for the operators of Kuma.
    pub(super) values: &'a Values,
    /// The format where nobody says otherwise.
    pub(super) default_format: &'static str,
}

impl Common<'_> {
    /// One log for every backend; `filter` says which lines it gets.
    pub(super) fn logs(
        &self,
        conf: &Conf,
        filter: Option<&Node>,
        collectors: &mut Collectors<'_>,
    ) -> Vec<Node> {
        let backends = conf.backends.iter().flatten();
        backends.filter_map(|backend| self.log(backend, filter, collectors)).collect_vec()
    }

    /// The logs of an inbound: those of every rule, each for the traffic that matches it.
    pub(super) fn of_rules(&self, confs: &InboundConfs<'_>, collectors: &mut Collectors<'_>) -> Vec<Node> {
        let logs = confs.rules.iter().filter_map(|rule| {
            let conf: Conf = crate::policy::typed(&rule.conf)?;
            let filter = rule.matches.as_ref().and_then(expression).map(expression_filter);
            Some(self.logs(&conf, filter.as_ref(), collectors))
        });
        logs.flatten().collect_vec()
    }

    fn log(&self, backend: &Backend, filter: Option<&Node>, collectors: &mut Collectors<'_>) -> Option<Node> {
        let origin = backend.kind.origin;
        let (name, config) = match backend.kind.value {
            BackendType::File => {
                let file = backend.file.as_ref()?;
                let format = self.file_format(file.format.as_ref(), None, origin);
                ("envoy.access_loggers.file", file_log(format, (&file.path).into(), origin))
            }
            BackendType::Tcp => {
                let tcp = backend.tcp.as_ref()?;
                let format = self.file_format(tcp.format.as_ref(), Some(&tcp.address), origin);
                ("envoy.access_loggers.file", file_log(format, socket(collectors), origin))
            }
            BackendType::OpenTelemetry => {
                let telemetry = backend.open_telemetry.as_ref()?;
                let cluster = collectors.cluster(telemetry)?;
                ("envoy.access_loggers.open_telemetry", self.open_telemetry(telemetry, cluster, origin))
            }
        };
        let log = Message::new(origin).constant("name", name).optional("filter", filter.cloned());
        Some(log.with("typedConfig", config).into())
    }

    fn file_format(
        &self,
        format: Option<&super::schema::Format>,
        address: Option<&Traced<Text>>,
        origin: Origin,
    ) -> Node {
        format::substitution(format, address, self.default_format, self.values, origin)
    }

    fn open_telemetry(&self, telemetry: &OpenTelemetry, cluster: Text, origin: Origin) -> Message {
        let values = self.values;
        let default = values.fill(self.default_format);
        let body = match &telemetry.body {
            Some(body) => any_value::body(body, values, &default),
            None => any_value::text(default, Origin::Default(&"MeshAccessLog body")).into(),
        };
        let attributes = telemetry.attributes.iter().flatten().map(|attribute| {
            let value = any_value::text(values.fill(&attribute.value), attribute.value.origin);
            any_value::pair(values.fill(&attribute.key), value.into())
        });
        let resource =
            [("kuma.mesh", &values.mesh), ("kuma.zone", &values.zone), ("kuma.workload", &values.workload)];
        let resource = resource
            .into_iter()
            .filter(|(key, value)| *key == "kuma.mesh" || !value.is_empty())
            .map(|(key, value)| any_value::pair(key.into(), any_value::text(value.clone(), origin).into()));
        let service = Message::new(origin).constant("clusterName", cluster);
        Message::typed(
            "envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig",
            origin,
        )
        .constant("logName", "MeshAccessLog")
        .with("grpcService", Message::new(origin).with("envoyGrpc", service))
        .with("body", body)
        .with("attributes", Message::new(origin).list("values", attributes))
        .with("resourceAttributes", Message::new(origin).list("values", resource))
    }
}

fn file_log(format: Node, path: Node, origin: Origin) -> Message {
    Message::typed("envoy.extensions.access_loggers.file.v3.FileAccessLog", origin)
        .with("path", path)
        .with("logFormat", format)
}

/// Where kuma-dp reads what it sends on.
fn socket(collectors: &Collectors<'_>) -> Node {
    let proxy = collectors.context.proxy;
    let path = access_log_socket(&proxy.metadata.work_dir, &proxy.meta.name, &proxy.meta.mesh);
    Node::string(path, Origin::Rule(&"access log socket"))
}

/// A condition on the traffic, in CEL.
fn expression(matches: &Match) -> Option<Traced<String>> {
    let client = matches.spiffe_id.as_ref().map(|identity| {
        let id = quote(&identity.value);
        identity.value.derive(|_| match identity.match_type.value {
            MatchType::Exact => format!("connection.uri_san_peer_certificate == {id}"),
            MatchType::Prefix => format!("connection.uri_san_peer_certificate.startsWith({id})"),
        })
    });
    let name = matches.sni.as_ref().map(|name| {
        let text = quote(&name.value);
        name.value.derive(|_| format!("connection.requested_server_name == {text}"))
    });
    match (client, name) {
        (Some(client), Some(name)) => Some(client.map(|client| format!("{client} && {}", name.value))),
        (client, name) => client.or(name),
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn expression_filter(expression: Traced<String>) -> Node {
    let origin = expression.origin;
    let config = Message::typed("envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter", origin)
        .with("expression", expression);
    let extension = Message::new(origin)
        .constant("name", "envoy.access_loggers.extension_filters.cel")
        .with("typedConfig", config);
    Message::new(origin).with("extensionFilter", extension).into()
}
