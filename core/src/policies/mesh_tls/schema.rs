//! What a MeshTLS can say.

use kumascope_derive::Schema;

use crate::{origin::Traced, tree::Text};

/// How inbounds of the mesh speak TLS.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// The versions of TLS.
    pub(super) tls_version: Option<Version>,
    /// The cipher suites, by their IANA-like OpenSSL names.
    pub(super) tls_ciphers: Option<Vec<Traced<Text>>>,
    /// Whether TLS is demanded.
    pub(super) mode: Option<Traced<Mode>>,
}

/// A range of versions.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Version {
    /// The lowest.
    #[schema(default = "TLSAuto")]
    pub(super) min: Option<Traced<TlsVersion>>,
    /// The highest.
    #[schema(default = "TLSAuto")]
    pub(super) max: Option<Traced<TlsVersion>>,
}

/// A version of TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub(super) enum TlsVersion {
    /// What Envoy thinks best.
    #[default]
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

/// Whether TLS is demanded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub(super) enum Mode {
    /// Only TLS of the mesh.
    #[default]
    Strict,
    /// TLS of the mesh, or anything else.
    Permissive,
}

impl TlsVersion {
    /// Envoy's name; nothing for the version that Envoy thinks best, which is not written.
    pub(super) fn envoy_name(self) -> Option<Text> {
        let name = match self {
            Self::Auto => return None,
            Self::Tls10 => "TLSv1_0",
            Self::Tls11 => "TLSv1_1",
            Self::Tls12 => "TLSv1_2",
            Self::Tls13 => "TLSv1_3",
        };
        Some(Text::new_static(name))
    }
}
