#![doc = include_str!("README.md")]

mod apply;
mod envoy;
pub mod reach;
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

/// The row of MeshTrafficPermission.
pub const POLICY: Policy = Policy {
    kind: &PolicyKind {
        info: KindInfo {
            name: "MeshTrafficPermission",
            short_name: "mtp",
            path: "meshtrafficpermissions",
            scope: Scope::Mesh,
            format: Format::Spec,
            provided_by_zone: true,
        },
        order: 1100,
        from: FromRole::Tags,
        items: ItemForm::Default,
        normalize: normalize::<schema::Conf>,
        validate: validate::check,
    },
    merge: merge::overlay,
    hooks: Hooks {
        inbound: Some(apply::inbound),
        zone_listener: Some(apply::zone_listener),
        zone_egress: Some(apply::zone_egress),
        ..Hooks::NONE
    },
};
