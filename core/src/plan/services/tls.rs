//! TLS contexts of connections inside a mesh.

use crate::{
    index::{Identity, Mesh, name},
    list::CollectVec as _,
    model::{Naming, Sds, StringMatch, SubjectAltName, SubjectAltNameKind, TlsContext, Validation},
    origin::{Origin, Traced},
    tree::Text,
};

/// Whom a proxy expects behind a connection.
#[derive(Clone, Copy, Debug)]
pub enum Peer<'a> {
    /// One service by tags.
    Service(&'a str),
    /// Whoever has one of these identities (services by tags, or SPIFFE IDs); anybody of the mesh where there are none.
    Identities(&'a [Text]),
}

/// The meshes on both sides of a connection, and which names secrets get.
#[derive(Clone, Copy, Debug)]
pub struct Meshes<'a> {
    /// The mesh of the proxy.
    pub own: &'a str,
    /// The mesh of the other side.
    pub peer: &'a str,
    /// Which names secrets get.
    pub naming: Naming,
}

/// What a proxy presents and trusts in a mesh with mTLS.
pub fn mesh_context(
    meshes: &Meshes<'_>,
    peer: Peer<'_>,
    sni: Text,
    trust: Trust,
    origin: Origin,
) -> TlsContext {
    let Meshes { own, peer: peer_mesh, naming } = *meshes;
    let subject_alt_names = match trust {
        Trust::Bundle => Vec::new(),
        Trust::Mesh => names_of(peer_mesh, peer, origin),
    };
    let secret = match trust {
        Trust::Bundle => Text::new_static(name::TRUST_BUNDLE_SECRET),
        Trust::Mesh => name::authority_secret(naming, peer_mesh),
    };
    let validation = Validation::Combined { subject_alt_names, secret: sds(secret, origin) };
    let certificate = name::identity_secret(naming, own, &[peer_mesh]);
    upstream(sds(certificate, origin), validation, Traced::rule(sni, &"server name of a destination"), origin)
}

/// What a proxy with a workload identity presents and trusts: peers have one of these SPIFFE IDs, or any.
pub fn identity_context(identity: &Identity, sni: Text, peers: &[Text]) -> TlsContext {
    let origin = identity.origin;
    let subject_alt_names =
        peers.iter().map(|peer| uri(StringMatch::Exact(Traced::new(peer.clone(), origin)))).collect_vec();
    let validation = Validation::Combined { subject_alt_names, secret: identity.validation.clone() };
    upstream(
        identity.certificate.clone(),
        validation,
        Traced::rule(sni, &"server name of a destination"),
        origin,
    )
}

/// A secret of the control plane.
fn sds(name: Text, origin: Origin) -> Sds {
    Sds { name: Traced::new(name, origin), cluster: None }
}

/// Which certificates are trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Those of the mesh's own CA.
    Mesh,
    /// Those of all MeshTrusts.
    Bundle,
}

impl Trust {
    /// What a mesh trusts inside itself.
    pub fn of(mesh: &Mesh<'_>) -> Self {
        if mesh.has_trust() { Self::Bundle } else { Self::Mesh }
    }
}

fn upstream(certificate: Sds, validation: Validation, sni: Traced<Text>, origin: Origin) -> TlsContext {
    TlsContext {
        alpn_protocols: vec![Traced::rule(Text::new_static("kuma"), &"ALPN of a mesh")],
        certificates: vec![certificate],
        validation: Some(validation),
        sni: Some(sni).filter(|sni| !sni.is_empty()),
        ..TlsContext::new(origin)
    }
}

fn names_of(mesh: &str, peer: Peer<'_>, origin: Origin) -> Vec<SubjectAltName> {
    let exact = |value: Text| uri(StringMatch::Exact(Traced::new(value, origin)));
    match peer {
        Peer::Service(service) => vec![exact(name::service_spiffe_id(mesh, service))],
        Peer::Identities([]) => {
            vec![uri(StringMatch::Prefix(Traced::new(name::mesh_spiffe_prefix(mesh), origin)))]
        }
        Peer::Identities(identities) => identities
            .iter()
            .map(|identity| {
                if identity.starts_with("spiffe://") {
                    exact(identity.clone())
                } else {
                    exact(name::service_spiffe_id(mesh, identity))
                }
            })
            .collect_vec(),
    }
}

fn uri(matcher: StringMatch) -> SubjectAltName {
    SubjectAltName { kind: SubjectAltNameKind::Uri, matcher }
}
