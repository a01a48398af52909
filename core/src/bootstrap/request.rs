//! What kuma-dp asks the control plane for when it starts.

use crate::{
    origin::Origin,
    sorted::SortedMap,
    tree::{Node, Text},
    world::{Feature, ProxyKey, ProxyType},
};

/// A request for a bootstrap: `POST /bootstrap` of the server for proxies. [`BootstrapRequest::new`] is what kuma-dp sends
/// on Linux without any flag, with its embedded DNS; [`BootstrapRequest::set`] changes single fields, by their JSON names.
#[derive(Clone, Debug)]
pub struct BootstrapRequest {
    /// `mesh`; empty for ZoneIngress and ZoneEgress.
    pub mesh: Text,
    /// `name` of the Dataplane, ZoneIngress or ZoneEgress.
    pub name: Text,
    /// `proxyType`; anything else than `dataplane`, `ingress` and `egress` is refused, empty means `dataplane`.
    pub proxy_type: Text,
    /// The host under which kuma-dp reached the control plane (the `Host` header); `localhost`.
    pub host: Text,
    /// `dataplaneToken`: the token itself; empty for none.
    pub token: Text,
    /// `dataplaneTokenPath`: where the proxy finds the token; empty for nowhere.
    pub token_path: Text,
    /// `dataplaneResource`: the text of the resource that the proxy brings along; empty where it is stored already.
    pub resource: Text,
    /// `version` of kuma-dp and Envoy, a message.
    pub version: Node,
    /// `caCert`: the certificate (PEM) by which the proxy recognises the control plane; empty for the control plane's own.
    pub certificate_authority: Text,
    /// `dynamicMetadata`.
    pub dynamic_metadata: SortedMap<Text, Text>,
    /// `otelEnv`: which OpenTelemetry variables kuma-dp found, a message.
    pub otel_environment: Option<Node>,
    /// `dnsPort`; 0 for no DNS. 15053.
    pub dns_port: u32,
    /// `readinessPort`; 0 for no readiness reporter. 9902.
    pub readiness_port: u32,
    /// `appProbeProxyDisabled`, which means the opposite of its name: whether kuma-dp proxies application probes.
    pub app_probe_proxy: bool,
    /// `features`, in the order in which they were sent.
    pub features: Vec<Text>,
    /// `resources.maxHeapSizeBytes`; 0 for no limit.
    pub heap_bytes: u64,
    /// `workdir`: the folder of Unix sockets; `/tmp/kuma-dp`.
    pub work_dir: Text,
    /// `metricsResources.certPath`.
    pub metrics_certificate_path: Text,
    /// `metricsResources.keyPath`.
    pub metrics_key_path: Text,
    /// `systemCaPath`: the certificates that the machine trusts; `/etc/ssl/certs/ca-certificates.crt`.
    pub system_ca_path: Text,
    /// `dataplaneConfig`: the transparent proxy that kuma-dp set up, a message.
    pub transparent_proxy: Option<Node>,
    /// `ipv6Enabled`; false.
    pub ipv6_enabled: bool,
    /// `spireResources.socketPath`; `/run/spire/sockets/agent.sock`.
    pub spire_socket_path: Text,
}

/// A field of a request that was refused: one that kuma-dp has not, or a value of another type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidField {
    /// Its name, with its parents: `resources.maxHeapSizeBytes`.
    pub name: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// The features of a request that says nothing about them, in the order in which they are sent.
pub const DEFAULT_FEATURES: [Feature; 5] = [
    Feature::TcpAccessLogViaNamedPipe,
    Feature::EmbeddedDns,
    Feature::StrictInboundPorts,
    Feature::ReusePort,
    Feature::OtelViaKumaDp,
];

impl BootstrapRequest {
    /// What kuma-dp sends by default for a proxy. Zone proxies have no DNS.
    pub fn new(proxy: &ProxyKey) -> Self {
        Self {
            mesh: proxy.mesh.clone(),
            name: proxy.name.clone(),
            proxy_type: Text::new_static(proxy.proxy_type.name()),
            host: Text::new_static("localhost"),
            token: Text::default(),
            token_path: Text::default(),
            resource: Text::default(),
            version: default_version(),
            certificate_authority: Text::default(),
            dynamic_metadata: SortedMap::new(),
            otel_environment: None,
            dns_port: if proxy.proxy_type == ProxyType::Dataplane { 15053 } else { 0 },
            readiness_port: 9902,
            app_probe_proxy: false,
            features: DEFAULT_FEATURES.map(|feature| Text::new_static(feature.name())).to_vec(),
            heap_bytes: 0,
            work_dir: Text::new_static("/tmp/kuma-dp"),
            metrics_certificate_path: Text::default(),
            metrics_key_path: Text::default(),
            system_ca_path: Text::new_static("/etc/ssl/certs/ca-certificates.crt"),
            transparent_proxy: None,
            ipv6_enabled: false,
            spire_socket_path: Text::new_static("/run/spire/sockets/agent.sock"),
        }
    }

    /// Reads a whole request; fields that it does not have keep kuma-dp's defaults for that proxy.
    pub fn read(proxy: &ProxyKey, request: &Node) -> Result<Self, InvalidField> {
        let mut read = Self::new(proxy);
        let members = request.as_map().ok_or_else(|| invalid("request", "must be a map"))?;
        members.iter().try_for_each(|entry| read.set(&entry.key, &entry.value))?;
        Ok(read)
    }

