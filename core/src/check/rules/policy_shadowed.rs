#![doc = include_str!("policy_shadowed.md")]

use crate::{
    check::{
        Find, MeshContext, Rule,
        context::WrittenPolicy,
        usage::{ItemUse, List},
    },
    list::CollectVec as _,
    origin::{Location, Origin},
    report::{Diagnostic, Severity},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "policy-shadowed", severity: Severity::Warning, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    context.policies().flat_map(|policy| of_policy(&policy, context)).collect_vec()
}

fn of_policy(policy: &WrittenPolicy<'_>, context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let spec = policy.spec;
    let lists = [
        (List::Default, usize::from(spec.default.is_some())),
        (List::To, spec.to.len()),
        (List::From, spec.from.len()),
        (List::Rules, spec.rules.len()),
    ];
    let items = lists.into_iter().flat_map(|(list, count)| (0..count).map(move |index| (list, index)));
    let used = items.filter_map(|(list, index)| context.usage.item(policy.location, list, index));
    used.flat_map(|used| lost(policy, used)).collect_vec()
}

/// Fields that hold nowhere, because a policy of the same rank sets them and comes first by its name.
fn lost(policy: &WrittenPolicy<'_>, used: &ItemUse) -> Vec<Diagnostic> {
    let everywhere = used.lost.iter().filter(|(field, _)| !used.holding.contains(field));
    everywhere
        .map(|(field, lost)| {
            let message = format!(
                "`{}` of {} holds nowhere: {} sets it too, and its name sorts first",
                lost.path,
                policy.title(),
                lost.winner
            );
            RULE.broken(message, at(*field))
                .help("give the policy a name that sorts before, or a narrower target")
                .related("this is what holds", lost.origin)
        })
        .collect_vec()
}

fn at(field: Location) -> Origin {
    Origin::Field(field)
}
