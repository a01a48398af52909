//! The backends of a Mesh: certificate authorities, and where traces, logs and metrics go.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::schema::ProtoDuration,
    tree::{Node, Text},
};

/// Mutual TLS between the proxies of a mesh.
#[derive(Clone, Debug, Schema)]
pub struct MutualTls {
    /// The backend that gives certificates; mutual TLS is off without one.
    #[schema(implicit)]
    pub enabled_backend: Option<Traced<Text>>,
    /// Certificate authorities.
    pub backends: Vec<CertificateAuthorityBackend>,
    /// Whether a change of the backend is not checked.
    pub skip_validation: Traced<bool>,
}

/// A certificate authority.
#[derive(Clone, Debug, Schema)]
pub struct CertificateAuthorityBackend {
    /// Its name.
    pub name: Traced<Text>,
    /// Its type: `builtin`, `provided` or that of a plugin.
    #[schema(name = "type")]
    pub backend_type: Traced<Text>,
    /// The certificates of Dataplanes.
    pub dp_cert: Option<DataplaneCertificate>,
    /// Settings of its type.
    pub conf: Option<Node>,
    /// Whether traffic without TLS is welcome, too.
    pub mode: Traced<MutualTlsMode>,
    /// The chain of root certificates.
    pub root_chain: Option<RootChain>,
}

/// Whether inbounds demand mutual TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum MutualTlsMode {
    /// They do.
    #[default]
    #[schema(zero, name = "STRICT")]
    Strict,
    /// Traffic without it is welcome, too.
    #[schema(name = "PERMISSIVE")]
    Permissive,
}

/// The certificates of Dataplanes.
#[derive(Clone, Debug, Default, Schema)]
pub struct DataplaneCertificate {
    /// When they are replaced.
    pub rotation: Option<Rotation>,
    /// How long the authority may take.
    pub request_timeout: Option<Traced<ProtoDuration>>,
}

/// When certificates are replaced.
#[derive(Clone, Debug, Default, Schema)]
pub struct Rotation {
    /// How long a certificate is valid.
    #[schema(implicit)]
    pub expiration: Option<Traced<Text>>,
}

/// The chain of root certificates.
#[derive(Clone, Debug, Default, Schema)]
pub struct RootChain {
    /// How long the authority may take.
    pub request_timeout: Option<Traced<ProtoDuration>>,
}

/// Where legacy TrafficTraces send traces.
#[derive(Clone, Debug, Default, Schema)]
pub struct Tracing {
    /// The backend of a TrafficTrace that names none.
    #[schema(implicit)]
    pub default_backend: Option<Traced<Text>>,
    /// The backends.
    pub backends: Vec<TracingBackend>,
}

/// Where traces go.
#[derive(Clone, Debug, Schema)]
pub struct TracingBackend {
    /// Its name.
    pub name: Traced<Text>,
    /// How many requests are traced, in percent; all of them where nothing is said.
    pub sampling: Option<Traced<f64>>,
    /// `zipkin` or `datadog`.
    #[schema(name = "type")]
    pub backend_type: Traced<Text>,
    /// Settings of its type.
    pub conf: Option<Node>,
}

/// Where legacy TrafficLogs send access logs.
#[derive(Clone, Debug, Default, Schema)]
pub struct Logging {
    /// The backend of a TrafficLog that names none.
    #[schema(implicit)]
    pub default_backend: Option<Traced<Text>>,
    /// The backends.
    pub backends: Vec<LoggingBackend>,
}

/// Where access logs go.
#[derive(Clone, Debug, Schema)]
pub struct LoggingBackend {
    /// Its name.
    pub name: Traced<Text>,
    /// The format of a line.
    #[schema(implicit)]
    pub format: Option<Traced<Text>>,
    /// `file` or `tcp`.
    #[schema(name = "type")]
    pub backend_type: Traced<Text>,
    /// Settings of its type.
    pub conf: Option<Node>,
}

/// Where proxies show metrics.
#[derive(Clone, Debug, Default, Schema)]
pub struct Metrics {
    /// The backend; there are no metrics without one.
    #[schema(implicit)]
    pub enabled_backend: Option<Traced<Text>>,
    /// The backends.
    pub backends: Vec<MetricsBackend>,
}

/// How proxies show metrics.
#[derive(Clone, Debug, Schema)]
pub struct MetricsBackend {
    /// Its name.
    pub name: Traced<Text>,
    /// `prometheus`.
    #[schema(name = "type")]
    pub backend_type: Traced<Text>,
    /// Settings of its type.
    pub conf: Option<Node>,
}
