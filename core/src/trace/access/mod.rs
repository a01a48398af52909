//! Who may call: the RBAC filters of network and HTTP, with rules or with matchers.

mod condition;
mod rules;
mod tree;

use super::{Step, StepKind, at::At, session::Session};

pub(super) use condition::{cidr, filter_state};
pub(super) use tree::matches;

/// What an RBAC filter decides.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    /// Nothing is asked.
    Unasked,
    /// The call goes on.
    Allowed(Step),
    /// It is refused.
    Denied(Step),
    /// It cannot be told.
    Unknown(Step),
}

/// Evaluates the rules of a filter, and its shadow rules, which decide nothing.
pub(super) fn check(filter: &At<'_>, session: &Session<'_>) -> (Verdict, Option<Step>) {
    let enforced = decide(filter, ["rules", "matcher"], StepKind::Permission, session);
    let shadow = decide(filter, ["shadowRules", "shadowMatcher"], StepKind::ShadowPermission, session);
    let shadow = match shadow {
        Verdict::Unasked => None,
        Verdict::Allowed(step) | Verdict::Denied(step) | Verdict::Unknown(step) => Some(step),
    };
    (enforced, shadow)
}

fn decide(filter: &At<'_>, [rules, matcher]: [&str; 2], kind: StepKind, session: &Session<'_>) -> Verdict {
    if let Some(matcher) = filter.get(matcher) {
        return tree::decide(&matcher, kind, session);
    }
    match filter.get(rules) {
        Some(rules) => rules::decide(&rules, kind, session),
        None => Verdict::Unasked,
    }
}

/// Whom a call comes from, for people.
fn caller(session: &Session<'_>) -> String {
    match session.peer_names() {
        Some(names) => names.into(),
        None => "a client without a certificate".into(),
    }
}
