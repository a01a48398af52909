#![doc = include_str!("README.md")]

mod apply;
mod document;
mod listener;
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

/// The row of MeshMetric.
pub const POLICY: Policy = Policy {
    kind: &PolicyKind {
        info: KindInfo {
            name: "MeshMetric",
            short_name: "mm",
            path: "meshmetrics",
            scope: Scope::Mesh,
            format: Format::Spec,
            provided_by_zone: true,
        },
        order: 1500,
        from: FromRole::Tags,
        items: ItemForm::Default,
        normalize: normalize::<schema::Conf>,
        validate: validate::check,
    },
    merge: merge::overlay,
    hooks: Hooks { proxy: Some(apply::proxy), ..Hooks::NONE },
};
