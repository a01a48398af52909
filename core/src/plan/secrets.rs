//! The secrets that TLS contexts refer to, with placeholders for what only a control plane has.

use crate::{
    index::name,
    model::{
        FilterChain, Proxy, Sds, Secret, SecretKind, TlsContext, TransportSocket, UpstreamTls, Validation,
    },
    origin::{Origin, Traced},
    policy::Context,
    sorted::SortedSet,
    tree::Text,
};

const RULE: &str = "secret placeholder";

/// Adds the secrets of the mesh's mTLS that some listener or cluster uses, of the identity, and of MeshTrusts.
pub(super) fn add(context: &Context<'_>, proxy: &mut Proxy) {
    if context.proxy.identity.is_none() {
        add_mutual_tls(context, proxy);
    }
    context.mesh.identity_secrets(context.proxy).into_iter().for_each(|secret| proxy.add_secret(secret));
}

/// Notes the secrets that are asked for already: they are delivered whatever policies take away.
pub(super) fn request(proxy: &mut Proxy) {
    proxy.requested_secrets = used_secrets(proxy);
}

/// What stands for a certificate, a key and a CA, as Kuma prints them: the base64 of `CERT`, `KEY` and `CA`.
pub(crate) fn placeholder(text: &'static str) -> Traced<Text> {
    Traced::new(text.into(), Origin::Rule(&RULE))
}

fn add_mutual_tls(context: &Context<'_>, proxy: &mut Proxy) {
    let now = used_secrets(proxy);
    let is_used = |secret: &Text| now.contains(secret) || proxy.requested_secrets.contains(secret);
    let mesh = context.mesh.meta.name.as_str();
    let naming = context.proxy.naming;
    let identity = name::identity_secret(naming, mesh, &[mesh]);
    let kind = SecretKind::Certificate { chain: placeholder("Q0VSVA=="), key: placeholder("S0VZ") };
    // Where there are MeshTrusts their bundle holds the authority, even for those who ask for it by its own name.
    let authority = name::authority_secret(naming, mesh);
    let (identity_is_used, authority_is_used) = (is_used(&identity), is_used(&authority));
    if identity_is_used {
        proxy.add_secret(Secret { name: identity, kind });
    }
    if authority_is_used && !context.mesh.has_trust() {
        proxy.add_secret(Secret { name: authority, kind: SecretKind::TrustedAuthority(placeholder("Q0E=")) });
    }
}

/// The names of all secrets that are fetched from the control plane.
fn used_secrets(proxy: &Proxy) -> SortedSet<Text> {
    let downstream =
        proxy.listeners.iter().flat_map(|listener| &listener.filter_chains).filter_map(context_of_chain);
    let upstream = proxy.clusters.iter().flat_map(|cluster| contexts_of_cluster(&cluster.tls));
    downstream.chain(upstream).flat_map(references).map(|secret| secret.name.value.clone()).collect()
}

fn context_of_chain(chain: &FilterChain) -> Option<&TlsContext> {
    chain.transport_socket.as_ref().map(context_of_socket)
}

fn contexts_of_cluster(tls: &UpstreamTls) -> impl Iterator<Item = &TlsContext> {
    let (matches, socket) = match tls {
        UpstreamTls::Plain => (&[][..], None),
        UpstreamTls::Socket(socket) => (&[][..], Some(socket)),
        UpstreamTls::Matches(matches) => (matches.as_slice(), None),
        UpstreamTls::SocketAndMatches(socket, matches) => (matches.as_slice(), Some(socket)),
    };
    matches.iter().map(|found| &found.transport_socket).chain(socket).map(context_of_socket)
}

fn context_of_socket(socket: &TransportSocket) -> &TlsContext {
    match socket {
        TransportSocket::Downstream(context) | TransportSocket::Upstream(context) => context,
    }
}

fn references(context: &TlsContext) -> impl Iterator<Item = &Sds> {
    let validation = match &context.validation {
        Some(Validation::Combined { secret, .. }) => Some(secret),
        _ => None,
    };
    context.certificates.iter().chain(validation).filter(|secret| secret.cluster.is_none())
}
