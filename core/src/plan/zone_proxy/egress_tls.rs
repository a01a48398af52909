//! The TLS of meshes that ends at a zone egress.

use crate::{
    index::{Mesh, name},
    model::{
        Naming, Sds, Secret, SecretKind, StringMatch, SubjectAltName, SubjectAltNameKind, TlsContext,
        Validation,
    },
    origin::{Origin, Traced},
    plan::secrets::placeholder,
};

/// Clients need a certificate of the mesh.
pub(super) fn context(mesh: &Mesh<'_>, naming: Naming) -> TlsContext {
    let origin = mesh.mutual_tls().map_or(Origin::Rule(&"zone egress"), |tls| tls.origin);
    let own = mesh.meta.name.as_str();
    let sds = |name| Sds { name: Traced::new(name, origin), cluster: None };
    let matcher = StringMatch::Prefix(Traced::new(name::mesh_spiffe_prefix(own), origin));
    TlsContext {
        certificates: vec![sds(name::identity_secret(naming, own, &[own]))],
        validation: Some(Validation::Combined {
            subject_alt_names: vec![SubjectAltName { kind: SubjectAltNameKind::Uri, matcher }],
            secret: sds(name::authority_secret(naming, own)),
        }),
        require_client_certificate: Some(Traced::new(true, origin)),
        ..TlsContext::new(origin)
    }
}

/// Its certificate and CA for a mesh, with placeholders for what only a control plane has.
pub(super) fn secrets(mesh: &Mesh<'_>, naming: Naming) -> [Secret; 2] {
    let own = mesh.meta.name.as_str();
    let certificate = SecretKind::Certificate { chain: placeholder("Q0VSVA=="), key: placeholder("S0VZ") };
    let authority = SecretKind::TrustedAuthority(placeholder("Q0E="));
    [
        Secret { name: name::identity_secret(naming, own, &[own]), kind: certificate },
        Secret { name: name::authority_secret(naming, own), kind: authority },
    ]
}
