#![doc = include_str!("README.md")]

mod apply;
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

/// The row of MeshTimeout.
pub const POLICY: Policy = Policy {
    kind: &PolicyKind {
        info: KindInfo {
            name: "MeshTimeout",
            short_name: "mt",
            path: "meshtimeouts",
            scope: Scope::Mesh,
            format: Format::Spec,
            provided_by_zone: true,
        },
        order: 1000,
        from: FromRole::Rules,
        items: ItemForm::Default,
        normalize: normalize::<schema::Conf>,
        validate: validate::check,
    },
    merge: merge::overlay,
    hooks: Hooks {
        inbound: Some(apply::inbound),
        outbound: Some(apply::outbound),
        cluster: Some(apply::cluster),
        zone_listener: Some(apply::zone_listener),
        ..Hooks::NONE
    },
};
