//! Endpoints of services as one zone sees them, before any cluster uses them.

use std::borrow::Cow;

use super::{EXTERNAL_SERVICE_TAG, PROTOCOL_TAG, Protocol, SERVICE_TAG};
use crate::{
    origin::{Origin, Traced},
    resource::Kri,
    sorted::SortedMap,
    tree::{Node, Text},
};

/// Tags or labels whose values say who set them.
pub type Tags = SortedMap<Text, Traced<Text>>;

/// Endpoints by `kuma.io/service`; a port of a service resource stands under its legacy name
/// ([`resource_service`](super::name::resource_service)).
pub type EndpointMap<'a> = SortedMap<Text, Vec<Endpoint<'a>>>;

/// One endpoint of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoint<'a> {
    /// Its IP address, or the host name of an endpoint outside the mesh.
    pub address: Traced<Text>,
    /// Its port.
    pub port: Traced<u32>,
    /// Its tags, `kuma.io/service` among them.
    pub tags: Cow<'a, Tags>,
    /// The labels of its Dataplane; nothing for endpoints that are no Dataplane.
    pub labels: Option<&'a Tags>,
    /// How often it is chosen, compared with others.
    pub weight: u32,
    /// Where it is; nothing where nobody said.
    pub locality: Option<EndpointLocality>,
    /// What it is outside the mesh; nothing for endpoints inside.
    pub external: Option<External>,
}

/// Where an endpoint is.
#[derive(Clone, Debug, PartialEq)]
pub struct EndpointLocality {
    /// The zone.
    pub zone: Option<Traced<Text>>,
    /// The sub-zone.
    pub sub_zone: Option<Traced<Text>>,
    /// 0 for endpoints that are preferred.
    pub priority: Traced<u32>,
}

/// An endpoint outside the mesh, or a zone egress on the way to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct External {
    /// The MeshExternalService that it belongs to; nothing for an ExternalService.
    pub owner: Option<Kri>,
    /// The protocol of the MeshExternalService.
    pub protocol: Option<Protocol>,
    /// TLS that the proxy originates; nothing for none.
    pub tls: Option<ExternalTls>,
}

/// TLS towards an endpoint outside the mesh. Contents of certificates are data sources as Envoy writes them.
#[derive(Clone, Debug, PartialEq)]
pub struct ExternalTls {
    /// The certificates to trust.
    pub authority: Option<Node>,
    /// The own certificate and its key.
    pub client: Option<(Node, Node)>,
    /// Whether the server may renegotiate.
    pub allow_renegotiation: Option<Traced<bool>>,
    /// How the server is verified.
    pub verification: ExternalVerification,
    /// The server name, where it is said.
    pub server_name: Option<Traced<Text>>,
    /// Further names that the server may have.
    pub subject_alt_names: Vec<ExternalSubjectAltName>,
    /// The lowest TLS version, as Envoy spells it.
    pub minimum_version: Option<Traced<Text>>,
    /// The highest TLS version, as Envoy spells it.
    pub maximum_version: Option<Traced<Text>>,
    /// Who asked for TLS.
    pub origin: Origin,
}

/// How far a server outside the mesh is verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExternalVerification {
    /// Whether any name will do.
    pub names: NameVerification,
    /// Which certificates are trusted where none is given.
    pub fallback: AuthorityFallback,
}

/// Whether the names of a server are verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameVerification {
    /// One of the names must fit.
    #[default]
    Verified,
    /// Any name will do.
    Skipped,
}

/// Which certificates are trusted where none is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthorityFallback {
    /// All.
    #[default]
    Nothing,
    /// Those of the system that the proxy runs on (`systemCaPath`), if it says where they are.
    System,
}

/// A further name that a server may have.
#[derive(Clone, Debug, PartialEq)]
pub struct ExternalSubjectAltName {
    /// How the name is compared.
    pub matching: NameMatch,
    /// The name.
    pub value: Traced<Text>,
}

/// How a name is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameMatch {
    /// The whole name.
    Exact,
    /// The beginning of the name.
    Prefix,
}

impl Endpoint<'_> {
    /// The protocol that the endpoint itself claims.
    pub fn protocol(&self) -> Protocol {
        let external = self.external.as_ref().and_then(|external| external.protocol);
        external.unwrap_or_else(|| Protocol::parse(self.tag(PROTOCOL_TAG).unwrap_or_default()))
    }

    /// The value of a tag.
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tags.get(key).map(|value| value.value.as_str())
    }

    /// Whether the endpoint has all these tags, `kuma.io/service` left aside.
    pub fn has_tags(&self, tags: &Tags) -> bool {
        tags.iter()
            .filter(|(key, _)| *key != SERVICE_TAG)
            .all(|(key, value)| self.tag(key) == Some(value.value.as_str()))
    }

    /// Whether it belongs to a MeshExternalService.
    pub fn is_mesh_external_service(&self) -> bool {
        self.external.as_ref().is_some_and(|external| external.owner.is_some())
    }

    /// The zone where it is; empty where nobody said.
    pub fn zone(&self) -> &str {
        let zone = self.locality.as_ref().and_then(|locality| locality.zone.as_ref());
        zone.map_or("", |zone| zone.value.as_str())
    }

    /// The tag by which TLS settings of an ExternalService find it.
    pub fn external_service_name(&self) -> Option<&str> {
        self.tag(EXTERNAL_SERVICE_TAG)
    }
}

/// The protocol of a service: what all its endpoints have in common.
pub fn common_protocol(endpoints: &[Endpoint<'_>]) -> Protocol {
    endpoints.iter().map(Endpoint::protocol).reduce(Protocol::common).unwrap_or_default()
}
