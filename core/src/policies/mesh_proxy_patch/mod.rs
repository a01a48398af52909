#![doc = include_str!("README.md")]

mod apply;
mod change;
mod filter;
mod findings;
mod order;
mod resource;
mod schema;
mod selection;
mod validate;
mod virtual_host;

use crate::{
    policy::{Hooks, Policy, merge},
    resource::{
        Format, KindInfo, Scope,
        kind::{FromRole, ItemForm, PolicyKind},
        schema::normalize,
    },
};

/// The row of MeshProxyPatch.
pub const POLICY: Policy = Policy {
    kind: &PolicyKind {
        info: KindInfo {
            name: "MeshProxyPatch",
            short_name: "mpp",
            path: "meshproxypatches",
            scope: Scope::Mesh,
            format: Format::Spec,
            provided_by_zone: true,
        },
        order: 9999,
        from: FromRole::Tags,
        items: ItemForm::Default,
        normalize: normalize::<schema::Conf>,
        validate: validate::check,
    },
    merge: merge::overlay,
    hooks: Hooks { patch: Some(apply::patch), ..Hooks::NONE },
};
