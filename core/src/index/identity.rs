//! The identity of a workload, as its proxy presents it.

use super::{Mesh, name};
use crate::{
    model::Sds,
    origin::{Origin, Traced},
    resource::{Kri, Labels, MeshIdentity, Meta},
    settle,
    tree::Text,
};

/// The identity of a workload.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The MeshIdentity that gives it.
    pub kri: Kri,
    /// Where the proxy gets its certificate.
    pub certificate: Sds,
    /// Where the proxy gets what it trusts.
    pub validation: Sds,
    /// Who hands out certificates.
    pub provider: IdentityProvider,
    /// The MeshIdentity.
    pub origin: Origin,
}

/// Who hands out certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityProvider {
    /// The control plane.
    Kuma,
    /// Something else, such as a SPIRE agent.
    External,
}

impl Identity {
    /// The identity of a Dataplane with these labels: of the MeshIdentity that selects it best, once that is ready.
    /// Like the control plane's own view of a configuration, it names the MeshIdentity whoever hands out certificates.
    pub(super) fn of(labels: &Labels, identities: &[(&Meta, &MeshIdentity)]) -> Option<Self> {
        let (meta, spec) = settle::best(identities, labels)?;
        let (kri, origin) = (meta.kri(), meta.origin);
        let sds = |name: Text| Sds { name: Traced::new(name, origin), cluster: None };
        settle::is_ready(spec).then(|| Self {
            certificate: sds(Text::from(&kri)),
            validation: sds(Text::new_static(name::TRUST_BUNDLE_SECRET)),
            provider: IdentityProvider::Kuma,
            origin,
            kri,
        })
    }

    /// Whether the control plane hands out the certificates.
    pub fn is_managed_by_kuma(&self) -> bool {
        self.provider == IdentityProvider::Kuma
    }
}

impl Mesh<'_> {
    /// The SPIFFE ID that a Dataplane has, once the MeshIdentity that selects it best is ready.
    pub fn spiffe_id(&self, dataplane: &Meta) -> Option<Text> {
        let (_, spec) = settle::best(&self.identities, &dataplane.labels)?;
        settle::is_ready(spec).then(|| spiffe_id(dataplane, &self.identities, &self.zone))?
    }
}

/// The SPIFFE ID of a Dataplane; nothing where no MeshIdentity selects it, or a template cannot be filled.
pub(super) fn spiffe_id(
    dataplane: &Meta,
    identities: &[(&Meta, &MeshIdentity)],
    zone: &Text,
) -> Option<Text> {
    let (meta, spec) = settle::best(identities, &dataplane.labels)?;
    let domain = settle::trust_domain(spec, meta, zone).ok()?;
    settle::spiffe_id(spec, &domain, dataplane).ok().map(Text::from)
}
