//! The rules: one file each with its row, one line here, and one page.

mod address_conflict;
mod authority_secret_missing;
mod backend_without_port;
mod control_plane_crash;
mod envoy_dangling_reference;
mod envoy_duplicate_address;
mod envoy_duplicate_name;
mod envoy_health_check_names;
mod envoy_rule_broken;
mod envoy_static_host_name;
mod envoy_unknown_extension;
mod hostname_collision;
mod http_policy_on_tcp;
mod legacy_policy_selects_nothing;
mod metrics_certificate;
mod mutual_tls_missing;
mod policy_selects_no_proxy;
mod policy_shadowed;
mod reference_not_found;
mod removed_in_kuma_3;
mod spiffe_id_never_matches;
mod tags_in_exclusive_mode;
mod to_selects_no_outbound;
mod traffic_permission_missing;
mod zone_egress_missing;

use super::{Find, MeshContext, Rule};
use crate::{list::CollectVec as _, message::Configuration, report::Report};

/// Every rule.
pub const RULES: &[Rule] = &[
    address_conflict::RULE,
    authority_secret_missing::RULE,
    backend_without_port::RULE,
    control_plane_crash::RULE,
    envoy_dangling_reference::RULE,
    envoy_duplicate_address::RULE,
    envoy_duplicate_name::RULE,
    envoy_health_check_names::RULE,
    envoy_rule_broken::RULE,
    envoy_static_host_name::RULE,
    envoy_unknown_extension::RULE,
    hostname_collision::RULE,
    http_policy_on_tcp::RULE,
    legacy_policy_selects_nothing::RULE,
    metrics_certificate::RULE,
    mutual_tls_missing::RULE,
    policy_selects_no_proxy::RULE,
    policy_shadowed::RULE,
    reference_not_found::RULE,
    removed_in_kuma_3::RULE,
    spiffe_id_never_matches::RULE,
    tags_in_exclusive_mode::RULE,
    to_selects_no_outbound::RULE,
    traffic_permission_missing::RULE,
    zone_egress_missing::RULE,
];

/// What rules find in a mesh.
pub(super) fn of_mesh(context: &MeshContext<'_>) -> Report {
    let found = RULES.iter().flat_map(|rule| match rule.find {
        Find::Mesh(find) => find(context),
        Find::Configuration(_) => Vec::new(),
    });
    Report { diagnostics: found.collect_vec() }
}

/// What rules find in the messages of a proxy.
pub(super) fn of_configuration(configuration: &Configuration) -> Report {
    let found = RULES.iter().flat_map(|rule| match rule.find {
        Find::Configuration(find) => find(configuration),
        Find::Mesh(_) => Vec::new(),
    });
    Report { diagnostics: found.collect_vec() }
}
