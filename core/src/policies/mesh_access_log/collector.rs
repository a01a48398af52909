//! The collectors of OpenTelemetry that logs go to, and their clusters.

use super::schema::OpenTelemetry;
use crate::{
    model::{Address, Cluster, ClusterPlace, Discovery, EndpointGroup, HttpProtocol, telemetry_socket},
    origin::{Origin, Traced},
    plan::collector,
    policy::{
        Context, Effects,
        telemetry::{self, Forwarded, Signal},
    },
    resource::mesh_open_telemetry_backend::TelemetryProtocol,
    tree::{Duration, Text},
};

const RULE: &str = "MeshAccessLog collector";
const NUMBERED: Origin = Origin::Rule(&"MeshAccessLog collectors, numbered in the order of their use");
const PLACE: ClusterPlace = ClusterPlace::Policy("meshaccesslog");

/// The collectors in the order of their first use.
pub(super) struct Collectors<'a> {
    /// The proxy.
    pub(super) context: &'a Context<'a>,
    found: Vec<(Collector, Origin)>,
    forwarded: Vec<Forwarded<'a>>,
}

/// A collector as Envoy calls it.
#[derive(Clone, PartialEq)]
enum Collector {
    /// By its address.
    Direct { address: Traced<Text>, port: Traced<u32>, protocol: TelemetryProtocol },
    /// By kuma-dp.
    Forwarded { path: Text, name: Text },
}

impl<'a> Collectors<'a> {
    /// No collector yet.
    pub(super) fn new(context: &'a Context<'a>) -> Self {
        Self { context, found: Vec::new(), forwarded: Vec::new() }
    }

    /// The cluster of a collector; nothing where its MeshOpenTelemetryBackend does not exist.
    pub(super) fn cluster(&mut self, said: &OpenTelemetry) -> Option<Text> {
        let (collector, origin) = self.resolve(said)?;
        let index = self.found.iter().position(|(present, _)| *present == collector).unwrap_or_else(|| {
            self.found.push((collector.clone(), origin));
            self.found.len() - 1
        });
        Some(self.name(index, &collector))
    }

    /// Adds the clusters, and what kuma-dp must know.
    pub(super) fn finish(self, effects: &mut Effects) {
        for (index, (collector, origin)) in self.found.iter().enumerate() {
            effects.clusters.push(self.build(self.name(index, collector), collector, *origin));
        }
        if !self.forwarded.is_empty() {
            let metadata = self.context.proxy.metadata;
            effects.dynamic_config.push(telemetry::document(Signal::Logs, &self.forwarded, metadata));
        }
    }

    fn name(&self, index: usize, collector: &Collector) -> Text {
        self.context.proxy.naming.choose(
            || format!("meshaccesslog:opentelemetry:{index}").into(),
            || match collector {
                Collector::Direct { address, port, .. } => {
                    format!("system_meshaccesslog_{}-{}", collector::clean(address), port.value).into()
                }
                Collector::Forwarded { name, .. } => {
                    format!("system_meshaccesslog_otel_{}", collector::clean(name)).into()
                }
            },
        )
    }

    /// The collector, and who asks for it.
    fn resolve(&mut self, said: &OpenTelemetry) -> Option<(Collector, Origin)> {
        let found = collector::Collector::resolve(self.context, &said.endpoint, said.backend_ref.as_ref())?;
        let Some(backend) = found.backend.filter(|_| found.is_forwarded(self.context)) else {
            let address = found.endpoint(self.context).address;
            let (port, protocol) = (found.port, found.protocol);
            return Some((Collector::Direct { address, port, protocol }, found.origin));
        };
        let (name, origin) = (found.name, found.origin);
        if !self.forwarded.iter().any(|present| present.name == name) {
            self.forwarded.push(Forwarded { name: name.clone(), backend, refresh_interval: None, origin });
        }
        let path = telemetry_socket(&self.context.proxy.metadata.work_dir, &name);
        Some((Collector::Forwarded { path, name }, origin))
    }

    fn build(&self, name: Text, collector: &Collector, origin: Origin) -> Cluster {
        let (address, is_static, protocol) = match collector {
            Collector::Direct { address, port, protocol } => {
                let is_static = address.parse::<std::net::IpAddr>().is_ok();
                (Address::Socket { address: address.clone(), port: *port }, is_static, *protocol)
            }
            Collector::Forwarded { path, .. } => {
                (Address::Pipe(Traced::rule(path.clone(), &RULE)), true, TelemetryProtocol::Grpc)
            }
        };
        let group = EndpointGroup::single(name.clone(), address, origin);
        let discovery = if is_static {
            Discovery::Static(group)
        } else {
            Discovery::StrictDns(group, self.context.proxy.dns_family())
        };
        Cluster {
            connect_timeout: Some(Traced::rule(Duration::seconds(5), &RULE)),
            http: (protocol == TelemetryProtocol::Grpc).then(|| Traced::rule(HttpProtocol::Http2, &RULE)),
            ..Cluster::new(PLACE, name, discovery, self.context.proxy.naming.choose(|| NUMBERED, || origin))
        }
    }
}
