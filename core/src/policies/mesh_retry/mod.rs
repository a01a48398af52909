#![doc = include_str!("README.md")]

mod apply;
mod envoy;
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

/// The row of MeshRetry.
pub const POLICY: Policy = Policy {
    kind: &PolicyKind {
        info: KindInfo {
            name: "MeshRetry",
            short_name: "mr",
            path: "meshretries",
            scope: Scope::Mesh,
            format: Format::Spec,
            provided_by_zone: true,
        },
        order: 1400,
        from: FromRole::Tags,
        items: ItemForm::Default,
        normalize: normalize::<schema::Conf>,
        validate: validate::check,
    },
    merge: merge::overlay,
    hooks: Hooks { outbound: Some(apply::outbound), ..Hooks::NONE },
};
