//! The collectors of OpenTelemetry that logs go to, and their clusters.

use super::schema::{CollectorReference, OpenTelemetry};
use crate::{
    index::Mesh,
    model::{
        Address, Cluster, ClusterPlace, Discovery, Endpoint, EndpointGroup, HttpProtocol, LocalityEndpoints,
        telemetry_socket,
    },
    origin::{Origin, Traced},
    policy::{
        Context, Effects,
        telemetry::{self, Forwarded, Signal},
    },
    resource::{MeshOpenTelemetryBackend, Resource, Spec, mesh_open_telemetry_backend::TelemetryProtocol},
    tree::{Duration, Node, Text},
    world::Feature,
};

const RULE: &str = "access log collector";
const POLICY: &str = "MeshAccessLog";
const DEFAULT_PORT: u32 = 4317;

/// The collectors in the order of their first use.
pub(super) struct Collectors<'a> {
    /// The proxy.
    pub(super) context: &'a Context<'a>,
    found: Vec<Collector>,
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
        let collector = self.resolve(said)?;
        let index = self.found.iter().position(|present| *present == collector).unwrap_or_else(|| {
            self.found.push(collector.clone());
            self.found.len() - 1
        });
        Some(self.name(index, &collector))
    }

    /// Adds the clusters, and what kuma-dp must know.
    pub(super) fn finish(self, effects: &mut Effects) {
        for (index, collector) in self.found.iter().enumerate() {
            effects.clusters.push(self.build(self.name(index, collector), collector));
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
                    format!("system_meshaccesslog_{}-{}", clean(address), port.value).into()
                }
                Collector::Forwarded { name, .. } => {
                    format!("system_meshaccesslog_otel_{}", clean(name)).into()
                }
            },
        )
    }

    fn resolve(&mut self, said: &OpenTelemetry) -> Option<Collector> {
        let Some(reference) = &said.backend_ref else {
            let endpoint = Some(&said.endpoint).filter(|endpoint| !endpoint.is_empty())?;
            let (address, port) = parse(endpoint);
            return Some(Collector::Direct { address, port, protocol: TelemetryProtocol::Grpc });
        };
        let (resource, backend) = self.find(reference)?;
        if self.context.proxy.metadata.has(Feature::OtelViaKumaDp) {
            let name: Text = resource.meta.display_name().into();
            if !self.forwarded.iter().any(|present| present.name == name) {
                self.forwarded.push(Forwarded { name: name.clone(), backend, refresh_interval: None });
            }
            let path = telemetry_socket(&self.context.proxy.metadata.work_dir, &name);
            return Some(Collector::Forwarded { path, name });
        }
        let address = telemetry::address(backend).unwrap_or_else(|| Traced::rule(self.node_address(), RULE));
        Some(Collector::Direct {
            address,
            port: telemetry::port(backend),
            protocol: telemetry::protocol(backend),
        })
    }

    fn find(&self, reference: &CollectorReference) -> Option<(&'a Resource, &'a MeshOpenTelemetryBackend)> {
        if reference.labels.is_empty() {
            return None;
        }
        let labels = || reference.labels.iter().map(|(key, value)| (key, &value.value));
        let mesh: &'a Mesh<'a> = self.context.mesh;
        let resources = mesh.of_kind("MeshOpenTelemetryBackend").iter();
        resources.filter(|resource| resource.meta.labels.contain(labels())).find_map(|resource| {
            match &resource.spec {
                Spec::MeshOpenTelemetryBackend(backend) => Some((*resource, backend.as_ref())),
                _ => None,
            }
        })
    }

    /// A backend without an address is on the node of the proxy.
    fn node_address(&self) -> Text {
        let said = self.context.proxy.metadata.dynamic_metadata.as_ref().and_then(|node| node.get("HOST_IP"));
        said.and_then(Node::as_text)
            .filter(|address| !address.is_empty())
            .cloned()
            .unwrap_or("127.0.0.1".into())
    }

    fn build(&self, name: Text, collector: &Collector) -> Cluster {
        let (address, is_static, protocol) = match collector {
            Collector::Direct { address, port, protocol } => {
                let is_static = address.parse::<std::net::IpAddr>().is_ok();
                (Address::Socket { address: address.clone(), port: *port }, is_static, *protocol)
            }
            Collector::Forwarded { path, .. } => {
                (Address::Pipe(Traced::rule(path.clone(), RULE)), true, TelemetryProtocol::Grpc)
            }
        };
        let endpoint = Endpoint { address, weight: None, metadata: Vec::new() };
        let group = EndpointGroup {
            cluster_name: name.clone(),
            localities: vec![LocalityEndpoints { endpoints: vec![endpoint], ..LocalityEndpoints::default() }],
            policy: None,
            origin: Origin::Rule(RULE),
        };
        let discovery = if is_static {
            Discovery::Static(group)
        } else {
            Discovery::StrictDns(group, self.context.proxy.dns_family())
        };
        Cluster {
            connect_timeout: Some(Traced::rule(Duration::seconds(5), RULE)),
            http: (protocol == TelemetryProtocol::Grpc).then(|| Traced::rule(HttpProtocol::Http2, RULE)),
            ..Cluster::new(ClusterPlace::Policy(POLICY), name, discovery, Origin::Rule(RULE))
        }
    }
}

/// `host`, `host:port`, `[address]:port` or an IPv6 address. What cannot be read is taken for a host.
fn parse(endpoint: &Traced<Text>) -> (Traced<Text>, Traced<u32>) {
    let default = || Traced::default_of(DEFAULT_PORT, "MeshAccessLog openTelemetry.endpoint");
    let whole = || (endpoint.clone(), default());
    if endpoint.matches(':').count() > 1 && !endpoint.contains('[') {
        return whole();
    }
    let authority = endpoint.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, port)) => (host, port.strip_prefix(':').unwrap_or(port)),
        None => authority.split_once(':').unwrap_or((authority, "")),
    };
    if host.is_empty() || !port.chars().all(|digit| digit.is_ascii_digit()) {
        return whole();
    }
    let port = match port.parse::<u16>() {
        Ok(port) if port > 0 => endpoint.derive(|_| u32::from(port)),
        _ => default(),
    };
    (endpoint.derive(|_| host.into()), port)
}

/// A name as names of the system may carry it.
fn clean(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    name.chars().map(|c| if allowed(c) { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::{clean, parse};
    use crate::origin::Traced;

    fn parsed(endpoint: &str) -> (String, u32) {
        let (address, port) = parse(&Traced::rule(endpoint.into(), "test"));
        (address.value.to_string(), port.value)
    }

    #[test]
    fn endpoints_are_hosts_with_or_without_a_port() {
        for (endpoint, host, port) in [
            ("collector:4318", "collector", 4318),
            ("collector", "collector", 4317),
            ("collector:0", "collector", 4317),
            ("collector:grpc", "collector:grpc", 4317),
            ("2001:db8::1", "2001:db8::1", 4317),
            ("[2001:db8::1]:4318", "2001:db8::1", 4318),
        ] {
            assert_eq!(parsed(endpoint), (host.to_owned(), port), "{endpoint}");
        }
    }

    #[test]
    fn names_of_the_system_are_lower_case() {
        assert_eq!(clean("collector.example.org-4317"), "collector-example-org-4317");
    }
}
