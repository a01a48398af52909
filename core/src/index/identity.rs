//! The identity of a workload: which MeshIdentity gives it one, and what it is called.

use super::{name, template};
use crate::{
    model::Sds,
    origin::{Origin, Traced},
    resource::{Kri, Labels, MeshIdentity, Meta, meta::label},
    tree::Text,
};

const DEFAULT_TRUST_DOMAIN: &str = "{{ .Mesh }}.{{ .Zone }}.mesh.local";
const DEFAULT_PATH: &str = "/workload/{{ .Workload }}";
const DEFAULT_KUBERNETES_PATH: &str = "/ns/{{ .Namespace }}/sa/{{ .ServiceAccount }}";
const SERVICE_ACCOUNT: &str = "k8s.kuma.io/service-account";

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

/// A MeshIdentity of the store.
#[derive(Clone, Copy, Debug)]
pub struct IdentityResource<'a> {
    /// Its names and labels.
    pub meta: &'a Meta,
    /// What it says.
    pub spec: &'a MeshIdentity,
    /// Whether the control plane has made it ready.
    pub readiness: Readiness,
}

/// Whether the control plane has made a MeshIdentity ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Its status says so.
    Ready,
    /// Its status does not say so.
    NotReady,
}

impl Identity {
    /// Whether the control plane hands out the certificates.
    pub fn is_managed_by_kuma(&self) -> bool {
        self.provider == IdentityProvider::Kuma
    }
}

/// The MeshIdentity of a Dataplane with these labels: the one with most labels, then the smallest name.
pub(super) fn best_match<'i, 'a>(
    labels: &Labels,
    identities: &'i [IdentityResource<'a>],
) -> Option<&'i IdentityResource<'a>> {
    let matching = identities.iter().filter_map(|identity| {
        let selector = identity.spec.selector.as_ref()?.dataplane.as_ref()?;
        let count = selector.labels().count();
        selector.matches(labels).then_some((std::cmp::Reverse(count), &identity.meta.name, identity))
    });
    matching.min_by(|left, right| (left.0, left.1).cmp(&(right.0, right.1))).map(|(_, _, identity)| identity)
}

impl<'a> IdentityResource<'a> {
    /// A MeshIdentity; its status says whether it is ready.
    pub(super) fn of(meta: &'a Meta, spec: &'a MeshIdentity) -> Self {
        let mut conditions = spec.status.iter().flat_map(|status| &status.conditions);
        let ready = conditions.any(|found| found.condition_type == "Ready" && found.status == "True");
        Self { meta, spec, readiness: if ready { Readiness::Ready } else { Readiness::NotReady } }
    }

    /// The identity that it gives; nothing before it is ready.
    pub fn give(&self) -> Option<Identity> {
        let kri = self.meta.kri();
        let origin = self.meta.origin;
        let sds = |name: Text| Sds { name: Traced::new(name, origin), cluster: None };
        (self.readiness == Readiness::Ready).then(|| Identity {
            certificate: sds(kri.to_string().into()),
            validation: sds(Text::new_static(name::TRUST_BUNDLE_SECRET)),
            provider: IdentityProvider::Kuma,
            origin,
            kri,
        })
    }

    /// The domain of its SPIFFE IDs; nothing where its template cannot be filled.
    pub fn trust_domain(&self, zone: &str) -> Option<Text> {
        let spiffe = self.spec.spiffe_id.as_ref();
        let written = spiffe.and_then(|spiffe| spiffe.trust_domain.as_ref());
        let own = self.meta.labels.get(label::ZONE).filter(|zone| !zone.is_empty());
        let fields = [("Mesh", self.meta.mesh.as_str()), ("Zone", own.unwrap_or(zone))];
        template::render(
            written.map_or(DEFAULT_TRUST_DOMAIN, |text| text.value.as_str()),
            &fields,
            &self.meta.labels,
        )
    }

    /// The SPIFFE ID of a Dataplane; nothing where a template cannot be filled.
    pub fn spiffe_id(&self, dataplane: &Meta, zone: &str) -> Option<Text> {
        let trust_domain = self.trust_domain(zone)?;
        let label = |key| dataplane.labels.get(key).unwrap_or_default();
        let default = match dataplane.labels.get(label::NAMESPACE) {
            Some(_) => DEFAULT_KUBERNETES_PATH,
            None => DEFAULT_PATH,
        };
        let written = self.spec.spiffe_id.as_ref().and_then(|spiffe| spiffe.path.as_ref());
        let fields = [
            ("TrustDomain", trust_domain.as_str()),
            ("Namespace", label(label::NAMESPACE)),
            ("ServiceAccount", label(SERVICE_ACCOUNT)),
            ("Workload", label(label::WORKLOAD)),
        ];
        let path = template::render(
            written.map_or(default, |text| text.value.as_str()),
            &fields,
            &dataplane.labels,
        )?;
        let segments = path.strip_prefix('/')?;
        let filled = segments.split('/').all(|segment| !segment.is_empty());
        filled.then(|| format!("spiffe://{trust_domain}{path}").into())
    }
}
