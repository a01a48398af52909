//! Certificates as a control plane would hand them out: names by Kuma's rules, all of one CA of the test.

use anyhow::Result;
use kumascope_core::{
    Compiler,
    resource::Spec,
    trace::{Request, Source},
    world::{ProxyKey, ProxyType},
};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType,
};

/// A CA that signs for every proxy.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate.
    pub(super) certificate: String,
}

/// A certificate and its key.
pub(super) struct Certificate {
    /// The certificate.
    pub(super) chain: String,
    /// The key.
    pub(super) key: String,
}

impl Authority {
    /// A new one.
    pub(super) fn new() -> Result<Self> {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CommonName, "the CA of the test");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate()?;
        let certificate = parameters.self_signed(&key)?.pem();
        Ok(Self { issuer: Issuer::new(parameters, key), certificate })
    }

    /// A certificate with these names.
    pub(super) fn sign(&self, names: &[String]) -> Result<Certificate> {
        let mut parameters = CertificateParams::default();
        // As in a mesh: the subject is empty, and it signs no other.
        parameters.distinguished_name = DistinguishedName::new();
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyAgreement];
        parameters.subject_alt_names =
            names.iter().map(|name| Ok(SanType::URI(name.as_str().try_into()?))).collect::<Result<_>>()?;
        let key = KeyPair::generate()?;
        let chain = parameters.signed_by(&key, &self.issuer)?.pem();
        Ok(Certificate { chain, key: key.serialize_pem() })
    }
}

/// The URI names of a proxy.
pub(super) fn of_proxy(compiler: &Compiler<'_>, proxy: &ProxyKey, request: &Request) -> Vec<String> {
    match proxy.proxy_type {
        ProxyType::Dataplane => of_dataplane(compiler, proxy, request),
        ProxyType::Ingress | ProxyType::Egress => {
            let meshes =
                compiler.store().resources.iter().filter(|resource| matches!(resource.spec, Spec::Mesh(_)));
            meshes.map(|mesh| format!("spiffe://{}/zone-egress", mesh.meta.name)).collect()
        }
    }
}

/// The names of a Dataplane: its SPIFFE ID by a MeshIdentity, else one for each service and a name for each tag. A request may
/// give its client another one.
fn of_dataplane(compiler: &Compiler<'_>, proxy: &ProxyKey, request: &Request) -> Vec<String> {
    if let Some(identity) =
        request.identity.as_ref().filter(|_| request.source == Source::Workload(proxy.clone()))
    {
        return vec![identity.to_string()];
    }
    let resource = compiler.store().resources.iter().find(|resource| {
        resource.meta.mesh == proxy.mesh
            && resource.meta.name == proxy.name
            && matches!(resource.spec, Spec::Dataplane(_))
    });
    let Some((resource, mesh)) = resource.zip(compiler.mesh(&proxy.mesh)) else { return Vec::new() };
    if let Some(id) = mesh.spiffe_id(&resource.meta) {
        return vec![id.to_string()];
    }
    let Spec::Dataplane(dataplane) = &resource.spec else { return Vec::new() };
    let tags = dataplane.networking.inbound.iter().flat_map(|inbound| &inbound.tags);
    let mut pairs: Vec<(String, String)> =
        tags.map(|(key, value)| (key.to_string(), value.value.to_string())).collect();
    pairs.sort();
    pairs.dedup();
    let services = pairs.iter().filter(|(key, _)| key == "kuma.io/service");
    let ids = services.map(|(_, service)| format!("spiffe://{}/{service}", proxy.mesh));
    ids.chain(pairs.iter().map(|(key, value)| format!("kuma://{key}/{value}"))).collect()
}
