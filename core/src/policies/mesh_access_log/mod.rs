#![doc = include_str!("README.md")]

mod any_value;
mod apply;
mod collector;
mod format;
mod log;
mod route;
mod schema;
mod validate;

use crate::{
    policy::{Hooks, Policy, merge},
    resource::{
        Format, KindInfo, Scope,
        kind::{FromRole, ItemForm, PolicyKind},
        schema::normalize,
    },
};

/// The row of MeshAccessLog.
pub const POLICY: Policy = Policy {
    kind: &PolicyKind {
        info: KindInfo {
            name: "MeshAccessLog",
            short_name: "mal",
            path: "meshaccesslogs",
            scope: Scope::Mesh,
            format: Format::Spec,
            provided_by_zone: true,
        },
        order: 600,
        from: FromRole::Rules,
        items: ItemForm::Default,
        normalize: normalize::<schema::Conf>,
        validate: validate::check,
    },
    merge: merge::overlay,
    hooks: Hooks { proxy: Some(apply::proxy), ..Hooks::NONE },
};
