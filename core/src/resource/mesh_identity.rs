//! MeshIdentity: which workloads get an identity, and from whom.

use kumascope_derive::Schema;

use super::{
    data_source::SecureDataSource,
    status::{Condition, LabelSelector},
};
use crate::{
    origin::Traced,
    tree::{Duration, Node, Text},
};

/// Which workloads get an identity, and from whom.
#[derive(Clone, Debug, Schema)]
pub struct MeshIdentity {
    /// The workloads; none where there is no selector.
    pub selector: Option<IdentitySelector>,
    /// What their SPIFFE IDs look like.
    #[schema(name = "spiffeID")]
    pub spiffe_id: Option<SpiffeId>,
    /// Who gives certificates.
    pub provider: Option<IdentityProvider>,
    /// What the control plane says about it.
    #[schema(skip)]
    pub status: Option<MeshIdentityStatus>,
}

/// The workloads that get an identity.
#[derive(Clone, Debug, Schema)]
pub struct IdentitySelector {
    /// By the labels of their Dataplanes.
    pub dataplane: Option<LabelSelector>,
}

/// What SPIFFE IDs look like; both parts are templates.
#[derive(Clone, Debug, Schema)]
pub struct SpiffeId {
    /// The trust domain.
    pub trust_domain: Option<Traced<Text>>,
    /// The path.
    pub path: Option<Traced<Text>>,
}

/// Who gives certificates.
#[derive(Clone, Debug, Schema)]
pub struct IdentityProvider {
    /// Which of the others holds.
    #[schema(name = "type")]
    pub provider_type: Traced<IdentityProviderType>,
    /// The control plane.
    pub bundled: Option<BundledProvider>,
    /// A SPIRE agent.
    pub spire: Option<SpireProvider>,
    /// A plugin.
    pub extension: Option<IdentityExtension>,
}

/// Who gives certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub enum IdentityProviderType {
    /// The control plane.
    Bundled,
    /// A SPIRE agent.
    Spire,
    /// A plugin.
    Extension,
}

/// The control plane gives certificates.
#[derive(Clone, Debug, Schema)]
pub struct BundledProvider {
    /// Whether it makes a MeshTrust as well.
    pub mesh_trust_creation: Option<Traced<MeshTrustCreation>>,
    /// Whether a self-signed authority is welcome.
    pub insecure_allow_self_signed: Option<Traced<bool>>,
    /// Whether it makes an authority by itself.
    pub autogenerate: Option<Autogenerate>,
    /// The authority.
    pub ca: Option<CertificateAuthority>,
    /// What certificates look like.
    pub certificate_parameters: Option<CertificateParameters>,
}

/// Whether a MeshTrust is made as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub enum MeshTrustCreation {
    /// It is.
    Enabled,
    /// It is not.
    Disabled,
}

/// Whether the control plane makes an authority by itself.
#[derive(Clone, Debug, Schema)]
pub struct Autogenerate {
    /// Whether it does.
    pub enabled: Option<Traced<bool>>,
}

/// A certificate authority.
#[derive(Clone, Debug, Schema)]
pub struct CertificateAuthority {
    /// Its certificate.
    pub certificate: Option<SecureDataSource>,
    /// Its key.
    pub private_key: Option<SecureDataSource>,
}

/// What certificates look like.
#[derive(Clone, Debug, Schema)]
pub struct CertificateParameters {
    /// How long they are valid.
    pub expiry: Option<Traced<Duration>>,
}

/// A SPIRE agent gives certificates.
#[derive(Clone, Debug, Schema)]
pub struct SpireProvider {
    /// The agent.
    pub agent: Option<SpireAgent>,
}

/// A SPIRE agent.
#[derive(Clone, Debug, Schema)]
pub struct SpireAgent {
    /// How long a connection to it may take; 1s where nobody says otherwise.
    pub timeout: Option<Traced<Duration>>,
}

/// A plugin gives certificates.
#[derive(Clone, Debug, Schema)]
pub struct IdentityExtension {
    /// Which plugin.
    #[schema(required, keep)]
    pub name: Traced<Text>,
    /// Its settings.
    pub config: Option<Node>,
}

/// What the control plane says about a MeshIdentity.
#[derive(Clone, Debug, Default, Schema)]
pub struct MeshIdentityStatus {
    /// Whether it is ready, and why not.
    pub conditions: Vec<Condition>,
}
