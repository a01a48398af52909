#![doc = include_str!("authority_secret_missing.md")]

use crate::{
    check::{Find, MeshContext, Rule},
    list::CollectVec as _,
    origin::{Origin, Traced},
    report::{Diagnostic, Severity},
    resource::MeshIdentity,
    tree::{Node, Text},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "authority-secret-missing", severity: Severity::Warning, find: Find::Mesh(find) };

/// Secrets are often kept apart from everything else: where the input has none of the mesh, nobody knows which there are.
fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let mesh = context.mesh;
    let secrets = mesh.of_kind("Secret");
    if secrets.is_empty() {
        return Vec::new();
    }
    let backends = mesh.spec.mtls.iter().flat_map(|tls| &tls.backends);
    let provided = backends.filter(|backend| backend.backend_type.value == "provided");
    let of_backends = provided.filter_map(|backend| backend.conf.as_ref()).flat_map(of_backend);
    let of_identities = mesh.identities.iter().filter_map(|(_, identity)| key_of(identity));
    let missing = of_backends.chain(of_identities).filter(|(name, _)| {
        let mut secrets = secrets.iter();
        secrets.all(|secret| secret.meta.name != **name)
    });
    let say = |(name, origin): (&Text, Origin)| {
        RULE.broken(format!("there is no Secret `{name}` in mesh `{}`", mesh.meta.name), origin)
    };
    missing.map(say).collect_vec()
}

/// The certificate and the key of a backend, whose settings are a tree.
fn of_backend(conf: &Node) -> impl Iterator<Item = (&Text, Origin)> {
    let named = ["cert", "key"].into_iter().filter_map(|part| conf.get(part)?.get("secret"));
    named.filter_map(|node| Some((node.as_text()?, node.origin)))
}

/// The key of a MeshIdentity. Its certificate is looked for when its status is computed.
fn key_of(identity: &MeshIdentity) -> Option<(&Text, Origin)> {
    let authority = identity.provider.as_ref()?.bundled.as_ref()?.ca.as_ref()?;
    let Traced { value, origin } = &authority.private_key.as_ref()?.secret_ref.as_ref()?.name;
    Some((value, *origin))
}
