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

/// The row of MeshCircuitBreaker.
pub const POLICY: Policy = Policy {
    kind: &PolicyKind {
        info: KindInfo {
            name: "MeshCircuitBreaker",
            short_name: "mcb",
            path: "meshcircuitbreakers",
            scope: Scope::Mesh,
            format: Format::Spec,
            provided_by_zone: true,
        },
        order: 1300,
        from: FromRole::Rules,
        items: ItemForm::Default,
        normalize: normalize::<schema::Conf>,
        validate: validate::check,
    },
    merge: merge::overlay,
    hooks: Hooks {
        inbound: Some(apply::inbound),
        cluster: Some(apply::cluster),
        zone_egress: Some(apply::zone_egress),
        proxy: Some(apply::proxy),
        ..Hooks::NONE
    },
};
