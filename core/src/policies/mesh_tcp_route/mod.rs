#![doc = include_str!("README.md")]

mod apply;
mod merge;
mod schema;
mod validate;

use crate::{
    policy::{Hooks, Policy},
    resource::{
        Format, KindInfo, Scope,
        kind::{FromRole, ItemForm, PolicyKind},
        schema::normalize,
    },
};

/// The row of MeshTCPRoute.
pub const POLICY: Policy = Policy {
    kind: &PolicyKind {
        info: KindInfo {
            name: "MeshTCPRoute",
            short_name: "mtcpr",
            path: "meshtcproutes",
            scope: Scope::Mesh,
            format: Format::Spec,
            provided_by_zone: true,
        },
        order: 200,
        items: ItemForm::Flat,
        from: FromRole::Tags,
        normalize: normalize::<schema::Conf>,
        validate: validate::check,
    },
    merge: merge::first_rules,
    hooks: Hooks { routes: Some(apply::routes), ..Hooks::NONE },
};
