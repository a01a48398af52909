//! ExternalService: a service outside the mesh, by tags.

use kumascope_derive::Schema;

use super::data_source::DataSource;
use crate::{origin::Traced, sorted::SortedMap, tree::Text};

/// A service outside the mesh, by tags.
#[derive(Clone, Debug, Schema)]
pub struct ExternalService {
    /// Where it is.
    pub networking: Option<ExternalNetworking>,
    /// Its tags.
    pub tags: SortedMap<Text, Traced<Text>>,
}

/// Where a service outside the mesh is.
#[derive(Clone, Debug, Schema)]
pub struct ExternalNetworking {
    /// `host:port`.
    pub address: Traced<Text>,
    /// How proxies speak TLS to it.
    pub tls: Option<ExternalServiceTls>,
    /// Whether it gets no host name of its own.
    #[schema(name = "disableHostDNSEntry")]
    pub disable_host_dns_entry: Traced<bool>,
}

/// How proxies speak TLS to a service outside the mesh.
#[derive(Clone, Debug, Schema)]
pub struct ExternalServiceTls {
    /// Whether they do.
    pub enabled: Traced<bool>,
    /// What is trusted.
    #[schema(alias = "ca_cert")]
    pub ca_cert: Option<DataSource>,
    /// The certificate that the proxy shows.
    #[schema(alias = "client_cert")]
    pub client_cert: Option<DataSource>,
    /// The key of that certificate.
    #[schema(alias = "client_key")]
    pub client_key: Option<DataSource>,
    /// Whether the service may renegotiate.
    pub allow_renegotiation: Option<Traced<bool>>,
    /// The server name to ask for.
    #[schema(alias = "server_name")]
    pub server_name: Option<Traced<Text>>,
    /// Whether the names of the certificate are not checked.
    pub skip_hostname_verification: Option<Traced<bool>>,
}
