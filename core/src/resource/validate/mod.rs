//! What the control plane refuses about a resource whose form is right.
//!
//! Validators walk the document itself, place by place, so that every violation has the field path and the words of the
//! control plane, and the span of the value. Facts come from its validators; the order of violations is theirs, too.

mod authority;
mod dataplane;
mod external;
mod fields;
mod gateway;
mod gateway_route;
mod headers;
mod hostnames;
mod identity;
mod labels;
mod legacy;
mod listeners;
mod mesh;
mod mesh_backends;
mod names;
mod place;
mod policy;
mod proxy_template;
pub mod regex;
mod services;
mod successor;
pub mod syntax;
pub mod url;
mod url_host;
mod tags;
mod target_ref;
mod telemetry;
mod violations;
mod zone;

pub use authority::Load;
pub use external::version as check_tls_version;
pub use labels::check_letters as check_label_letters;
pub use names::check_meta as check_names;
pub use place::Place;
pub use policy::subdomain_faults;
pub use tags::ServiceTag;
pub use target_ref::{GatewayTags, Section, TargetRules, affects_inbounds, includes_gateways, top_kind};
pub use telemetry::CollectorPort;
pub use url_host::is_url;
pub use violations::{Deprecation, Violation, Violations, code};

use super::{Meta, Registry, Resource};
use crate::tree::Node;

/// The validator of a policy about which nothing is refused yet.
pub fn nothing(_: &Place<'_>, _: &Meta, _: &mut Violations) {}

/// Finds what the control plane would refuse, and what it would warn about, in a resource and the document of which it was
/// read. Names are judged only where nothing else is wrong, as the control plane does it.
pub fn validate(resource: &Resource, root: &Node, registry: &Registry) -> Violations {
    let meta = &resource.meta;
    let mut violations = check_fields(meta, root, registry);
    if violations.refused.is_empty() {
        let names = super::envelope::names(root);
        labels::check(meta, &names, &mut violations);
        names::check_meta(meta, &names, &mut violations);
    }
    if violations.refused.is_empty() {
        violations.refused.extend(check_last(meta, root, Writing::First, &|_, _| None).refused);
    }
    violations
}

/// Finds what is wrong with the fields of a document, and what should no longer be said there.
pub fn check_fields(meta: &Meta, root: &Node, registry: &Registry) -> Violations {
    let mut violations = Violations::default();
    let fields = super::envelope::fields(root, meta.kind);
    match registry.policy(meta.kind.0.name) {
        Some(policy) => (policy.validate)(&fields, meta, &mut violations),
        None => check(&fields, meta, &mut violations),
    }
    violations
}

/// Whether a resource is there already when it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// It is created.
    First,
    /// It is replaced.
    Again,
}

/// Finds what the control plane looks at last, when it is about to store a resource.
/// `load` finds secrets and files that it refers to.
pub fn check_last(meta: &Meta, root: &Node, writing: Writing, load: Load<'_>) -> Violations {
    let mut violations = Violations::default();
    let fields = super::envelope::fields(root, meta.kind);
    match meta.kind.0.name {
        "Mesh" => mesh::check_last(&fields, meta, writing, load, &mut violations),
        "MeshService" | "MeshExternalService" => {
            violations.check_length(&fields.called("name"), meta.display_name(), services::MAX_NAME);
        }
        _ => {}
    }
    violations
}

/// Checks the fields of a kind that is no policy of the new form.
fn check(fields: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    match meta.kind.0.name {
        "Mesh" => mesh::check(fields, violations),
        "Dataplane" => dataplane::check(fields, violations),
        "MeshService" => services::check_mesh_service(fields, violations),
        "MeshMultiZoneService" => services::check_multi_zone_service(fields, violations),
        "MeshExternalService" => external::check_mesh_external_service(fields, violations),
        "MeshOpenTelemetryBackend" => services::check_telemetry_backend(fields, violations),
        "MeshIdentity" => identity::check_identity(fields, violations),
        "MeshTrust" => identity::check_trust(fields, violations),
        "MeshZoneAddress" => zone::check_address(fields, violations),
        "HostnameGenerator" => hostnames::check_hostname_generator(fields, violations),
        "ZoneIngress" => zone::check_ingress(fields, violations),
        "ZoneEgress" => zone::check_egress(fields, violations),
        "ExternalService" => external::check_external_service(fields, violations),
        "MeshGateway" => gateway::check(fields, violations),
        "MeshGatewayRoute" => gateway_route::check(fields, violations),
        "ProxyTemplate" => proxy_template::check(fields, violations),
        "VirtualOutbound" => hostnames::check_virtual_outbound(fields, violations),
        kind => drop(legacy::check(kind, fields, violations)),
    }
}

#[cfg(test)]
mod tests;
