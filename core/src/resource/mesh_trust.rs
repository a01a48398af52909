//! MeshTrust: the authorities of one trust domain.

use kumascope_derive::Schema;

use crate::{origin::Traced, tree::Text};

/// The authorities of one trust domain.
#[derive(Clone, Debug, Schema)]
pub struct MeshTrust {
    /// What made it; deprecated in favour of the status.
    pub origin: Option<TrustOrigin>,
    /// The trust domain.
    #[schema(required, keep)]
    pub trust_domain: Traced<Text>,
    /// The certificates of its authorities.
    #[schema(required, keep)]
    pub ca_bundles: Vec<CaBundle>,
    /// What the control plane says about it.
    #[schema(skip)]
    pub status: Option<MeshTrustStatus>,
}

/// What made a MeshTrust.
#[derive(Clone, Debug, Schema)]
pub struct TrustOrigin {
    /// The identity of the MeshIdentity.
    pub kri: Option<Traced<Text>>,
}

/// Certificates of authorities.
#[derive(Clone, Debug, Schema)]
pub struct CaBundle {
    /// Their form.
    #[schema(name = "type")]
    pub bundle_type: Traced<CaBundleType>,
    /// In PEM.
    pub pem: Option<PemBundle>,
}

/// The form of certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub enum CaBundleType {
    /// PEM
    Pem,
}

/// Certificates in PEM.
#[derive(Clone, Debug, Schema)]
pub struct PemBundle {
    /// The text.
    #[schema(required, keep)]
    pub value: Traced<Text>,
}

/// What the control plane says about a MeshTrust.
#[derive(Clone, Debug, Default, Schema)]
pub struct MeshTrustStatus {
    /// What made it.
    pub origin: Option<TrustOrigin>,
}
