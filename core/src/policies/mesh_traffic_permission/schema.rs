//! What a MeshTrafficPermission can say: an action for clients by tags (`from`), or lists of clients (`rules`).

use kumascope_derive::Schema;

use crate::{origin::Traced, resource::policy_spec::Match};

/// What clients may do.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// In `from`: what happens to requests of these clients.
    pub(super) action: Option<Traced<Action>>,
    /// In `rules`: clients that are refused, whatever else is said.
    pub(super) deny: Option<Vec<Match>>,
    /// In `rules`: clients that are let in, while statistics count them as refused.
    pub(super) allow_with_shadow_deny: Option<Vec<Match>>,
    /// In `rules`: clients that are let in.
    pub(super) allow: Option<Vec<Match>>,
}

/// What happens to requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub(super) enum Action {
    /// They are let in.
    Allow,
    /// They are refused.
    #[default]
    Deny,
    /// They are let in, while statistics count them as refused.
    AllowWithShadowDeny,
}
