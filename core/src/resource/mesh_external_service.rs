//! MeshExternalService: a service outside the mesh, as a resource.

use kumascope_derive::Schema;

use super::{
    data_source::DataSource,
    status::{Address, HostnameGeneratorStatus, Vip},
};
use crate::{
    origin::{Origin, Traced},
    tree::{Node, Text},
};

/// A service outside the mesh.
#[derive(Clone, Debug, Schema)]
pub struct MeshExternalService {
    /// How workloads call it.
    #[schema(name = "match", required)]
    pub matches: ExternalMatch,
    /// A plugin that says more.
    pub extension: Option<ExternalExtension>,
    /// Where it is.
    pub endpoints: Option<Vec<ExternalEndpoint>>,
    /// How proxies speak TLS to it.
    pub tls: Option<ExternalTls>,
    /// What the control plane says about it.
    #[schema(skip)]
    pub status: Option<MeshExternalServiceStatus>,
}

/// How workloads call a service outside the mesh.
#[derive(Clone, Debug, Schema)]
pub struct ExternalMatch {
    /// How it gets a host name.
    #[schema(name = "type", default = "HostnameGenerator")]
    pub match_type: Traced<ExternalMatchType>,
    /// Its port.
    #[schema(required, keep)]
    pub port: Traced<u32>,
    /// What is spoken there; `tcp` where nothing is said.
    #[schema(default = "tcp")]
    pub protocol: Traced<ExternalProtocol>,
}

/// How a service outside the mesh gets a host name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum ExternalMatchType {
    /// By HostnameGenerators.
    #[default]
    HostnameGenerator,
}

/// What a service outside the mesh speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum ExternalProtocol {
    /// TCP
    #[default]
    #[schema(name = "tcp")]
    Tcp,
    /// gRPC
    #[schema(name = "grpc")]
    Grpc,
    /// HTTP/1.1
    #[schema(name = "http")]
    Http,
    /// HTTP/2
    #[schema(name = "http2")]
    Http2,
}

/// A plugin that says more.
#[derive(Clone, Debug, Schema)]
pub struct ExternalExtension {
    /// Which plugin.
    #[schema(name = "type", required, keep)]
    pub extension_type: Traced<Text>,
    /// Its settings.
    pub config: Option<Node>,
}

/// Where a service outside the mesh is.
#[derive(Clone, Debug, Schema)]
pub struct ExternalEndpoint {
    /// Its IP address, host name, or `unix:` path.
    #[schema(required, keep)]
    pub address: Traced<Text>,
    /// Its port.
    #[schema(required, keep)]
    pub port: Traced<u32>,
    /// Lower ones first.
    pub priority: Option<Traced<u32>>,
    /// Where it was written.
    #[schema(origin)]
    pub origin: Origin,
}

/// How proxies speak TLS to a service outside the mesh.
#[derive(Clone, Debug, Schema)]
pub struct ExternalTls {
    /// Whether they do.
    #[schema(keep)]
    pub enabled: Traced<bool>,
    /// The versions of TLS.
    pub version: Option<TlsVersionRange>,
    /// Whether the service may renegotiate.
    #[schema(keep)]
    pub allow_renegotiation: Traced<bool>,
    /// What is checked.
    pub verification: Option<ExternalVerification>,
}

/// A range of versions of TLS.
#[derive(Clone, Debug, Schema)]
pub struct TlsVersionRange {
    /// The lowest.
    #[schema(default = "TLSAuto")]
    pub min: Option<Traced<TlsVersion>>,
    /// The highest.
    #[schema(default = "TLSAuto")]
    pub max: Option<Traced<TlsVersion>>,
}

/// A version of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Schema)]
pub enum TlsVersion {
    /// What Envoy thinks best.
    #[schema(name = "TLSAuto")]
    Auto,
    /// TLS 1.0
    #[schema(name = "TLS10")]
    Tls10,
    /// TLS 1.1
    #[schema(name = "TLS11")]
    Tls11,
    /// TLS 1.2
    #[schema(name = "TLS12")]
    Tls12,
    /// TLS 1.3
    #[schema(name = "TLS13")]
    Tls13,
}

/// What proxies check about a service outside the mesh.
#[derive(Clone, Debug, Schema)]
pub struct ExternalVerification {
    /// How much is checked.
    #[schema(keep, default = "Secured")]
    pub mode: Traced<VerificationMode>,
    /// The server name to ask for.
    pub server_name: Option<Traced<Text>>,
    /// Names that the certificate must have one of.
    pub subject_alt_names: Option<Vec<SubjectAltName>>,
    /// What is trusted.
    pub ca_cert: Option<DataSource>,
    /// The certificate that the proxy shows.
    pub client_cert: Option<DataSource>,
    /// The key of that certificate.
    pub client_key: Option<DataSource>,
}

/// How much proxies check about a service outside the mesh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum VerificationMode {
    /// Everything.
    #[default]
    #[schema(zero)]
    Secured,
    /// All but the names.
    #[schema(name = "SkipSAN")]
    SkipSan,
    /// All but the authority.
    #[schema(name = "SkipCA")]
    SkipCa,
    /// Nothing.
    SkipAll,
}

/// A name that a certificate must have.
#[derive(Clone, Debug, Schema)]
pub struct SubjectAltName {
    /// How names are compared.
    #[schema(name = "type", keep, default = "Exact")]
    pub match_type: Traced<SubjectAltNameMatch>,
    /// The text to compare with.
    #[schema(required, keep)]
    pub value: Traced<Text>,
}

/// How names of certificates are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum SubjectAltNameMatch {
    /// They are the same.
    #[default]
    #[schema(zero)]
    Exact,
    /// One begins with the other.
    Prefix,
}

/// What the control plane says about a MeshExternalService.
#[derive(Clone, Debug, Default, Schema)]
pub struct MeshExternalServiceStatus {
    /// Its address.
    #[schema(keep)]
    pub vip: Vip,
    /// Its host names.
    pub addresses: Vec<Address>,
    /// What HostnameGenerators did for it.
    pub hostname_generators: Vec<HostnameGeneratorStatus>,
}
