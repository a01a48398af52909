//! Collectors of telemetry: where they are, and the clusters by which proxies reach them.

use std::borrow::Cow;

use super::{
    listener,
    services::{Mixing, discovery, tls_by_tags},
};
use crate::{
    index::{
        AuthorityFallback, Endpoint, External, ExternalTls, ExternalVerification, NameVerification, Tags,
    },
    model::{Address, Cluster, ClusterPlace, HttpProtocol, telemetry_socket},
    origin::{Origin, Traced},
    policy::{Context, telemetry},
    report::Report,
    resource::{
        MeshOpenTelemetryBackend, Spec, backend_resource_ref::BackendResourceRef,
        mesh_open_telemetry_backend::TelemetryProtocol,
    },
    tree::{Node, Text},
    world::Feature,
};

const RULE: &str = "collector of telemetry";
const DEFAULT_PORT: u32 = 4317;

/// A collector of OpenTelemetry.
#[derive(Clone, Debug)]
pub struct Collector<'a> {
    /// The name of its MeshOpenTelemetryBackend, or what is written in a policy as its endpoint.
    pub name: Text,
    /// Its MeshOpenTelemetryBackend; nothing where a policy says its endpoint.
    pub backend: Option<&'a MeshOpenTelemetryBackend>,
    /// Its address; empty where it is on the node of the proxy.
    pub address: Traced<Text>,
    /// Its port.
    pub port: Traced<u32>,
    /// What it speaks.
    pub protocol: TelemetryProtocol,
    /// Who asks for it.
    pub origin: Origin,
}

/// The parts of a URL with a port.
#[derive(Clone, Debug)]
pub struct Url {
    /// What comes before `://`.
    pub scheme: Text,
    /// The host with the port.
    pub authority: Text,
    /// The host, without brackets.
    pub host: Text,
    /// The port; 0 where there is none.
    pub port: u32,
    /// The path, perhaps empty.
    pub path: Text,
}

impl<'a> Collector<'a> {
    /// The collector that a reference means, or else an endpoint. Nothing where no such MeshOpenTelemetryBackend exists, or nothing is said.
    pub fn resolve(
        context: &Context<'a>,
        endpoint: &Traced<Text>,
        reference: Option<&BackendResourceRef>,
    ) -> Option<Self> {
        if let Some(reference) = reference {
            return Self::find(context, reference);
        }
        if endpoint.is_empty() {
            return None;
        }
        let (address, port) = parse_endpoint(endpoint);
        let name = endpoint.value.clone();
        let protocol = TelemetryProtocol::Grpc;
        Some(Self { name, backend: None, address, port, protocol, origin: endpoint.origin })
    }

    /// The oldest one that has the labels.
    fn find(context: &Context<'a>, reference: &BackendResourceRef) -> Option<Self> {
        if reference.labels.is_empty() {
            return None;
        }
        let labels = || reference.labels.iter().map(|(key, value)| (key, &value.value));
        let resources = context.mesh.of_kind("MeshOpenTelemetryBackend").iter();
        let found = resources.filter(|resource| resource.meta.labels.contain(labels()));
        let oldest = found.min_by_key(|resource| resource.meta.creation)?;
        let Spec::MeshOpenTelemetryBackend(backend) = &oldest.spec else { return None };
        let address = telemetry::address(backend).unwrap_or(Traced::rule(Text::default(), &RULE));
        Some(Self {
            name: oldest.meta.display_name().into(),
            backend: Some(backend),
            address,
            port: telemetry::port(backend),
            protocol: telemetry::protocol(backend),
            origin: reference.kind.origin,
        })
    }

    /// Whether kuma-dp passes on what it gets: for resources, where kuma-dp can.
    pub fn is_forwarded(&self, context: &Context<'_>) -> bool {
        self.backend.is_some() && context.proxy.metadata.has(Feature::OtelViaKumaDp)
    }

