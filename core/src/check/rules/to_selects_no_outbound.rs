#![doc = include_str!("to_selects_no_outbound.md")]

use crate::{
    check::{Find, MeshContext, Rule, context::WrittenPolicy, references::of_target, usage::List},
    list::CollectVec as _,
    policy::{Resolution, resolution},
    report::{Diagnostic, Severity},
    resource::{mesh::MeshServicesMode, target_ref::TargetKind},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "to-selects-no-outbound", severity: Severity::Warning, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let selecting = context.policies().filter(|policy| context.usage.selects(policy.location));
    selecting.flat_map(|policy| of_policy(&policy, context)).collect_vec()
}

/// Items about the whole mesh are about whatever will be called; those that name nothing are found by another rule.
fn of_policy(policy: &WrittenPolicy<'_>, context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let items = policy.spec.to.iter().enumerate();
    let idle = items.filter(|(index, item)| {
        item.target_ref.kind.value != TargetKind::Mesh
            && context.usage.item(policy.location, List::To, *index).is_none()
            && of_target(&item.target_ref, policy.meta, context).is_none()
    });
    let say = |(_, item): (usize, &crate::resource::policy_spec::ToItem)| {
        let name = item.target_ref.name.as_ref().map(|name| format!(" `{}`", name.value)).unwrap_or_default();
        let message = format!(
            "no proxy that {} selects calls this {}{name}",
            policy.title(),
            item.target_ref.kind.value.name()
        );
        let found = RULE.broken(message, item.target_ref.origin);
        let is_tag = resolution(&item.target_ref, policy.meta, context.mesh) == Resolution::Nothing;
        if is_tag && context.mesh.services_mode() == MeshServicesMode::Exclusive {
            return found
                .help("name a MeshService: in the mode `Exclusive` nobody calls services by their tag");
        }
        found
    };
    idle.map(say).collect_vec()
}
