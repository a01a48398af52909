#![doc = include_str!("mutual_tls_missing.md")]

use crate::{
    check::{Find, MeshContext, Rule, context::title},
    list::CollectVec as _,
    origin::Origin,
    report::{Diagnostic, Severity},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "mutual-tls-missing", severity: Severity::Warning, find: Find::Mesh(find) };

/// Kinds that change nothing where clients have no identity.
const KINDS: [&str; 2] = ["MeshTLS", "MeshTrafficPermission"];

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let mesh = context.mesh;
    if mesh.mutual_tls().is_some() || !mesh.identities.is_empty() {
        return Vec::new();
    }
    let say = |what: String, origin: Origin| {
        RULE.broken(format!("{what} needs mutual TLS, and mesh `{}` has none", mesh.meta.name), origin)
            .help("set `mtls.enabledBackend` in the Mesh, or add a MeshIdentity")
            .related("this mesh", mesh.meta.origin)
    };
    let policies = context.policies().filter(|policy| KINDS.contains(&policy.meta.kind.0.name));
    let older = mesh.of_kind("TrafficPermission").iter().map(|found| &found.meta);
    let kinds = policies.map(|policy| policy.meta).chain(older.filter(|meta| is_written(meta.origin)));
    let mut found: Vec<Diagnostic> = kinds.map(|meta| say(title(meta), meta.origin)).collect_vec();
    for policy in context.policies().filter(|policy| !KINDS.contains(&policy.meta.kind.0.name)) {
        let matches = policy.spec.rules.iter().flat_map(|rule| rule.matches.iter().flatten());
        let identities = matches.filter_map(|found| found.spiffe_id.as_ref());
        found.extend(
            identities.map(|identity| say("a match of a SPIFFE ID".to_owned(), identity.value.origin)),
        );
    }
    found
}

fn is_written(origin: Origin) -> bool {
    origin.location().is_some()
}