    /// Whether it is spoken to with TLS.
    pub fn is_https(&self) -> bool {
        self.backend.is_some() && self.protocol == TelemetryProtocol::Http && self.port.value == 443
    }

    /// Where the proxy itself reaches it.
    pub fn endpoint(&self, context: &Context<'_>) -> Endpoint<'static> {
        let verification =
            ExternalVerification { names: NameVerification::Verified, fallback: AuthorityFallback::System };
        let tls = self.is_https().then(|| tls(None, verification, self.port.origin));
        let external = self.is_https().then(|| External { tls, ..External::default() });
        let address = if self.address.is_empty() {
            Traced::new(node_address(context), self.address.origin)
        } else {
            self.address.clone()
        };
        endpoint(address, self.port, external)
    }

    /// `https://host:port/path` of a signal (`v1/traces`), below the path of the resource.
    pub fn url(&self, signal: &str) -> Text {
        let scheme = if self.is_https() { "https" } else { "http" };
        let address = &self.address.value;
        let host = if address.contains(':') { format!("[{address}]") } else { address.to_string() };
        let said = self.backend.and_then(|backend| backend.endpoint.as_ref()?.path.as_ref());
        let path = join_path(said.map_or("/", |path| path.as_str()), signal);
        format!("{scheme}://{host}:{}{path}", self.port.value).into()
    }
}

impl Url {
    /// A URL with a host, as Go reads the URL of a request: `#` is nothing special. User names and questions are left out.
    pub fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let rest = rest.split('?').next().unwrap_or(rest);
        let slash = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(slash);
        let authority = authority.rsplit_once('@').map_or(authority, |(_, authority)| authority);
        let end = authority.rfind(']').map_or(0, |end| end + 1);
        let colon = authority.get(end..).and_then(|rest| rest.rfind(':')).map(|colon| colon + end);
        let (host, port) = colon.map_or((authority, ""), |colon| authority.split_at(colon));
        Some(Self {
            scheme: scheme.to_ascii_lowercase().into(),
            authority: authority.into(),
            host: host.trim_start_matches('[').trim_end_matches(']').into(),
            port: port.trim_start_matches(':').parse().unwrap_or_default(),
            path: unescape(path).into(),
        })
    }

    /// The endpoint of a collector of Zipkin, which may have any certificate and may renegotiate.
    pub fn zipkin_endpoint(&self, origin: Origin) -> Endpoint<'static> {
        let renegotiates = Some(Traced::new(true, origin));
        let tls =
            (self.scheme == "https").then(|| tls(renegotiates, ExternalVerification::default(), origin));
        let external = External { tls, ..External::default() };
        Endpoint { external: Some(external), ..self.plain_endpoint(origin) }
    }

    /// The endpoint of a collector that is spoken to plainly.
    pub fn plain_endpoint(&self, origin: Origin) -> Endpoint<'static> {
        plain_endpoint(Traced::new(self.host.clone(), origin), Traced::new(self.port, origin))
    }
}

/// The cluster of a collector that the proxy itself reaches, for whoever asks for it (`origin`).
pub fn cluster(
    context: &Context<'_>,
    place: ClusterPlace,
    name: Text,
    endpoint: Endpoint<'_>,
    origin: Origin,
    report: &mut Report,
) -> Option<Cluster> {
    let endpoints = [endpoint];
    let found = discovery(&name, &endpoints, context.proxy.dns_family(), Mixing::Refused, report)?;
    let cluster = Cluster::new(place, name, found, origin);
    Some(listener::default_connect_timeout(Cluster { tls: tls_by_tags(&endpoints), ..cluster }))
}

/// The cluster of a collector to which kuma-dp passes on what it gets: always gRPC.
pub fn forwarding_cluster(
    context: &Context<'_>,
    place: ClusterPlace,
    name: Text,
    collector: &Collector<'_>,
) -> Cluster {
    let path = telemetry_socket(&context.proxy.metadata.work_dir, &collector.name);
    let cluster = listener::single_endpoint(place, name, Address::Pipe(Traced::rule(path, &RULE)), &RULE);
    with_http2(Cluster { origin: collector.origin, ..cluster })
}

