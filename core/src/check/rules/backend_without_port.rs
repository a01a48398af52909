#![doc = include_str!("backend_without_port.md")]

use crate::{
    check::{Find, MeshContext, Rule, references::without_port},
    list::CollectVec as _,
    report::{Diagnostic, Severity},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "backend-without-port", severity: Severity::Warning, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let found = context.policies().flat_map(|policy| without_port(&policy, context));
    let say = |(name, origin)| {
        let message = format!("without a port this is the tag `kuma.io/service: {name}`, and nothing has it");
        RULE.broken(message, origin).help(format!("give the `port` of the MeshService `{name}`"))
    };
    found.map(say).collect_vec()
}
