//! The TLS that inbounds speak with clients of the mesh, before any policy says otherwise.

use crate::{
    index::{Identity, MutualTls, name},
    list::CollectVec as _,
    model::{Sds, StringMatch, SubjectAltName, SubjectAltNameKind, TlsContext, Validation},
    origin::{Origin, Traced},
    policy::{Context, InboundShape, OtherPorts},
    tree::Text,
};

const RULE: &str = "mTLS of an inbound";

/// A proxy with an identity demands it; otherwise the CA backend of the mesh decides.
pub(super) fn default_shape(context: &Context<'_>) -> InboundShape {
    if let Some(identity) = &context.proxy.identity {
        return InboundShape {
            mode: MutualTls::Strict,
            tls: Some(of_identity(context, identity)),
            other_ports: Some(Traced::new(OtherPorts::Refused, identity.origin)),
            origin: None,
        };
    }
    let mutual_tls = context.mesh.mutual_tls();
    InboundShape {
        mode: mutual_tls.map_or(MutualTls::Strict, |tls| tls.mode),
        tls: of_mesh(context),
        other_ports: None,
        origin: None,
    }
}

/// TLS of the mesh's mTLS, where it is on: clients need a certificate of the mesh. With MeshTrusts every trusted domain
/// will do.
pub(super) fn of_mesh(context: &Context<'_>) -> Option<TlsContext> {
    let origin = context.mesh.mutual_tls()?.origin;
    let mesh = context.mesh.meta.name.as_str();
    let naming = context.proxy.naming;
    let trusts = context.mesh.has_trust();
    let subject_alt_names =
        if trusts { Vec::new() } else { vec![prefix(name::mesh_spiffe_prefix(mesh), origin)] };
    let authority = if trusts {
        Text::new_static(name::TRUST_BUNDLE_SECRET)
    } else {
        name::authority_secret(naming, mesh)
    };
    Some(TlsContext {
        certificates: vec![secret(name::identity_secret(naming, mesh, &[mesh]), origin)],
        validation: Some(Validation::Combined { subject_alt_names, secret: secret(authority, origin) }),
        require_client_certificate: Some(Traced::rule(true, &RULE)),
        ..TlsContext::new(origin)
    })
}

/// Clients need a certificate of a trusted domain; SPIRE brings its own validation.
fn of_identity(context: &Context<'_>, identity: &Identity) -> TlsContext {
    let origin = identity.origin;
    let domains = if identity.is_managed_by_kuma() { context.mesh.trust_domains() } else { Vec::new() };
    let subject_alt_names =
        domains.iter().map(|domain| prefix(format!("spiffe://{domain}/").into(), origin)).collect_vec();
    TlsContext {
        certificates: vec![identity.certificate.clone()],
        validation: Some(Validation::Combined { subject_alt_names, secret: identity.validation.clone() }),
        require_client_certificate: Some(Traced::rule(true, &RULE)),
        ..TlsContext::new(origin)
    }
}

fn prefix(text: Text, origin: Origin) -> SubjectAltName {
    SubjectAltName { kind: SubjectAltNameKind::Uri, matcher: StringMatch::Prefix(Traced::new(text, origin)) }
}

fn secret(name: Text, origin: Origin) -> Sds {
    Sds { name: Traced::new(name, origin), cluster: None }
}
