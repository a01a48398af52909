//! The collectors of OpenTelemetry that logs go to, and their clusters.

use super::schema::{CollectorReference, OpenTelemetry};
use crate::{
    index::Mesh,
    model::{
        Address, Cluster, ClusterPlace, ConfigRoute, Discovery, Endpoint, EndpointGroup, HttpProtocol,
        LocalityEndpoints, Proxy, telemetry_socket,
    },
    origin::{Origin, Traced},
    policy::{Context, Effects},
    resource::{
        MeshOpenTelemetryBackend, Resource, Spec,
        mesh_open_telemetry_backend::{TelemetryEndpoint, TelemetryProtocol},
    },
    tree::{Duration, Message, Node, Text},
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
    forwarded: Vec<(Text, &'a MeshOpenTelemetryBackend)>,
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
    pub(super) fn cluster(&mut self, telemetry: &OpenTelemetry) -> Option<Text> {
        let collector = self.resolve(telemetry)?;
        let index = self.found.iter().position(|present| *present == collector).unwrap_or_else(|| {
            self.found.push(collector.clone());
            self.found.len() - 1
        });
        Some(self.name(index, &collector))
    }

    /// Adds the clusters, and what kuma-dp must know.
    pub(super) fn finish(self, _: &mut Proxy, effects: &mut Effects) {
        for (index, collector) in self.found.iter().enumerate() {
            effects.clusters.push(self.build(self.name(index, collector), collector));
        }
        if !self.forwarded.is_empty() {
            effects.dynamic_config.push(self.dynamic_config());
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

    fn resolve(&mut self, telemetry: &OpenTelemetry) -> Option<Collector> {
        let Some(reference) = &telemetry.backend_ref else {
            let endpoint = Some(&telemetry.endpoint).filter(|endpoint| !endpoint.is_empty())?;
            let (address, port) = parse(endpoint);
            return Some(Collector::Direct { address, port, protocol: TelemetryProtocol::Grpc });
        };
        let (resource, backend) = self.find(reference)?;
        if self.context.proxy.metadata.has(Feature::OtelViaKumaDp) {
            let name: Text = resource.meta.display_name().into();
            if !self.forwarded.iter().any(|(present, _)| *present == name) {
                self.forwarded.push((name.clone(), backend));
            }
            let path = telemetry_socket(&self.context.proxy.metadata.work_dir, &name);
            return Some(Collector::Forwarded { path, name });
        }
        let protocol = backend.protocol.as_ref().map_or(TelemetryProtocol::Grpc, |protocol| protocol.value);
        let address = address(backend).unwrap_or_else(|| Traced::rule(self.node_address(), RULE));
        Some(Collector::Direct { address, port: port(backend), protocol })
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

    fn dynamic_config(&self) -> ConfigRoute {
        let mut forwarded = self.forwarded.clone();
        forwarded.sort_by(|left, right| left.0.cmp(&right.0));
        let origin = Origin::Rule(RULE);
        let backends = forwarded.iter().map(|(name, backend)| {
            let protocol = backend.protocol.as_ref().map(|protocol| protocol.value);
            let is_http = protocol == Some(TelemetryProtocol::Http);
            let port = port(backend).value;
            let address = address(backend).map(|address| address.value).unwrap_or_default();
            let path = backend.endpoint.as_ref().and_then(|endpoint| endpoint.path.clone());
            Message::new(origin)
                .text("name", name.clone())
                .constant("socketPath", telemetry_socket(&self.context.proxy.metadata.work_dir, name))
                .constant("endpoint", join(&address, port))
                .constant("useHTTP", is_http)
                .optional("useHTTPS", (is_http && port == 443).then(|| Node::boolean(true, origin)))
                .optional("path", path.filter(|path| !path.is_empty()))
                .with("logs", Message::new(origin).constant("enabled", true))
        });
        let document = Message::new(origin).list("backends", backends);
        ConfigRoute { path: "/otel", name: "otel", document: document.into() }
    }
}

fn address(backend: &MeshOpenTelemetryBackend) -> Option<Traced<Text>> {
    backend.endpoint.as_ref()?.address.clone().filter(|address| !address.is_empty())
}

fn port(backend: &MeshOpenTelemetryBackend) -> Traced<u32> {
    let said = backend.endpoint.as_ref().and_then(|endpoint: &TelemetryEndpoint| endpoint.port);
    said.unwrap_or_else(|| Traced::default_of(DEFAULT_PORT, "MeshOpenTelemetryBackend endpoint.port"))
}

fn join(address: &str, port: u32) -> Text {
    if address.contains(':') {
        format!("[{address}]:{port}").into()
    } else {
        format!("{address}:{port}").into()
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
