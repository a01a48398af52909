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

/// The row of MeshFaultInjection.
pub const POLICY: Policy = Policy {
    kind: &PolicyKind {
        info: KindInfo {
            name: "MeshFaultInjection",
            short_name: "mfi",
            path: "meshfaultinjections",
            scope: Scope::Mesh,
            format: Format::Spec,
            provided_by_zone: true,
        },
        order: 800,
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
