//! RBAC by rules: policies of permissions and principals, in the order of their names.

use super::{Verdict, caller, condition};
use crate::{
    sorted::sort_by,
    trace::{
        StepKind,
        at::At,
        session::Session,
        truth::{Truth, all, any},
    },
};

/// The first policy that fits decides; where none does, the opposite holds.
pub(super) fn decide(rules: &At<'_>, kind: StepKind, session: &Session<'_>) -> Verdict {
    let action = rules.text("action");
    let mut policies = rules.members("policies");
    sort_by(&mut policies, |(left, _), (right, _)| left.cmp(right));
    for (name, policy) in &policies {
        match fits(policy, session) {
            Some(false) => {}
            Some(true) => return verdict(action, &reason(policy, session), kind, name, session),
            None => {
                return Verdict::Unknown(policy.step(kind, format!("cannot tell whether {name} fits")));
            }
        }
    }
    let text = |word: &str| format!("{word} {}: no policy fits", caller(session));
    if action == "DENY" || action == "LOG" {
        return Verdict::Allowed(rules.step(kind, text("allows")));
    }
    // The principals say who might have called; where there are none, the rules as a whole do.
    let first = policies.first().and_then(|(_, policy)| policy.get("principals"));
    Verdict::Denied(first.as_ref().unwrap_or(rules).step(kind, text("denies")))
}

fn fits(policy: &At<'_>, session: &Session<'_>) -> Truth {
    let one_of = |key| any(policy.items(key).iter().map(|item| condition::holds(item, session)));
    let has_condition = policy.has("condition") || policy.has("checkedCondition");
    all([one_of("permissions"), one_of("principals"), if has_condition { None } else { Some(true) }])
}

/// The principal that fits.
fn reason<'a>(policy: &At<'a>, session: &Session<'_>) -> At<'a> {
    let fitting =
        policy.items("principals").into_iter().find(|item| condition::holds(item, session) == Some(true));
    fitting.map_or_else(|| policy.clone(), |found| condition::deepest(&found))
}

fn verdict(action: &str, at: &At<'_>, kind: StepKind, name: &str, session: &Session<'_>) -> Verdict {
    let text = |word: &str| format!("{word} {}: {name} fits", caller(session));
    match action {
        "DENY" => Verdict::Denied(at.step(kind, text("denies"))),
        _ => Verdict::Allowed(at.step(kind, text("allows"))),
    }
}