/// A cluster that speaks HTTP/2.
pub fn with_http2(cluster: Cluster) -> Cluster {
    Cluster { http: Some(Traced::rule(HttpProtocol::Http2, &RULE)), ..cluster }
}

/// A name as names of the system may carry it.
pub fn clean(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    name.chars().map(|c| if allowed(c) { c } else { '-' }).collect()
}

/// Two parts of a path as Go joins them: no empty parts, and `..` goes up.
fn join_path(base: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let root = if base.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// A path with `%20` and the like replaced by what they stand for; unchanged where that is no text.
fn unescape(path: &str) -> String {
    let mut parts = path.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let (Some(byte), Some(rest)) = (byte, part.get(2..)) else { return path.to_owned() };
        bytes.push(byte);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

/// A backend without an address is on the node of the proxy.
pub fn node_address(context: &Context<'_>) -> Text {
    let said = context.proxy.metadata.dynamic_metadata.as_ref().and_then(|node| node.get("HOST_IP"));
    let said = said.and_then(Node::as_text).filter(|address| !address.is_empty());
    said.cloned().unwrap_or("127.0.0.1".into())
}

/// An endpoint that is spoken to plainly.
pub fn plain_endpoint(address: Traced<Text>, port: Traced<u32>) -> Endpoint<'static> {
    endpoint(address, port, None)
}

fn endpoint(address: Traced<Text>, port: Traced<u32>, external: Option<External>) -> Endpoint<'static> {
    let tags = Cow::Owned(Tags::new());
    Endpoint { address, port, tags, labels: None, weight: 0, locality: None, external }
}

fn tls(
    allow_renegotiation: Option<Traced<bool>>,
    verification: ExternalVerification,
    origin: Origin,
) -> ExternalTls {
    ExternalTls {
        authority: None,
        client: None,
        allow_renegotiation,
        verification,
        server_name: None,
        subject_alt_names: Vec::new(),
        minimum_version: None,
        maximum_version: None,
        origin,
    }
}

/// `host`, `host:port`, `[address]:port` or an IPv6 address. What cannot be read is taken for a host.
fn parse_endpoint(endpoint: &Traced<Text>) -> (Traced<Text>, Traced<u32>) {
    let default = || Traced::default_of(DEFAULT_PORT, &"port of a collector");
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

#[cfg(test)]
mod tests {
    use super::{Url, clean, join_path, parse_endpoint};
    use crate::origin::Traced;

    fn parsed(endpoint: &str) -> (String, u32) {
        let (address, port) = parse_endpoint(&Traced::rule(endpoint.into(), &"test"));
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

    #[test]
    fn urls_have_a_host_and_perhaps_a_port() {
        for (url, host, port, path) in [
            ("http://zipkin:9411/api/v2/spans", "zipkin", 9411, "/api/v2/spans"),
            ("https://zipkin/spans?a=b", "zipkin", 0, "/spans"),
            ("http://[2001:db8::1]:8126", "2001:db8::1", 8126, ""),
            ("http://user@zipkin:9411/a%20b#c", "zipkin", 9411, "/a b#c"),
        ] {
            let found = Url::parse(url).expect("a URL");
            assert_eq!((found.host.as_str(), found.port, found.path.as_str()), (host, port, path), "{url}");
        }
        assert!(Url::parse("zipkin:9411").is_none());
        assert_eq!(Url::parse("HTTPS://zipkin").expect("a URL").scheme, "https");
    }

    #[test]
    fn paths_are_joined_as_go_joins_them() {
        for (base, joined) in [
            ("/", "/v1/traces"),
            ("/otlp/", "/otlp/v1/traces"),
            ("/a//b/../c", "/a/c/v1/traces"),
            ("", "v1/traces"),
        ] {
            assert_eq!(join_path(base, "v1/traces"), joined, "{base}");
        }
    }
}
