#![doc = include_str!("README.md")]

mod apply;
mod envoy;
mod locality;
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

/// The row of MeshLoadBalancingStrategy.
pub const POLICY: Policy = Policy {
    kind: &PolicyKind {
        info: KindInfo {
            name: "MeshLoadBalancingStrategy",
            short_name: "mlbs",
            path: "meshloadbalancingstrategies",
            scope: Scope::Mesh,
            format: Format::Spec,
            provided_by_zone: true,
        },
        order: 400,
        from: FromRole::Tags,
        items: ItemForm::Default,
        normalize: normalize::<schema::Conf>,
        validate: validate::check,
    },
    merge: merge::overlay,
    hooks: Hooks {
        outbound: Some(apply::outbound),
        cluster: Some(apply::cluster),
        endpoints: Some(apply::endpoints),
        zone_egress: Some(apply::zone_egress),
        zone_egress_endpoints: Some(apply::zone_egress_endpoints),
        ..Hooks::NONE
    },
};
