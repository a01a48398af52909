//! Why a proxy gets no bootstrap, in the control plane's words.

use crate::{list::CollectVec as _, origin::Origin, report::Diagnostic, tree::Text};

/// Codes of the diagnostics of this stage.
pub mod code {
    use crate::report::Code;

    /// A proxy that got no bootstrap.
    pub const BOOTSTRAP_REFUSED: Code = "bootstrap-refused";
    /// A proxy that is not in the store, and was not sent along either.
    pub const PROXY_NOT_FOUND: Code = "proxy-not-found";
    /// A host name whose addresses decide a field of the bootstrap.
    pub const UNKNOWN_ADDRESS_FAMILY: Code = "unknown-address-family";
}

/// Why a proxy gets no bootstrap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The proxy brings no token.
    TokenRequired,
    /// The control plane's certificate does not stand for the host that the proxy used.
    HostMismatch {
        /// The host.
        host: Text,
        /// The names and addresses of the certificate.
        names: Vec<String>,
    },
    /// The certificate that the proxy sent is none.
    BrokenCertificate,
    /// The certificate that the proxy sent is no authority.
    NotAnAuthority,
    /// The proxy is not stored.
    NotFound,
    /// The resource that the proxy sent along is invalid: `field: message; field: message`.
    InvalidResource(String),
    /// The resource that the proxy sent along cannot be read, or is of another kind.
    BrokenResource(String),
    /// A proxy type that Kuma has not.
    UnknownProxyType(Text),
}

impl Refusal {
    /// The HTTP status of the answer.
    pub fn status(&self) -> u16 {
        match self {
            Self::TokenRequired | Self::InvalidResource(_) => 422,
            Self::HostMismatch { .. } | Self::NotAnAuthority => 400,
            Self::NotFound => 404,
            Self::BrokenCertificate | Self::BrokenResource(_) | Self::UnknownProxyType(_) => 500,
        }
    }

    /// The body of the answer; empty where the control plane sends none.
    pub fn text(&self) -> String {
        match self {
            Self::TokenRequired => TOKEN_REQUIRED.into(),
            Self::HostMismatch { host, names } => host_mismatch(host, names),
            Self::NotAnAuthority => NOT_AN_AUTHORITY.into(),
            Self::InvalidResource(violations) => violations.clone(),
            Self::NotFound
            | Self::BrokenCertificate
            | Self::BrokenResource(_)
            | Self::UnknownProxyType(_) => String::new(),
        }
    }

    /// What there is to say about it.
    pub(super) fn diagnostic(&self) -> Diagnostic {
        let origin = Origin::Rule(&"bootstrap");
        match self {
            Self::NotFound => {
                Diagnostic::error(code::PROXY_NOT_FOUND, "the proxy is not in the store", origin).help(
                    "add its Dataplane, ZoneIngress or ZoneEgress, or send it along as `dataplaneResource`",
                )
            }
            Self::BrokenCertificate => {
                Diagnostic::error(code::BOOTSTRAP_REFUSED, "`caCert` is not a certificate in PEM", origin)
            }
            Self::BrokenResource(reason) => {
                Diagnostic::error(code::BOOTSTRAP_REFUSED, format!("`dataplaneResource`: {reason}"), origin)
            }
            Self::UnknownProxyType(name) => {
                Diagnostic::error(code::BOOTSTRAP_REFUSED, format!("unknown proxy type `{name}`"), origin)
                    .help("use `dataplane`, `ingress` or `egress`")
            }
            _ => Diagnostic::error(code::BOOTSTRAP_REFUSED, self.text(), origin),
        }
    }
}

// The texts below are the control plane's own: tools compare them.
const TOKEN_REQUIRED: &str = "Dataplane Token is required. Generate token using 'kumactl generate dataplane-token \
    > /path/file' and provide it via --dataplane-token-file=/path/file argument to Kuma DP";

const NOT_AN_AUTHORITY: &str = "A data plane proxy is trying to verify the control plane using the certificate which is \
    not a certificate authority (basic constraint 'CA' is set to 'false').\n\
    Provide CA that was used to sign a certificate used in the control plane by using 'kuma-dp run --ca-cert-file=file' \
    or via KUMA_CONTROL_PLANE_CA_CERT_FILE";

fn host_mismatch(host: &str, names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect_vec();
    format!(
        "A data plane proxy is trying to connect to the control plane using \"{host}\" address, but the certificate \
         in the control plane has the following SANs [{}]. Either change the --cp-address in kuma-dp to one of those or \
         execute the following steps:\n\
         1) Generate a new certificate with the address you are trying to use. It is recommended to use trusted \
         Certificate Authority, but you can also generate self-signed certificates using 'kumactl generate \
         tls-certificate --type=server --hostname={host}'\n\
         2) Set KUMA_GENERAL_TLS_CERT_FILE and KUMA_GENERAL_TLS_KEY_FILE or the equivalent in Kuma CP config file to \
         the new certificate.\n\
         3) Restart the control plane to read the new certificate and start kuma-dp.",
        names.join(" ")
    )
}
