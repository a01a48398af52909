#![doc = include_str!("spiffe_id_never_matches.md")]

use crate::{
    check::{Find, MeshContext, Rule, context::WrittenPolicy},
    list::CollectVec as _,
    origin::Origin,
    report::{Diagnostic, Severity},
    resource::policy_spec::{MatchType, RuleItem},
    tree::Node,
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "spiffe-id-never-matches", severity: Severity::Warning, find: Find::Mesh(find) };

/// The lists of matches in the conf of a MeshTrafficPermission.
const LISTS: [&str; 3] = ["allow", "allowWithShadowDeny", "deny"];

/// With a MeshIdentity, or the MeshTrust of another zone that has one, clients can have certificates with one name.
fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let mesh = context.mesh;
    if mesh.mutual_tls().is_none() || !mesh.identities.is_empty() || !mesh.trusts.is_empty() {
        return Vec::new();
    }
    let say = |origin: Origin| {
        let message = format!(
            "no client can be exactly this: a certificate of mesh `{}` has several names, and Envoy compares them joined",
            mesh.meta.name
        );
        RULE.broken(message, origin)
            .help("match it as `Prefix`, which longer names of services match too, or add a MeshIdentity")
    };
    // An access log looks at the first name alone, which is the SPIFFE ID.
    let policies = context.policies().filter(|policy| policy.meta.kind.0.name != "MeshAccessLog");
    policies.flat_map(|policy| of_policy(&policy)).map(say).collect_vec()
}

fn of_policy(policy: &WrittenPolicy<'_>) -> Vec<Origin> {
    let rules = &policy.spec.rules;
    let by_lists = rules.iter().flat_map(|rule| LISTS.into_iter().flat_map(|list| of_list(&rule.conf, list)));
    rules.iter().flat_map(of_matches).chain(by_lists).collect_vec()
}

fn of_matches(rule: &RuleItem) -> impl Iterator<Item = Origin> {
    let identities = rule.matches.iter().flatten().filter_map(|found| found.spiffe_id.as_ref());
    let exact = identities.filter(|identity| identity.match_type.value == MatchType::Exact);
    exact.map(|identity| identity.value.origin)
}

fn of_list<'n>(conf: &'n Node, list: &str) -> impl Iterator<Item = Origin> + use<'n> {
    let matches = conf.get(list).and_then(Node::as_list).unwrap_or_default();
    let identities = matches.iter().filter_map(|found| found.get("spiffeID"));
    let exact = identities.filter(|found| found.get("type").and_then(Node::as_str) == Some("Exact"));
    exact.filter_map(|found| found.get("value")).map(|value| value.origin)
}
