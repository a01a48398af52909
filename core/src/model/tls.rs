//! TLS contexts of both sides of a connection.

use crate::{
    origin::{Origin, Traced},
    tree::{Node, Text},
};

/// `envoy.transport_sockets.tls` of one side.
#[derive(Clone, Debug)]
pub enum TransportSocket {
    /// For connections that arrive.
    Downstream(Box<TlsContext>),
    /// For connections that are made.
    Upstream(Box<TlsContext>),
}

/// What both sides of TLS have in common, and the few fields of one side.
#[derive(Clone, Debug)]
pub struct TlsContext {
    /// `commonTlsContext.tlsParams`, where any are said.
    pub parameters: Option<TlsParameters>,
    /// ALPN protocols.
    pub alpn_protocols: Vec<Traced<Text>>,
    /// Secrets with the own certificate.
    pub certificates: Vec<Sds>,
    /// Certificates that stand inside, each a `TlsCertificate` message.
    pub inline_certificates: Vec<Node>,
    /// How the peer is verified; nothing for not at all.
    pub validation: Option<Validation>,
    /// The server name that is sent (upstream only).
    pub sni: Option<Traced<Text>>,
    /// `allowRenegotiation` (upstream only).
    pub allow_renegotiation: Option<Traced<bool>>,
    /// `requireClientCertificate` (downstream only).
    pub require_client_certificate: Option<Traced<bool>>,
    /// Which rule made it.
    pub origin: Origin,
}

/// `tlsParams`.
#[derive(Clone, Debug)]
pub struct TlsParameters {
    /// The lowest version, as Envoy spells it (`TLSv1_2`).
    pub minimum_version: Option<Traced<Text>>,
    /// The highest version.
    pub maximum_version: Option<Traced<Text>>,
    /// Cipher suites.
    pub cipher_suites: Vec<Traced<Text>>,
    /// Who speaks of them.
    pub origin: Origin,
}

/// A reference to a secret.
#[derive(Clone, Debug)]
pub struct Sds {
    /// The name of the secret.
    pub name: Traced<Text>,
    /// The cluster to fetch it from; nothing for the control plane.
    pub cluster: Option<Traced<Text>>,
}

/// How the peer is verified.
#[derive(Clone, Debug)]
pub enum Validation {
    /// By a secret, and names it must have (`combinedValidationContext`).
    Combined {
        /// The names, one of which the peer must have; empty for any.
        subject_alt_names: Vec<SubjectAltName>,
        /// The secret with the certificates to trust.
        secret: Sds,
    },
    /// By a message that stands inside (`validationContext`).
    Inline(Node),
}

/// A condition on a name of the peer's certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct SubjectAltName {
    /// What kind of name.
    pub kind: SubjectAltNameKind,
    /// The condition.
    pub matcher: super::StringMatch,
}

/// A kind of name in a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectAltNameKind {
    /// A URI, such as a SPIFFE ID.
    Uri,
    /// A DNS name.
    Dns,
    /// An IP address.
    IpAddress,
}

impl TlsContext {
    /// TLS with nothing said.
    pub fn new(origin: Origin) -> Self {
        Self {
            parameters: None,
            alpn_protocols: Vec::new(),
            certificates: Vec::new(),
            inline_certificates: Vec::new(),
            validation: None,
            sni: None,
            allow_renegotiation: None,
            require_client_certificate: None,
            origin,
        }
    }
}