    /// Sets one field of the request's JSON.
    pub fn set(&mut self, field: &str, value: &Node) -> Result<(), InvalidField> {
        match field {
            "mesh" => self.mesh = text(field, value)?,
            "name" => self.name = text(field, value)?,
            "proxyType" => self.proxy_type = text(field, value)?,
            "dataplaneToken" => self.token = text(field, value)?,
            "dataplaneTokenPath" => self.token_path = text(field, value)?,
            "dataplaneResource" => self.resource = text(field, value)?,
            "version" => self.version = map(field, value)?.unwrap_or_else(|| Node::empty(value.origin)),
            "caCert" => self.certificate_authority = text(field, value)?,
            "dynamicMetadata" => self.dynamic_metadata = texts(field, value)?,
            "otelEnv" => self.otel_environment = map(field, value)?,
            "dnsPort" => self.dns_port = port(field, value)?,
            "readinessPort" => self.readiness_port = port(field, value)?,
            "appProbeProxyDisabled" => self.app_probe_proxy = boolean(field, value)?,
            "operatingSystem" => drop(text(field, value)?),
            "features" => self.features = list(field, value)?,
            "resources" => self.heap_bytes = self.heap(value)?,
            "workdir" => self.work_dir = text(field, value)?,
            "metricsResources" => self.set_metrics(value)?,
            "systemCaPath" => self.system_ca_path = text(field, value)?,
            "dataplaneConfig" => self.transparent_proxy = map(field, value)?,
            "ipv6Enabled" => self.ipv6_enabled = boolean(field, value)?,
            "spireResources" => {
                self.spire_socket_path = member("spireResources.socketPath", value, "socketPath")?;
            }
            _ => return Err(invalid(field, "is not a field of a bootstrap request")),
        }
        Ok(())
    }

    /// The proxy that asks; nothing for an unknown proxy type.
    pub fn proxy(&self) -> Option<ProxyKey> {
        let proxy_type = match self.proxy_type.as_str() {
            "" | "dataplane" => ProxyType::Dataplane,
            "ingress" => ProxyType::Ingress,
            "egress" => ProxyType::Egress,
            _ => return None,
        };
        Some(ProxyKey { proxy_type, mesh: self.mesh.clone(), name: self.name.clone() })
    }

    /// Whether the proxy has a feature.
    pub fn has(&self, feature: Feature) -> bool {
        self.features.iter().any(|name| name == feature.name())
    }

    fn heap(&self, value: &Node) -> Result<u64, InvalidField> {
        match value.get("maxHeapSizeBytes") {
            None => Ok(self.heap_bytes),
            Some(bytes) => bytes.as_u64().ok_or_else(|| {
                invalid("resources.maxHeapSizeBytes", "must be a whole number of zero or more")
            }),
        }
    }

    fn set_metrics(&mut self, value: &Node) -> Result<(), InvalidField> {
        self.metrics_certificate_path = member("metricsResources.certPath", value, "certPath")?;
        self.metrics_key_path = member("metricsResources.keyPath", value, "keyPath")?;
        Ok(())
    }
}

/// The versions of this control plane's release.
fn default_version() -> Node {
    use crate::tree::Message;
    let origin = Origin::Default(&"version of kuma-dp");
    let kuma_dp = Message::new(origin)
        .constant("version", "2.14.3")
        .constant("gitTag", "2.14.3")
        .constant("gitCommit", "unknown")
        .constant("buildDate", "unknown");
    let envoy = Message::new(origin)
        .constant("version", "1.38.2")
        .constant("build", "unknown/1.38.2/Modified/RELEASE/BoringSSL")
        .constant("kumaDpCompatible", true);
    Message::new(origin).with("kumaDp", kuma_dp).with("envoy", envoy).into()
}

fn invalid(name: &str, reason: &'static str) -> InvalidField {
    InvalidField { name: name.into(), reason }
}

fn text(name: &str, value: &Node) -> Result<Text, InvalidField> {
    if value.is_null() {
        return Ok(Text::default());
    }
    value.as_text().cloned().ok_or_else(|| invalid(name, "must be text"))
}

fn member(name: &str, value: &Node, field: &str) -> Result<Text, InvalidField> {
    value.get(field).map_or_else(|| Ok(Text::default()), |value| text(name, value))
}

fn boolean(name: &str, value: &Node) -> Result<bool, InvalidField> {
    value.as_bool().ok_or_else(|| invalid(name, "must be true or false"))
}

fn port(name: &str, value: &Node) -> Result<u32, InvalidField> {
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    number.ok_or_else(|| invalid(name, "must be a whole number of at most 32 bits"))
}

fn list(name: &str, value: &Node) -> Result<Vec<Text>, InvalidField> {
    match value.as_list() {
        Some(items) => items.iter().map(|item| text(name, item)).collect(),
        None if value.is_null() => Ok(Vec::new()),
        None => Err(invalid(name, "must be a list of texts")),
    }
}

fn texts(name: &str, value: &Node) -> Result<SortedMap<Text, Text>, InvalidField> {
    match value.as_map() {
        Some(map) => map.iter().map(|entry| Ok((entry.key.clone(), text(name, &entry.value)?))).collect(),
        None if value.is_null() => Ok(SortedMap::new()),
        None => Err(invalid(name, "must be a map of texts")),
    }
}

fn map(name: &str, value: &Node) -> Result<Option<Node>, InvalidField> {
    match value.as_map() {
        Some(_) => Ok(Some(value.clone())),
        None if value.is_null() => Ok(None),
        None => Err(invalid(name, "must be a map")),
    }
}
