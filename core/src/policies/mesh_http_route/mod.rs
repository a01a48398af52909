#![doc = include_str!("README.md")]

mod action;
mod apply;
mod matches;
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

/// The row of MeshHTTPRoute.
pub const POLICY: Policy = Policy {
    kind: &PolicyKind {
        info: KindInfo {
            name: "MeshHTTPRoute",
            short_name: "mhttpr",
            path: "meshhttproutes",
            scope: Scope::Mesh,
            format: Format::Spec,
            provided_by_zone: true,
        },
        order: 100,
        items: ItemForm::Flat,
        from: FromRole::Tags,
        normalize: normalize::<schema::Conf>,
        validate: validate::check,
    },
    merge: merge::routes,
    hooks: Hooks { routes: Some(apply::routes), ..Hooks::NONE },
};
